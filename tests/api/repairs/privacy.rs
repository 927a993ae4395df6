//! What a partner can and cannot tell of repairs.

use serde_json::json;

use super::{answer, of, repair, sent, shared, write};
use crate::ruptures;
use crate::safety::{hold, lift};
use crate::support::TestApp;
use crate::support::homework::Care;

#[tokio::test(flavor = "multi_thread")]
async fn the_partner_gets_a_projection() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let made = write(&care.ann, &repair(&care, json!({"follow_through_by": "2027-01-03"}))).await.expect(201);
    let expected = json!({"id": made.body["shared_id"], "client_id": care.ann.id, "in_person": false,
        "local_date": made.body["local_date"], "parts": made.body["parts"], "follow_through_by": "2027-01-03",
        "follow_through": null, "response": null, "version": 1});
    for reader in [&care.ben, &care.ann, &care.therapist] {
        assert_eq!(reader.get(&sent(&care, &made)).await.expect(200).body, expected);
    }
    assert_ne!(made.body["id"], made.body["shared_id"]);
    let alone = care.practice.staff("Ida", &["therapist"]).await;
    care.practice.care_for_client(&alone, &care.ann).await;
    alone.get(&sent(&care, &made)).await.problem(404, "not_found");
    care.practice.client("Cleo").await.get(&shared(&care)).await.problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_private_changes_a_byte_of_what_the_partner_reads() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let hurt = ruptures::write(&care.ann, &ruptures::rupture(&care, json!({}))).await.expect(201);
    let made = write(&care.ann, &repair(&care, json!({}))).await.expect(201);
    let seen = async || {
        let (one, list) = (care.ben.get(&sent(&care, &made)).await, care.ben.get(&shared(&care)).await);
        (one.etag(), one.text, list.text)
    };
    let before = seen().await;
    for visibility in ["private", "therapist"] {
        let more = write(&care.ann, &repair(&care, json!({"visibility": visibility}))).await.expect(201);
        let own = format!("{}/{}", of(&care.ann), more.id());
        care.ann.put_if(&own, "\"1\"", json!({"in_person": true, "parts": {}})).await.expect(200);
        care.ann.delete_if(&own, "\"2\"").await.expect(204);
    }
    // The link is private also where the rest is shared.
    let own = format!("{}/{}", of(&care.ann), made.id());
    let linked = json!({"in_person": false, "parts": made.body["parts"], "rupture_id": hurt.body["id"], "reason": "That one."});
    assert_eq!(care.ann.put_if(&own, "\"1\"", linked).await.expect(200).body["version"], 2);
    assert_eq!(seen().await, before);
    assert_eq!(care.therapist.get(&own).await.expect(200).body["version"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn under_a_hold_nothing_new_is_sent() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let (kept, gone) = (
        write(&care.ann, &repair(&care, json!({}))).await.expect(201),
        write(&care.ann, &repair(&care, json!({}))).await.expect(201),
    );
    let before = care.ben.get(&shared(&care)).await.expect(200).text;
    let placed = hold(&care.therapist, &care.ann).await;
    let new = write(&care.ann, &repair(&care, json!({}))).await.expect(201);
    assert_eq!(new.body["audience"], json!(["self", "care_team", "partner"]));
    let own = |made: &crate::support::Answer| format!("{}/{}", of(&care.ann), made.id());
    care.ann.put_if(&own(&kept), "\"1\"", json!({"in_person": true, "parts": {}})).await.expect(200);
    care.ann.delete_if(&own(&gone), "\"1\"").await.expect(204);
    assert_eq!(care.ben.get(&shared(&care)).await.expect(200).text, before);
    let told = care.therapist.get(&own(&new)).await.expect(200);
    assert_eq!(
        (&told.body["audience"], &told.body["shared_id"]),
        (&json!(["self", "care_team"]), &json!(null))
    );
    // Ben's own answer is written and reaches Ann: she is held, he is not.
    answer(&care.ben, &sent(&care, &kept), json!({"answer": "accepted", "visibility": "partner"}))
        .await
        .expect(200);
    assert_eq!(care.ann.get(&sent(&care, &kept)).await.expect(200).body["response"]["answer"], "accepted");
    lift(&care.therapist, &care.ann, &placed).await;
    let left = care.ben.get(&shared(&care)).await.expect(200);
    assert_eq!(left.items().len(), 1);
    assert_eq!(left.items()[0]["in_person"], false);
    care.ann.put_if(&own(&new), "\"1\"", json!({"in_person": true, "parts": {}})).await.expect(200);
    let came = care.ben.get(&shared(&care)).await.expect(200);
    assert_eq!(came.items().len(), 2);
    assert!(came.items().iter().all(|one| one["id"] != new.body["shared_id"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn after_the_end_what_the_other_shared_is_gone_and_the_own_stays() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let made = write(&care.ann, &repair(&care, json!({}))).await.expect(201);
    let own = write(&care.ann, &repair(&care, json!({"visibility": "private"}))).await.expect(201);
    answer(&care.ben, &sent(&care, &made), json!({"answer": "accepted", "visibility": "partner"}))
        .await
        .expect(200);
    care.ann.put(&format!("/v1/couples/{}/end", care.couple), json!({})).await.expect(200);
    assert!(care.ben.get(&shared(&care)).await.expect(200).items().is_empty());
    care.ben.get(&sent(&care, &made)).await.problem(404, "not_found");
    let response = format!("{}/response", sent(&care, &made));
    let body = json!({"answer": "partly", "visibility": "partner"});
    care.ben.put_if(&response, "\"2\"", body).await.problem(404, "not_found");
    assert_eq!(care.ann.get(&sent(&care, &made)).await.expect(200).body["response"], json!(null));
    let kept = care.ben.get(&format!("/v1/clients/{}/repair-responses", care.ben.id)).await.expect(200);
    assert_eq!(kept.items()[0]["audience"], json!(["self", "care_team"]));
    write(&care.ann, &repair(&care, json!({}))).await.problem(409, "couple_ended");
    let own = format!("{}/{}", of(&care.ann), own.id());
    let wider = json!({"in_person": false, "parts": {}, "visibility": "partner"});
    care.ann.put_if(&own, "\"1\"", wider).await.problem(409, "couple_ended");
    care.ann.put_if(&own, "\"1\"", json!({"in_person": true, "parts": {}})).await.expect(200);
}
