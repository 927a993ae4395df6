//! `/v1/clients/{client_id}/legal-hold`, and the practice's own.

use serde_json::{Value, json};

use super::{ask, keep_nothing, of};
use crate::support::homework::Care;
use crate::support::{Caller, TestApp};

fn hold(client: &Caller) -> String {
    format!("/v1/clients/{}/legal-hold", client.id)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_keeps_a_record_until_it_is_lifted() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let owner = care.practice.staff("Olga", &["owner"]).await;
    keep_nothing(&app).await;
    let placed = owner.put(&hold(&care.ann), json!({"reason": "The court asked."})).await.expect(200);
    assert_eq!((&placed.body["version"], &placed.body["placed_by"]), (&json!(1), &json!(owner.id)));
    let again = owner.put(&hold(&care.ann), json!({"reason": "It asked twice."})).await.expect(200);
    assert_eq!(again.body["version"], 2);
    let read = owner.get(&hold(&care.ann)).await.expect(200);
    assert_eq!(read.body, again.body);
    let asked = ask(&care.ann, &care.ann).await.expect(202);
    assert_eq!(
        (&asked.body["status"], &asked.body["reasons"]),
        (&json!("restricted"), &json!(["legal_hold"]))
    );
    assert_eq!(asked.body["erasable_on"], Value::Null);
    app.work().await;
    app.clock.advance(chrono::TimeDelta::days(8));
    app.work().await;
    let sql = app.sql().await;
    assert_eq!(sql.number("SELECT count(*) FROM erasures").await, 0);
    let owner = care.practice.sign_in(owner.id).await;
    owner.delete(&hold(&care.ann)).await.expect(204);
    owner.delete(&hold(&care.ann)).await.problem(404, "not_found");
    assert!(app.work().await > 0, "the lifting wakes the job");
    assert_eq!(owner.get(&of(&care.ann)).await.expect(200).body["status"], "erased");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_practices_hold_keeps_all_of_its_records() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let owner = care.practice.staff("Olga", &["owner"]).await;
    care.to_client(&care.ann, "self-care").await;
    let etag = owner.get("/v1/practice").await.expect(200).etag();
    let held = owner.patch_if("/v1/practice", &etag, json!({"legal_hold": true})).await.expect(200);
    let asked = ask(&care.ann, &care.ann).await.expect(202);
    assert_eq!(asked.body["reasons"], json!(["retention", "legal_hold"]));
    assert_eq!(asked.body["erasable_on"], Value::Null);
    app.work().await;
    let body = json!({"legal_hold": false, "retention_months": 0});
    owner.patch_if("/v1/practice", &held.etag(), body).await.expect(200);
    app.work().await;
    assert_eq!(owner.get(&of(&care.ann)).await.expect(200).body["status"], "erased");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_office_alone_knows_of_it() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let owner = care.practice.staff("Olga", &["owner"]).await;
    owner.get(&hold(&care.ann)).await.problem(404, "not_found");
    owner.put(&hold(&care.ann), json!({"reason": ""})).await.invalid(&["#/reason"]);
    owner.put(&hold(&care.ann), json!({"reason": "The court asked."})).await.expect(200);
    for other in [&care.ann, &care.ben, &care.therapist] {
        other.get(&hold(&care.ann)).await.problem(403, "forbidden");
        other.put(&hold(&care.ann), json!({"reason": "Mine."})).await.problem(403, "forbidden");
        other.delete(&hold(&care.ann)).await.problem(403, "forbidden");
    }
    let etag = owner.get("/v1/practice").await.expect(200).etag();
    for wrong in [-1, 601] {
        let body = json!({"retention_months": wrong});
        owner.patch_if("/v1/practice", &etag, body).await.invalid(&["#/retention_months"]);
    }
}
