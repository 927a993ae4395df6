//! `PUT …/retros/{number}/agreement` where the practice lets partners apply: the second agreement carries it out.

use serde_json::{Value, json};

use super::{agree, apply, decided, homework, of, read, step, write};
use crate::support::homework::Care;
use crate::support::{Answer, TestApp};

/// The practice lets partners apply from now on.
async fn allow(app: &TestApp) {
    app.sql().await.run("UPDATE practices SET partners_apply_retros = true").await;
}

/// Ann writes a version with decisions of every kind and an addition.
async fn proposed(care: &Care<'_>) -> (Value, Vec<Answer>) {
    let (body, given) = decided(care).await;
    care.ann.post(&of(&care.couple), body.clone()).await.expect(201);
    (body, given)
}

fn stands(answer: &Answer) -> (&Value, &Value) {
    (&answer.body["status"], &answer.body["applied_by"])
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_agreement_carries_it_out_in_the_name_of_both() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    allow(&app).await;
    proposed(&care).await;
    let (couple, one) = (care.couple, json!(1));
    let before = homework(&care).await;
    let first = agree(&care.ann, &couple, &one).await.expect(200);
    assert_eq!(stands(&first), (&json!("proposed"), &json!(null)));
    assert_eq!(homework(&care).await, before);
    let second = agree(&care.ben, &couple, &one).await.expect(200);
    assert_eq!(stands(&second), (&json!("applied"), &json!("partners")));
    for reader in [&care.ann, &care.therapist] {
        assert_eq!(stands(&read(reader, &couple, &one).await.expect(200)), stands(&second));
    }

    let after = homework(&care).await;
    assert_eq!((after.len(), &after[0]), (4, &before[0]));
    assert_eq!((&after[1].1, after[1].2, &after[1].3), (&"active".to_owned(), 2, &json!(7)));
    assert_eq!((&after[2].1, &after[3].1), (&"stopped".to_owned(), &"active".to_owned()));

    // The trail names whose request it was; the homework, which both decided, names nobody.
    let sql = app.sql().await;
    let of_ben = format!(
        "SELECT resource || count(*) FROM audit_events WHERE action = 'apply_retro' AND outcome = 'success' \
         AND membership_id = '{}' GROUP BY resource ORDER BY 1",
        care.ben.id
    );
    assert_eq!(sql.column(&of_ben).await, ["assignment3", "retro1"]);
    assert_eq!(sql.number("SELECT count(*) FROM assignments WHERE assigned_by IS NULL").await, 1);
    assert_eq!(sql.number("SELECT count(*) FROM assignment_revisions WHERE created_by IS NULL").await, 2);

    // It is done: nobody does it again.
    agree(&care.ann, &couple, &one).await.problem(409, "wrong_state");
    assert_eq!(apply(&care.therapist, &couple, &one).await.expect(200).body["applied_by"], "partners");
    assert_eq!(homework(&care).await, after);
    let exported = crate::exports::take(&app, &care.ann).await;
    assert_eq!(exported.0["retros"][0]["applied_by"], "partners");
    assert!(exported.1.contains("the two of you, by agreeing to it"));
}

