//! PUT and DELETE /v1/clients/{client_id}/ruptures/{rupture_id}

use serde_json::json;

use super::{of, rupture, write};
use crate::support::TestApp;
use crate::support::homework::Care;

#[tokio::test(flavor = "multi_thread")]
async fn the_earlier_state_is_kept_for_those_who_could_read_it() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let made = write(&care.ann, &rupture(&care, json!({}))).await.expect(201);
    let path = format!("{}/{}", of(&care.ann), made.id());
    let body = json!({"intensity": 4, "topic": "It was less.", "reason": "With more distance."});
    let corrected = care.ann.put_if(&path, "\"1\"", body.clone()).await.expect(200);
    assert_eq!((&corrected.body["version"], &corrected.body["visibility"]), (&json!(2), &json!("private")));
    // Nothing changed: nothing grows.
    assert_eq!(care.ann.put_if(&path, "\"2\"", body.clone()).await.expect(200).etag(), "\"2\"");
    care.ann.put_if(&path, "\"1\"", body.clone()).await.problem(412, "precondition_failed");
    care.ann.put(&path, body).await.problem(428, "precondition_required");
    let told = json!({"intensity": 4, "topic": "It was less.", "visibility": "therapist"});
    care.ann.put_if(&path, "\"2\"", told).await.expect(200);
    assert_eq!(care.therapist.get(&path).await.expect(200).body["version"], 1);
    let seen = json!({"intensity": 3, "reason": "For you too."});
    care.ann.put_if(&path, "\"3\"", seen).await.expect(200);
    let versions = format!("{path}/versions");
    let own = care.ann.get(&versions).await.expect(200);
    let topics: Vec<_> =
        own.items().iter().map(|one| (one["version"].clone(), one["topic"].clone())).collect();
    let first = "The evening that I had kept free.";
    assert_eq!(
        topics,
        [(json!(3), json!("It was less.")), (json!(2), json!("It was less.")), (json!(1), json!(first))]
    );
    assert_eq!(own.items()[2]["reason"], "With more distance.");
    let told = care.therapist.get(&versions).await.expect(200);
    assert_eq!(told.items().len(), 1);
    assert_eq!(
        (&told.items()[0]["version"], &told.items()[0]["reason"]),
        (&json!(1), &json!("For you too."))
    );
    care.ben.get(&versions).await.problem(404, "not_found");
    care.therapist.put_if(&path, "\"2\"", json!({"intensity": 1})).await.problem(403, "forbidden");
}

/// A private change tells the care team nothing, and a deletion takes it from everybody.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_private_again_and_what_is_deleted_is_gone() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let made = write(&care.ann, &rupture(&care, json!({"visibility": "therapist"}))).await.expect(201);
    let path = format!("{}/{}", of(&care.ann), made.id());
    care.therapist.get(&path).await.expect(200);
    care.ann.put_if(&path, "\"1\"", json!({"intensity": 1, "visibility": "private"})).await.expect(200);
    care.therapist.get(&path).await.problem(404, "not_found");
    care.therapist.get(&format!("{path}/versions")).await.problem(404, "not_found");
    care.ann.delete_if(&path, "\"1\"").await.problem(412, "precondition_failed");
    care.ann.delete_if(&path, "\"2\"").await.expect(204);
    care.ann.get(&path).await.problem(404, "not_found");
    care.ann.delete_if(&path, "\"3\"").await.problem(404, "not_found");
    assert!(care.ann.get(&of(&care.ann)).await.expect(200).items().is_empty());
    let topic = app.sql().await.number("SELECT count(*) FROM ruptures WHERE topic_sealed IS NOT NULL").await;
    assert_eq!(topic, 0);
}
