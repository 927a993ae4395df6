//! Who asks for measures and reads what is asked, what counts as an answer, and how much is asked at most.

use serde_json::{Value, json};

use super::{phq, write};
use crate::support::homework::{Care, day, today};
use crate::support::{Caller, TestApp};

fn requests(client: &Caller) -> String {
    format!("/v1/clients/{}/measure-requests", client.id)
}

fn of_both(care: &Care<'_>) -> String {
    format!("/v1/couples/{}/measure-requests", care.couple)
}

fn once() -> Value {
    json!({"instrument": "phq-9", "rhythm": "once"})
}

/// Guards the care that it is asked in: who cares for the couple alone asks the couple, and knows of nothing else.
#[tokio::test(flavor = "multi_thread")]
async fn each_asks_and_reads_in_the_own_care_alone() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let own = care.therapist.post(&requests(&care.ann), once()).await.expect(201).id();
    let uma = care.practice.staff("Uma", &["therapist"]).await;
    care.practice.care_for_couple(&uma, care.couple).await;
    uma.post(&requests(&care.ann), once()).await.problem(404, "not_found");
    let asked = uma.post(&of_both(&care), once()).await.expect(201);
    assert_eq!(asked.body["requests"].as_array().unwrap().len(), 2);
    uma.get(&format!("{}/{own}", requests(&care.ann))).await.problem(404, "not_found");
    assert_eq!(uma.get(&requests(&care.ann)).await.expect(200).items().len(), 1);
    assert_eq!(care.therapist.get(&requests(&care.ann)).await.expect(200).items().len(), 2);
    // Who supervises reads what is asked, and asks and ends nothing.
    let sue = care.practice.staff("Sue", &["supervisor", "therapist"]).await;
    care.practice.supervise(&sue, &care.therapist).await;
    let path = format!("{}/{own}", requests(&care.ann));
    sue.get(&path).await.expect(200);
    sue.put_if(&format!("{path}/end"), "\"1\"", json!({})).await.problem(404, "not_found");
    let other = json!({"instrument": "gad-7", "rhythm": "once"});
    for place in [requests(&care.ann), of_both(&care)] {
        sue.post(&place, other.clone()).await.problem(404, "not_found");
    }
    write(&sue, &care.ann, &phq(&[1], json!({}))).await.problem(404, "not_found");
    assert_eq!(care.ann.get(&requests(&care.ann)).await.expect(200).items().len(), 2);
}

/// Guards a restricted record: nothing is asked of it, and nothing told of what was.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_asked_of_a_restricted_record() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let asked = care.therapist.post(&of_both(&care), once()).await.expect(201);
    let restrict = format!("UPDATE clients SET restricted_at = now() WHERE id = '{}'", care.ann.id);
    app.sql().await.run(&restrict).await;
    for request in asked.body["requests"].as_array().unwrap() {
        let of_ann = request["client_id"] == json!(care.ann.id);
        let who = if of_ann { &care.ann } else { &care.ben };
        let path = format!("{}/{}", requests(who), request["id"].as_str().unwrap());
        care.therapist.get(&path).await.expect(if of_ann { 404 } else { 200 });
    }
    let refused =
        care.therapist.post(&of_both(&care), json!({"instrument": "gad-7", "rhythm": "once"})).await;
    assert!(matches!(refused.status, 404 | 409), "{}", refused.text);
    assert_eq!(app.sql().await.number("SELECT count(*) FROM measure_requests").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_else_or_something_else_answered_leaves_it_due() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    care.therapist.post(&of_both(&care), once()).await.expect(201);
    for instrument in ["phq-9", "who-5"] {
        let body = json!({"instrument": instrument, "rhythm": "once", "starts_on": day(-3)});
        care.therapist.post(&requests(&care.ann), body).await.expect(201);
    }
    write(&care.ann, &care.ann, &phq(&[0; 9], json!({}))).await.expect(201);
    let due = care.ann.get(&format!("/v1/clients/{}/due-measures", care.ann.id)).await.expect(200);
    let left: Vec<&Value> =
        due.body["measures"].as_array().unwrap().iter().filter(|one| one["couple_id"].is_null()).collect();
    assert_eq!((left.len(), &left[0]["instrument"]), (1, &json!("who-5")));
    let of_couple = async || {
        let listed = care.therapist.get("/v1/caseload").await.expect(200);
        let row = listed.items().iter().find(|row| row["couple_id"] == json!(care.couple)).unwrap().clone();
        row["measures"]["due"].clone()
    };
    assert_eq!(of_couple().await, json!(2));
    let today =
        json!({"couple_id": care.couple, "occurred_at": holdfast::platform::clock::Clock::default().now()});
    write(&care.ann, &care.ann, &phq(&[0; 9], today)).await.expect(201);
    assert_eq!(of_couple().await, json!(1), "the partner has answered nothing");
}

/// Of one client fifty requests go on at most, and what has ended is not counted.
#[tokio::test(flavor = "multi_thread")]
async fn no_more_than_fifty_go_on() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let asked = async |days: i64| {
        let by = (today() + chrono::TimeDelta::days(days)).to_string();
        let body = json!({"instrument": "phq-9", "rhythm": "once", "due_on": by});
        care.therapist.post(&requests(&care.ann), body).await
    };
    let first = asked(0).await.expect(201).id();
    for days in 1..50 {
        asked(days).await.expect(201);
    }
    asked(50).await.problem(409, "too_many");
    let end = format!("{}/{first}/end", requests(&care.ann));
    care.therapist.put_if(&end, "\"1\"", json!({})).await.expect(200);
    asked(50).await.expect(201);
    // Of two who are asked at once each is one client.
    for days in 0..26 {
        let by = (today() + chrono::TimeDelta::days(days)).to_string();
        let body = json!({"instrument": "phq-9", "rhythm": "once", "due_on": by});
        care.therapist.post(&of_both(&care), body).await.expect(201);
    }
}

/// Guards a client from two therapists who ask for the same at once: the second waits, and sees what the first has asked.
#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_ask_the_same_one_is_told() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let sql = app.sql().await;
    sql.run("BEGIN; SELECT 1 FROM clients FOR NO KEY UPDATE").await;
    let end = async {
        sql.until_waiting(2).await;
        sql.run("COMMIT").await;
    };
    let path = requests(&care.ann);
    let ask = || care.therapist.post(&path, once());
    let (one, other, ()) = tokio::join!(ask(), ask(), end);
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
}

/// Each rhythm has its own members: a day by which is for a single answer.
#[tokio::test(flavor = "multi_thread")]
async fn a_last_day_is_for_a_single_answer() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let mut body = json!({"instrument": "phq-9", "rhythm": "weeks", "every_weeks": 2, "due_on": day(3)});
    care.therapist.post(&requests(&care.ann), body.clone()).await.invalid(&["#/due_on"]);
    body.as_object_mut().unwrap().remove("due_on");
    care.therapist.post(&requests(&care.ann), body).await.expect(201);
}
