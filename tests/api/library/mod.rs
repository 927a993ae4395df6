//! `/v1/library-items` and `/v1/feelings`.

mod copy_library_item;
mod create_library_item;
mod find_library_item;
mod install_built_in;
mod list_feelings;
mod list_library_items;
mod publish_library_item;
mod retire_library_item;
mod search_library_items;
mod update_library_draft;
mod whole_catalogue;
mod writing_prompts;

use diesel_async::AsyncPgConnection;
use holdfast::homework::library::install_built_in;
use holdfast::platform::db::Mode;
use holdfast::platform::ids::Id;
use serde_json::{Value, json};

use crate::support::{Answer, Caller, TestPractice};

const ITEMS: &str = "/v1/library-items";
const NEVER: &str = "/v1/library-items/01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13";

/// Copies the built-in library into a practice.
async fn install(practice: &TestPractice<'_>) {
    let (services, id) = (practice.app.services(), Id::from_uuid(practice.id));
    let now = practice.app.clock.now();
    let install = async |conn: &AsyncPgConnection| install_built_in(conn, id, now).await;
    services.database.in_practice(id, Mode::Write, async |_| Ok(()), install).await.unwrap();
}

/// The id of a built-in item.
async fn built_in(caller: &Caller, key: &str) -> String {
    let page = caller.get(&format!("{ITEMS}?limit=200")).await.expect(200);
    let item = page.items().iter().find(|item| item["key"] == key).expect("the key is there");
    item["id"].as_str().unwrap().to_owned()
}

/// The words of a small habit.
fn words(title: &str) -> Value {
    json!({
        "title": title, "summary": "Half an hour outside.", "rationale": "It is easier side by side.",
        "audiences": ["together"],
        "default_cadence": {"type": "times_per_period", "times": 1, "every": 1, "unit": "week"},
        "default_minutes": 30, "tags": ["fresh-air"], "contraindications": ["Not in a storm."],
        "unsuitable_under_hold": true, "therapist_note": null,
        "content": {
            "kind": "habit", "steps": [{"key": "go_out", "text": "Go for a walk."}], "slots": [], "counted": false
        }
    })
}

/// An item of the practice's own with a draft.
async fn create(caller: &Caller, title: &str) -> Answer {
    caller.post(ITEMS, json!({"draft": words(title)})).await.expect(201)
}

/// An item of the practice's own that is published.
async fn create_published(caller: &Caller, title: &str) -> Answer {
    let item = create(caller, title).await;
    publish(caller, &item.id(), &item.etag()).await.expect(200)
}

async fn publish(caller: &Caller, id: &str, etag: &str) -> Answer {
    put_state(caller, &format!("{ITEMS}/{id}/publication"), etag).await
}

/// PUT without a body, with If-Match.
async fn put_state(caller: &Caller, path: &str, etag: &str) -> Answer {
    Answer::of(caller.request(reqwest::Method::PUT, path).header("If-Match", etag)).await
}
