//! Asking for measures, and what is due.

use serde_json::{Value, json};

use super::{of, phq, write};
use crate::appointments::{held, meeting, of_client, of_couple};
use crate::support::homework::{Care, day, noon, today};
use crate::support::{Answer, Caller, TestApp};

const ALL: [i16; 9] = [0; 9];

fn requests(client: &Caller) -> String {
    format!("/v1/clients/{}/measure-requests", client.id)
}

async fn ask(care: &Care<'_>, client: &Caller, over: Value) -> Answer {
    let mut body = json!({"instrument": "phq-9", "rhythm": "once"});
    for (name, value) in over.as_object().unwrap() {
        body[name] = value.clone();
    }
    care.therapist.post(&requests(client), body).await
}

/// A day so many days from the practice's.
fn on(days: i64) -> String {
    (today() + chrono::TimeDelta::days(days)).to_string()
}

async fn due(reader: &Caller, client: &Caller) -> Vec<Value> {
    let found = reader.get(&format!("/v1/clients/{}/due-measures", client.id)).await.expect(200);
    found.body["measures"].as_array().unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn once_it_is_due_until_it_is_answered() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let late = json!({"starts_on": day(-5), "due_on": day(-2)});
    let asked = ask(&care, &care.ann, late).await.expect(201);
    let now = due(&care.ann, &care.ann).await;
    assert_eq!((now.len(), &now[0]["request_id"], &now[0]["overdue"]), (1, &json!(asked.id()), &json!(true)));
    assert_eq!((&now[0]["from"], &now[0]["due_on"]), (&json!(day(-5)), &json!(day(-2))));
    assert_eq!(due(&care.therapist, &care.ann).await, now);
    // An answer from before it was asked does not count; one that is begun is to go on with.
    write(&care.ann, &care.ann, &phq(&ALL, json!({"occurred_at": noon(-7)}))).await.expect(201);
    assert_eq!(due(&care.ann, &care.ann).await, now);
    let begun = write(&care.ann, &care.ann, &phq(&ALL[..2], json!({}))).await.expect(201);
    assert_eq!(due(&care.ann, &care.ann).await[0]["begun_id"], json!(begun.id()));
    // In another care it is another thing.
    write(&care.ann, &care.ann, &phq(&ALL, json!({"couple_id": care.couple}))).await.expect(201);
    assert_eq!(due(&care.ann, &care.ann).await.len(), 1);
    let own = format!("{}/{}", of(&care.ann), begun.id());
    care.ann.patch_if(&own, "\"1\"", json!({"answers": phq(&ALL, json!({}))["answers"]})).await.expect(200);
    assert!(due(&care.ann, &care.ann).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn every_few_weeks_it_is_due_again() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let weekly = json!({"rhythm": "weeks", "every_weeks": 2, "starts_on": day(-20)});
    ask(&care, &care.ann, weekly).await.expect(201);
    // The second stretch has begun six days ago.
    let now = due(&care.ann, &care.ann).await;
    assert_eq!((&now[0]["from"], &now[0]["due_on"]), (&json!(day(-6)), &json!(day(7))));
    write(&care.ann, &care.ann, &phq(&ALL, json!({"occurred_at": noon(-7)}))).await.expect(201);
    assert_eq!(due(&care.ann, &care.ann).await.len(), 1);
    // In session it counts as well.
    write(&care.therapist, &care.ann, &phq(&ALL, json!({"occurred_at": noon(-3)}))).await.expect(201);
    assert!(due(&care.ann, &care.ann).await.is_empty());
    app.clock.advance(chrono::TimeDelta::days(8));
    let again = care.practice.sign_in(care.ann.id).await;
    assert_eq!(due(&again, &care.ann).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn before_each_appointment_it_is_due() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let before = json!({"rhythm": "appointments", "starts_on": day(-20)});
    assert_eq!(ask(&care, &care.ann, before).await.expect(201).body["days_before"], 3);
    held(&care, &of_client(&care.ann), 2).await;
    assert!(due(&care.ann, &care.ann).await.is_empty());
    // Another care's appointment is none.
    care.therapist.post(&of_couple(&care), meeting(&care, 2, json!({}))).await.expect(201);
    assert!(due(&care.ann, &care.ann).await.is_empty());
    let soon = care.therapist.post(&of_client(&care.ann), meeting(&care, 2, json!({}))).await.expect(201);
    assert_eq!(due(&care.ann, &care.ann).await[0]["due_on"], json!(day(2)));
    let address = format!("/v1/appointments/{}/preparation", soon.id());
    let prepared = care.therapist.get(&address).await.expect(200);
    assert_eq!(prepared.body["people"][0]["measures_due"][0]["instrument"], "phq-9");
    write(&care.ann, &care.ann, &phq(&ALL, json!({}))).await.expect(201);
    assert!(due(&care.ann, &care.ann).await.is_empty());
    let prepared = care.therapist.get(&address).await.expect(200);
    assert_eq!(prepared.body["people"][0]["measures_due"], json!([]));
}

/// Guards against an appointment without its measure: where appointments follow each other faster than the measure is asked ahead, what
/// was answered for one does not count for the next.
#[tokio::test(flavor = "multi_thread")]
async fn each_appointment_asks_anew() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let before = json!({"rhythm": "appointments", "starts_on": day(-20), "days_before": 14});
    ask(&care, &care.ann, before).await.expect(201);
    let place = of_client(&care.ann);
    let first = care.therapist.post(&place, meeting(&care, 2, json!({}))).await.expect(201);
    care.therapist.post(&place, meeting(&care, 9, json!({}))).await.expect(201);
    let span = |of: &[Value]| -> Vec<(Value, Value)> {
        of.iter().map(|one| (one["from"].clone(), one["due_on"].clone())).collect()
    };
    assert_eq!(span(&due(&care.ann, &care.ann).await), [(json!(day(-12)), json!(day(2)))]);
    write(&care.ann, &care.ann, &phq(&ALL, json!({}))).await.expect(201);
    assert!(due(&care.ann, &care.ann).await.is_empty());
    // The first is over, and nobody has noted what became of it.
    app.clock.advance(chrono::TimeDelta::days(4));
    let ann = care.practice.sign_in(care.ann.id).await;
    let therapist = care.practice.sign_in(care.therapist.id).await;
    let anew = [(json!(day(3)), json!(day(9)))];
    assert_eq!(span(&due(&ann, &ann).await), anew);
    let listed = therapist.get("/v1/caseload?order=measures_due").await.expect(200);
    assert_eq!(listed.items()[0]["measures"]["due"], 1);
    // One that did not take place used nothing up.
    let noted = format!("/v1/appointments/{}", first.id());
    for (version, status, due_then) in
        [(1, "cancelled", vec![]), (2, "missed", vec![]), (3, "held", anew.to_vec())]
    {
        therapist.patch_if(&noted, &format!("\"{version}\""), json!({"status": status})).await.expect(200);
        assert_eq!(span(&due(&ann, &ann).await), due_then, "{status}");
    }
    write(&ann, &ann, &phq(&ALL, json!({"occurred_at": noon(2)}))).await.expect(201);
    assert_eq!(span(&due(&ann, &ann).await), anew, "the day of the first is of the first");
    write(&ann, &ann, &phq(&ALL, json!({"occurred_at": noon(3)}))).await.expect(201);
    assert!(due(&ann, &ann).await.is_empty());
}

/// Guards against being sent to what one may not go on with: what a therapist began in session is the therapist's to complete.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_begun_is_told_to_whoever_began_it() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    ask(&care, &care.ann, json!({"starts_on": day(-6), "due_on": day(2)})).await.expect(201);
    let begin = async |by: &Caller, days: i64| {
        let body = phq(&ALL[..2], json!({"occurred_at": noon(days)}));
        json!(write(by, &care.ann, &body).await.expect(201).id())
    };
    let begun = async |reader: &Caller| due(reader, &care.ann).await[0]["begun_id"].clone();
    let in_session = begin(&care.therapist, -1).await;
    assert_eq!([begun(&care.ann).await, begun(&care.therapist).await], [Value::Null, in_session.clone()]);
    begin(&care.ann, -3).await;
    let newest = begin(&care.ann, -2).await;
    begin(&care.ann, -4).await;
    assert_eq!([begun(&care.ann).await, begun(&care.therapist).await], [newest.clone(), in_session]);
    let own = format!("{}/{}", of(&care.ann), newest.as_str().unwrap());
    care.ann.patch_if(&own, "\"1\"", json!({"answers": phq(&ALL, json!({}))["answers"]})).await.expect(200);
    assert!(due(&care.ann, &care.ann).await.is_empty());
}

