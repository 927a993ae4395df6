//! `GET /v1/couples/{couple_id}/progress`.

use serde_json::{Value, json};
use uuid::Uuid;

use super::seed::{Family, Given, done};
use crate::support::{TestApp, new_id};

fn subject(body: &Value, assignment: Uuid, client: Option<Uuid>) -> Value {
    let all = body["assignments"].as_array().unwrap();
    let found = all.iter().find(|it| it["assignment_id"] == json!(assignment)).unwrap();
    let subjects = found["subjects"].as_array().unwrap();
    subjects.iter().find(|it| it["client_id"] == json!(client)).cloned().unwrap_or(Value::Null)
}

fn adherence(body: &Value, assignment: Uuid, client: Option<Uuid>) -> Value {
    subject(body, assignment, client)["practice"]["adherence"]["numerator"].clone()
}

fn both(body: &Value, assignment: Uuid) -> Value {
    let all = body["assignments"].as_array().unwrap();
    all.iter().find(|it| it["assignment_id"] == json!(assignment)).unwrap()["both"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_care_team_sees_each_and_both() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let family = Family::of(&practice).await;
    let (ann, ben) = (family.ann.id, family.ben.id);
    let each = family.assign(Given::daily("each", 4)).await;
    let joint = family.assign(Given::daily("together", 4)).await;
    for days in [4, 3] {
        family.log(each, done(&family.ann, days, "therapist")).await;
    }
    for days in [3, 2] {
        family.log(each, done(&family.ben, days, "therapist")).await;
    }
    family.log(each, done(&family.ben, 4, "private")).await;
    family.log(joint, done(&family.ben, 4, "therapist")).await;
    let answer = family.therapist.get(&family.couple_progress()).await.expect(200).body;
    assert_eq!(answer["couple_id"], family.couple.to_string());
    assert_eq!(adherence(&answer, each, Some(ann)), 2.0);
    assert_eq!(adherence(&answer, each, Some(ben)), 2.0);
    assert_eq!(adherence(&answer, joint, None), 1.0);
    let share = both(&answer, each);
    assert_eq!((&share["definition"], &share["numerator"]), (&json!("both-1"), &json!(1)));
    assert_eq!((&share["denominator"], &share["value"]), (&json!(4), &json!(0.25)));
    assert_eq!(both(&answer, joint), Value::Null);
    assert_eq!(answer["overall"].as_array().unwrap().len(), 3);
    assert!(answer["overall"].as_array().unwrap().iter().all(|it| it["as_seen_by"] == "care_team"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_partner_sees_the_own_part_and_what_both_may_read() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let family = Family::of(&practice).await;
    let each = family.assign(Given::daily("each", 4)).await;
    let joint = family.assign(Given::daily("either", 4)).await;
    family.log(each, done(&family.ben, 4, "private")).await;
    family.log(joint, done(&family.ann, 4, "partner")).await;
    family.log(joint, done(&family.ben, 3, "partner")).await;
    family.log(joint, done(&family.ben, 2, "therapist")).await;
    let answer = family.ben.get(&family.couple_progress()).await.expect(200).body;
    assert_eq!(adherence(&answer, each, Some(family.ben.id)), 1.0);
    assert_eq!(subject(&answer, each, Some(family.ann.id)), Value::Null);
    assert_eq!(subject(&answer, each, Some(family.ben.id))["as_seen_by"], "self");
    assert_eq!(adherence(&answer, joint, None), 2.0);
    assert_eq!(subject(&answer, joint, None)["as_seen_by"], "couple");
    assert_eq!(both(&answer, each), Value::Null);
    let anns = family.ann.get(&family.couple_progress()).await.expect(200).body;
    assert_eq!(subject(&anns, joint, None), subject(&answer, joint, None));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_kept_from_a_partner_changes_a_byte() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let family = Family::of(&practice).await;
    let mut all = Vec::new();
    for mode in ["together", "either", "each"] {
        all.push(family.assign(Given::daily(mode, 6)).await);
    }
    let path = family.couple_progress();
    let before = family.ben.get(&path).await.expect(200);
    for assignment in &all {
        family.log(*assignment, done(&family.ann, 3, "private")).await;
        family.log(*assignment, done(&family.ann, 2, "therapist")).await;
        family.pause(*assignment, Some(&family.ann), 5, Some(4)).await;
    }
    let after = family.ben.get(&path).await.expect(200);
    assert_eq!(after.text, before.text);
    assert_eq!(after.headers.get("content-length"), before.headers.get("content-length"));
    let care_team = family.therapist.get(&path).await.expect(200).body;
    assert_eq!(adherence(&care_team, all[0], None), 1.0, "the same rows do count for the care team");
}

#[tokio::test(flavor = "multi_thread")]
async fn after_the_end_each_keeps_the_own_rows() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let family = Family::of(&practice).await;
    let joint = family.assign(Given::daily("together", 10)).await;
    family.log(joint, done(&family.ann, 8, "partner")).await;
    family.log(joint, done(&family.ben, 7, "partner")).await;
    family.log(joint, done(&family.ben, 6, "private")).await;
    family.end_couple(-1).await;
    let planned = family.ben.get(&family.couple_progress()).await.expect(200).body;
    assert_eq!(adherence(&planned, joint, None), 2.0, "an end that lies ahead shows nothing");
    family.end_couple(4).await;
    let bens = family.ben.get(&family.couple_progress()).await.expect(200).body;
    assert_eq!(adherence(&bens, joint, None), 2.0);
    assert_eq!(subject(&bens, joint, None)["as_seen_by"], "self");
    let anns = family.ann.get(&family.couple_progress()).await.expect(200).body;
    assert_eq!(adherence(&anns, joint, None), 1.0);
    let care_team = family.therapist.get(&family.couple_progress()).await.expect(200).body;
    assert_eq!(adherence(&care_team, joint, None), 2.0);
    let asked = &subject(&care_team, joint, None)["practice"]["adherence"]["denominator"];
    assert_eq!(asked, &json!(7.0), "nothing is asked after the end");
    assert_eq!(family.ann.get(&family.today_of(&family.ann)).await.expect(200).body["items"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn others_see_no_couple() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let family = Family::of(&practice).await;
    let absent = format!("/v1/couples/{}/progress", new_id());
    let alone = practice.staff("Ida", &["therapist"]).await;
    practice.care_for_client(&alone, &family.ann).await;
    let third = practice.client("Cam").await;
    for caller in [&alone, &third] {
        let hidden = caller.get(&family.couple_progress()).await.problem(404, "not_found");
        let never = caller.get(&absent).await.problem(404, "not_found");
        assert_eq!(hidden.body_without_instance(), never.body_without_instance());
    }
    let desk = practice.staff("Fay", &["front_desk"]).await;
    desk.get(&family.couple_progress()).await.problem(403, "forbidden");
    family.ann.get("/v1/couples/not-an-id/progress").await.problem(404, "not_found");
}

/// The joint figures are each one's own then, and the other's rest is no part of them.
#[tokio::test(flavor = "multi_thread")]
async fn after_the_end_a_pause_of_one_is_nothing_to_the_other() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let family = Family::of(&practice).await;
    let joint = family.assign(Given::daily("together", 10)).await;
    family.log(joint, done(&family.ben, 8, "partner")).await;
    family.end_couple(2).await;
    let path = family.couple_progress();
    let before = family.ben.get(&path).await.expect(200).text;
    let anns = family.ann.get(&path).await.expect(200).text;
    family.pause(joint, Some(&family.ann), 6, Some(5)).await;
    assert_eq!(family.ben.get(&path).await.expect(200).text, before);
    assert_ne!(family.ann.get(&path).await.expect(200).text, anns);
}

/// A restricted record is as if it were not there: the care team counts what the other did, and nothing else.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_restricted_record_did_counts_for_nobody() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let family = Family::of(&practice).await;
    let joint = family.assign(Given::daily("either", 4)).await;
    family.log(joint, done(&family.ann, 3, "partner")).await;
    family.log(joint, done(&family.ben, 2, "partner")).await;
    let counted = async || {
        let answer = family.therapist.get(&family.couple_progress()).await.expect(200).body;
        adherence(&answer, joint, None)
    };
    assert_eq!(counted().await, 2.0);
    let restrict = format!("UPDATE clients SET restricted_at = now() WHERE id = '{}'", family.ann.id);
    app.sql().await.run(&restrict).await;
    assert_eq!(counted().await, 1.0);
}
