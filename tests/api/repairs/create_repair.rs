//! POST /v1/clients/{client_id}/repairs, with and without a rupture.

use serde_json::json;

use super::{of, repair, sent, shared, write};
use crate::ruptures;
use crate::support::homework::{Care, day, noon};
use crate::support::{TestApp, new_id};

#[tokio::test(flavor = "multi_thread")]
async fn an_attempt_stands_without_a_rupture_and_in_person_too() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let body = repair(&care, json!({"in_person": true, "visibility": null, "parts": {}}));
    let made = write(&care.ann, &body).await.expect(201);
    assert_eq!((&made.body["visibility"], &made.body["in_person"]), (&json!("therapist"), &json!(true)));
    assert_eq!(made.body["parts"]["do_over"], json!({"done": false}));
    assert_eq!(made.body["audience"], json!(["self", "care_team"]));
    assert_eq!((&made.body["rupture_id"], &made.body["local_date"]), (&json!(null), &json!(day(-2))));
    let path = format!("{}/{}", of(&care.ann), made.id());
    assert_eq!(made.header("location"), path);
    assert_eq!(care.therapist.get(&path).await.expect(200).text, made.text);
    care.ben.get(&path).await.problem(404, "not_found");
    assert!(care.ben.get(&shared(&care)).await.expect(200).items().is_empty());
    assert_eq!(write(&care.ann, &body).await.expect(200).text, made.text);
    let other = repair(&care, json!({"id": body["id"]}));
    write(&care.ann, &other).await.problem(409, "id_taken");
    care.ann.delete_if(&path, "\"1\"").await.expect(204);
    write(&care.ann, &body).await.problem(409, "deleted");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_broken_rule_is_named() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    for (over, pointers) in [
        (json!({"id": "b47ac10b-58cc-4372-a567-0e02b2c3d479"}), vec!["#/id"]),
        (json!({"parts": {"own": {"text": " ", "done": true}}}), vec!["#/parts/own/text"]),
        (json!({"parts": {"impact": {"text": "x".repeat(2001)}}}), vec!["#/parts/impact/text"]),
        (json!({"follow_through_by": "1066-10-14"}), vec!["#/follow_through_by"]),
        (json!({"occurred_at": noon(2)}), vec!["#/occurred_at"]),
        (json!({"couple_id": new_id()}), vec!["#/couple_id"]),
        (json!({"rupture_id": new_id()}), vec!["#/rupture_id"]),
        (
            json!({"shared_rupture_id": new_id(), "occurred_at": noon(2)}),
            vec!["#/occurred_at", "#/shared_rupture_id"],
        ),
        (json!({"rupture_id": new_id(), "shared_rupture_id": new_id()}), vec!["#/rupture_id"]),
    ] {
        write(&care.ann, &repair(&care, over)).await.invalid(&pointers);
    }
    care.ann.post(&of(&care.ben), repair(&care, json!({}))).await.problem(404, "not_found");
    care.therapist.post(&of(&care.ann), repair(&care, json!({}))).await.problem(403, "forbidden");
}

/// The link is the author's and the care team's, as far as that may read the rupture; nothing of it is the partner's.
#[tokio::test(flavor = "multi_thread")]
async fn the_link_to_a_rupture_never_reaches_the_partner() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let hurt = ruptures::write(&care.ann, &ruptures::rupture(&care, json!({}))).await.expect(201);
    let made = write(&care.ann, &repair(&care, json!({"rupture_id": hurt.body["id"]}))).await.expect(201);
    let without = write(&care.ann, &repair(&care, json!({}))).await.expect(201);
    let links = |body: &serde_json::Value| {
        json!([body["rupture_client_id"], body["rupture_id"], body["shared_rupture_id"]])
    };
    assert_eq!(links(&made.body), json!([care.ann.id, hurt.body["id"], null]));
    let path = format!("{}/{}", of(&care.ann), made.id());
    let told = care.therapist.get(&path).await.expect(200);
    assert_eq!((links(&told.body), &told.body["version"]), (json!([null, null, null]), &json!(1)));
    // What Ben gets differs in nothing but its names.
    let strip = |mut body: serde_json::Value| {
        body["id"] = json!(null);
        body
    };
    let (with, without) =
        (care.ben.get(&sent(&care, &made)).await, care.ben.get(&sent(&care, &without)).await);
    assert_eq!(strip(with.body.clone()), strip(without.body));
    // Once the care team reads the rupture it is told of the link, under another version, and Ben of nothing.
    let own = format!("{}/{}", ruptures::of(&care.ann), hurt.id());
    care.ann.put_if(&own, "\"1\"", json!({"intensity": 6, "visibility": "therapist"})).await.expect(200);
    let told = care.therapist.get(&path).await.expect(200);
    assert_eq!(
        (links(&told.body), &told.body["version"]),
        (json!([care.ann.id, hurt.body["id"], null]), &json!(2))
    );
    assert_eq!(care.ann.get(&path).await.expect(200).text, made.text);
    assert_eq!(care.ben.get(&sent(&care, &made)).await.expect(200).text, with.text);
    care.ann.delete_if(&own, "\"2\"").await.expect(204);
    assert_eq!(links(&care.therapist.get(&path).await.expect(200).body), json!([null, null, null]));
    assert_eq!(care.ann.get(&path).await.expect(200).text, made.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_may_be_about_what_the_partner_shares_and_nothing_else_of_the_partner() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let hurt = ruptures::rupture(&care, json!({"visibility": "partner"}));
    let hurt = ruptures::write(&care.ben, &hurt).await.expect(201);
    let secret = ruptures::write(&care.ben, &ruptures::rupture(&care, json!({}))).await.expect(201);
    let made = write(&care.ann, &repair(&care, json!({"shared_rupture_id": hurt.body["shared_id"]})))
        .await
        .expect(201);
    assert_eq!(
        (&made.body["rupture_id"], &made.body["shared_rupture_id"]),
        (&json!(null), &hurt.body["shared_id"])
    );
    assert!(!made.text.contains(&hurt.id()));
    let told = care.therapist.get(&format!("{}/{}", of(&care.ann), made.id())).await.expect(200);
    assert_eq!(
        (&told.body["rupture_client_id"], &told.body["rupture_id"]),
        (&json!(care.ben.id), &hurt.body["id"])
    );
    for id in [&secret.body["id"], &hurt.body["id"]] {
        write(&care.ann, &repair(&care, json!({"rupture_id": id}))).await.invalid(&["#/rupture_id"]);
        write(&care.ann, &repair(&care, json!({"shared_rupture_id": id})))
            .await
            .invalid(&["#/shared_rupture_id"]);
    }
    // Ben is not told which of his ruptures it is about.
    assert!(!care.ben.get(&sent(&care, &made)).await.expect(200).text.contains("rupture"));
    // What Ben takes back stays the author's own words about it.
    let own = format!("{}/{}", ruptures::of(&care.ben), hurt.id());
    care.ben.put_if(&own, "\"1\"", json!({"intensity": 6, "visibility": "private"})).await.expect(200);
    let path = format!("{}/{}", of(&care.ann), made.id());
    assert_eq!(care.ann.get(&path).await.expect(200).text, made.text);
    let kept = json!({"in_person": true, "parts": {}, "shared_rupture_id": hurt.body["shared_id"]});
    care.ann.put_if(&path, "\"1\"", kept).await.expect(200);
}