/// Guards the two from each other: each has a request of an own, and nothing of one's shows to the other.
#[tokio::test(flavor = "multi_thread")]
async fn both_partners_are_asked_each_alone() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let address = format!("/v1/couples/{}/measure-requests", care.couple);
    let body = json!({"instrument": "csi-4", "rhythm": "weeks", "every_weeks": 4, "starts_on": day(-2)});
    let asked = care.therapist.post_once(&address, "both", body.clone()).await.expect(201);
    let again = care.therapist.post_once(&address, "both", body).await.expect(201);
    assert_eq!(asked.text, again.text);
    let made = asked.body["requests"].as_array().unwrap();
    assert_eq!(made.len(), 2);
    let of_one = |client: &Caller| {
        let mine = made.iter().find(|one| one["client_id"] == json!(client.id)).unwrap();
        mine["id"].as_str().unwrap().to_owned()
    };
    let before = due(&care.ben, &care.ben).await;
    assert_eq!((before.len(), &before[0]["couple_id"]), (1, &json!(care.couple)));
    let answers: Vec<Value> = (1..=4).map(|item| json!({"item": item, "value": 1})).collect();
    let over = json!({"instrument": "csi-4", "answers": answers, "couple_id": care.couple});
    write(&care.ann, &care.ann, &phq(&[], over)).await.expect(201);
    assert!(due(&care.ann, &care.ann).await.is_empty());
    assert_eq!(due(&care.ben, &care.ben).await, before);
    assert_eq!(care.ben.get(&requests(&care.ben)).await.expect(200).items().len(), 1);
    for path in [requests(&care.ann), format!("{}/{}", requests(&care.ann), of_one(&care.ann))] {
        care.ben.get(&path).await.problem(404, "not_found");
    }
    care.ben.get(&format!("/v1/clients/{}/due-measures", care.ann.id)).await.problem(404, "not_found");
    // One of them is ended; the other goes on.
    let anns = format!("{}/{}/end", requests(&care.ann), of_one(&care.ann));
    care.therapist.put_if(&anns, "\"9\"", json!({})).await.problem(412, "precondition_failed");
    care.ann.put_if(&anns, "\"1\"", json!({})).await.problem(403, "forbidden");
    let ended = care.therapist.put_if(&anns, "\"1\"", json!({})).await.expect(200);
    assert!(ended.body["ended_at"].is_string());
    care.therapist.put_if(&anns, "\"2\"", json!({})).await.problem(409, "wrong_state");
    assert_eq!(due(&care.ben, &care.ben).await, before);
    care.ann.put(&format!("/v1/couples/{}/end", care.couple), json!({})).await.expect(200);
    let more = json!({"instrument": "csi-4", "rhythm": "once"});
    care.therapist.post(&address, more).await.problem(409, "couple_ended");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_broken_rule_is_named() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    ask(&care, &care.ann, json!({"instrument": "no-such"})).await.invalid(&["#/instrument"]);
    ask(&care, &care.ann, json!({"instrument": "hits"})).await.invalid(&["#/instrument"]);
    let mixed = json!({"every_weeks": 2, "days_before": 3, "due_on": day(-3), "ends_on": day(-3)});
    let named = ["#/every_weeks", "#/days_before", "#/due_on", "#/ends_on"];
    ask(&care, &care.ann, mixed).await.invalid(&named);
    for far in ["1900-01-01".to_owned(), on(-367), on(367)] {
        ask(&care, &care.ann, json!({"starts_on": far})).await.invalid(&["#/starts_on"]);
    }
    ask(&care, &care.ann, json!({"rhythm": "weeks"})).await.invalid(&["#/every_weeks"]);
    ask(&care, &care.ann, json!({"rhythm": "weeks", "every_weeks": 0})).await.invalid(&["#/every_weeks"]);
    let other = care.practice.staff("Uma", &["therapist"]).await;
    let body = json!({"instrument": "phq-9", "rhythm": "once"});
    other.post(&requests(&care.ann), body.clone()).await.problem(404, "not_found");
    care.ann.post(&requests(&care.ann), body).await.problem(403, "forbidden");
}

