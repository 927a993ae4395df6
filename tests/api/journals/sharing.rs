//! What a partner reads of a journal, and what stays hidden.

use serde_json::{Value, json};

use super::{entry, of, shared, write};
use crate::safety::{hold, lift};
use crate::support::TestApp;
use crate::support::homework::Care;

async fn list(care: &Care<'_>, reader: &crate::support::Caller) -> crate::support::Answer {
    reader.get(&format!("/v1/couples/{}/journal-entries", care.couple)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_partner_gets_a_projection() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let made = write(&care.ann, &entry(&care, json!({"visibility": "partner"}))).await.expect(201);
    assert_eq!(made.body["audience"], json!(["self", "care_team", "partner"]));
    let expected = json!({"id": made.body["shared_id"], "client_id": care.ann.id, "assignment_id": null, "prompt": null,
        "local_date": made.body["local_date"], "title": "After the walk", "text": "I can say what I need.", "feelings": [],
        "answers": [], "version": 1});
    assert_ne!(made.body["shared_id"], made.body["id"]);
    for reader in [&care.ben, &care.ann, &care.therapist] {
        let read = reader.get(&shared(&care, &made)).await.expect(200);
        assert_eq!((&read.body, read.etag().as_str()), (&expected, "\"1\""));
        assert_eq!(list(&care, reader).await.expect(200).items(), &vec![expected.clone()]);
    }
    care.ben.get(&format!("{}/{}", of(&care.ann), made.id())).await.problem(404, "not_found");
    let other = care.practice.client("Cleo").await;
    other.get(&shared(&care, &made)).await.problem(404, "not_found");
    list(&care, &other).await.problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_private_changes_a_byte_and_taking_back_removes_it() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let made = write(&care.ann, &entry(&care, json!({"visibility": "partner"}))).await.expect(201);
    let before = list(&care, &care.ben).await.expect(200).text;
    for visibility in ["private", "therapist"] {
        let mine = write(&care.ann, &entry(&care, json!({"visibility": visibility}))).await.expect(201);
        let own = format!("{}/{}", of(&care.ann), mine.id());
        care.ann.put_if(&own, "\"1\"", json!({"text": "Mine."})).await.expect(200);
        care.ann.delete_if(&own, "\"2\"").await.expect(204);
    }
    assert_eq!(list(&care, &care.ben).await.expect(200).text, before);
    let own = format!("{}/{}", of(&care.ann), made.id());
    let put = async |etag: &str, body: Value| care.ann.put_if(&own, etag, body).await.expect(200);
    put("\"1\"", json!({"text": "Said better."})).await;
    let read = care.ben.get(&shared(&care, &made)).await.expect(200);
    assert_eq!((&read.body["version"], &read.body["text"]), (&json!(2), &json!("Said better.")));
    let back = put("\"2\"", json!({"text": "Said better.", "visibility": "therapist"})).await;
    assert_eq!((&back.body["can_be_noticed"], &back.body["shared_id"]), (&json!(true), &json!(null)));
    care.ben.get(&shared(&care, &made)).await.problem(404, "not_found");
    let again = put("\"3\"", json!({"text": "Said better.", "visibility": "partner"})).await;
    assert_ne!(again.body["shared_id"], made.body["shared_id"]);
    assert_eq!(care.ben.get(&shared(&care, &again)).await.expect(200).body["version"], 1);
    care.ann.delete_if(&own, "\"4\"").await.expect(204);
    assert_eq!(list(&care, &care.ben).await.expect(200).items().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn under_a_hold_nothing_new_reaches_the_partner() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let before = write(&care.ann, &entry(&care, json!({"visibility": "partner"}))).await.expect(201);
    let seen = list(&care, &care.ben).await.expect(200).text;
    let placed = hold(&care.therapist, &care.ann).await;
    let new = write(&care.ann, &entry(&care, json!({"visibility": "partner"}))).await.expect(201);
    let all = json!(["self", "care_team", "partner"]);
    assert_eq!(new.body["audience"], all);
    let own = |made: &crate::support::Answer| format!("{}/{}", of(&care.ann), made.id());
    care.ann.put_if(&own(&before), "\"1\"", json!({"text": "Changed."})).await.expect(200);
    assert_eq!(list(&care, &care.ben).await.expect(200).text, seen);
    care.ben.get(&shared(&care, &new)).await.problem(404, "not_found");
    assert_eq!(
        care.therapist.get(&own(&new)).await.expect(200).body["audience"],
        json!(["self", "care_team"])
    );
    assert_eq!(care.ann.get(&own(&new)).await.expect(200).body["audience"], all);
    assert_eq!(list(&care, &care.ann).await.expect(200).items().len(), 2);
    care.ann.delete_if(&own(&before), "\"2\"").await.expect(204);
    assert_eq!(list(&care, &care.ben).await.expect(200).text, seen);
    // What Ben shares goes on reaching Ann.
    write(&care.ben, &entry(&care, json!({"visibility": "partner"}))).await.expect(201);
    assert_eq!(list(&care, &care.ann).await.expect(200).items().len(), 2);
    lift(&care.therapist, &care.ann, &placed).await;
    assert_eq!(list(&care, &care.ben).await.expect(200).items().len(), 1);
    // What is changed after it comes under a name made now.
    let changed = care.ann.put_if(&own(&new), "\"1\"", json!({"text": "Now."})).await.expect(200);
    let listed = list(&care, &care.ben).await.expect(200);
    let hers = listed.items().iter().find(|item| item["text"] == "Now.").unwrap();
    assert_ne!(hers["id"], changed.body["shared_id"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_of_the_couple_takes_it_from_the_partner_and_freezes_it() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let made = write(&care.ann, &entry(&care, json!({"visibility": "partner"}))).await.expect(201);
    let mine = write(&care.ann, &entry(&care, json!({}))).await.expect(201);
    care.ann.put(&format!("/v1/couples/{}/end", care.couple), json!({})).await.expect(200);
    care.ben.get(&shared(&care, &made)).await.problem(404, "not_found");
    let own = |made: &crate::support::Answer| format!("{}/{}", of(&care.ann), made.id());
    assert_eq!(care.ann.get(&own(&made)).await.expect(200).body["audience"], json!(["self", "care_team"]));
    let wider = json!({"text": "Now?", "visibility": "partner"});
    care.ann.put_if(&own(&mine), "\"1\"", wider).await.problem(409, "couple_ended");
    write(&care.ann, &entry(&care, json!({}))).await.problem(409, "couple_ended");
    write(&care.ann, &entry(&care, json!({"couple_id": null}))).await.expect(201);
}
