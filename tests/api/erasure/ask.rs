//! `POST`, `GET` and `DELETE /v1/clients/{client_id}/erasure`.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::{ask, keep_nothing, names, of};
use crate::support::TestApp;
use crate::support::homework::{Care, check_in, of as check_ins_of, write};

#[tokio::test(flavor = "multi_thread")]
async fn whom_nothing_keeps_is_erased_in_a_moment() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let owner = care.practice.staff("Olga", &["owner"]).await;
    keep_nothing(&app).await;
    let asked = ask(&care.ann, &care.ann).await.expect(202);
    assert_eq!(asked.body["status"], "queued");
    assert_eq!((&asked.body["reasons"], &asked.body["erasable_on"]), (&json!([]), &Value::Null));
    assert_eq!(asked.body["requested_by"], json!(care.ann.id));
    care.ann.get(&of(&care.ann)).await.expect(200);
    app.work().await;
    care.ann.get(&of(&care.ann)).await.problem(401, "unauthenticated");
    let done = owner.get(&of(&care.ann)).await.expect(200);
    assert_eq!(done.body["status"], "erased");
    assert!(done.body["erased_at"].is_string());
    for reader in [&owner, &care.therapist] {
        reader.get(&format!("/v1/clients/{}", care.ann.id)).await.problem(404, "not_found");
        assert_eq!(names(&reader.get("/v1/clients").await.expect(200)), [json!("Ben")]);
    }
    ask(&owner, &care.ann).await.problem(404, "not_found");
    owner.delete(&of(&care.ann)).await.problem(404, "not_found");
    let couple = owner.get(&format!("/v1/couples/{}", care.couple)).await.expect(200);
    let nameless =
        couple.body["members"].as_array().unwrap().iter().filter(|member| member["name"].is_null());
    assert_eq!(nameless.count(), 1);
}

/// Guards retention: what is younger is restricted, and erased by itself when the time is over, without anybody's doing.
#[tokio::test(flavor = "multi_thread")]
async fn what_must_be_kept_is_restricted_until_it_need_not_be() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let owner = care.practice.staff("Olga", &["owner"]).await;
    care.to_client(&care.ann, "self-care").await;
    let asked = ask(&owner, &care.ann).await.expect(202);
    assert_eq!(
        (&asked.body["status"], &asked.body["reasons"]),
        (&json!("restricted"), &json!(["retention"]))
    );
    let today = app.clock.now().date_naive();
    let until = today.checked_add_months(chrono::Months::new(120)).unwrap();
    let told = asked.body["erasable_on"].as_str().unwrap().parse::<chrono::NaiveDate>().unwrap();
    assert!((told - until).num_days().abs() <= 1, "{told} is not {until}");
    app.work().await;
    assert_eq!(owner.get(&of(&care.ann)).await.expect(200).body["status"], "restricted");
    let etag = owner.get("/v1/practice").await.expect(200).etag();
    owner.patch_if("/v1/practice", &etag, json!({"retention_months": 1})).await.expect(200);
    let asked = owner.get(&of(&care.ann)).await.expect(200);
    assert!(asked.body["erasable_on"].as_str().unwrap() < told.to_string().as_str());
    assert_eq!(app.work().await, 1, "the job looks again");
    app.clock.advance(TimeDelta::days(27));
    assert_eq!(app.work().await, 0, "it is not due yet");
    app.clock.advance(TimeDelta::days(5));
    app.work().await;
    let sql = app.sql().await;
    assert_eq!(sql.column("SELECT client_id FROM erasures").await, [care.ann.id.to_string()]);
}

/// A client of whom nothing clinical was ever written has nothing that retention keeps.
#[tokio::test(flavor = "multi_thread")]
async fn retention_begins_with_the_last_clinical_act() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let asked = ask(&care.ann, &care.ann).await.expect(202);
    assert_eq!(asked.body["status"], "queued");
    let given = care.to_client(&care.ben, "self-care").await.id();
    write(&care.ben, &check_in(&given, json!({}))).await.expect(201);
    let sql = app.sql().await;
    sql.run("UPDATE assignments SET created_at = created_at - interval '11 years'").await;
    let by_check_in = ask(&care.ben, &care.ben).await.expect(202);
    assert_eq!(by_check_in.body["status"], "restricted");
    let owner = care.practice.staff("Olga", &["owner"]).await;
    owner.delete(&of(&care.ben)).await.expect(204);
    sql.run("UPDATE check_ins SET updated_at = updated_at - interval '11 years'").await;
    // That homework stopped now and the couple ended now is no clinical act.
    let long_ago = ask(&care.ben, &care.ben).await.expect(202);
    assert_eq!(long_ago.body["status"], "queued");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_person_and_the_office_ask_and_nobody_else() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    ask(&care.ben, &care.ann).await.problem(404, "not_found");
    ask(&care.therapist, &care.ann).await.problem(403, "forbidden");
    for role in ["supervisor", "front_desk", "auditor"] {
        let staff = care.practice.staff("Sam", &[role]).await;
        ask(&staff, &care.ann).await.problem(403, "forbidden");
    }
    let elsewhere = app.practice("Lantern").await.staff("Olga", &["owner"]).await;
    ask(&elsewhere, &care.ann).await.problem(404, "not_found");
    assert_eq!(app.sql().await.number("SELECT count(*) FROM erasure_requests").await, 0);
    let admin = care.practice.staff("Adam", &["admin"]).await;
    ask(&admin, &care.ann).await.expect(202);
    for other in [&care.ben, &elsewhere] {
        other.get(&of(&care.ann)).await.problem(404, "not_found");
    }
    care.ann.delete(&of(&care.ann)).await.problem(403, "forbidden");
}

