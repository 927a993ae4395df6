//! What is done with reports and authorisations belongs to who is on the care team, whatever else somebody may read.

use reqwest::Method;
use serde_json::json;

use super::{
    ask, authorisation, final_report, for_outside, of_couple, release, release_outside, releases,
    signed_by_both, withdraw,
};
use crate::support::homework::Care;
use crate::support::{Answer, Caller, TestApp};

async fn finalise(by: &Caller, path: &str, etag: &str) -> Answer {
    Answer::of(by.request(Method::PUT, &format!("{path}/finalisation")).header("If-Match", etag)).await
}

/// Guards against a supervisor who is a therapist as well: of the supervised one's reports all is read, and nothing done.
#[tokio::test(flavor = "multi_thread")]
async fn who_supervises_reads_and_does_nothing() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let sue = care.practice.staff("Sue", &["supervisor", "therapist"]).await;
    care.practice.supervise(&sue, &care.therapist).await;
    let body = json!({"couple_id": care.couple, "audience": "couple"});
    let draft = care.therapist.post("/v1/reports", body).await.expect(201);
    let path = format!("/v1/reports/{}", draft.id());
    assert_eq!(sue.get(&path).await.expect(200).text, draft.text);
    sue.patch_if(&path, &draft.etag(), json!({"narrative": "Mine."})).await.problem(404, "not_found");
    finalise(&sue, &path, &draft.etag()).await.problem(404, "not_found");
    let report = of_couple(&care).await;
    let made = release(&care.therapist, &report, &care.ann).await.expect(201);
    sue.get(&format!("{}/{}", releases(&report), made.id())).await.expect(200);
    withdraw(&sue, &report, &made.id()).await.problem(404, "not_found");
    release(&sue, &report, &care.ben).await.problem(404, "not_found");
    let (outside, asked) = (for_outside(&care).await, signed_by_both(&care).await);
    let made = release_outside(&care.therapist, &outside, &asked).await.expect(201);
    sue.get(&format!("{}/{}/copy", releases(&outside), made.id())).await.problem(404, "not_found");
    sue.get(&authorisation(&asked)).await.expect(200);
    for about in [json!({"couple_id": care.couple}), json!({"client_id": care.ann.id})] {
        ask(&sue, about).await.problem(404, "not_found");
    }
    let withdrawal = format!("{}/withdrawal", authorisation(&asked));
    sue.put(&withdrawal, json!({})).await.problem(404, "not_found");
    assert!(care.therapist.get(&authorisation(&asked)).await.expect(200).body["withdrawn_at"].is_null());
}

/// Being on some care team opens no other.
#[tokio::test(flavor = "multi_thread")]
async fn who_cares_for_somebody_else_does_nothing() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let other = care.practice.staff("Uma", &["therapist"]).await;
    care.practice.care_for_client(&other, &care.practice.client("Cleo").await).await;
    for about in [json!({"couple_id": care.couple}), json!({"client_id": care.ann.id})] {
        ask(&other, about).await.problem(404, "not_found");
    }
    // Not even that a couple has ended.
    care.ann.put(&format!("/v1/couples/{}/end", care.couple), json!({})).await.expect(200);
    ask(&other, json!({"couple_id": care.couple})).await.problem(404, "not_found");
    let report = final_report(&care.therapist, json!({"client_id": care.ann.id, "audience": "client"})).await;
    release(&other, &report, &care.ann).await.problem(404, "not_found");
    other.get(&releases(&report)).await.problem(404, "not_found");
}
