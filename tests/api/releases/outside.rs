//! Reports that go outside: by what everybody whom they are about has signed, and goes on to.

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::json;

use super::{
    ask, authorisation, final_report, for_outside, release_outside, releases, revoke, sign, signed_by_both,
    withdraw,
};
use crate::safety::{hold, lift};
use crate::support::homework::{Care, check_in, today, write};
use crate::support::{Answer, TestApp};

#[tokio::test(flavor = "multi_thread")]
async fn a_couples_needs_the_authorisation_of_both() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let report = for_outside(&care).await;
    let asked = ask(&care.therapist, json!({"couple_id": care.couple})).await.expect(201).id();
    for one in [&care.ann, &care.ben] {
        release_outside(&care.therapist, &report, &asked).await.problem(409, "not_authorised");
        sign(one, &asked).await.expect(200);
    }
    let made = release_outside(&care.therapist, &report, &asked).await.expect(201);
    assert_eq!(
        (&made.body["recipient_name"], &made.body["organisation"], &made.body["client_id"]),
        (&json!("Dr. Lind"), &json!("Harbour Street Surgery"), &serde_json::Value::Null)
    );
    let listed = care.therapist.get(&releases(&report)).await.expect(200);
    assert_eq!(listed.items(), &vec![made.body.clone()]);
    release_outside(&care.therapist, &report, &asked).await.problem(409, "wrong_state");
    let copy = format!("{}/{}/copy", releases(&report), made.id());
    let copied = care.therapist.get(&copy).await.expect(200);
    assert_eq!(copied.text, care.therapist.get(&format!("/v1/reports/{report}")).await.text);
    assert!(super::received_by(&care.ann).await.is_empty());
}

/// Guards the copy, and the page that may be handed on: when somebody wrote, or took something back, is for the care team alone.
#[tokio::test(flavor = "multi_thread")]
async fn a_copy_tells_of_nothing_that_came_later() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let each = care.to_couple("bids-for-connection", "each").await.id();
    let report = for_outside(&care).await;
    let asked = signed_by_both(&care).await;
    let made = release_outside(&care.therapist, &report, &asked).await.expect(201);
    let copy = format!("{}/{}/copy", releases(&report), made.id());
    let of_team = format!("/v1/reports/{report}");
    let seen = async || {
        let (json, page) = (care.therapist.get(&copy), care.therapist.request(Method::GET, &copy));
        let page = Answer::of(page.header("Accept", "text/html")).await.expect(200);
        let own_page = care.therapist.get(&format!("{of_team}.html")).await.expect(200);
        assert!(page.text.contains("Released to") && page.text.contains("Harbour Street Surgery"));
        assert!(page.text.contains("So that your doctor knows how the evenings go."));
        assert!(!own_page.text.contains("Released to"));
        [json.await.expect(200).text, page.text, own_page.text]
    };
    let before = seen().await;
    let held = hold(&care.therapist, &care.ann).await;
    write(&care.ann, &check_in(&each, json!({"visibility": "partner"}))).await.expect(201);
    assert!(!care.therapist.get(&of_team).await.expect(200).body["data_changed_since"].is_null());
    lift(&care.therapist, &care.ann, &held).await;
    assert_eq!(seen().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_about_a_client_that_clients() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let about = json!({"client_id": care.ann.id, "audience": "third_party"});
    let report = final_report(&care.therapist, about).await;
    let joint = signed_by_both(&care).await;
    let of_ben = ask(&care.therapist, json!({"client_id": care.ben.id})).await.expect(201).id();
    sign(&care.ben, &of_ben).await.expect(200);
    let never = crate::support::new_id().to_string();
    for other in [&joint, &of_ben, &never] {
        release_outside(&care.therapist, &report, other).await.invalid(&["#/authorisation_id"]);
    }
    let own = ask(&care.therapist, json!({"client_id": care.ann.id})).await.expect(201).id();
    release_outside(&care.therapist, &report, &own).await.problem(409, "not_authorised");
    sign(&care.ann, &own).await.expect(200);
    release_outside(&care.therapist, &report, &own).await.expect(201);
}

/// Guards reading: each of the things that were checked at the release is checked again.
#[tokio::test(flavor = "multi_thread")]
async fn a_copy_is_checked_again() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let (report, asked) = (for_outside(&care).await, signed_by_both(&care).await);
    let made = release_outside(&care.therapist, &report, &asked).await.expect(201);
    let copy = format!("{}/{}/copy", releases(&report), made.id());
    revoke(&care.ben, &asked).await.expect(204);
    care.therapist.get(&copy).await.problem(409, "not_authorised");
    sign(&care.ben, &asked).await.expect(200);
    care.therapist.get(&copy).await.expect(200);
    let owner = care.practice.staff("Olu", &["owner"]).await;
    owner.patch_if("/v1/practice", "\"1\"", json!({"agreement_required": true})).await.expect(200);
    care.therapist.get(&copy).await.problem(409, "agreement_needed");
    owner.patch_if("/v1/practice", "\"2\"", json!({"agreement_required": false})).await.expect(200);
    care.therapist.put(&format!("{}/withdrawal", authorisation(&asked)), json!({})).await.expect(200);
    care.therapist.get(&copy).await.problem(409, "not_authorised");
    let (second, anew) = (for_outside(&care).await, signed_by_both(&care).await);
    let made = release_outside(&care.therapist, &second, &anew).await.expect(201);
    let copy = format!("{}/{}/copy", releases(&second), made.id());
    care.therapist.get(&copy).await.expect(200);
    withdraw(&care.therapist, &second, &made.id()).await.expect(200);
    care.therapist.get(&copy).await.problem(409, "wrong_state");
    // One that a client has is read by the client.
    let own = super::of_client(&care, &care.ann).await;
    let made = super::release(&care.therapist, &own, &care.ann).await.expect(201);
    let copy = format!("{}/{}/copy", releases(&own), made.id());
    care.therapist.get(&copy).await.problem(409, "wrong_state");
}

#[tokio::test(flavor = "multi_thread")]
async fn after_its_last_day_nothing_goes_out() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let last = json!({"client_id": care.ann.id, "valid_until": today()});
    let asked = ask(&care.therapist, last.clone()).await.expect(201).id();
    let unsigned = ask(&care.therapist, last).await.expect(201).id();
    sign(&care.ann, &asked).await.expect(200);
    let about = json!({"client_id": care.ann.id, "audience": "third_party"});
    let report = final_report(&care.therapist, about.clone()).await;
    let second = final_report(&care.therapist, about).await;
    let made = release_outside(&care.therapist, &report, &asked).await.expect(201);
    let over = format!("UPDATE report_authorisations SET valid_until = '{}'", today() - TimeDelta::days(1));
    app.sql().await.run(&over).await;
    release_outside(&care.therapist, &second, &asked).await.problem(409, "not_authorised");
    care.therapist
        .get(&format!("{}/{}/copy", releases(&report), made.id()))
        .await
        .problem(409, "not_authorised");
    sign(&care.ann, &unsigned).await.problem(409, "wrong_state");
}