#[tokio::test(flavor = "multi_thread")]
async fn asking_again_changes_nothing() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    care.to_client(&care.ann, "self-care").await;
    let first = care.ann.post_once(&of(&care.ann), "once", json!(null)).await.expect(202);
    let (again, other) = (
        care.ann.post_once(&of(&care.ann), "once", json!(null)).await.expect(202),
        ask(&care.ann, &care.ann).await.expect(202),
    );
    assert_eq!((&first.body, &first.body), (&again.body, &other.body));
    let sql = app.sql().await;
    assert_eq!(sql.number("SELECT count(*) FROM jobs WHERE kind = 'erase_client'").await, 1);
    // A retry does not bring back what was withdrawn.
    let owner = care.practice.staff("Olga", &["owner"]).await;
    owner.delete(&of(&care.ann)).await.expect(204);
    care.ann.post_once(&of(&care.ann), "once", json!(null)).await.problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_withdrawn_is_open_again_and_what_ended_stays_ended() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let owner = care.practice.staff("Olga", &["owner"]).await;
    let given = care.to_client(&care.ann, "self-care").await.id();
    owner.delete(&of(&care.ann)).await.problem(404, "not_found");
    ask(&care.ann, &care.ann).await.expect(202);
    let body = check_in(&given, json!({}));
    write(&care.ann, &body).await.problem(409, "restricted");
    owner.delete(&of(&care.ann)).await.expect(204);
    owner.get(&of(&care.ann)).await.problem(404, "not_found");
    assert_eq!(app.work().await, 0);
    write(&care.ann, &body).await.expect(201);
    care.therapist.get(&check_ins_of(&care.ann)).await.expect(200);
    let stopped = care.therapist.get(&format!("/v1/assignments/{given}")).await.expect(200);
    assert_eq!(stopped.body["status"], "stopped");
    let couple = care.ben.get(&format!("/v1/couples/{}", care.couple)).await.expect(200);
    assert!(couple.body["ended_at"].is_string());
}

/// Guards the ledger against a line about somebody who is not erased: once the job has begun, nothing takes it back.
#[tokio::test(flavor = "multi_thread")]
async fn what_has_begun_is_not_withdrawn() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let owner = care.practice.staff("Olga", &["owner"]).await;
    keep_nothing(&app).await;
    ask(&care.ann, &care.ann).await.expect(202);
    // The ledger cannot be written, so that the job begins and does not end.
    std::fs::create_dir_all(app.ledger()).unwrap();
    app.work().await;
    let sql = app.sql().await;
    assert_eq!(sql.number("SELECT count(*) FROM erasures").await, 0, "no erasure without its line");
    assert_eq!(sql.number("SELECT count(*) FROM clients WHERE erased_at IS NOT NULL").await, 0);
    owner.delete(&of(&care.ann)).await.problem(409, "wrong_state");
    // Nor does a hold that comes now leave a line about somebody who is still there.
    owner
        .put(&format!("/v1/clients/{}/legal-hold", care.ann.id), json!({"reason": "Late."}))
        .await
        .expect(200);
    // And whoever looks is not told that it did.
    let stands = owner.get(&of(&care.ann)).await.expect(200).body;
    assert_eq!((&stands["status"], &stands["reasons"]), (&json!("queued"), &json!([])));
    std::fs::remove_dir(app.ledger()).unwrap();
    app.clock.advance(TimeDelta::minutes(5));
    app.work().await;
    assert_eq!(sql.number("SELECT count(*) FROM erasures").await, 1);
    assert_eq!(std::fs::read_to_string(app.ledger()).unwrap().lines().count(), 1);
}
