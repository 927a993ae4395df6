use serde_json::json;

use crate::clients::hidden;
use crate::support::homework::{Care, day, library_item};
use crate::support::{TestApp, new_id};

#[tokio::test(flavor = "multi_thread")]
async fn what_is_left_out_comes_from_item_client_and_practice() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let item = care.item("daily-check-in").await;
    let path = format!("/v1/couples/{}/assignments", care.couple);
    let made = care.therapist.post(&path, json!({"item_id": item})).await.expect(201);
    assert_eq!(made.etag(), "\"1\"");
    assert_eq!(made.header("location"), format!("/v1/assignments/{}", made.id()));
    assert_eq!(made.body["context"], json!({"client_id": null, "couple_id": care.couple}));
    assert_eq!(made.body["mode"], "together");
    assert_eq!(made.body["status"], "active");
    assert_eq!(
        made.body["cadence"],
        json!({"type": "times_per_period", "times": 1, "every": 1, "unit": "day"})
    );
    assert_eq!(made.body["minutes"], 10);
    assert_eq!(made.body["time_zone"], "Europe/London");
    assert_eq!(made.body["day_start"], "03:00");
    assert_eq!(made.body["item"]["title"], "Ten minutes for the two of you");
    assert_eq!(made.body["item"]["version"], 1);
    let revisions = care.therapist.get(&format!("/v1/assignments/{}/revisions", made.id())).await.expect(200);
    assert_eq!(revisions.items().len(), 1);
    assert_eq!(revisions.items()[0]["effective_from"], made.body["starts_on"]);
    let item = care.ann.get(&format!("/v1/assignments/{}/item", made.id())).await.expect(200);
    assert_eq!(item.body["content"]["kind"], "habit");
    assert!(item.body.get("therapist_note").is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn every_broken_rule_is_named() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let (couples, each) = (care.item("daily-check-in").await, care.item("needs-inventory").await);
    let path = format!("/v1/couples/{}/assignments", care.couple);
    let post = async |body| care.therapist.post(&path, body).await;
    post(json!({"item_id": couples, "mode": "each"})).await.invalid(&["#/mode"]);
    post(json!({"item_id": couples, "mode": "individual"})).await.invalid(&["#/mode"]);
    post(json!({"item_id": new_id()})).await.invalid(&["#/item_id"]);
    post(json!({"item_id": each})).await.invalid(&["#/cadence"]);
    post(json!({"item_id": each, "starts_on": day(0), "cadence": {"type": "once", "due_on": day(-1)}}))
        .await
        .invalid(&["#/cadence/due_on"]);
    post(json!({"item_id": each, "starts_on": day(0), "cadence": {"type": "once", "due_on": day(0)}}))
        .await
        .expect(201);
    post(json!({"item_id": couples, "starts_on": day(-400), "ends_on": day(-500)}))
        .await
        .invalid(&["#/starts_on", "#/ends_on"]);
    post(json!({"item_id": couples, "minutes": 0, "rationale": ""}))
        .await
        .invalid(&["#/minutes", "#/rationale"]);
    let plan = |client| json!({"client_id": client, "text": "If late, then at breakfast."});
    post(json!({"item_id": couples, "barrier_plans": [plan(new_id()), plan(care.ann.id)]}))
        .await
        .invalid(&["#/barrier_plans/0/client_id"]);
    post(json!({"item_id": couples, "barrier_plans": [plan(care.ann.id), plan(care.ann.id)]}))
        .await
        .invalid(&["#/barrier_plans/1/client_id"]);
    post(json!({"item_id": couples, "unknown": 1})).await.problem(422, "invalid");
    let alone = format!("/v1/clients/{}/assignments", care.ann.id);
    care.therapist.post(&alone, json!({"item_id": couples})).await.invalid(&["#/item_id"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_therapist_of_the_care_team_assigns() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let (item, path) =
        (care.item("daily-check-in").await, format!("/v1/couples/{}/assignments", care.couple));
    let body = || json!({"item_id": item});
    let stranger = care.practice.staff("Sam", &["therapist"]).await;
    let individual = care.practice.staff("Ida", &["therapist"]).await;
    care.practice.care_for_client(&individual, &care.ann).await;
    let owner = care.practice.staff("Olga", &["owner", "admin", "front_desk", "auditor"]).await;
    let supervisor = care.practice.staff("Vera", &["supervisor"]).await;
    care.practice.supervise(&supervisor, &care.therapist).await;
    let both = care.practice.staff("Bea", &["supervisor", "therapist"]).await;
    care.practice.supervise(&both, &care.therapist).await;
    for hidden in [&stranger, &individual, &both] {
        hidden.post(&path, body()).await.problem(404, "not_found");
    }
    for refused in [&owner, &supervisor, &care.ann] {
        refused.post(&path, body()).await.problem(403, "forbidden");
    }
    let elsewhere = app.practice("Elsewhere").await;
    let foreign = library_item(&elsewhere, "daily-check-in").await;
    care.therapist.post(&path, json!({"item_id": foreign})).await.invalid(&["#/item_id"]);
}

/// Whoever does not care for them is told of no broken rule either: it would tell that there is such a client or couple,
/// and that it has ended.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_told_to_no_stranger() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let stranger = care.practice.staff("Sam", &["therapist"]).await;
    let item = care.item("daily-check-in").await;
    let of_client = |id| format!("/v1/clients/{id}/assignments");
    let of_couple = |id| format!("/v1/couples/{id}/assignments");
    for body in [json!({"item_id": new_id()}), json!({"item_id": item})] {
        let mut answers = Vec::new();
        for path in [of_client(care.ann.id), of_client(new_id()), of_couple(care.couple), of_couple(new_id())]
        {
            answers.push(stranger.post(&path, body.clone()).await);
        }
        hidden(answers);
        care.therapist.put(&format!("/v1/couples/{}/end", care.couple), json!(null)).await.expect(200);
    }
    care.therapist.post(&of_couple(care.couple), json!({"item_id": item})).await.problem(409, "couple_ended");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_key_assigns_once() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let (item, path) =
        (care.item("daily-check-in").await, format!("/v1/couples/{}/assignments", care.couple));
    let first = care.therapist.post_once(&path, "k", json!({"item_id": item})).await.expect(201);
    let again = care.therapist.post_once(&path, "k", json!({"item_id": item})).await.expect(201);
    assert_eq!(first.body, again.body);
    care.therapist
        .post_once(&path, "k", json!({"item_id": item, "minutes": 5}))
        .await
        .problem(422, "invalid");
    let list = care.therapist.get(&path).await.expect(200);
    assert_eq!(list.items().len(), 1);
}
