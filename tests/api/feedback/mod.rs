//! What a therapist says to a check-in: its author reads it, the partner never learns that there is any.

use serde_json::{Value, json};

use crate::exports::take;
use crate::support::homework::{Care, check_in, of, write};
use crate::support::{Answer, Caller, TestApp, new_id};

/// Where what is said to a client's check-ins is.
pub fn said_to(client: &Caller) -> String {
    format!("/v1/clients/{}/feedback", client.id)
}

/// Says something to a check-in.
pub async fn say(therapist: &Caller, client: &Caller, check_in: &str, text: &str) -> Answer {
    therapist.post(&said_to(client), json!({"check_in_id": check_in, "text": text})).await
}

/// Everything but when it was made.
fn undated(mut export: Value) -> Value {
    export["exported_at"] = Value::Null;
    export
}

/// A check-in of Ann's, as its author chose to have it read.
async fn written(care: &Care<'_>, visibility: &str) -> String {
    let joint = care.to_couple("daily-check-in", "together").await.id();
    write(&care.ann, &check_in(&joint, json!({"visibility": visibility}))).await.expect(201).id()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_author_reads_it_and_the_partner_does_not() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let act = written(&care, "partner").await;
    let of_ben = async || {
        let shared = care.shared(&care.ben).await.expect(200);
        let couple = care.ben.get(&format!("/v1/couples/{}/progress", care.couple)).await.expect(200);
        let export = undated(take(&app, &care.ben).await.0);
        (shared.body.clone(), couple.body.clone(), export)
    };
    let (before, of_act) = (of_ben().await, care.ann.get(&format!("{}/{act}", of(&care.ann))).await);
    let said = say(&care.therapist, &care.ann, &act, "You asked before you were cross.").await.expect(201);
    assert_eq!(said.header("location"), format!("{}/{}", said_to(&care.ann), said.id()));
    assert_eq!((said.etag(), said.body["written_by_name"].clone()), ("\"1\"".to_owned(), json!("Tess")));
    let read = care.ann.get(&format!("{}/{}", said_to(&care.ann), said.id())).await.expect(200);
    assert_eq!(read.body, said.body);
    let listed = care.ann.get(&format!("{}?check_in_id={act}", said_to(&care.ann))).await.expect(200);
    assert_eq!(*listed.items(), [said.body.clone()]);
    let other = care.ann.get(&format!("{}?check_in_id={}", said_to(&care.ann), new_id())).await.expect(200);
    assert!(other.items().is_empty());
    // The partner has the check-in, and nothing tells that something was said to it.
    assert_eq!(of_ben().await, before);
    care.ben.get(&said_to(&care.ann)).await.problem(404, "not_found");
    care.ben.get(&format!("{}/{}", said_to(&care.ann), said.id())).await.problem(404, "not_found");
    assert!(care.ben.get(&said_to(&care.ben)).await.expect(200).items().is_empty());
    // Nor does the check-in itself change.
    let now = care.ann.get(&format!("{}/{act}", of(&care.ann))).await;
    assert_eq!((&now.body, now.etag()), (&of_act.body, of_act.etag()));
    let (data, page) = take(&app, &care.ann).await;
    assert_eq!(data["check_in_feedback"], json!([said.body]));
    assert_eq!(page.matches("You asked before you were cross.").count(), 2, "alone, and with the check-in");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_cannot_read_the_check_in_says_and_reads_nothing() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let (private, act) = (written(&care, "private").await, written(&care, "therapist").await);
    let unknown = say(&care.therapist, &care.ann, &private, "Well done.").await;
    unknown.invalid(&["#/check_in_id"]);
    say(&care.therapist, &care.ann, &new_id().to_string(), "Well done.").await.invalid(&["#/check_in_id"]);
    say(&care.therapist, &care.ben, &act, "Well done.").await.invalid(&["#/check_in_id"]);
    let sue = care.practice.staff("Sue", &["supervisor"]).await;
    care.practice.supervise(&sue, &care.therapist).await;
    let uma = care.practice.staff("Uma", &["therapist"]).await;
    say(&sue, &care.ann, &act, "Well done.").await.problem(403, "forbidden");
    say(&care.ann, &care.ann, &act, "Well done.").await.problem(403, "forbidden");
    say(&uma, &care.ann, &act, "Well done.").await.problem(404, "not_found");
    let said = say(&care.therapist, &care.ann, &act, "Well done.").await.expect(201).id();
    let path = format!("{}/{said}", said_to(&care.ann));
    assert_eq!(sue.get(&path).await.expect(200).body["text"], "Well done.");
    uma.get(&path).await.problem(404, "not_found");
    // Made private, the check-in takes along what was said to it, but from its author.
    let own = format!("{}/{act}", of(&care.ann));
    care.ann.put_if(&own, "\"1\"", json!({"outcome": "done", "visibility": "private"})).await.expect(200);
    care.therapist.get(&path).await.problem(404, "not_found");
    assert!(care.therapist.get(&said_to(&care.ann)).await.expect(200).items().is_empty());
    care.ann.get(&path).await.expect(200);
    care.ann.delete_if(&own, "\"2\"").await.expect(204);
    care.ann.get(&path).await.problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_changed_by_who_wrote_it_and_taken_back() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let act = written(&care, "therapist").await;
    let uma = care.practice.staff("Uma", &["therapist"]).await;
    care.practice.care_for_couple(&uma, care.couple).await;
    let said = say(&care.therapist, &care.ann, &act, "Well don.").await.expect(201);
    let path = format!("{}/{}", said_to(&care.ann), said.id());
    let better = json!({"text": "Well done."});
    uma.put_if(&path, "\"1\"", better.clone()).await.problem(403, "forbidden");
    care.therapist.put_if(&path, "\"7\"", better.clone()).await.problem(412, "precondition_failed");
    care.therapist.put_if(&path, "\"1\"", json!({"text": " "})).await.invalid(&["#/text"]);
    let same = care.therapist.put_if(&path, "\"1\"", json!({"text": "Well don."})).await.expect(200);
    assert_eq!(same.etag(), "\"1\"");
    let now = care.therapist.put_if(&path, "\"1\"", better).await.expect(200);
    assert_eq!((now.etag(), now.body["text"].clone()), ("\"2\"".to_owned(), json!("Well done.")));
    assert_eq!(care.ann.get(&path).await.expect(200).body, now.body);
    let earlier = uma.get(&format!("{path}/versions")).await.expect(200);
    let texts: Vec<&Value> = earlier.items().iter().map(|one| &one["text"]).collect();
    assert_eq!(texts, [&json!("Well don.")]);
    care.ann.get(&format!("{path}/versions")).await.problem(403, "forbidden");
    uma.delete_if(&path, "\"1\"").await.problem(412, "precondition_failed");
    uma.delete_if(&path, "\"2\"").await.expect(204);
    for reader in [&care.ann, &care.therapist] {
        reader.get(&path).await.problem(404, "not_found");
        assert!(reader.get(&said_to(&care.ann)).await.expect(200).items().is_empty());
    }
    care.therapist.get(&format!("{path}/versions")).await.problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn sent_twice_it_is_said_once_and_pages_go_back_in_time() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let act = written(&care, "therapist").await;
    let body = json!({"check_in_id": act, "text": "Once."});
    let first = care.therapist.post_once(&said_to(&care.ann), "a", body.clone()).await.expect(201);
    let again = care.therapist.post_once(&said_to(&care.ann), "a", body).await.expect(201);
    assert_eq!(first.id(), again.id());
    say(&care.therapist, &care.ann, &act, "Twice.").await.expect(201);
    let page = care.ann.get(&format!("{}?limit=1", said_to(&care.ann))).await.expect(200);
    assert_eq!(page.items()[0]["text"], "Twice.");
    let cursor = page.body["next_cursor"].as_str().unwrap();
    let rest = care.ann.get(&format!("{}?limit=1&cursor={cursor}", said_to(&care.ann))).await.expect(200);
    assert_eq!(
        (rest.items()[0]["text"].clone(), rest.body["next_cursor"].clone()),
        (json!("Once."), Value::Null)
    );
}
