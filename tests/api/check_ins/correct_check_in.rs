//! `PUT /v1/clients/{client_id}/check-ins/{check_in_id}` and the versions it keeps.

use serde_json::json;

use crate::support::TestApp;
use crate::support::homework::{Care, check_in, of, write};

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_keeps_what_was_said() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let assignment = care.to_client(&care.ann, "self-care").await.id();
    let made =
        write(&care.ann, &check_in(&assignment, json!({"personal": {"note": "First."}}))).await.expect(201);
    let path = format!("{}/{}", of(&care.ann), made.id());
    let same = care
        .ann
        .put_if(&path, "\"1\"", json!({"outcome": "done", "personal": {"note": "First."}}))
        .await
        .expect(200);
    assert_eq!(same.etag(), "\"1\"");
    let body = json!({"outcome": "not_done", "personal": {"visibility": "private", "not_done_reason": "Tired."}, "reason": "Wrong day"});
    let corrected = care.ann.put_if(&path, "\"1\"", body).await.expect(200);
    assert_eq!((corrected.etag().as_str(), &corrected.body["count"]), ("\"2\"", &json!(null)));
    assert_eq!(care.ann.get(&path).await.expect(200).text, corrected.text);
    care.ann.put_if(&path, "\"1\"", json!({"outcome": "done"})).await.problem(412, "precondition_failed");
    care.ann.put(&path, json!({"outcome": "done"})).await.problem(428, "precondition_required");
    care.ann.put_if(&path, "\"2\"", json!({"outcome": "done", "count": 3})).await.invalid(&["#/count"]);
    care.therapist.put_if(&path, "\"2\"", json!({"outcome": "done"})).await.problem(403, "forbidden");
    care.ben.put_if(&path, "\"2\"", json!({"outcome": "done"})).await.problem(404, "not_found");

    let own = care.ann.get(&format!("{path}/versions")).await.expect(200);
    assert_eq!(own.items().len(), 1);
    assert_eq!((&own.items()[0]["version"], &own.items()[0]["reason"]), (&json!(1), &json!("Wrong day")));
    assert_eq!(own.items()[0]["personal"]["note"], "First.");
    // The reason is also about what is private now.
    let team = care.therapist.get(&format!("{path}/versions")).await.expect(200);
    assert_eq!(
        (&team.items()[0]["personal"]["note"], &team.items()[0]["reason"]),
        (&json!("First."), &json!(null))
    );
    assert_eq!(care.therapist.get(&path).await.expect(200).body["personal"], json!(null));
    care.ben.get(&format!("{path}/versions")).await.problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_private_time_stays_private_in_the_versions() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let assignment = care.to_client(&care.ann, "self-care").await.id();
    let made = write(&care.ann, &check_in(&assignment, json!({"visibility": "private"}))).await.expect(201);
    let path = format!("{}/{}", of(&care.ann), made.id());
    care.therapist.get(&path).await.problem(404, "not_found");
    care.ann.put_if(&path, "\"1\"", json!({"outcome": "done", "visibility": "therapist"})).await.expect(200);
    care.therapist.get(&path).await.expect(200);
    assert!(care.therapist.get(&format!("{path}/versions")).await.expect(200).items().is_empty());
    assert_eq!(care.ann.get(&format!("{path}/versions")).await.expect(200).items().len(), 1);
}
