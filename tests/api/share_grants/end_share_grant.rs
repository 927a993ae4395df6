//! `PUT …/share-grants/{grant_id}/end`: nothing new arrives, in silence; and a grant ends with its couple.

use serde_json::json;

use super::{grant, grants, own, post, seen_by_ben, stop, waits_for_the_author};
use crate::support::homework::Care;
use crate::support::{Answer, TestApp};

#[tokio::test(flavor = "multi_thread")]
async fn nothing_new_arrives_and_what_is_there_stays() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let each = care.to_couple("bids-for-connection", "each").await.id();
    let given = grant(&care.ann, json!({"assignment_id": each})).await;
    let shared = post(&care, &each).await;
    let seen = seen_by_ben(&care).await;

    let ended = stop(&care.ann, &given).await.expect(200);
    assert!(ended.body["ended_at"].is_string() && ended.body["taken_back"].is_null());
    assert_eq!(seen_by_ben(&care).await, seen);
    assert_eq!(post(&care, &each).await.body["visibility"], "therapist");
    assert_eq!(seen_by_ben(&care).await, seen);
    // What is shared stays shared, corrections too.
    let corrected =
        care.ann.put_if(&own(&care, &shared), "\"1\"", json!({"outcome": "partly"})).await.expect(200);
    assert_eq!(
        (&corrected.body["visibility"], &corrected.body["can_be_noticed"]),
        (&json!("partner"), &json!(false))
    );
    assert_eq!(care.shared(&care.ben).await.expect(200).items()[0]["outcome"], "partly");
    // Twice is once, and a new one may be given.
    let again = stop(&care.ann, &given).await.expect(200);
    assert_eq!((again.etag(), &again.body), (ended.etag(), &ended.body));
    let anew = grant(&care.ann, json!({"assignment_id": each})).await;
    assert_eq!(post(&care, &each).await.body["share_grant_id"], json!(anew.id()));
}

#[tokio::test(flavor = "multi_thread")]
async fn grants_end_with_the_couple_and_never_revive() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let each = care.to_couple("bids-for-connection", "each").await.id();
    let by_assignment = grant(&care.ann, json!({"assignment_id": each})).await;
    let by_kind = grant(&care.ann, json!({"category": "habit"})).await;
    post(&care, &each).await;
    let end = format!("/v1/couples/{}/end", care.couple);
    Answer::of(care.ben.request(reqwest::Method::PUT, &end)).await.expect(200);
    for given in [&by_assignment, &by_kind] {
        let now = care.ann.get(&format!("{}/{}", grants(&care.ann), given.id())).await.expect(200);
        assert!(now.body["ended_at"].is_string() && now.etag() == "\"2\"");
    }
    care.ann.post(&grants(&care.ann), json!({"assignment_id": each})).await.problem(409, "couple_ended");
    care.ann.post(&grants(&care.ann), json!({"category": "habit"})).await.invalid(&["#/category"]);

    let members = json!({"member_ids": [care.ann.id, care.ben.id]});
    let couple = care.therapist.post("/v1/couples", members).await.expect(201).id();
    let item = care.item("bids-for-connection").await;
    let body = json!({"item_id": item, "mode": "each", "starts_on": crate::support::homework::day(-10)});
    let anew = care.therapist.post(&format!("/v1/couples/{couple}/assignments"), body).await.expect(201).id();
    assert_eq!(post(&care, &anew).await.body["visibility"], "therapist");
    let shared = care.ben.get(&format!("/v1/couples/{couple}/check-ins")).await.expect(200);
    assert!(shared.items().is_empty());
    assert!(care.shared(&care.ben).await.expect(200).items().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_author_ends_or_takes_back() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let each = care.to_couple("bids-for-connection", "each").await.id();
    let given = grant(&care.ann, json!({"assignment_id": each})).await;
    for what in ["end", "taking-back"] {
        let path = format!("{}/{}/{what}", grants(&care.ann), given.id());
        let own_path = format!("{}/{}/{what}", grants(&care.ben), given.id());
        Answer::of(care.ben.request(reqwest::Method::PUT, &path)).await.problem(404, "not_found");
        Answer::of(care.ben.request(reqwest::Method::PUT, &own_path)).await.problem(404, "not_found");
        Answer::of(care.therapist.request(reqwest::Method::PUT, &path)).await.problem(403, "forbidden");
    }
    assert_eq!(post(&care, &each).await.body["visibility"], "partner");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_waits_for_what_is_just_being_written() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let each = care.to_couple("bids-for-connection", "each").await.id();
    let given = grant(&care.ann, json!({"assignment_id": each})).await;
    let ended = waits_for_the_author(&care, stop(&care.ann, &given)).await.expect(200);
    assert!(ended.body["ended_at"].is_string());
}
