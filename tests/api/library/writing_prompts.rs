//! `GET /v1/writing-prompts` and `GET /v1/writing-prompts/{item_id}`: what clients write to of their own accord.

use serde_json::{Value, json};

use crate::support::homework::{Care, noon};
use crate::support::{TestApp, new_id};

#[tokio::test(flavor = "multi_thread")]
async fn a_client_lists_and_reads_what_it_writes_to() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let reflection = care.item("setback-note").await.to_string();
    let script = care.item("limit-with-reconnect").await.to_string();
    let habit = care.item("kept-promises").await.to_string();
    let ids = async |query: &str| -> Vec<String> {
        let page = care.ann.get(&format!("/v1/writing-prompts{query}")).await.expect(200);
        page.items().iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
    };
    let mut both = vec![reflection.clone(), script.clone()];
    both.sort();
    assert_eq!(ids("").await, both);
    assert_eq!(ids("?kind=reflection").await, [reflection.clone()]);
    assert_eq!(ids("?kind=boundary_script").await, [script.clone()]);
    let first = care.ann.get("/v1/writing-prompts?limit=1").await.expect(200);
    let cursor = first.body["next_cursor"].as_str().unwrap();
    assert_eq!(ids(&format!("?limit=1&cursor={cursor}")).await, both[1..]);
    care.ann.get("/v1/writing-prompts?kind=habit").await.problem(400, "malformed");
    let place = format!("/v1/writing-prompts/{reflection}");
    let prompt = care.ann.get(&place).await.expect(200);
    assert!(prompt.body.get("therapist_note").is_none() && prompt.body.get("contraindications").is_none());
    let prompts = prompt.body["content"]["prompts"].as_array().unwrap();
    let required = prompts.iter().filter(|one| one["required"] == true);
    let answers: Vec<Value> =
        required.map(|one| json!({"prompt": one["key"], "type": "text", "text": "I began again."})).collect();
    let entry = json!({
        "id": new_id(), "item_id": reflection, "written_at": noon(-1), "time_zone": "Europe/London", "answers": answers
    });
    let entry =
        care.ann.post(&format!("/v1/clients/{}/journal-entries", care.ann.id), entry).await.expect(201);
    assert_eq!(entry.body["prompt"]["version"], prompt.body["number"]);
    care.ann.get(&format!("/v1/writing-prompts/{habit}")).await.problem(404, "not_found");
    care.therapist.get("/v1/writing-prompts").await.problem(403, "forbidden");
    app.practice("Elsewhere").await.client("Cleo").await.get(&place).await.problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_retired_or_not_for_everybody_is_not_offered() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let item = care.item("setback-note").await;
    let (place, sql) = (format!("/v1/writing-prompts/{item}"), app.sql().await);
    let offered = async || {
        let listed = care.ann.get("/v1/writing-prompts").await.expect(200).items().len();
        let found = care.ann.get(&place).await.status;
        assert_eq!(listed == 1, found == 200);
        listed == 1
    };
    for (change, undo) in [
        (
            "UPDATE library_versions SET unsuitable_under_hold = true",
            "UPDATE library_versions SET unsuitable_under_hold = false",
        ),
        ("UPDATE library_items SET retired_at = now()", "UPDATE library_items SET retired_at = NULL"),
        (
            "UPDATE library_items SET published_number = NULL, draft_number = 1",
            "UPDATE library_items SET published_number = 1, draft_number = NULL",
        ),
    ] {
        assert!(offered().await);
        sql.run(change).await;
        assert!(!offered().await, "{change}");
        sql.run(undo).await;
    }
    // Under a hold nothing is missing that was there before.
    let hold = json!({"kind": "hold", "reason": "The partner reads her phone."});
    let before = care.ann.get(&place).await.expect(200).text;
    care.therapist.post(&format!("/v1/clients/{}/safety-marks", care.ann.id), hold).await.expect(201);
    assert_eq!(care.ann.get(&place).await.expect(200).text, before);
}
