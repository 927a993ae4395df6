//! A release is a disclosure about each whom the report is about, and a notice without content.

use serde_json::{Value, json};

use super::{for_outside, of_client, of_couple, release, release_outside, signed_by_both};
use crate::disclosures::{disclosure, disclosures};
use crate::exports::take;
use crate::support::homework::Care;
use crate::support::{Caller, TestApp};

const SUBJECT: &str = "Something to read";

async fn told(client: &Caller) -> Vec<(Value, Value, Value)> {
    let page = client.get(&disclosures(client)).await.expect(200);
    let one =
        |item: &Value| (item["recipient"].clone(), item["ground"].clone(), item["recipient_name"].clone());
    page.items().iter().map(one).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_subject_reads_who_was_told() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let released = json!("released_report");
    let joint = of_couple(&care).await;
    release(&care.therapist, &joint, &care.ann).await.expect(201);
    assert_eq!(told(&care.ann).await, [(json!("client"), released.clone(), Value::Null)]);
    assert_eq!(told(&care.ben).await, [(json!("partner"), released.clone(), Value::Null)]);
    let own = of_client(&care, &care.ann).await;
    release(&care.therapist, &own, &care.ann).await.expect(201);
    assert_eq!((told(&care.ann).await.len(), told(&care.ben).await.len()), (2, 1), "an own one is one's own");
    let (outside, asked) = (for_outside(&care).await, signed_by_both(&care).await);
    release_outside(&care.therapist, &outside, &asked).await.expect(201);
    let third = (json!("third_party"), json!("consent"), json!("Dr. Lind, Harbour Street Surgery"));
    for one in [&care.ann, &care.ben] {
        assert_eq!(told(one).await[0], third);
    }
    let newest = &care.ann.get(&disclosures(&care.ann)).await.expect(200).items()[0].clone();
    assert_eq!((&newest["item_kind"], &newest["item_id"]), (&json!("report"), &json!(outside)));
    assert_eq!(newest["explanation"], "So that your doctor knows how the evenings go.");
    let refused = release_outside(&care.therapist, &outside, &asked).await;
    refused.problem(409, "wrong_state");
    assert_eq!(told(&care.ann).await.len(), 3, "what is refused discloses nothing");
}

/// What is proposed binds nobody: a release is recorded under the agreement that both have signed, and under none before.
#[tokio::test(flavor = "multi_thread")]
async fn it_is_recorded_under_the_agreement_in_force() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let newest = async || {
        let told = care.ann.get(&disclosures(&care.ann)).await.expect(200).items()[0].clone();
        (told["agreement_couple_id"].clone(), told["agreement_number"].clone())
    };
    let number = crate::agreements::propose(&care, "limited").await;
    let (first, second) = (of_couple(&care).await, of_couple(&care).await);
    release(&care.therapist, &first, &care.ann).await.expect(201);
    assert_eq!(newest().await, (Value::Null, Value::Null));
    for one in [&care.ann, &care.ben] {
        crate::agreements::sign(&care, one, number).await.expect(200);
    }
    release(&care.therapist, &second, &care.ann).await.expect(201);
    assert_eq!(newest().await, (json!(care.couple), json!(number)));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_release_records_is_not_recorded_by_hand() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let report = of_client(&care, &care.ann).await;
    let post = async |over| care.therapist.post(&disclosures(&care.ann), disclosure(&report, over)).await;
    let by_hand = json!({"item_kind": "report", "ground": "released_report"});
    post(by_hand).await.invalid(&["#/ground"]);
    let itself = json!({"item_kind": "report", "recipient": "client", "recipient_name": null});
    post(itself).await.invalid(&["#/recipient"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_client_takes_it_along() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let (own, joint) = (of_client(&care, &care.ann).await, of_couple(&care).await);
    release(&care.therapist, &own, &care.ann).await.expect(201);
    release(&care.therapist, &joint, &care.ben).await.expect(201);
    signed_by_both(&care).await;
    let (export, page) = take(&app, &care.ann).await;
    let reports: Vec<&Value> = export["released_reports"].as_array().unwrap().iter().collect();
    assert_eq!(reports.len(), 1, "what was released to the partner alone is the partner's");
    assert_eq!(reports[0]["document"]["narrative"], "You kept at it.");
    let signatures = export["report_authorisations"][0]["signatures"].as_array().unwrap();
    assert_eq!((signatures.len(), &signatures[0]["client_id"]), (1, &json!(care.ann.id)));
    for words in ["You kept at it.", "Dr. Lind", "a report was released"] {
        assert!(page.contains(words), "{words}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_says_nothing_and_heeds_the_wish_for_none() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let joint = of_couple(&care).await;
    release(&care.therapist, &joint, &care.ann).await.expect(201);
    let letters = app.letters_about(&care.ann.email, SUBJECT, 1).await;
    for word in ["Ann", "Ben", "Harbour", "report", "partner", "couple", "therap"] {
        assert!(!letters[0].body.contains(word), "{word}: {}", letters[0].body);
    }
    let preferences = format!("/v1/clients/{}/contact-preferences", care.ben.id);
    let etag = care.ben.get(&preferences).await.expect(200).etag();
    let none = json!({"channel": "none", "safe_times": []});
    care.ben.put_if(&preferences, &etag, none).await.expect(200);
    release(&care.therapist, &joint, &care.ben).await.expect(201);
    app.all_sent().await;
    assert!(app.letters().iter().all(|letter| letter.to != care.ben.email || letter.subject != SUBJECT));
}
