//! Releases come with the day of those who get them, and what fell due meanwhile comes in order.

use chrono::{DateTime, Days, TimeDelta, Utc};
use holdfast::platform::local_day::day_starts_at;
use serde_json::{Value, json};

use super::{
    after, after_met, at_once, enrol, given, noon_of, of_client, of_couple, programme, read, released,
    start_of, steps, work_at,
};
use crate::support::homework::{Care, check_in, write};
use crate::support::{Caller, TestApp};

/// A check-in of this moment.
async fn done(app: &TestApp, author: &Caller, assignment: &Value, over: Value) {
    let at = app.clock.now().to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    let mut body = check_in(assignment.as_str().unwrap(), json!({"occurred_at": at}));
    body.as_object_mut().unwrap().extend(over.as_object().unwrap().clone());
    write(author, &body).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_is_released_when_the_day_begins_where_the_client_is() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let sql = app.sql().await;
    sql.run(&format!(
        "UPDATE clients SET time_zone = 'Pacific/Auckland', day_start = '04:30' WHERE id = '{}'",
        care.ann.id
    ))
    .await;
    let rules = [("mindful-minute", at_once()), ("self-care", after(3))];
    let programme = programme(&care, "own", &steps(&care, &rules).await).await;
    let made = enrol(&care, &of_client(&care.ann), &programme).await;
    let day = start_of(&made) + Days::new(3);
    let begins = day_starts_at("Pacific/Auckland".parse().unwrap(), day, "04:30".parse().unwrap());
    let due = sql
        .value("SELECT to_char(due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') FROM jobs")
        .await;
    assert_eq!(due.parse::<DateTime<Utc>>().unwrap(), begins);
    assert_eq!(work_at(&app, begins - TimeDelta::seconds(1)).await, 0);
    assert_eq!(work_at(&app, begins).await, 1);
    let homework = given(&care.therapist, &of_client(&care.ann)).await;
    assert_eq!((homework.len(), &homework[1]["starts_on"]), (2, &json!(day)));
    assert_eq!(homework[1]["time_zone"], "Pacific/Auckland");
    assert_eq!(read(&care, &made.id()).await.body["status"], "completed");
}

