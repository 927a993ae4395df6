//! `POST /v1/clients/{client_id}/disclosures`: which item, to whom, on what ground, under which agreement.

use serde_json::json;

use super::{disclosure, disclosures};
use crate::agreements::{propose, sign};
use crate::safety::hold;
use crate::support::homework::{Care, check_in, write};
use crate::support::{Caller, TestApp, new_id};

async fn act_of(author: &Caller, assignment: &str, visibility: &str) -> String {
    write(author, &check_in(assignment, json!({"visibility": visibility}))).await.expect(201).id()
}

#[tokio::test(flavor = "multi_thread")]
async fn it_names_the_item_the_ground_and_the_version_and_gives_nothing() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let each = care.to_couple("bids-for-connection", "each").await.id();
    let item = act_of(&care.ann, &each, "therapist").await;
    let number = propose(&care, "no_secrets").await;
    let to_partner = |over: serde_json::Value| {
        let mut all = json!({"recipient": "partner", "recipient_name": null, "agreement_number": number, "ground": "agreed_policy"});
        all.as_object_mut().unwrap().extend(over.as_object().unwrap().clone());
        disclosure(&item, all)
    };
    let post = async |body| care.therapist.post(&disclosures(&care.ann), body).await;
    // A policy is a ground only once both have signed it.
    post(to_partner(json!({}))).await.invalid(&["#/ground"]);
    sign(&care, &care.ann, number).await.expect(200);
    sign(&care, &care.ben, number).await.expect(200);
    let before = care.shared(&care.ben).await.expect(200).text;
    let made =
        care.therapist.post_once(&disclosures(&care.ann), "one", to_partner(json!({}))).await.expect(201);
    assert_eq!(made.body["agreement_number"], json!(number));
    assert_eq!(
        (&made.body["item_id"], &made.body["disclosed_by"]),
        (&json!(item), &json!(care.therapist.id))
    );
    let again =
        care.therapist.post_once(&disclosures(&care.ann), "one", to_partner(json!({}))).await.expect(201);
    assert_eq!(again.id(), made.id());
    assert_eq!(care.shared(&care.ben).await.expect(200).text, before);
    post(to_partner(json!({"agreement_number": null}))).await.invalid(&["#/agreement_number"]);
    post(to_partner(json!({"agreement_number": 9}))).await.invalid(&["#/agreement_number"]);
    let sql = app.sql().await;
    let rows = sql
        .rows("SELECT outcome, client_id FROM audit_events WHERE action = 'create_disclosure' AND outcome = 'success'")
        .await;
    assert_eq!(rows.len(), 2, "the one that was made, and its repetition");
    assert!(rows.iter().all(|row| row[1] == care.ann.id.to_string()));
    let kept = sql.value("SELECT encode(explanation_sealed, 'escape') FROM disclosures").await;
    assert!(!kept.contains("session"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_confidential_agreement_is_no_ground() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let each = care.to_couple("bids-for-connection", "each").await.id();
    let item = act_of(&care.ann, &each, "therapist").await;
    let number = propose(&care, "confidential").await;
    sign(&care, &care.ann, number).await.expect(200);
    sign(&care, &care.ben, number).await.expect(200);
    let over = json!({"agreement_number": number, "ground": "agreed_policy"});
    care.therapist.post(&disclosures(&care.ann), disclosure(&item, over)).await.invalid(&["#/ground"]);
    let over = json!({"agreement_number": number, "ground": "duty_to_protect"});
    care.therapist.post(&disclosures(&care.ann), disclosure(&item, over)).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_the_therapist_can_read_of_this_client() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let each = care.to_couple("bids-for-connection", "each").await.id();
    let (mine, bens) =
        (act_of(&care.ann, &each, "private").await, act_of(&care.ben, &each, "therapist").await);
    let couple_report = json!({"couple_id": care.couple, "audience": "clinician"});
    let couple_report = care.therapist.post("/v1/reports", couple_report).await.expect(201).id();
    let post = async |body| care.therapist.post(&disclosures(&care.ann), body).await;
    for item in [mine, bens, new_id().to_string()] {
        post(disclosure(&item, json!({}))).await.invalid(&["#/item_id"]);
    }
    // A joint record is for both to give.
    post(disclosure(&couple_report, json!({"item_kind": "report"}))).await.invalid(&["#/item_id"]);
    let report = json!({"client_id": care.ann.id, "audience": "third_party"});
    let report = care.therapist.post("/v1/reports", report).await.expect(201).id();
    post(disclosure(&report, json!({"item_kind": "report"}))).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_recipient_is_named_and_nothing_goes_to_the_partner_of_one_held() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let each = care.to_couple("bids-for-connection", "each").await.id();
    let item = act_of(&care.ann, &each, "therapist").await;
    let post = async |over| care.therapist.post(&disclosures(&care.ann), disclosure(&item, over)).await;
    post(json!({"recipient_name": null})).await.invalid(&["#/recipient_name"]);
    post(json!({"recipient": "partner"})).await.invalid(&["#/recipient_name"]);
    post(json!({"explanation": " "})).await.invalid(&["#/explanation"]);
    let partner = json!({"recipient": "partner", "recipient_name": null});
    post(partner.clone()).await.expect(201);
    hold(&care.therapist, &care.ann).await;
    post(partner.clone()).await.problem(409, "held");
    post(json!({"ground": "duty_to_protect"})).await.expect(201);
    let single = care.practice.client("Cy").await;
    care.practice.care_for_client(&care.therapist, &single).await;
    let alone = care.to_client(&single, "self-care").await.id();
    let item = act_of(&single, &alone, "therapist").await;
    care.therapist.post(&disclosures(&single), disclosure(&item, partner)).await.invalid(&["#/recipient"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_therapist_on_the_care_team() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let each = care.to_couple("bids-for-connection", "each").await.id();
    let body = disclosure(&act_of(&care.ann, &each, "therapist").await, json!({}));
    let sue = care.practice.staff("Sue", &["supervisor", "therapist"]).await;
    care.practice.supervise(&sue, &care.therapist).await;
    let apart = care.practice.staff("Ida", &["owner", "therapist"]).await;
    for caller in [&sue, &apart] {
        caller.post(&disclosures(&care.ann), body.clone()).await.problem(404, "not_found");
    }
    care.ann.post(&disclosures(&care.ann), body).await.problem(403, "forbidden");
}

/// Of a couple that only others care for nothing shows, neither that there is one nor what was agreed in it.
#[tokio::test(flavor = "multi_thread")]
async fn a_couple_in_the_care_of_others_is_none() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let alone = care.to_client(&care.ann, "self-care").await.id();
    let item = act_of(&care.ann, &alone, "therapist").await;
    let number = propose(&care, "no_secrets").await;
    let ida = care.practice.staff("Ida", &["therapist"]).await;
    care.practice.care_for_client(&ida, &care.ann).await;
    let post = async |over| ida.post(&disclosures(&care.ann), disclosure(&item, over)).await;
    post(json!({})).await.expect(201);
    post(json!({"recipient": "partner", "recipient_name": null})).await.invalid(&["#/recipient"]);
    post(json!({"agreement_number": number})).await.invalid(&["#/agreement_number"]);
}
