//! `/v1/report-authorisations`: asked for by a therapist, signed and revoked by each unseen by the other.

use chrono::{Months, TimeDelta};
use reqwest::Method;
use serde_json::{Value, json};

use super::{ask, authorisation, revoke, sign};
use crate::clients::hidden;
use crate::support::homework::{Care, today};
use crate::support::{Answer, TestApp, new_id};

#[tokio::test(flavor = "multi_thread")]
async fn it_is_asked_for_by_who_cares() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let made = ask(&care.therapist, json!({"couple_id": care.couple})).await.expect(201);
    assert_eq!(made.header("location"), authorisation(&made.id()));
    assert_eq!(made.body["valid_until"], json!(today() + Months::new(12)));
    for reader in [&care.therapist, &care.ann, &care.ben] {
        assert_eq!(reader.get(&authorisation(&made.id())).await.expect(200).text, made.text);
    }
    let stranger = care.practice.staff("Sam", &["therapist"]).await;
    ask(&stranger, json!({"couple_id": care.couple})).await.problem(404, "not_found");
    ask(&care.ann, json!({"client_id": care.ann.id})).await.problem(403, "forbidden");
    let asked = async |over: Value| ask(&care.therapist, over).await;
    asked(json!({})).await.invalid(&["#/client_id"]);
    asked(json!({"client_id": care.ann.id, "couple_id": care.couple})).await.invalid(&["#/client_id"]);
    for wrong in [today() - TimeDelta::days(1), today() + Months::new(12) + TimeDelta::days(1)] {
        let over = json!({"client_id": care.ann.id, "valid_until": wrong});
        asked(over).await.invalid(&["#/valid_until"]);
    }
    for (name, value) in [("recipient_name", " "), ("organisation", ""), ("purpose", "")] {
        let mut over = json!({"client_id": care.ann.id});
        over[name] = json!(value);
        asked(over).await.invalid(&[format!("#/{name}").as_str()]);
    }
    let kept = app
        .sql()
        .await
        .value("SELECT encode(words_sealed, 'escape') FROM report_authorisations LIMIT 1")
        .await;
    assert!(!kept.contains("Lind"));
}

/// Guards the first promise: what one signs or revokes changes nothing that the other can read.
#[tokio::test(flavor = "multi_thread")]
async fn neither_is_told_what_the_other_does() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let asked = ask(&care.therapist, json!({"couple_id": care.couple})).await.expect(201).id();
    let path = authorisation(&asked);
    let seen_by_ben = async || {
        let one = care.ben.get(&path).await.expect(200);
        let all = care.ben.get("/v1/report-authorisations").await.expect(200);
        (one.etag(), one.text, all.text)
    };
    let before = seen_by_ben().await;
    let signed = sign(&care.ann, &asked).await.expect(200);
    assert_eq!(seen_by_ben().await, before);
    assert_eq!(signed.body["signatures"][0]["client_id"], json!(care.ann.id));
    assert_ne!(signed.etag(), before.0);
    let team = care.therapist.get(&path).await.expect(200);
    assert_eq!(team.body["signatures"].as_array().unwrap().len(), 1);
    sign(&care.ben, &asked).await.expect(200);
    let (own, team) = (seen_by_ben().await, care.therapist.get(&path).await.expect(200));
    assert_eq!(team.body["signatures"].as_array().unwrap().len(), 2);
    assert_eq!(care.ann.get(&path).await.expect(200).text, signed.text);
    revoke(&care.ann, &asked).await.expect(204);
    assert_eq!(seen_by_ben().await, own);
    let after = care.therapist.get(&path).await.expect(200);
    assert_ne!(after.etag(), team.etag());
    revoke(&care.ann, &asked).await.expect(204);
    assert_eq!(care.therapist.get(&path).await.expect(200).text, after.text);
    let anew = sign(&care.ann, &asked).await.expect(200);
    assert!(anew.body["signatures"][0]["revoked_at"].is_null());
    assert_eq!(seen_by_ben().await, own);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_signed_over_the_version_that_was_read_and_with_a_proof() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let asked = ask(&care.therapist, json!({"client_id": care.ann.id})).await.expect(201).id();
    let put = async |etag: Option<&str>| {
        let request = care.ann.request(Method::PUT, &format!("{}/signature", authorisation(&asked)));
        Answer::of(match etag {
            Some(etag) => request.header("If-Match", etag),
            None => request,
        })
        .await
    };
    put(None).await.problem(428, "precondition_required");
    put(Some("\"7\"")).await.problem(412, "precondition_failed");
    let signed = put(Some("\"1\"")).await.expect(200);
    put(Some("\"1\"")).await.problem(412, "precondition_failed");
    assert_eq!(put(Some(&signed.etag())).await.expect(200).text, signed.text);
    app.sql().await.run("UPDATE sessions SET proved_at = proved_at - interval '11 minutes'").await;
    put(Some(&signed.etag())).await.problem(403, "step_up_needed");
    revoke(&care.ann, &asked).await.expect(204);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_taken_back_is_signed_no_more() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let asked = ask(&care.therapist, json!({"couple_id": care.couple})).await.expect(201).id();
    let stranger = care.practice.staff("Sam", &["therapist"]).await;
    let withdrawal = format!("{}/withdrawal", authorisation(&asked));
    stranger.put(&withdrawal, json!({})).await.problem(404, "not_found");
    let gone = care.therapist.put(&withdrawal, json!({})).await.expect(200);
    assert!(gone.body["withdrawn_at"].is_string());
    assert_eq!(care.therapist.put(&withdrawal, json!({})).await.expect(200).text, gone.text);
    sign(&care.ann, &asked).await.problem(409, "wrong_state");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_is_asked_alone_the_other_never_sees() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let alone = ask(&care.therapist, json!({"client_id": care.ann.id})).await.expect(201).id();
    let joint = ask(&care.therapist, json!({"couple_id": care.couple})).await.expect(201).id();
    hidden(vec![
        care.ben.get(&authorisation(&alone)).await,
        care.ben.get(&authorisation(&new_id().to_string())).await,
    ]);
    let ids = async |reader: &crate::support::Caller, query: &str| {
        let page = reader.get(&format!("/v1/report-authorisations{query}")).await.expect(200);
        page.items().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&care.ben, "").await, [joint.clone()]);
    assert_eq!(ids(&care.ann, "").await, [joint.clone(), alone.clone()]);
    let of_ann = format!("?client_id={}", care.ann.id);
    assert_eq!(ids(&care.therapist, &of_ann).await, [alone.clone()]);
    assert!(ids(&care.ben, &of_ann).await.is_empty());
    let of_couple = format!("?couple_id={}", care.couple);
    assert_eq!(ids(&care.therapist, &of_couple).await, [joint.clone()]);
    let page = care.ann.get("/v1/report-authorisations?limit=1").await.expect(200);
    let cursor = page.body["next_cursor"].as_str().unwrap();
    assert_eq!(ids(&care.ann, &format!("?limit=1&cursor={cursor}")).await, [alone.clone()]);
    sign(&care.ben, &joint).await.expect(200);
    let request = care.ben.request(Method::PUT, &format!("{}/signature", authorisation(&alone)));
    Answer::of(request.header("If-Match", "\"1\"")).await.problem(404, "not_found");
    revoke(&care.ben, &alone).await.problem(404, "not_found");
}
