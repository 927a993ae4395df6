//! What is about the client, signed or given by the client: in the own archive as the client reads it, and in no other.

use serde_json::json;

use super::content::undated;
use super::take;
use crate::agreements::{agreements, propose, read};
use crate::disclosures::{disclosure, disclosures};
use crate::safety::hold;
use crate::share_grants::{grant, grants, stop};
use crate::support::homework::{Care, check_in, write};
use crate::support::{Caller, TestApp};

async fn sign_as(care: &Care<'_>, signer: &Caller, number: i64, line: &str) {
    let etag = read(care, signer, number).await.expect(200).etag();
    let path = format!("{}/{number}/signature", agreements(care));
    signer.put_if(&path, &etag, json!({"line": line})).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn agreements_have_the_own_line_alone() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    propose(&care, "confidential").await;
    let number = propose(&care, "limited").await;
    sign_as(&care, &care.ann, number, "Ann Example, in ink").await;
    sign_as(&care, &care.ben, number, "Ben Example, in ink").await;
    let (data, page) = take(&app, &care.ann).await;
    assert_eq!(data["agreements"].as_array().unwrap().len(), 2);
    assert_eq!(data["agreements"][0], read(&care, &care.ann, number).await.expect(200).body);
    assert_eq!(data["agreements"][0]["in_force"], true);
    assert!(page.contains("What one of us tells alone stays there.") && page.contains("With Ben: version 2"));
    let text = data.to_string();
    for (line, there) in [("Ann Example, in ink", true), ("Ben Example, in ink", false)] {
        assert_eq!((text.contains(line), page.contains(line)), (there, there), "{line}");
    }
}

/// Guards rule 7: a signature that is given under a hold is not told to the other, in an archive either.
#[tokio::test(flavor = "multi_thread")]
async fn a_signature_under_a_hold_leaves_no_trace() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let number = propose(&care, "limited").await;
    sign_as(&care, &care.ann, number, "Ann Example").await;
    let before = undated(take(&app, &care.ann).await.0);
    hold(&care.therapist, &care.ben).await;
    sign_as(&care, &care.ben, number, "Ben Example").await;
    assert_eq!(undated(take(&app, &care.ann).await.0), before);
    assert_eq!(take(&app, &care.ben).await.0["agreements"][0]["signatures"][0]["line"], "Ben Example");
}

#[tokio::test(flavor = "multi_thread")]
async fn disclosures_are_in_the_archive_of_whom_they_are_about() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let assignment = care.to_couple("bids-for-connection", "each").await.id();
    let act = write(&care.ann, &check_in(&assignment, json!({}))).await.expect(201).id();
    let told = care.therapist.post(&disclosures(&care.ann), disclosure(&act, json!({}))).await.expect(201);
    let (data, page) = take(&app, &care.ann).await;
    assert_eq!(data["disclosures"], json!([told.body]));
    for there in
        ["Dr. Lind", "Ann asked for it in session.", "you said yes to it", "A therapist told somebody of it"]
    {
        assert!(page.contains(there), "{there}");
    }
    let (data, page) = take(&app, &care.ben).await;
    assert_eq!(data["disclosures"], json!([]));
    assert!(!data.to_string().contains("Dr. Lind") && !page.contains("Dr. Lind"));
}

#[tokio::test(flavor = "multi_thread")]
async fn share_grants_stand_or_ended() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let assignment = care.to_couple("bids-for-connection", "each").await.id();
    let ended = grant(&care.ann, json!({"assignment_id": assignment})).await;
    stop(&care.ann, &ended).await.expect(200);
    grant(&care.ann, json!({"category": "repair_ritual"})).await;
    let (data, page) = take(&app, &care.ann).await;
    assert_eq!(&data["share_grants"], &care.ann.get(&grants(&care.ann)).await.expect(200).body["items"]);
    assert_eq!(data["share_grants"][0]["ended_at"], json!(null));
    assert!(data["share_grants"][1]["ended_at"].is_string());
    assert!(page.contains("ways back after a quarrel") && page.contains("<th scope=\"row\">Ended</th>"));
    assert_eq!(take(&app, &care.ben).await.0["share_grants"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_account_and_how_one_may_be_reached() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let path = format!("/v1/clients/{}/contact-preferences", care.ann.id);
    let said =
        json!({"channel": "push", "safe_times": [{"weekday": "tuesday", "from": "09:00", "to": "12:00"}]});
    let said = care.ann.put_if(&path, "\"1\"", said).await.expect(200);
    let (data, page) = take(&app, &care.ann).await;
    assert_eq!(data["contact_preferences"], said.body);
    assert_eq!(data["account"]["email"], care.ann.get("/v1/me").await.expect(200).body["email"]);
    assert!(data["account"]["created_at"].is_string());
    assert!(page.contains("on your phone") && page.contains("Tuesday, 09:00 to 12:00"));
    let (data, page) = take(&app, &care.ben).await;
    assert_eq!(data["contact_preferences"]["safe_times"], json!([]));
    assert!(!page.contains("Tuesday") && page.contains("by e-mail"));
}

#[tokio::test(flavor = "multi_thread")]
async fn homework_has_the_words_that_its_answers_are_read_by() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let assignment = care.to_couple("bids-for-connection", "each").await.id();
    let item = care.ann.get(&format!("/v1/assignments/{assignment}/item")).await.expect(200);
    let (data, _) = take(&app, &care.ann).await;
    let homework = &data["assignments"][0];
    assert_eq!(homework["item"], item.body);
    assert_eq!(homework["item"]["content"]["slots"][0]["label"], "How did you reach out?");
    assert_eq!(homework["revisions"][0]["number"], 1);
    assert!(!data.to_string().contains("therapist_note"));
}

/// Guards pages: what does not fit into one is all there.
#[tokio::test(flavor = "multi_thread")]
async fn more_than_a_page_is_there_too() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let mut numbers = Vec::new();
    for _ in 0..53 {
        numbers.insert(0, propose(&care, "limited").await);
    }
    let (data, _) = take(&app, &care.ann).await;
    let there: Vec<i64> =
        data["agreements"].as_array().unwrap().iter().map(|one| one["number"].as_i64().unwrap()).collect();
    assert_eq!(there, numbers);
}