/// Guards a client from being asked twice for one thing: by a second press, by two therapists at once, or in each care anew.
#[tokio::test(flavor = "multi_thread")]
async fn the_same_is_not_asked_twice() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let weekly = json!({"rhythm": "weeks", "every_weeks": 2});
    let at_once: Vec<_> = (0..4).map(|_| ask(&care, &care.ann, weekly.clone())).collect();
    let mut answers = futures_util::future::join_all(at_once).await;
    answers.sort_by_key(|answer| answer.status);
    let first = answers.remove(0).expect(201);
    answers.into_iter().for_each(|answer| drop(answer.problem(409, "already_requested")));
    let later = json!({"rhythm": "weeks", "every_weeks": 4, "starts_on": on(3)});
    ask(&care, &care.ann, later.clone()).await.problem(409, "already_requested");
    // Another rhythm, another day of a single answer, another instrument and another care are something else.
    ask(&care, &care.ann, json!({"rhythm": "appointments"})).await.expect(201);
    ask(&care, &care.ann, json!({"due_on": on(2)})).await.expect(201);
    ask(&care, &care.ann, json!({"due_on": on(2)})).await.problem(409, "already_requested");
    ask(&care, &care.ann, json!({"due_on": on(4)})).await.expect(201);
    ask(&care, &care.ann, json!({"instrument": "gad-7", "rhythm": "weeks", "every_weeks": 2}))
        .await
        .expect(201);
    let of_both = format!("/v1/couples/{}/measure-requests", care.couple);
    let body = json!({"instrument": "phq-9", "rhythm": "weeks", "every_weeks": 2});
    care.therapist.post(&of_both, body.clone()).await.expect(201);
    care.therapist.post(&of_both, body).await.problem(409, "already_requested");
    // What has ended, or asks no more, holds nothing up.
    let end = format!("{}/{}/end", requests(&care.ann), first.id());
    care.therapist.put_if(&end, "\"1\"", json!({})).await.expect(200);
    let short = json!({"rhythm": "weeks", "every_weeks": 4, "starts_on": on(-30), "ends_on": on(-1)});
    ask(&care, &care.ann, short).await.expect(201);
    ask(&care, &care.ann, later).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_caseload_counts_what_is_due() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    ask(&care, &care.ann, json!({"starts_on": day(-5), "due_on": day(-2)})).await.expect(201);
    ask(&care, &care.ann, json!({"instrument": "who-5", "due_on": day(3)})).await.expect(201);
    let both = json!({"instrument": "csi-4", "rhythm": "once", "due_on": day(1)});
    care.therapist.post(&format!("/v1/couples/{}/measure-requests", care.couple), both).await.expect(201);
    let listed = care.therapist.get("/v1/caseload?order=measures_due").await.expect(200);
    let of_row = |row: &Value| (row["client_id"].clone(), row["measures"].clone());
    let rows: Vec<_> = listed.items().iter().map(of_row).collect();
    let none = json!({"due": 0, "overdue": 0, "next_on": null});
    assert_eq!(
        rows,
        [
            (json!(care.ann.id), json!({"due": 2, "overdue": 1, "next_on": day(-2)})),
            (Value::Null, json!({"due": 2, "overdue": 0, "next_on": day(1)})),
            (json!(care.ben.id), none),
        ]
    );
}
