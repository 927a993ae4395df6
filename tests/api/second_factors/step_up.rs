//! Sensitive operations need a proof of the last ten minutes.

use chrono::TimeDelta;
use serde_json::json;

use super::{age_proofs, audited};
use crate::support::{PASSWORD, TestApp, new_id, server};

const PROOF: &str = "/v1/sessions/current/proof";

#[tokio::test(flavor = "multi_thread")]
async fn too_old_a_proof_is_told_and_a_new_one_helps() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let (ada, ben) = (practice.client("Ada").await, practice.client("Ben").await);
    let couple = practice.couple(&ada, &ben).await;
    let end = format!("/v1/couples/{couple}/end");
    app.clock.advance(TimeDelta::minutes(9));
    let sql = app.sql().await;
    age_proofs(&sql, 2).await;
    ada.put(&end, json!({})).await.problem(403, "step_up_needed");
    assert_eq!(sql.number("SELECT count(*) FROM couples WHERE ended_at IS NOT NULL").await, 0);
    assert_eq!(audited(&sql, practice.id, "end_couple", 1).await, ["denied"]);
    // What is not sensitive goes on.
    ada.get(&format!("/v1/couples/{couple}")).await.expect(200);
    ada.put(PROOF, json!({"password": "another-password-altogether"})).await.invalid(&["#/password"]);
    ada.put(&end, json!({})).await.problem(403, "step_up_needed");
    // A proof is of one session.
    ben.put(PROOF, json!({"password": PASSWORD})).await.expect(200);
    ada.put(&end, json!({})).await.problem(403, "step_up_needed");
    ada.put(PROOF, json!({"password": PASSWORD})).await.expect(200);
    ada.put(&end, json!({})).await.expect(200);
}

/// Whether the function may be used now says nothing of what it would be used on.
#[tokio::test(flavor = "multi_thread")]
async fn it_is_told_before_anything_is_looked_for() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let (ada, ben) = (practice.client("Ada").await, practice.client("Ben").await);
    let (cleo, dora) = (practice.client("Cleo").await, practice.client("Dora").await);
    let (own, hidden) = (practice.couple(&ada, &ben).await, practice.couple(&cleo, &dora).await);
    let auditor = practice.staff("Aud", &["auditor"]).await;
    for (couple, status) in [(hidden, 404), (new_id(), 404)] {
        ada.put(&format!("/v1/couples/{couple}/end"), json!({})).await.expect(status);
    }
    age_proofs(&app.sql().await, 11).await;
    let mut answers = Vec::new();
    for couple in [own, hidden, new_id()] {
        let answer = ada.put(&format!("/v1/couples/{couple}/end"), json!({})).await;
        answers.push(answer.problem(403, "step_up_needed").body_without_instance());
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    // A role that lacks the function is told so, whatever was proved; and so is a session that ended.
    auditor.put(&format!("/v1/couples/{own}/end"), json!({})).await.problem(403, "forbidden");
    ada.delete("/v1/sessions/current").await.expect(204);
    ada.put(&format!("/v1/couples/{own}/end"), json!({})).await.problem(401, "unauthenticated");
}

#[tokio::test(flavor = "multi_thread")]
async fn how_long_it_counts_is_a_setting() {
    let app = TestApp::with(server::fresh_database().await, |settings| settings.proof_minutes = 3).await;
    let practice = app.practice("Harbour").await;
    let (ada, ben) = (practice.client("Ada").await, practice.client("Ben").await);
    let end = format!("/v1/couples/{}/end", practice.couple(&ada, &ben).await);
    app.clock.advance(TimeDelta::minutes(4));
    ada.put(&end, json!({})).await.problem(403, "step_up_needed");
    ben.put(PROOF, json!({"password": PASSWORD})).await.expect(200);
    app.clock.advance(TimeDelta::minutes(2));
    ben.put(&end, json!({})).await.expect(200);
}
