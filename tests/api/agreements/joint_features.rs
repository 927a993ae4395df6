//! What waits for the signatures of both, where the practice wants an agreement.

use serde_json::json;

use super::{propose, sign};
use crate::safety::hold;
use crate::support::homework::{Care, day};
use crate::support::{Answer, TestApp};

async fn require(care: &Care<'_>) {
    let owner = care.practice.staff("Olu", &["owner"]).await;
    owner.patch_if("/v1/practice", "\"1\"", json!({"agreement_required": true})).await.expect(200);
}

async fn assign(care: &Care<'_>, key: &str, mode: &str) -> Answer {
    let body = json!({"item_id": care.item(key).await, "mode": mode, "starts_on": day(-10)});
    care.therapist.post(&format!("/v1/couples/{}/assignments", care.couple), body).await
}

#[tokio::test(flavor = "multi_thread")]
async fn joint_homework_and_the_couples_report_wait_for_both() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let running = care.to_couple("daily-check-in", "together").await.id();
    require(&care).await;
    let report = json!({"couple_id": care.couple, "audience": "couple"});
    let report = care.therapist.post("/v1/reports", report).await.expect(201);
    let finalise = async || {
        let path = format!("/v1/reports/{}/finalisation", report.id());
        Answer::of(care.therapist.request(reqwest::Method::PUT, &path).header("If-Match", report.etag()))
            .await
    };
    let number = propose(&care, "limited").await;
    for signer in [&care.ann, &care.ben] {
        assign(&care, "daily-check-in", "together").await.problem(409, "agreement_needed");
        finalise().await.problem(409, "agreement_needed");
        sign(&care, signer, number).await.expect(200);
    }
    assign(&care, "daily-check-in", "together").await.expect(201);
    finalise().await.expect(200);
    // What each does alone never waited, and what ran goes on; a new version is signed anew.
    propose(&care, "limited").await;
    assign(&care, "bids-for-connection", "each").await.expect(201);
    let body = crate::support::homework::check_in(&running, json!({}));
    let act = crate::support::homework::write(&care.ann, &body).await.expect(201);
    assert_eq!(act.body["visibility"], "partner");
    assign(&care, "daily-check-in", "together").await.problem(409, "agreement_needed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signature_under_a_hold_opens_nothing_and_a_practice_may_do_without() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    assign(&care, "daily-check-in", "together").await.expect(201);
    require(&care).await;
    let number = propose(&care, "limited").await;
    sign(&care, &care.ben, number).await.expect(200);
    hold(&care.therapist, &care.ann).await;
    sign(&care, &care.ann, number).await.expect(200);
    assign(&care, "daily-check-in", "together").await.problem(409, "agreement_needed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_practice_wants_one() {
    let app = TestApp::start().await;
    let wanted =
        "SELECT column_default FROM information_schema.columns WHERE column_name = 'agreement_required'";
    assert_eq!(app.sql().await.value(wanted).await, "true");
}
