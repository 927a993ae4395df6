//! A couple in care with homework, and short ways to check in.

use chrono::{NaiveDate, TimeDelta};
use diesel::sql_types::{Array, Integer, Jsonb, Nullable, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use holdfast::platform::clock::Clock;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Answer, Caller, TestApp, TestPractice, new_id};

/// A therapist with a couple in care, and with both partners in individual care.
pub struct Care<'a> {
    pub practice: TestPractice<'a>,
    pub therapist: Caller,
    pub ann: Caller,
    pub ben: Caller,
    pub couple: Uuid,
}

impl<'a> Care<'a> {
    pub async fn new(app: &'a TestApp) -> Self {
        let practice = app.practice("Harbour").await;
        let therapist = practice.staff("Tess", &["therapist"]).await;
        let (ann, ben) = (practice.client("Ann").await, practice.client("Ben").await);
        let couple = practice.couple(&ann, &ben).await;
        practice.care_for_couple(&therapist, couple).await;
        practice.care_for_client(&therapist, &ann).await;
        practice.care_for_client(&therapist, &ben).await;
        Self { practice, therapist, ann, ben, couple }
    }

    /// An item of the built-in library, published in this practice.
    pub async fn item(&self, key: &str) -> Uuid {
        library_item(&self.practice, key).await
    }

    /// Gives the couple homework that began ten days ago.
    pub async fn to_couple(&self, key: &str, mode: &str) -> Answer {
        let item = self.item(key).await;
        let body = json!({"item_id": item, "mode": mode, "starts_on": day(-10)});
        self.therapist.post(&format!("/v1/couples/{}/assignments", self.couple), body).await.expect(201)
    }

    /// Gives a client homework that began ten days ago.
    pub async fn to_client(&self, client: &Caller, key: &str) -> Answer {
        let item = self.item(key).await;
        let body = json!({"item_id": item, "starts_on": day(-10)});
        self.therapist.post(&format!("/v1/clients/{}/assignments", client.id), body).await.expect(201)
    }

    /// What the couple shares, as somebody reads it.
    pub async fn shared(&self, reader: &Caller) -> Answer {
        reader.get(&format!("/v1/couples/{}/check-ins", self.couple)).await
    }
}

/// The local date of everybody in tests: the practice's day starts at 03:00 in London.
pub fn today() -> NaiveDate {
    let now = Clock::default().now().with_timezone(&chrono_tz::Europe::London).naive_local();
    (now - TimeDelta::hours(3)).date()
}

/// A local date so many days from now, in the middle of the day in London.
pub fn day(offset: i64) -> String {
    instant(offset).date_naive().to_string()
}

/// Noon so many days from now.
pub fn noon(offset: i64) -> String {
    instant(offset).to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}

fn instant(offset: i64) -> chrono::DateTime<chrono::Utc> {
    let day = today() + TimeDelta::days(offset);
    day.and_hms_opt(12, 0, 0).unwrap().and_utc()
}

/// A check-in of yesterday, done, with other members laid over it.
pub fn check_in(assignment: &str, over: Value) -> Value {
    let mut body = json!({
        "id": new_id(), "assignment_id": assignment, "occurred_at": noon(-1), "time_zone": "Europe/London",
        "outcome": "done"
    });
    for (name, value) in over.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

/// Where the check-ins of a client are.
pub fn of(client: &Caller) -> String {
    format!("/v1/clients/{}/check-ins", client.id)
}

/// Writes a check-in as its author.
pub async fn write(author: &Caller, body: &Value) -> Answer {
    author.post(&of(author), body.clone()).await
}

/// Publishes an item of the built-in library in a practice.
pub async fn library_item(practice: &TestPractice<'_>, key: &str) -> Uuid {
    let file = format!("{}/library/items/{key}.json", env!("CARGO_MANIFEST_DIR"));
    let item: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    put_item(practice, &item).await
}

/// Publishes an item in a practice.
pub async fn put_item(practice: &TestPractice<'_>, item: &Value) -> Uuid {
    let id = new_id();
    let mut root = practice.app.root().await;
    let text = |name: &str| item[name].as_str().unwrap().to_owned();
    let texts = |name: &str| -> Vec<String> { serde_json::from_value(item[name].clone()).unwrap() };
    diesel::sql_query(
        "INSERT INTO library_items (practice_id, id, key, kind, built_in, published_number) VALUES ($1, $2, $3 || $2, $4, true, 1)",
    )
    .bind::<SqlUuid, _>(practice.id)
    .bind::<SqlUuid, _>(id)
    .bind::<Text, _>("k")
    .bind::<Text, _>(item["content"]["kind"].as_str().unwrap())
    .execute(&mut root)
    .await
    .unwrap();
    diesel::sql_query(
        "INSERT INTO library_versions (practice_id, item_id, number, title, summary, rationale, audiences, default_cadence, \
         default_minutes, tags, contraindications, unsuitable_under_hold, content, published_at) \
         VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, '{}', '{}', false, $9, now())",
    )
    .bind::<SqlUuid, _>(practice.id)
    .bind::<SqlUuid, _>(id)
    .bind::<Text, _>(text("title"))
    .bind::<Text, _>(text("summary"))
    .bind::<Text, _>(text("rationale"))
    .bind::<Array<Text>, _>(texts("audiences"))
    .bind::<Jsonb, _>(item["default_cadence"].clone())
    .bind::<Nullable<Integer>, _>(item["default_minutes"].as_i64().map(|minutes| i32::try_from(minutes).unwrap()))
    .bind::<Jsonb, _>(item["content"].clone())
    .execute(&mut root)
    .await
    .unwrap();
    id
}
