//! What a partner can and cannot tell of ruptures.

use serde_json::json;

use super::{of, rupture, shared, write};
use crate::safety::{hold, lift};
use crate::support::homework::Care;
use crate::support::{Answer, TestApp};

#[tokio::test(flavor = "multi_thread")]
async fn the_partner_gets_a_projection_and_nothing_of_what_is_private() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let made = write(&care.ann, &rupture(&care, json!({"visibility": "partner"}))).await.expect(201);
    assert_eq!(made.body["audience"], json!(["self", "care_team", "partner"]));
    let expected = json!({"id": made.body["shared_id"], "client_id": care.ann.id, "local_date": made.body["local_date"],
        "intensity": 6, "topic": "The evening that I had kept free.", "version": 1});
    assert_ne!(made.body["shared_id"], made.body["id"]);
    let one = format!("{}/{}", shared(&care), made.body["shared_id"].as_str().unwrap());
    for reader in [&care.ben, &care.ann, &care.therapist] {
        let read = reader.get(&one).await.expect(200);
        assert_eq!((&read.body, read.etag().as_str()), (&expected, "\"1\""));
        assert_eq!(reader.get(&shared(&care)).await.expect(200).items(), &vec![expected.clone()]);
    }
    care.ben.get(&format!("{}/{}", of(&care.ann), made.id())).await.problem(404, "not_found");
    care.ben.get(&of(&care.ann)).await.problem(404, "not_found");
    for visibility in ["private", "therapist"] {
        let more = write(&care.ann, &rupture(&care, json!({"visibility": visibility}))).await.expect(201);
        let own = format!("{}/{}", of(&care.ann), more.id());
        care.ann.put_if(&own, "\"1\"", json!({"intensity": 1})).await.expect(200);
        care.ann.delete_if(&own, "\"2\"").await.expect(204);
    }
    assert_eq!(care.ben.get(&shared(&care)).await.expect(200).items(), &vec![expected]);
    let other = care.practice.client("Cleo").await;
    other.get(&shared(&care)).await.problem(404, "not_found");
    other.get(&one).await.problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn taking_back_and_sharing_anew_cannot_be_tied_together() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let made = write(&care.ann, &rupture(&care, json!({"visibility": "partner"}))).await.expect(201);
    let path = format!("{}/{}", of(&care.ann), made.id());
    let one = |answer: &Answer| format!("{}/{}", shared(&care), answer.body["shared_id"].as_str().unwrap());
    let less = json!({"intensity": 2, "visibility": "partner"});
    let corrected = care.ann.put_if(&path, "\"1\"", less).await.expect(200);
    assert_eq!(corrected.body["can_be_noticed"], false);
    let seen = care.ben.get(&one(&corrected)).await.expect(200);
    assert_eq!((&seen.body["version"], &seen.body["intensity"]), (&json!(2), &json!(2)));
    let back = json!({"intensity": 2, "visibility": "therapist"});
    let back = care.ann.put_if(&path, "\"2\"", back).await.expect(200);
    assert_eq!((&back.body["can_be_noticed"], &back.body["shared_id"]), (&json!(true), &json!(null)));
    care.ben.get(&one(&made)).await.problem(404, "not_found");
    assert!(care.ben.get(&shared(&care)).await.expect(200).items().is_empty());
    let again = json!({"intensity": 2, "visibility": "partner"});
    let again = care.ann.put_if(&path, "\"3\"", again).await.expect(200);
    assert_ne!(again.body["shared_id"], made.body["shared_id"]);
    assert_eq!(care.ben.get(&one(&again)).await.expect(200).body["version"], 1);
    care.ann.delete_if(&path, "\"4\"").await.expect(204);
    care.ben.get(&one(&again)).await.problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn under_a_hold_nothing_new_comes_and_the_author_sees_no_difference() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let make = async || write(&care.ann, &rupture(&care, json!({"visibility": "partner"}))).await.expect(201);
    let (kept, deleted, taken_back) = (make().await, make().await, make().await);
    let before = care.ben.get(&shared(&care)).await.expect(200).text;
    let placed = hold(&care.therapist, &care.ann).await;
    let own = |answer: &Answer| format!("{}/{}", of(&care.ann), answer.id());
    let new = make().await;
    assert_eq!(new.body["audience"], json!(["self", "care_team", "partner"]));
    let more = json!({"intensity": 9, "visibility": "partner"});
    care.ann.put_if(&own(&kept), "\"1\"", more).await.expect(200);
    care.ann.delete_if(&own(&deleted), "\"1\"").await.expect(204);
    let back = json!({"intensity": 1, "visibility": "private"});
    assert_eq!(
        care.ann.put_if(&own(&taken_back), "\"1\"", back).await.expect(200).body["can_be_noticed"],
        true
    );
    assert_eq!(care.ben.get(&shared(&care)).await.expect(200).text, before);
    // The care team is told whom it reaches in fact.
    let told = care.therapist.get(&own(&new)).await.expect(200);
    assert_eq!(
        (&told.body["audience"], &told.body["shared_id"]),
        (&json!(["self", "care_team"]), &json!(null))
    );
    lift(&care.therapist, &care.ann, &placed).await;
    let left = care.ben.get(&shared(&care)).await.expect(200);
    assert_eq!(left.items().len(), 1);
    assert_eq!((&left.items()[0]["id"], &left.items()[0]["intensity"]), (&kept.body["shared_id"], &json!(6)));
    // What was shared meanwhile comes with its next change, under a name made then.
    let next = json!({"intensity": 3, "visibility": "partner"});
    care.ann.put_if(&own(&new), "\"1\"", next).await.expect(200);
    let came = care.ben.get(&shared(&care)).await.expect(200);
    assert_eq!(came.items().len(), 2);
    assert!(came.items().iter().all(|one| one["id"] != new.body["shared_id"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn after_the_end_each_keeps_the_own_ones() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let made = write(&care.ann, &rupture(&care, json!({"visibility": "partner"}))).await.expect(201);
    let own = write(&care.ann, &rupture(&care, json!({}))).await.expect(201);
    care.ben.put(&format!("/v1/couples/{}/end", care.couple), json!({})).await.expect(200);
    assert!(care.ben.get(&shared(&care)).await.expect(200).items().is_empty());
    assert_eq!(care.ann.get(&shared(&care)).await.expect(200).items().len(), 1);
    let path = format!("{}/{}", of(&care.ann), made.id());
    assert_eq!(care.ann.get(&path).await.expect(200).body["audience"], json!(["self", "care_team"]));
    write(&care.ann, &rupture(&care, json!({}))).await.problem(409, "couple_ended");
    let own = format!("{}/{}", of(&care.ann), own.id());
    let wider = json!({"intensity": 6, "visibility": "partner"});
    care.ann.put_if(&own, "\"1\"", wider).await.problem(409, "couple_ended");
    care.ann.put_if(&own, "\"1\"", json!({"intensity": 5})).await.expect(200);
}