#[tokio::test(flavor = "multi_thread")]
async fn both_at_once_carry_it_out_once() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    allow(&app).await;
    proposed(&care).await;
    let (couple, number) = (care.couple, json!(1));
    let etag = read(&care.ann, &couple, &number).await.expect(200).etag();
    let (hers, his) = tokio::join!(
        step(&care.ann, &couple, &number, "agreement", &etag),
        step(&care.ben, &couple, &number, "agreement", &etag)
    );
    let mut told =
        [hers.expect(200), his.expect(200)].map(|it| it.body["status"].as_str().unwrap().to_owned());
    told.sort();
    assert_eq!(told, ["applied", "proposed"]);
    assert_eq!(homework(&care).await.len(), 4);
    let events = "SELECT count(*) FROM audit_events WHERE action = 'apply_retro' AND resource = 'retro'";
    assert_eq!(app.sql().await.number(events).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_practice_the_therapist_or_care_it_stays_agreed() {
    let app = TestApp::start().await;
    let sql = app.sql().await;
    let off = [
        "UPDATE practices SET partners_apply_retros = false",
        "UPDATE couples SET partners_apply_retros = false",
        "UPDATE care_team_members SET ended_at = now() WHERE couple_id IS NOT NULL",
    ];
    for off in off {
        let care = Care::new(&app).await;
        allow(&app).await;
        proposed(&care).await;
        sql.run(off).await;
        let before = homework(&care).await;
        agree(&care.ann, &care.couple, &json!(1)).await.expect(200);
        let second = agree(&care.ben, &care.couple, &json!(1)).await.expect(200);
        assert_eq!(stands(&second), (&json!("agreed"), &json!(null)), "{off}");
        // It does not come later by itself, nor by agreeing again.
        allow(&app).await;
        sql.run("UPDATE couples SET partners_apply_retros = true").await;
        sql.run("UPDATE care_team_members SET ended_at = NULL").await;
        let again = agree(&care.ann, &care.couple, &json!(1)).await.expect(200);
        assert_eq!((stands(&again), homework(&care).await), (stands(&second), before), "{off}");
        let applied = apply(&care.therapist, &care.couple, &json!(1)).await.expect(200);
        assert_eq!(stands(&applied), (&json!("applied"), &json!("care_team")), "{off}");
    }
}

/// The agreement is kept, nothing of the homework changes, and the therapist alone learns why.
async fn left_to_the_therapist(care: &Care<'_>, refused: impl AsyncFnOnce(Answer)) {
    let (couple, one) = (care.couple, json!(1));
    let before = homework(care).await;
    agree(&care.ann, &couple, &one).await.expect(200);
    let second = agree(&care.ben, &couple, &one).await.expect(200);
    assert_eq!(stands(&second), (&json!("agreed"), &json!(null)));
    assert_eq!(second.body["agreements"].as_array().unwrap().len(), 1);
    assert_eq!(homework(care).await, before);
    let told = read(&care.therapist, &couple, &one).await.expect(200);
    assert_eq!(told.body["agreements"].as_array().unwrap().len(), 2);
    refused(apply(&care.therapist, &couple, &one).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_changed_since_is_left_to_the_therapist() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    allow(&app).await;
    let (_, given) = proposed(&care).await;
    let path = format!("/v1/assignments/{}", given[0].id());
    care.therapist.patch_if(&path, &given[0].etag(), json!({"minutes": 3})).await.expect(200);
    left_to_the_therapist(&care, async |answer| {
        answer.problem(409, "assignment_changed");
    })
    .await;
    let sql = app.sql().await;
    assert_eq!(sql.number("SELECT count(*) FROM audit_events WHERE action = 'apply_retro'").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_addition_that_may_not_be_given_undoes_what_was_revised_before_it() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    allow(&app).await;
    let (body, _) = proposed(&care).await;
    let item = body["additions"][0]["item_id"].as_str().unwrap();
    let retired = format!("UPDATE library_items SET retired_at = now() WHERE id = '{item}'");
    app.sql().await.run(&retired).await;
    left_to_the_therapist(&care, async |answer| {
        answer.invalid(&["#/additions/0/item_id"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_takes_the_agreement_of_both_on_confidences_waits_for_it() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    allow(&app).await;
    let (mut body, _) = decided(&care).await;
    let joint = care.item("daily-check-in").await;
    body["additions"] = json!([{"item_id": joint, "mode": "together"}]);
    care.ann.post(&of(&care.couple), body).await.expect(201);
    app.sql().await.run("UPDATE practices SET agreement_required = true").await;
    left_to_the_therapist(&care, async |answer| {
        answer.problem(409, "agreement_needed");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_newest_of_the_own_couple_and_as_it_was_read() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    allow(&app).await;
    proposed(&care).await;
    let (couple, one) = (care.couple, json!(1));
    agree(&care.ann, &couple, &one).await.expect(200);
    let before = homework(&care).await;
    step(&care.ben, &couple, &one, "agreement", "\"9\"").await.problem(412, "precondition_failed");
    let stranger = care.practice.client("Cleo").await;
    step(&stranger, &couple, &one, "agreement", "\"1\"").await.problem(404, "not_found");
    step(&care.ben, &couple, &one, "application", "\"1\"").await.problem(403, "forbidden");
    // A newer version takes its place, with agreements of its own.
    write(&care.ann, &couple, Some(1), "Anew.").await.expect(201);
    agree(&care.ben, &couple, &one).await.problem(409, "wrong_state");
    agree(&care.ben, &couple, &json!(2)).await.expect(200);
    assert_eq!(homework(&care).await, before);
    app.sql().await.run("UPDATE couples SET ended_at = now()").await;
    agree(&care.ann, &couple, &json!(2)).await.problem(409, "couple_ended");
    assert_eq!(homework(&care).await.len(), before.len());
}