/// Guards the time after a stop of the service: all that fell due is released, once and in the order of the steps, and
/// begins on the day on which it can be done.
#[tokio::test(flavor = "multi_thread")]
async fn what_fell_due_meanwhile_is_released_in_order() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let rules = [
        ("mindful-minute", at_once()),
        ("self-care", after(3)),
        ("setback-note", after(5)),
        ("self-inquiry", after(4)),
        ("emotion-journal", after(90)),
    ];
    let programme = programme(&care, "own", &steps(&care, &rules).await).await;
    let made = enrol(&care, &of_client(&care.ann), &programme).await;
    let late = start_of(&made) + Days::new(30);
    assert_eq!(work_at(&app, noon_of(late)).await, 1);
    let now = read(&care, &made.id()).await;
    assert_eq!((released(&now), &now.body["status"]), (4, &json!("active")));
    let homework = given(&care.therapist, &of_client(&care.ann)).await;
    let order: Vec<&Value> =
        now.body["steps"].as_array().unwrap().iter().map(|it| &it["assignment_id"]).collect();
    let ids: Vec<&Value> = homework.iter().map(|it| &it["id"]).collect();
    assert_eq!(order[..4], ids[..]);
    assert!(homework[1..].iter().all(|it| it["starts_on"] == json!(late)));
    assert_eq!(work_at(&app, noon_of(late)).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_later_start_releases_nothing_yet() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let rules = [("mindful-minute", at_once()), ("self-care", after(1))];
    let programme = programme(&care, "own", &steps(&care, &rules).await).await;
    let start = crate::support::homework::today() + Days::new(10);
    let body = json!({"programme_id": programme, "starts_on": start});
    let made = care.therapist.post(&of_client(&care.ann), body).await.expect(201);
    assert_eq!(released(&made), 0);
    work_at(&app, noon_of(start)).await;
    assert_eq!(released(&read(&care, &made.id()).await), 1);
    work_at(&app, noon_of(start + Days::new(1))).await;
    assert_eq!(released(&read(&care, &made.id()).await), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_the_previous_one_is_met_once_its_period_has_closed() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let rules = [("mindful-minute", at_once()), ("self-care", after_met())];
    let programme = programme(&care, "own", &steps(&care, &rules).await).await;
    let made = enrol(&care, &of_client(&care.ann), &programme).await;
    let (first, start) = (made.body["steps"][0]["assignment_id"].clone(), start_of(&made));
    // What the client keeps private releases nothing: the care team sees the release.
    done(&app, &care.ann, &first, json!({"visibility": "private"})).await;
    work_at(&app, noon_of(start + Days::new(1))).await;
    assert_eq!(released(&read(&care, &made.id()).await), 1);
    done(&app, &care.ann, &first, json!({})).await;
    work_at(&app, noon_of(start)).await;
    assert_eq!(released(&read(&care, &made.id()).await), 1, "its day has not ended");
    work_at(&app, noon_of(start + Days::new(2))).await;
    let now = read(&care, &made.id()).await;
    assert_eq!((released(&now), &now.body["status"]), (2, &json!("completed")));
}

/// Guards rule 2: a step of the couple waits for what both may read, or the other would learn of a private act from it.
#[tokio::test(flavor = "multi_thread")]
async fn of_a_couple_counts_what_both_share() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let rules = [("daily-check-in", at_once()), ("weekly-ritual", after_met())];
    let programme = programme(&care, "own", &steps(&care, &rules).await).await;
    let made = enrol(&care, &of_couple(&care), &programme).await;
    let (first, start) = (made.body["steps"][0]["assignment_id"].clone(), start_of(&made));
    done(&app, &care.ann, &first, json!({"visibility": "therapist"})).await;
    work_at(&app, noon_of(start + Days::new(1))).await;
    assert_eq!(released(&read(&care, &made.id()).await), 1);
    done(&app, &care.ann, &first, json!({})).await;
    work_at(&app, noon_of(start + Days::new(2))).await;
    assert_eq!(released(&read(&care, &made.id()).await), 2);
}

/// Of two steps each waits for an appointment of its own; what was called off is none.
#[tokio::test(flavor = "multi_thread")]
async fn so_many_days_before_the_next_appointment() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let before = json!({"rule": "before_next_appointment", "days": 2});
    let rules = [("mindful-minute", at_once()), ("self-care", before.clone()), ("setback-note", before)];
    let programme = programme(&care, "own", &steps(&care, &rules).await).await;
    let made = enrol(&care, &of_client(&care.ann), &programme).await;
    let place = crate::appointments::of_client(&care.ann);
    for (days, over) in [(5, json!({"status": "cancelled"})), (10, json!({})), (17, json!({}))] {
        let meeting = crate::appointments::meeting(&care, days, over);
        care.therapist.post(&place, meeting).await.expect(201);
    }
    // Nor is one that was a mistake.
    let mistake = crate::appointments::meeting(&care, 5, json!({}));
    let mistake = care.therapist.post(&place, mistake).await.expect(201);
    care.therapist.delete_if(&mistake.header("location"), &mistake.etag()).await.expect(204);
    // The partner's own are nobody else's.
    let other = crate::appointments::of_client(&care.ben);
    care.therapist.post(&other, crate::appointments::meeting(&care, 4, json!({}))).await.expect(201);
    for (days, wanted) in [(3, 1), (7, 1), (8, 2), (9, 2), (14, 2), (15, 3)] {
        let day: chrono::NaiveDate = crate::support::homework::day(days).parse().unwrap();
        work_at(&app, noon_of(day) + TimeDelta::minutes(1)).await;
        assert_eq!(released(&read(&care, &made.id()).await), wanted, "after {days} days");
    }
    assert_eq!(read(&care, &made.id()).await.body["status"], "completed");
}
