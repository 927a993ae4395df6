//! Correcting and deleting a repair, and what became of its promise.

use serde_json::json;

use super::{of, repair, sent, write};
use crate::support::TestApp;
use crate::support::homework::{Care, day};

#[tokio::test(flavor = "multi_thread")]
async fn the_earlier_state_is_kept() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let made = write(&care.ann, &repair(&care, json!({"visibility": "therapist"}))).await.expect(201);
    let path = format!("{}/{}", of(&care.ann), made.id());
    let body = json!({"in_person": true, "parts": {"impact": {"text": "You waited.", "done": true}}, "reason": "More."});
    let corrected = care.ann.put_if(&path, "\"1\"", body.clone()).await.expect(200);
    assert_eq!((&corrected.body["version"], &corrected.body["visibility"]), (&json!(2), &json!("therapist")));
    assert_eq!(corrected.body["parts"]["own"], json!({"done": false}));
    assert_eq!(care.ann.put_if(&path, "\"2\"", body.clone()).await.expect(200).etag(), "\"2\"");
    care.ann.put_if(&path, "\"1\"", body.clone()).await.problem(412, "precondition_failed");
    care.ann.put(&path, body).await.problem(428, "precondition_required");
    for reader in [&care.ann, &care.therapist] {
        let versions = reader.get(&format!("{path}/versions")).await.expect(200);
        assert_eq!(versions.items().len(), 1);
        assert_eq!(versions.items()[0]["parts"]["own"]["text"], "I did not call.");
        assert_eq!(versions.items()[0]["reason"], "More.");
    }
    // A private stretch in between is not the care team's.
    let private = json!({"in_person": true, "parts": {}, "visibility": "private"});
    care.ann.put_if(&path, "\"2\"", private).await.expect(200);
    care.therapist.get(&path).await.problem(404, "not_found");
    let hidden = json!({"in_person": true, "parts": {"own": {"text": "Mine alone."}}});
    care.ann.put_if(&path, "\"3\"", hidden).await.expect(200);
    let told = json!({"in_person": true, "parts": {}, "visibility": "therapist", "reason": "Because."});
    care.ann.put_if(&path, "\"4\"", told).await.expect(200);
    let versions = care.therapist.get(&format!("{path}/versions")).await.expect(200);
    assert!(!versions.text.contains("Mine alone.") && !versions.text.contains("Because."));
    assert_eq!(care.ann.get(&format!("{path}/versions")).await.expect(200).items().len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_became_of_the_promise_is_said_by_its_author() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let made = write(&care.ann, &repair(&care, json!({"follow_through_by": day(3)}))).await.expect(201);
    let path = format!("{}/{}", of(&care.ann), made.id());
    let follow = format!("{path}/follow-through");
    let said = |outcome: &str, on: i64| json!({"outcome": outcome, "on": day(on)});
    let done = care.ann.put_if(&follow, "\"1\"", said("not_done", -1)).await.expect(200);
    assert_eq!((&done.body["follow_through"], &done.body["version"]), (&said("not_done", -1), &json!(2)));
    let seen = care.ben.get(&sent(&care, &made)).await.expect(200);
    assert_eq!((&seen.body["follow_through"], &seen.body["version"]), (&said("not_done", -1), &json!(2)));
    care.ann.put_if(&follow, "\"2\"", said("done", 0)).await.expect(200);
    assert_eq!(care.ann.put_if(&follow, "\"3\"", said("done", 0)).await.expect(200).etag(), "\"3\"");
    // A correction of the rest keeps it.
    let rest = json!({"in_person": false, "parts": {}, "follow_through_by": day(3)});
    let corrected = care.ann.put_if(&path, "\"3\"", rest).await.expect(200);
    assert_eq!(corrected.body["follow_through"], said("done", 0));
    care.ann.put_if(&follow, "\"4\"", said("done", 3)).await.invalid(&["#/on"]);
    care.ann.put_if(&follow, "\"4\"", said("done", -9)).await.invalid(&["#/on"]);
    care.ann.put_if(&follow, "\"1\"", said("done", -1)).await.problem(412, "precondition_failed");
    care.ben.put_if(&follow, "\"4\"", said("done", 0)).await.problem(404, "not_found");
    care.therapist.put_if(&follow, "\"4\"", said("done", 0)).await.problem(403, "forbidden");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_one_is_gone_from_both() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let made = write(&care.ann, &repair(&care, json!({}))).await.expect(201);
    let path = format!("{}/{}", of(&care.ann), made.id());
    care.ben.get(&sent(&care, &made)).await.expect(200);
    care.ann.delete_if(&path, "\"1\"").await.expect(204);
    for reader in [&care.ann, &care.ben, &care.therapist] {
        reader.get(&sent(&care, &made)).await.problem(404, "not_found");
    }
    care.ann.get(&path).await.problem(404, "not_found");
    care.therapist.get(&format!("{path}/versions")).await.problem(404, "not_found");
}
