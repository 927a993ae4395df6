//! `/v1/clients/{client_id}/safety-marks`: who places, reads and lifts flags and holds.

use serde_json::json;

use super::{hold, lift, mark, marks};
use crate::clients::hidden;
use crate::support::homework::Care;
use crate::support::{PASSWORD, TestApp, new_id};

#[tokio::test(flavor = "multi_thread")]
async fn the_care_team_places_reads_and_lifts() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let of_couple = care.practice.staff("Cora", &["therapist"]).await;
    care.practice.care_for_couple(&of_couple, care.couple).await;
    let sue = care.practice.staff("Sue", &["supervisor"]).await;
    care.practice.supervise(&sue, &care.therapist).await;

    let flag = sue.post(&marks(&care.ann), mark("flag")).await.expect(201);
    assert_eq!((&flag.body["placed_by"], &flag.body["lifting"]), (&json!(sue.id), &json!(null)));
    let placed = hold(&of_couple, &care.ann).await;
    let path = format!("{}/{}", marks(&care.ann), placed.id());
    for reader in [&care.therapist, &of_couple, &sue] {
        assert_eq!(reader.get(&path).await.expect(200).body, placed.body);
        let listed = reader.get(&marks(&care.ann)).await.expect(200);
        assert_eq!(listed.items(), &vec![placed.body.clone(), flag.body.clone()]);
        assert!(reader.get(&marks(&care.ben)).await.expect(200).items().is_empty());
    }
    care.therapist.post(&marks(&care.ann), mark("hold")).await.problem(409, "already_held");
    let lifting = format!("{path}/lifting");
    let reason = json!({"reason": "Talked through."});
    care.therapist.put(&lifting, reason.clone()).await.problem(428, "precondition_required");
    care.therapist.put_if(&lifting, "\"7\"", reason.clone()).await.problem(412, "precondition_failed");
    care.therapist.put_if(&lifting, "\"1\"", json!({"reason": " "})).await.invalid(&["#/reason"]);
    let lifted = lift(&care.therapist, &care.ann, &placed).await;
    assert_eq!((lifted.etag().as_str(), &lifted.body["lifting"]["reason"]), ("\"2\"", &reason["reason"]));
    assert_eq!(lifted.body["lifting"]["lifted_by"], json!(care.therapist.id));
    care.therapist.put_if(&lifting, "\"2\"", reason).await.problem(409, "wrong_state");
    hold(&care.therapist, &care.ann).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_can_tell() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let placed = hold(&care.therapist, &care.ann).await;
    let path = format!("{}/{}", marks(&care.ann), placed.id());
    let apart = care.practice.staff("Ida", &["therapist"]).await;
    let boss = care.practice.staff("Boss", &["owner", "therapist"]).await;
    let foreign = app.practice("Elsewhere").await.staff("Eve", &["therapist"]).await;
    for address in [marks(&care.ann), path.clone()] {
        let mut answers = Vec::new();
        for reader in [&apart, &boss, &foreign] {
            answers.push(reader.get(&address).await);
        }
        answers.push(care.therapist.get(&format!("/v1/clients/{}/safety-marks", new_id())).await);
        hidden(answers);
        for role in ["owner", "admin", "front_desk", "auditor"] {
            care.practice.staff("Sam", &[role]).await.get(&address).await.problem(403, "forbidden");
        }
        for client in [&care.ann, &care.ben] {
            client.get(&address).await.problem(403, "forbidden");
        }
    }
    // A second hold is refused to those alone who may know of the first.
    for kind in ["flag", "hold"] {
        hidden(vec![
            apart.post(&marks(&care.ann), mark(kind)).await,
            boss.post(&marks(&care.ann), mark(kind)).await,
        ]);
    }
    // A mark of one client is not there below another.
    let other = format!("{}/{}", marks(&care.ben), placed.id());
    care.therapist.get(&other).await.problem(404, "not_found");
    care.therapist
        .put_if(&format!("{other}/lifting"), "\"1\"", json!({"reason": "No."}))
        .await
        .problem(404, "not_found");
}

/// A device left open lifts nothing.
#[tokio::test(flavor = "multi_thread")]
async fn lifting_needs_a_proof_of_late() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let placed = hold(&care.therapist, &care.ann).await;
    let sql = app.sql().await;
    sql.run("UPDATE sessions SET proved_at = proved_at - interval '11 minutes'").await;
    let path = format!("{}/{}", marks(&care.ann), placed.id());
    let (lifting, reason) = (format!("{path}/lifting"), json!({"reason": "Talked through."}));
    care.therapist.put_if(&lifting, "\"1\"", reason).await.problem(403, "step_up_needed");
    assert_eq!(care.therapist.get(&path).await.expect(200).body, placed.body);
    care.therapist.put("/v1/sessions/current/proof", json!({"password": PASSWORD})).await.expect(200);
    lift(&care.therapist, &care.ann, &placed).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mark_needs_a_kind_and_a_reason() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let post = async |body| care.therapist.post(&marks(&care.ann), body).await;
    post(json!({"kind": "flag", "reason": ""})).await.invalid(&["#/reason"]);
    post(json!({"kind": "flag", "reason": "x".repeat(2001)})).await.invalid(&["#/reason"]);
    post(json!({"kind": "ban", "reason": "x"})).await.invalid(&["#/kind"]);
    assert!(care.therapist.get(&marks(&care.ann)).await.expect(200).items().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_reasons_are_sealed() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let placed = hold(&care.therapist, &care.ann).await;
    lift(&care.therapist, &care.ann, &placed).await;
    let sql = app.sql().await;
    let kept =
        sql.value("SELECT encode(reason_sealed || lift_reason_sealed, 'escape') FROM safety_marks").await;
    assert!(!kept.contains("phone") && !kept.contains("Talked"), "{kept}");
}
