//! Programmes, and who goes through them.

mod care;
mod enrolments;
mod holds;
mod library;
mod on_time;
mod previews;
mod releases;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use diesel_async::AsyncPgConnection;
use holdfast::exchange::worker::Lane;
use holdfast::platform::db::Mode;
use holdfast::platform::ids::Id;
use serde_json::{Value, json};

use crate::support::homework::Care;
use crate::support::{Answer, Caller, TestApp, TestPractice};

/// The built-in library with its programmes, in this practice.
pub async fn install(app: &TestApp, practice: &TestPractice<'_>) {
    let (services, id, now) = (app.services(), Id::from_uuid(practice.id), app.clock.now());
    let install =
        async |conn: &AsyncPgConnection| holdfast::homework::library::install_built_in(conn, id, now).await;
    services.database.in_practice(id, Mode::Write, async |_| Ok(()), install).await.unwrap();
}

/// Steps of one item each, released by these rules.
pub async fn steps(care: &Care<'_>, rules: &[(&str, Value)]) -> Vec<Value> {
    let mut steps = Vec::new();
    for (key, release) in rules {
        steps.push(json!({"items": [{"item_id": care.item(key).await}], "release": release}));
    }
    steps
}

/// A programme of these steps.
pub async fn programme(care: &Care<'_>, key: &str, steps: &[Value]) -> String {
    let content = json!({"title": "Weeks", "summary": "A start.", "weeks": 4, "steps": steps});
    care.therapist.post("/v1/programmes", json!({"key": key, "content": content})).await.expect(201).id()
}

pub fn of_client(client: &Caller) -> String {
    format!("/v1/clients/{}/enrolments", client.id)
}

pub fn of_couple(care: &Care<'_>) -> String {
    format!("/v1/couples/{}/enrolments", care.couple)
}

pub async fn enrol(care: &Care<'_>, place: &str, programme: &str) -> Answer {
    care.therapist.post(place, json!({"programme_id": programme})).await.expect(201)
}

/// The enrolment as it is now.
pub async fn read(care: &Care<'_>, id: &str) -> Answer {
    care.therapist.get(&format!("/v1/enrolments/{id}")).await.expect(200)
}

/// Position and state of each step.
pub fn states(enrolment: &Answer) -> Vec<(i64, String)> {
    let steps = enrolment.body["steps"].as_array().unwrap().iter();
    steps.map(|it| (it["step"].as_i64().unwrap(), it["state"].as_str().unwrap().to_owned())).collect()
}

/// How many steps were released.
pub fn released(enrolment: &Answer) -> usize {
    states(enrolment).iter().filter(|(_, state)| state == "released").count()
}

/// The assignments of a client or couple, oldest first.
pub async fn given(reader: &Caller, place: &str) -> Vec<Value> {
    reader.get(&place.replace("enrolments", "assignments")).await.expect(200).items().clone()
}

/// Does what is due at this moment, as a worker of the service does.
pub async fn work_at(app: &TestApp, moment: DateTime<Utc>) -> usize {
    let worker = app.worker(Lane::Prompt);
    let mut done = 0;
    while worker.do_next(moment).await {
        done += 1;
    }
    done
}

/// Noon of a local date in London, in winter.
pub fn noon_of(date: NaiveDate) -> DateTime<Utc> {
    date.and_time(NaiveTime::from_hms_opt(12, 0, 0).unwrap()).and_utc()
}

/// The local date on which an enrolment began.
pub fn start_of(enrolment: &Answer) -> NaiveDate {
    enrolment.body["starts_on"].as_str().unwrap().parse().unwrap()
}

pub fn at_once() -> Value {
    json!({"rule": "at_once"})
}

pub fn after(days: u64) -> Value {
    json!({"rule": "after", "days": days})
}

pub fn after_met() -> Value {
    json!({"rule": "after_previous_met"})
}
