//! `/v1/couples/{couple_id}/agreements`: versions of the text, who proposes and who reads them.

use serde_json::json;

use super::{agreements, propose, read, sign, version};
use crate::clients::hidden;
use crate::support::homework::Care;
use crate::support::{Answer, TestApp, new_id};

#[tokio::test(flavor = "multi_thread")]
async fn the_couples_therapist_proposes_and_both_read_the_text() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let made = care.therapist.post_once(&agreements(&care), "one", version("limited")).await.expect(201);
    assert_eq!((&made.body["number"], &made.body["in_force"]), (&json!(1), &json!(false)));
    let again = care.therapist.post_once(&agreements(&care), "one", version("limited")).await.expect(201);
    assert_eq!(again.body, made.body);
    let sue = care.practice.staff("Sue", &["supervisor"]).await;
    care.practice.supervise(&sue, &care.therapist).await;
    for reader in [&care.ann, &care.ben, &care.therapist, &sue] {
        assert_eq!(reader.get(&made.header("location")).await.expect(200).body, made.body);
        assert_eq!(reader.get(&agreements(&care)).await.expect(200).items(), &vec![made.body.clone()]);
    }
    sign(&care, &care.ann, 1).await.expect(200);
    // A new version takes the place of the old one, whose signatures stay with it.
    assert_eq!(propose(&care, "no_secrets").await, 2);
    let old = read(&care, &care.ann, 1).await.expect(200);
    assert_eq!(
        (&old.body["superseded"], old.body["signatures"].as_array().unwrap().len()),
        (&json!(true), 1)
    );
    let listed = care.ann.get(&agreements(&care)).await.expect(200);
    assert_eq!(listed.items()[0]["number"], json!(2));
    assert_eq!(
        (&listed.items()[0]["signatures"], &listed.items()[0]["superseded"]),
        (&json!([]), &json!(false))
    );
    let sql = app.sql().await;
    let kept = sql.value("SELECT encode(text_sealed, 'escape') FROM agreements WHERE number = 1").await;
    assert!(!kept.contains("tells alone"));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_proposes_or_reads() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    propose(&care, "confidential").await;
    let cy = care.practice.client("Cy").await;
    let apart = care.practice.staff("Ida", &["therapist"]).await;
    let boss = care.practice.staff("Boss", &["owner", "therapist"]).await;
    let of_ann = care.practice.staff("Ada", &["therapist"]).await;
    care.practice.care_for_client(&of_ann, &care.ann).await;
    for path in [agreements(&care), format!("{}/1", agreements(&care))] {
        let mut answers = Vec::new();
        for reader in [&cy, &apart, &boss, &of_ann] {
            answers.push(reader.get(&path).await);
        }
        answers.push(care.ann.get(&format!("/v1/couples/{}/agreements", new_id())).await);
        hidden(answers);
    }
    apart.post(&agreements(&care), version("limited")).await.problem(404, "not_found");
    care.ann.post(&agreements(&care), version("limited")).await.problem(403, "forbidden");
    let refused = care.therapist.post(&agreements(&care), json!({"policy": "open", "text": "x"})).await;
    refused.problem(422, "invalid");
    care.therapist
        .post(&agreements(&care), json!({"policy": "limited", "text": " "}))
        .await
        .invalid(&["#/text"]);
    let end = format!("/v1/couples/{}/end", care.couple);
    Answer::of(care.ann.request(reqwest::Method::PUT, &end)).await.expect(200);
    care.therapist.post(&agreements(&care), version("limited")).await.problem(409, "couple_ended");
    sign(&care, &care.ann, 1).await.problem(409, "couple_ended");
    // That it has ended is for those whom it concerns.
    apart.post(&agreements(&care), version("limited")).await.problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn versions_proposed_at_once_get_a_number_each() {
    let app =
        TestApp::with(crate::support::server::fresh_database().await, |settings| settings.workers = 2).await;
    let care = Care::new(&app).await;
    let mut numbers = futures_util::future::join_all((0..4).map(|_| propose(&care, "limited"))).await;
    numbers.sort_unstable();
    assert_eq!(numbers, [1, 2, 3, 4]);
}
