//! What is for one partner alone is for those who care for that one, also within what a couple is enrolled in.

use serde_json::{Value, json};

use super::{at_once, enrol, noon_of, of_couple, programme, read, start_of, states, steps, work_at};
use crate::support::homework::Care;
use crate::support::{Caller, TestApp};

async fn for_the_couple_alone(care: &Care<'_>) -> Caller {
    let dan = care.practice.staff("Dan", &["therapist"]).await;
    care.practice.care_for_couple(&dan, care.couple).await;
    dan
}

fn concerns(preview: &Value, step: usize) -> Value {
    preview["steps"][step]["concerns"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_cares_for_the_couple_alone_gives_nothing_to_each_and_learns_nothing_of_it() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let dan = for_the_couple_alone(&care).await;
    care.practice.care_for_client(&dan, &care.ben).await;
    let rules = [("weekly-ritual", at_once()), ("mindful-minute", at_once())];
    let programme = programme(&care, "own", &steps(&care, &rules).await).await;
    let asked = json!({"programme_id": programme});
    dan.post(&of_couple(&care), asked.clone()).await.invalid(&["#/left_out"]);
    let preview = json!({"couple_id": care.couple, "enrolment": asked});
    let told = dan.post("/v1/programme-previews", preview.clone()).await.expect(200);
    assert_eq!(told.body["steps"].as_array().unwrap().len(), 3);
    let of = |index: usize| (told.body["steps"][index]["client_id"].clone(), concerns(&told.body, index));
    let (one, other) = (of(1), of(2));
    let (ann, ben) = if one.0 == json!(care.ann.id) { (one, other) } else { (other, one) };
    assert_eq!((ann.1, ben.1), (json!(["not_in_care"]), json!([])));
    let told = care.therapist.post("/v1/programme-previews", preview).await.expect(200);
    assert_eq!(concerns(&told.body, 1), json!([]));
    let left_out = json!({"programme_id": programme, "left_out": [2]});
    dan.post(&of_couple(&care), left_out).await.expect(201);

    // Of what somebody else enrolled them in he reads the couple's steps, and those of the one in his care.
    let made = enrol(&care, &of_couple(&care), &programme).await;
    assert_eq!(states(&made).len(), 3);
    let path = format!("/v1/enrolments/{}", made.id());
    let of_dan = dan.get(&path).await.expect(200);
    assert_eq!(of_dan.body["steps"].as_array().unwrap().len(), 2);
    assert!(!of_dan.text.contains(&care.ann.id.to_string()));
    let listed = dan.get(&of_couple(&care)).await.expect(200);
    assert!(!listed.text.contains(&care.ann.id.to_string()));
    assert!(listed.text.contains(&care.ben.id.to_string()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_for_each_alone_is_released_by_who_cares_for_each_alone() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let dan = for_the_couple_alone(&care).await;
    let rules = [("weekly-ritual", at_once()), ("mindful-minute", json!({"rule": "after", "days": 40}))];
    let programme = programme(&care, "own", &steps(&care, &rules).await).await;
    let made = enrol(&care, &of_couple(&care), &programme).await;
    let step = format!("/v1/enrolments/{}/steps/2/release", made.id());
    dan.put_if(&step, &made.etag(), json!({})).await.problem(404, "not_found");
    care.therapist.put_if(&step, &made.etag(), json!({})).await.expect(200);
    assert!(states(&read(&care, &made.id()).await).iter().all(|(_, state)| state == "released"));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_released_in_the_name_of_who_no_longer_cares() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let rules = [("mindful-minute", at_once()), ("self-care", json!({"rule": "after", "days": 1}))];
    let programme = programme(&care, "own", &steps(&care, &rules).await).await;
    let place = super::of_client(&care.ann);
    let mut made = enrol(&care, &place, &programme).await;
    let next = care.practice.staff("Nora", &["therapist"]).await;
    care.practice.care_for_client(&next, &care.ann).await;
    let sql = app.sql().await;
    sql.run(&format!(
        "UPDATE care_team_members SET ended_at = now() WHERE staff_id = '{}' AND client_id = '{}'",
        care.therapist.id, care.ann.id
    ))
    .await;
    work_at(&app, noon_of(start_of(&made) + chrono::Days::new(1))).await;
    let path = format!("/v1/enrolments/{}", made.id());
    made = next.get(&path).await.expect(200);
    assert_eq!(made.body["steps"][1]["held_up_by"], "care");
    assert_eq!(sql.number("SELECT count(*) FROM audit_events WHERE action = 'release_step'").await, 0);
    // Who cares now carries it on.
    let paused = next.put_if(&format!("{path}/pause"), &made.etag(), json!({})).await.expect(200);
    let resumed = next.delete_if(&format!("{path}/pause"), &paused.etag()).await.expect(200);
    work_at(&app, noon_of(start_of(&made) + chrono::Days::new(2))).await;
    let last = next.get(&path).await.expect(200);
    assert_eq!(states(&last)[1].1, "released", "{}", resumed.text);
    assert_eq!(last.body["steps"][1]["held_up_by"], Value::Null);
    let given = format!("SELECT count(*) FROM assignments WHERE assigned_by = '{}'", next.id);
    assert_eq!(sql.number(&given).await, 1);
}

/// What a partner gets alone moves nothing of what is told to who cares for the couple alone: no version, no time, no status.
#[tokio::test(flavor = "multi_thread")]
async fn a_hidden_step_moves_nothing_that_the_couples_therapist_reads() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let dan = for_the_couple_alone(&care).await;
    let later = |days: u64| json!({"rule": "after", "days": days});
    let rules = [("weekly-ritual", at_once()), ("mindful-minute", later(2)), ("self-care", later(4))];
    let programme = programme(&care, "own", &steps(&care, &rules).await).await;
    let made = enrol(&care, &of_couple(&care), &programme).await;
    let path = format!("/v1/enrolments/{}", made.id());
    let told = dan.get(&path).await.expect(200);
    assert_eq!(
        (told.body["steps"].as_array().unwrap().len(), &told.body["status"]),
        (1, &json!("completed"))
    );
    assert_eq!(read(&care, &made.id()).await.body["status"], "active");
    for days in [2, 4] {
        let before = read(&care, &made.id()).await;
        work_at(&app, noon_of(start_of(&made) + chrono::Days::new(days))).await;
        let after = read(&care, &made.id()).await;
        assert!(after.body["version"].as_i64() > before.body["version"].as_i64());
        assert!(after.body["updated_at"].as_str() > before.body["updated_at"].as_str());
        assert_ne!(after.etag(), before.etag());
        let now = dan.get(&path).await.expect(200);
        assert_eq!((now.text.as_str(), now.etag()), (told.text.as_str(), told.etag()), "day {days}");
    }
    assert_eq!(read(&care, &made.id()).await.body["status"], "completed");
}

/// Each changes it by the version that each reads.
#[tokio::test(flavor = "multi_thread")]
async fn who_reads_less_changes_it_by_what_is_read() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let dan = for_the_couple_alone(&care).await;
    let later = |days: u64| json!({"rule": "after", "days": days});
    let rules = [("weekly-ritual", later(40)), ("mindful-minute", at_once())];
    let programme = programme(&care, "own", &steps(&care, &rules).await).await;
    let made = enrol(&care, &of_couple(&care), &programme).await;
    let path = format!("/v1/enrolments/{}", made.id());
    let told = dan.get(&path).await.expect(200);
    assert_ne!(told.etag(), read(&care, &made.id()).await.etag());
    let pause = format!("{path}/pause");
    dan.put_if(&pause, &made.etag(), json!({})).await.problem(412, "precondition_failed");
    let paused = dan.put_if(&pause, &told.etag(), json!({})).await.expect(200);
    assert_eq!(paused.body["status"], "paused");
    assert_eq!(read(&care, &made.id()).await.body["status"], "paused");
    care.therapist.delete_if(&pause, &made.etag()).await.problem(412, "precondition_failed");
    let etag = read(&care, &made.id()).await.etag();
    care.therapist.delete_if(&pause, &etag).await.expect(200);
}
