//! `PUT …/agreements/{number}/signature`: each on an own line, and what the other is told of it.

use serde_json::json;

use super::{agreements, propose, read, sign};
use crate::safety::{hold, lift};
use crate::support::TestApp;
use crate::support::homework::Care;

#[tokio::test(flavor = "multi_thread")]
async fn each_signs_alone_and_reads_only_the_own_line_and_whether_it_is_in_force() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let number = propose(&care, "limited").await;
    let before = read(&care, &care.ben, number).await.expect(200);
    let anns = sign(&care, &care.ann, number).await.expect(200);
    assert_eq!((anns.etag().as_str(), &anns.body["in_force"]), ("\"2\"", &json!(false)));
    assert_eq!(anns.body["signatures"][0]["line"], "My own name");
    // Nothing of it shows to Ben, not even as a version.
    let after = read(&care, &care.ben, number).await.expect(200);
    assert_eq!((after.text.clone(), after.etag()), (before.text.clone(), before.etag()));
    let again = sign(&care, &care.ann, number).await.expect(200);
    assert_eq!((again.etag(), &again.body), (anns.etag(), &anns.body));

    let bens = sign(&care, &care.ben, number).await.expect(200);
    assert_eq!((bens.etag().as_str(), &bens.body["in_force"]), ("\"3\"", &json!(true)));
    assert_eq!(bens.body["signatures"].as_array().unwrap().len(), 1);
    assert!(!bens.text.contains(&care.ann.id.to_string()));
    let anns = read(&care, &care.ann, number).await.expect(200);
    assert_eq!((anns.etag().as_str(), &anns.body["in_force"]), ("\"3\"", &json!(true)));
    assert_eq!(anns.body["signatures"][0]["reaches_partner"], json!(null));
    let team = read(&care, &care.therapist, number).await.expect(200);
    assert_eq!(
        (team.body["signatures"].as_array().unwrap().len(), &team.body["in_force"]),
        (2, &json!(true))
    );
    propose(&care, "limited").await;
    let old = read(&care, &care.ann, number).await.expect(200);
    assert_eq!((old.etag().as_str(), &old.body["in_force"]), ("\"4\"", &json!(false)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signature_is_over_what_was_read_and_stays() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let number = propose(&care, "limited").await;
    let path = format!("{}/{number}/signature", agreements(&care));
    let line = |line: &str| json!({"line": line});
    care.ann.put(&path, line("Ann")).await.problem(428, "precondition_required");
    care.ann.put_if(&path, "\"9\"", line("Ann")).await.problem(412, "precondition_failed");
    care.ann.put_if(&path, "\"1\"", line(" ")).await.invalid(&["#/line"]);
    care.ann.put_if(&path, "\"1\"", line("Ann")).await.expect(200);
    care.ann.put_if(&path, "\"2\"", line("Anna")).await.problem(409, "wrong_state");
    care.therapist.put_if(&path, "\"1\"", line("Tess")).await.problem(403, "forbidden");
    let cy = care.practice.client("Cy").await;
    cy.put_if(&path, "\"1\"", line("Cy")).await.problem(404, "not_found");
    propose(&care, "limited").await;
    sign(&care, &care.ben, number).await.problem(409, "wrong_state");
    let kept = app.sql().await.value("SELECT encode(line_sealed, 'escape') FROM agreement_signatures").await;
    assert!(!kept.contains("Ann"));
}

#[tokio::test(flavor = "multi_thread")]
async fn under_a_hold_a_signature_is_accepted_and_tells_the_partner_nothing() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let number = propose(&care, "limited").await;
    let bens = sign(&care, &care.ben, number).await.expect(200);
    let placed = hold(&care.therapist, &care.ann).await;
    let anns = sign(&care, &care.ann, number).await.expect(200);
    // Ann's own answer is the same as without a hold.
    assert_eq!((anns.etag().as_str(), &anns.body["in_force"]), ("\"3\"", &json!(true)));
    let after = read(&care, &care.ben, number).await.expect(200);
    assert_eq!((after.etag(), &after.body), (bens.etag(), &bens.body));
    let team = read(&care, &care.therapist, number).await.expect(200);
    assert_eq!(team.body["in_force"], json!(false));
    let reaching =
        team.body["signatures"].as_array().unwrap().iter().filter(|one| one["reaches_partner"] == true);
    assert_eq!(reaching.count(), 1);
    // Lifting brings nothing by itself; signing once more does, and the signer sees no difference.
    lift(&care.therapist, &care.ann, &placed).await;
    assert_eq!(read(&care, &care.ben, number).await.expect(200).body["in_force"], json!(false));
    let again = sign(&care, &care.ann, number).await.expect(200);
    assert_eq!((again.etag(), &again.body), (anns.etag(), &anns.body));
    assert_eq!(read(&care, &care.ben, number).await.expect(200).body["in_force"], json!(true));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_on_one_takes_nothing_from_the_other() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let number = propose(&care, "limited").await;
    sign(&care, &care.ann, number).await.expect(200);
    hold(&care.therapist, &care.ann).await;
    // As in a history in which Ann signed and then stopped writing.
    let bens = sign(&care, &care.ben, number).await.expect(200);
    assert_eq!(bens.body["in_force"], json!(true));
}

#[tokio::test(flavor = "multi_thread")]
async fn under_a_hold_signing_once_more_tells_the_partner_nothing_either() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let number = propose(&care, "limited").await;
    hold(&care.therapist, &care.ann).await;
    let anns = sign(&care, &care.ann, number).await.expect(200);
    let again = sign(&care, &care.ann, number).await.expect(200);
    assert_eq!((again.etag(), &again.body), (anns.etag(), &anns.body));
    let bens = sign(&care, &care.ben, number).await.expect(200);
    assert_eq!((bens.etag().as_str(), &bens.body["in_force"]), ("\"2\"", &json!(false)));
    assert_eq!(read(&care, &care.therapist, number).await.expect(200).body["in_force"], json!(false));
}
