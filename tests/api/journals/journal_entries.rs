//! Writing, reading, correcting and deleting journal entries.

use serde_json::json;

use super::{entry, of, write};
use crate::support::homework::{Care, day, noon};
use crate::support::{TestApp, new_id};

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_is_private_unless_it_says_otherwise() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let made = write(&care.ann, &entry(&care, json!({"feelings": ["calm"]}))).await.expect(201);
    assert_eq!(made.header("location"), format!("{}/{}", of(&care.ann), made.id()));
    assert_eq!((&made.body["visibility"], &made.body["audience"]), (&json!("private"), &json!(["self"])));
    assert_eq!((&made.body["shared_id"], &made.body["prompt"]), (&json!(null), &json!(null)));
    assert_eq!(made.body["local_date"], json!(day(-1)));
    let own = format!("{}/{}", of(&care.ann), made.id());
    assert_eq!(care.ann.get(&own).await.expect(200).body, made.body);
    for stranger in [&care.therapist, &care.ben] {
        stranger.get(&own).await.problem(404, "not_found");
        stranger.get(&format!("{own}/versions")).await.problem(404, "not_found");
    }
    assert_eq!(care.therapist.get(&of(&care.ann)).await.expect(200).items().len(), 0);
    care.ben.get(&of(&care.ann)).await.problem(404, "not_found");
    let told = json!({"visibility": "therapist", "title": "After the walk", "text": "More."});
    let told = care.ann.put_if(&own, "\"1\"", told).await.expect(200);
    assert_eq!(told.body["audience"], json!(["self", "care_team"]));
    // The care team counts from where it began to read.
    let read = care.therapist.get(&own).await.expect(200);
    assert_eq!((&read.body["version"], &read.body["text"]), (&json!(1), &json!("More.")));
    assert_eq!(care.therapist.get(&format!("{own}/versions")).await.expect(200).items().len(), 0);
    let versions = care.ann.get(&format!("{own}/versions")).await.expect(200);
    assert_eq!(versions.items()[0]["text"], "I can say what I need.");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retry_finds_what_is_there_and_a_deleted_id_stays_deleted() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let mut body = entry(&care, json!({}));
    let made = write(&care.ann, &body).await.expect(201);
    assert_eq!(write(&care.ann, &body).await.expect(200).text, made.text);
    let own = format!("{}/{}", of(&care.ann), made.id());
    let corrected = care.ann.put_if(&own, "\"1\"", json!({"text": "Other."})).await.expect(200);
    assert_eq!(write(&care.ann, &body).await.expect(200).text, corrected.text);
    // Changing nothing keeps the version.
    assert_eq!(care.ann.put_if(&own, "\"2\"", json!({"text": "Other."})).await.expect(200).etag(), "\"2\"");
    care.ann.put_if(&own, "\"1\"", json!({"text": "Late."})).await.problem(412, "precondition_failed");
    care.ann.delete_if(&own, "\"1\"").await.problem(412, "precondition_failed");
    care.ann.delete_if(&own, "\"2\"").await.expect(204);
    care.ann.get(&own).await.problem(404, "not_found");
    write(&care.ann, &body).await.problem(409, "deleted");
    body["text"] = json!("Something else.");
    write(&care.ann, &body).await.problem(409, "id_taken");
    // The partner's rows are other rows: the same id tells nothing.
    write(&care.ben, &body).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_broken_rule_is_named() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let bad = json!({"id": uuid::Uuid::from_u128(1), "title": "", "text": " ", "feelings": ["x".repeat(41)]});
    write(&care.ann, &entry(&care, bad)).await.invalid(&["#/id", "#/title", "#/text", "#/feelings/0"]);
    let none = json!({"text": null, "written_at": noon(2)});
    write(&care.ann, &entry(&care, none)).await.invalid(&["#/written_at", "#/text"]);
    let alone = json!({"couple_id": null, "visibility": "partner"});
    write(&care.ann, &entry(&care, alone)).await.invalid(&["#/visibility"]);
    let answers = json!({"answers": [{"prompt": "x", "type": "text", "text": "y"}]});
    write(&care.ann, &entry(&care, answers)).await.invalid(&["#/answers"]);
    let unknown = json!({"couple_id": new_id(), "assignment_id": new_id(), "item_id": new_id()});
    write(&care.ann, &entry(&care, unknown)).await.invalid(&[
        "#/assignment_id",
        "#/item_id",
        "#/item_id",
        "#/couple_id",
        "#/couple_id",
    ]);
    let other = care.practice.client("Cleo").await;
    let foreign = care.practice.couple(&other, &care.practice.client("Dora").await).await;
    write(&care.ann, &entry(&care, json!({"couple_id": foreign}))).await.invalid(&["#/couple_id"]);
    care.ben.post(&of(&care.ann), entry(&care, json!({}))).await.problem(404, "not_found");
    care.therapist.post(&of(&care.ann), entry(&care, json!({}))).await.problem(403, "forbidden");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_answers_the_questions_of_a_reflection() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let item = care.item("self-inquiry").await;
    let given = care.to_client(&care.ann, "self-inquiry").await.id();
    let free = json!({"item_id": item, "couple_id": null, "title": null, "text": null});
    let one = write(&care.ann, &entry(&care, json!({"item_id": item}))).await.expect(201);
    let question = &one.body["prompt"]["questions"][0];
    assert_eq!((&one.body["prompt"]["version"], question["label"].is_string()), (&json!(1), true));
    let text = one.body["prompt"]["questions"].as_array().unwrap().iter();
    let text = text.map(|one| one.clone()).find(|one| one["answer"]["type"] == "text").unwrap();
    let answers = json!([{"prompt": text["key"], "type": "text", "text": "That I may ask."}]);
    let mut body = entry(&care, free);
    body["answers"] = answers.clone();
    let answered = write(&care.ann, &body).await.expect(201);
    assert_eq!(answered.body["answers"], answers);
    let of_homework = entry(&care, json!({"couple_id": null, "assignment_id": given, "answers": answers}));
    let of_homework = write(&care.ann, &of_homework).await.expect(201);
    assert_eq!(of_homework.body["assignment_id"], json!(given));
    let listed = care.ann.get(&format!("{}?assignment_id={given}", of(&care.ann))).await.expect(200);
    assert_eq!(listed.items().len(), 1);
    let wrong = json!([{"prompt": "nothing_of_it", "type": "text", "text": "x"}]);
    let own = format!("{}/{}", of(&care.ann), answered.id());
    care.ann.put_if(&own, "\"1\"", json!({"answers": wrong})).await.invalid(&["#/answers/0/prompt"]);
    let habit = care.item("daily-check-in").await;
    write(&care.ann, &entry(&care, json!({"item_id": habit}))).await.invalid(&["#/item_id"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_goes_from_page_to_page_newest_day_first() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    for days in [1, 3, 2] {
        write(&care.ann, &entry(&care, json!({"written_at": noon(-days)}))).await.expect(201);
    }
    let first = care.ann.get(&format!("{}?limit=2", of(&care.ann))).await.expect(200);
    let dates: Vec<_> = first.items().iter().map(|item| item["local_date"].clone()).collect();
    assert_eq!(dates, [json!(day(-1)), json!(day(-2))]);
    let cursor = first.body["next_cursor"].as_str().unwrap();
    let second = care.ann.get(&format!("{}?limit=2&cursor={cursor}", of(&care.ann))).await.expect(200);
    assert_eq!((second.items().len(), &second.items()[0]["local_date"]), (1, &json!(day(-3))));
    let window = format!("{}?local_date_from={}&local_date_to={}", of(&care.ann), day(-3), day(-2));
    assert_eq!(care.ann.get(&window).await.expect(200).items().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_words_are_sealed() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let made = write(&care.ann, &entry(&care, json!({"text": "Nobody finds this."}))).await.expect(201);
    let own = format!("{}/{}", of(&care.ann), made.id());
    care.ann
        .put_if(&own, "\"1\"", json!({"text": "Nobody finds that.", "reason": "Nobody."}))
        .await
        .expect(200);
    let sql = app.sql().await;
    for table in ["journal_entries", "journal_entry_versions", "audit_events"] {
        let rows = sql.column(&format!("SELECT t::text FROM {table} t")).await.join("\n");
        assert!(!rows.contains("Nobody") && !rows.contains(&hex("Nobody")), "{table}");
    }
}

fn hex(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02x}")).collect()
}
