//! `POST /v1/reports/{report_id}/releases`: what is released to whom, and what refuses it.

use serde_json::{Value, json};

use super::{ask, final_report, of_client, of_couple, received_by, release, release_outside, releases, sign};
use crate::agreements::propose;
use crate::support::homework::Care;
use crate::support::{TestApp, new_id};

#[tokio::test(flavor = "multi_thread")]
async fn a_report_about_a_client_goes_to_that_client() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let report = of_client(&care, &care.ann).await;
    let body = json!({"client_id": care.ann.id});
    let made = care.therapist.post_once(&releases(&report), "one", body.clone()).await.expect(201);
    assert_eq!(made.header("location"), format!("{}/{}", releases(&report), made.id()));
    assert_eq!(
        (&made.body["client_id"], &made.body["released_by"]),
        (&json!(care.ann.id), &json!(care.therapist.id))
    );
    assert_eq!((&made.body["authorisation_id"], &made.body["withdrawn_at"]), (&Value::Null, &Value::Null));
    let again = care.therapist.post_once(&releases(&report), "one", body.clone()).await.expect(201);
    assert_eq!(again.text, made.text);
    care.therapist.post(&releases(&report), body).await.problem(409, "wrong_state");
    let listed = care.therapist.get(&releases(&report)).await.expect(200);
    assert_eq!(listed.items(), &vec![made.body.clone()]);
    let one = format!("{}/{}", releases(&report), made.id());
    assert_eq!(care.therapist.get(&one).await.expect(200).body, made.body);
    assert_eq!(received_by(&care.ann).await, [json!(report)]);
    assert!(received_by(&care.ben).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn each_partner_by_a_release_of_an_own() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let report = of_couple(&care).await;
    release(&care.therapist, &report, &care.ann).await.expect(201);
    assert!(received_by(&care.ben).await.is_empty());
    release(&care.therapist, &report, &care.ben).await.expect(201);
    for one in [&care.ann, &care.ben] {
        assert_eq!(received_by(one).await, [json!(report)]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_and_one_for_clinicians_stay() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let draft = json!({"client_id": care.ann.id, "audience": "client"});
    let draft = care.therapist.post("/v1/reports", draft).await.expect(201).id();
    release(&care.therapist, &draft, &care.ann).await.problem(409, "wrong_state");
    let clinical = json!({"client_id": care.ann.id, "audience": "clinician"});
    let clinical = final_report(&care.therapist, clinical).await;
    release(&care.therapist, &clinical, &care.ann).await.problem(409, "wrong_state");
    assert!(received_by(&care.ann).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_recipient_fits_the_audience() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let alone = ask(&care.therapist, json!({"client_id": care.ann.id})).await.expect(201).id();
    sign(&care.ann, &alone).await.expect(200);
    let (own, joint) = (of_client(&care, &care.ann).await, of_couple(&care).await);
    release(&care.therapist, &own, &care.ben).await.invalid(&["#/client_id"]);
    release_outside(&care.therapist, &own, &alone).await.invalid(&["#/authorisation_id"]);
    let cleo = care.practice.client("Cleo").await;
    release(&care.therapist, &joint, &cleo).await.invalid(&["#/client_id"]);
    let outside =
        final_report(&care.therapist, json!({"client_id": care.ann.id, "audience": "third_party"})).await;
    release(&care.therapist, &outside, &care.ann).await.invalid(&["#/client_id"]);
    let post = async |body| care.therapist.post(&releases(&own), body).await;
    post(json!({})).await.invalid(&["#/client_id"]);
    post(json!({"client_id": care.ann.id, "authorisation_id": alone})).await.invalid(&["#/client_id"]);
    post(json!({"client_id": care.ann.id, "note": "x"})).await.invalid(&["#/note"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_couple_the_agreement_is_wanted_where_the_practice_wants_it() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let (joint, own) = (of_couple(&care).await, of_client(&care, &care.ann).await);
    let owner = care.practice.staff("Olu", &["owner"]).await;
    owner.patch_if("/v1/practice", "\"1\"", json!({"agreement_required": true})).await.expect(200);
    release(&care.therapist, &joint, &care.ann).await.problem(409, "agreement_needed");
    release(&care.therapist, &own, &care.ann).await.expect(201);
    let number = propose(&care, "limited").await;
    for one in [&care.ann, &care.ben] {
        crate::agreements::sign(&care, one, number).await.expect(200);
    }
    release(&care.therapist, &joint, &care.ann).await.expect(201);
    // A version that is proposed later takes nothing back.
    propose(&care, "limited").await;
    assert_eq!(received_by(&care.ann).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_therapist_on_the_care_team() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let report = of_couple(&care).await;
    let sue = care.practice.staff("Sue", &["supervisor", "therapist"]).await;
    care.practice.supervise(&sue, &care.therapist).await;
    let of_ann = care.practice.staff("Ida", &["owner", "therapist"]).await;
    care.practice.care_for_client(&of_ann, &care.ann).await;
    for caller in [&sue, &of_ann] {
        release(caller, &report, &care.ann).await.problem(404, "not_found");
    }
    let never = new_id().to_string();
    release(&care.therapist, &never, &care.ann).await.problem(404, "not_found");
    care.ann.post(&releases(&report), json!({"client_id": care.ann.id})).await.problem(403, "forbidden");
    let made = release(&care.therapist, &report, &care.ann).await.expect(201);
    let one = format!("{}/{}", releases(&report), made.id());
    // Who supervises reads it, who cares for one alone does not.
    sue.get(&one).await.expect(200);
    of_ann.get(&one).await.problem(404, "not_found");
    of_ann.get(&releases(&report)).await.problem(404, "not_found");
    let other = of_couple(&care).await;
    care.therapist.get(&format!("{}/{}", releases(&other), made.id())).await.problem(404, "not_found");
}
