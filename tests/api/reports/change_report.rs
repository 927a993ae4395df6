//! `PATCH /v1/reports/{report_id}` and `PUT /v1/reports/{report_id}/finalisation`.

use serde_json::{Value, json};

use super::create_report::digest;
use crate::progress::seed::{Family, Given, done};
use crate::support::{Answer, Caller, TestApp};

async fn finalise(caller: &Caller, path: &str, etag: Option<&str>) -> Answer {
    let request = caller.request(reqwest::Method::PUT, &format!("{path}/finalisation"));
    Answer::of(match etag {
        Some(etag) => request.header("If-Match", etag),
        None => request,
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn words_change_and_figures_stay() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let family = Family::of(&practice).await;
    let habit = family.assign(Given::daily("individual", 3)).await;
    let body = json!({"client_id": family.ann.id, "audience": "client", "narrative": "One."});
    let made = family.therapist.post("/v1/reports", body).await.expect(201);
    let path = format!("/v1/reports/{}", made.id());
    family.log(habit, done(&family.ann, 1, "therapist")).await;
    let patch = json!({"narrative": null, "recommendations": "Two."});
    let changed = family.therapist.patch_if(&path, &made.etag(), patch.clone()).await.expect(200);
    assert_eq!(changed.body["version"], 2);
    let document = &changed.body["document"];
    assert_eq!((&document["narrative"], &document["recommendations"]), (&Value::Null, &json!("Two.")));
    assert_eq!(document["assignments"], made.body["document"]["assignments"]);
    assert_eq!(changed.body["sha256"], digest(document));
    assert_ne!(changed.body["sha256"], made.body["sha256"]);
    let same = family.therapist.patch_if(&path, &changed.etag(), patch).await.expect(200);
    assert_eq!(same.etag(), changed.etag(), "changing nothing keeps the version");
    family.therapist.patch_if(&path, "\"1\"", json!({})).await.problem(412, "precondition_failed");
    let etag = changed.etag();
    family.therapist.patch_if(&path, &etag, json!({"audience": "couple"})).await.invalid(&["#/audience"]);
    family.therapist.patch_if(&path, &etag, json!({"narrative": ""})).await.invalid(&["#/narrative"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_final_stays() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let family = Family::of(&practice).await;
    let body = json!({"couple_id": family.couple, "audience": "couple"});
    let made = family.therapist.post("/v1/reports", body).await.expect(201);
    let path = format!("/v1/reports/{}", made.id());
    finalise(&family.therapist, &path, None).await.problem(428, "precondition_required");
    finalise(&family.therapist, &path, Some("\"7\"")).await.problem(412, "precondition_failed");
    let last = finalise(&family.therapist, &path, Some(&made.etag())).await.expect(200);
    assert_eq!((&last.body["status"], &last.body["version"]), (&json!("final"), &json!(2)));
    assert!(last.body["finalised_at"].is_string());
    assert_eq!(last.body["sha256"], made.body["sha256"]);
    let again = finalise(&family.therapist, &path, Some(&last.etag())).await.expect(200);
    assert_eq!(again.text, last.text);
    let patch = json!({"narrative": "Later."});
    family.therapist.patch_if(&path, &last.etag(), patch).await.problem(409, "wrong_state");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_therapist_in_reach_changes_one() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let family = Family::of(&practice).await;
    let body = json!({"client_id": family.ann.id, "audience": "client"});
    let made = family.therapist.post("/v1/reports", body).await.expect(201);
    let path = format!("/v1/reports/{}", made.id());
    let etag = made.etag();
    let stranger = practice.staff("Sam", &["therapist"]).await;
    let supervisor = practice.staff("Sue", &["supervisor"]).await;
    practice.supervise(&supervisor, &family.therapist).await;
    for (caller, status, code) in [(&stranger, 404, "not_found"), (&supervisor, 403, "forbidden")] {
        caller.patch_if(&path, &etag, json!({"narrative": "Mine."})).await.problem(status, code);
        finalise(caller, &path, Some(&etag)).await.problem(status, code);
    }
}

/// Guards what is made final: words that came in meanwhile were not read by who finalises.
#[tokio::test(flavor = "multi_thread")]
async fn words_that_came_meanwhile_are_not_made_final() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let family = Family::of(&practice).await;
    let body = json!({"client_id": family.ann.id, "audience": "client", "narrative": "One."});
    let made = family.therapist.post("/v1/reports", body).await.expect(201);
    let (path, etag) = (format!("/v1/reports/{}", made.id()), made.etag());
    let sql = app.sql().await;
    sql.run("BEGIN; SELECT 1 FROM reports FOR UPDATE").await;
    let late = async {
        sql.until_waiting(1).await;
        let (late, ()) = tokio::join!(finalise(&family.therapist, &path, Some(&etag)), async {
            sql.until_waiting(2).await;
            sql.run("COMMIT").await;
        });
        late
    };
    let change = family.therapist.patch_if(&path, &etag, json!({"narrative": "Two."}));
    let (changed, late) = tokio::join!(change, late);
    changed.expect(200);
    late.problem(412, "precondition_failed");
    assert_eq!(family.therapist.get(&path).await.expect(200).body["status"], "draft");
}
