//! `PUT /v1/reports/{report_id}/releases/{release_id}/withdrawal`.

use serde_json::json;

use super::{of_client, of_couple, received, received_by, release, releases, withdraw};
use crate::exports::{download, ready};
use crate::support::TestApp;
use crate::support::homework::Care;

#[tokio::test(flavor = "multi_thread")]
async fn it_goes_from_its_recipient_and_from_nobody_else() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let report = of_couple(&care).await;
    let to_ann = release(&care.therapist, &report, &care.ann).await.expect(201);
    release(&care.therapist, &report, &care.ben).await.expect(201);
    let of_ben = care.ben.get(&format!("{}/{report}", received(&care.ben))).await.expect(200);
    let gone = withdraw(&care.therapist, &report, &to_ann.id()).await.expect(200);
    assert_eq!(
        (&gone.body["withdrawn_by"], &gone.body["withdrawal_reason"], &gone.body["version"]),
        (&json!(care.therapist.id), &json!("It went out too early."), &json!(2))
    );
    assert!(received_by(&care.ann).await.is_empty());
    care.ann.get(&format!("{}/{report}", received(&care.ann))).await.problem(404, "not_found");
    assert_eq!(care.ben.get(&format!("{}/{report}", received(&care.ben))).await.text, of_ben.text);
    let again = withdraw(&care.therapist, &report, &to_ann.id()).await.expect(200);
    assert_eq!(again.text, gone.text, "taking back again changes nothing");
    // It can be released anew, by another release.
    let anew = release(&care.therapist, &report, &care.ann).await.expect(201);
    assert_ne!(anew.id(), to_ann.id());
    assert_eq!(received_by(&care.ann).await, [json!(report)]);
    let kept = app
        .sql()
        .await
        .value("SELECT encode(reason_sealed, 'escape') FROM report_releases WHERE reason_sealed IS NOT NULL")
        .await;
    assert!(!kept.contains("early"));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_with_a_reason_and_by_who_cares() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let report = of_client(&care, &care.ann).await;
    let made = release(&care.therapist, &report, &care.ann).await.expect(201);
    let path = format!("{}/{}/withdrawal", releases(&report), made.id());
    care.therapist.put(&path, json!({})).await.invalid(&["#/reason"]);
    care.therapist.put(&path, json!({"reason": ""})).await.invalid(&["#/reason"]);
    let stranger = care.practice.staff("Sam", &["therapist"]).await;
    withdraw(&stranger, &report, &made.id()).await.problem(404, "not_found");
    let other = of_client(&care, &care.ann).await;
    withdraw(&care.therapist, &other, &made.id()).await.problem(404, "not_found");
    assert_eq!(received_by(&care.ann).await, [json!(report)]);
}

/// What can be read no more cannot be downloaded either.
#[tokio::test(flavor = "multi_thread")]
async fn an_archive_of_before_is_over() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let report = of_client(&care, &care.ann).await;
    let made = release(&care.therapist, &report, &care.ann).await.expect(201);
    let export = ready(&app, &care.ann).await;
    download(&care.ann, &export).await;
    withdraw(&care.therapist, &report, &made.id()).await.expect(200);
    let path = format!("{}/{}", crate::exports::of(&care.ann), export.id());
    assert_ne!(care.ann.get(&path).await.expect(200).body["status"], "succeeded");
    assert_ne!(care.ann.get(&format!("{path}/content")).await.status, 200);
}
