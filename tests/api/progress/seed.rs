//! Homework and check-ins, entered straight into the database.

use chrono::{Days, NaiveDate};
use diesel::sql_types::{Date, Integer, Jsonb, Nullable, Text, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Caller, TestPractice, new_id};

/// A couple with its therapist, who also cares for each of them alone.
pub struct Family<'a> {
    pub practice: &'a TestPractice<'a>,
    pub therapist: Caller,
    pub ann: Caller,
    pub ben: Caller,
    pub couple: Uuid,
    root: tokio::sync::Mutex<AsyncPgConnection>,
}

/// An assignment to enter.
pub struct Given {
    pub mode: &'static str,
    pub cadence: Value,
    pub days_ago: u64,
    pub status: &'static str,
}

impl Given {
    pub fn daily(mode: &'static str, days_ago: u64) -> Self {
        let cadence = json!({"type": "times_per_period", "times": 1, "every": 1, "unit": "day"});
        Self { mode, cadence, days_ago, status: "active" }
    }

    pub fn with(mode: &'static str, days_ago: u64, cadence: Value) -> Self {
        Self { cadence, ..Self::daily(mode, days_ago) }
    }
}

/// A check-in to enter.
#[derive(Clone, Copy)]
pub struct Act<'a> {
    pub author: &'a Caller,
    pub days_ago: u64,
    pub outcome: &'static str,
    pub visibility: &'static str,
    pub purpose: &'static str,
}

/// A done check-in.
pub fn done<'a>(author: &'a Caller, days_ago: u64, visibility: &'static str) -> Act<'a> {
    Act { author, days_ago, outcome: "done", visibility, purpose: "practice" }
}

pub use crate::support::homework::today;

pub fn ago(days: u64) -> NaiveDate {
    today() - Days::new(days)
}

impl<'a> Family<'a> {
    pub async fn of(practice: &'a TestPractice<'a>) -> Self {
        let therapist = practice.staff("Tess", &["therapist"]).await;
        let (ann, ben) = (practice.client("Ann").await, practice.client("Ben").await);
        let couple = practice.couple(&ann, &ben).await;
        practice.care_for_client(&therapist, &ann).await;
        practice.care_for_client(&therapist, &ben).await;
        practice.care_for_couple(&therapist, couple).await;
        let root = tokio::sync::Mutex::new(practice.app.root().await);
        Self { practice, therapist, ann, ben, couple, root }
    }

    /// An assignment of the couple, or of Ann when its mode is `individual`.
    pub async fn assign(&self, given: Given) -> Uuid {
        let (id, item) = (new_id(), new_id());
        let individual = given.mode == "individual";
        let root = &mut *self.root.lock().await;
        diesel::sql_query(
            "INSERT INTO library_items (practice_id, id, key, kind, built_in, published_number) \
             VALUES ($1, $2, 'habit-' || $2, 'habit', false, 1)",
        )
        .bind::<SqlUuid, _>(self.practice.id)
        .bind::<SqlUuid, _>(item)
        .execute(root)
        .await
        .unwrap();
        diesel::sql_query(
            "INSERT INTO library_versions (practice_id, item_id, number, title, summary, rationale, audiences, \
             default_cadence, tags, contraindications, unsuitable_under_hold, content, published_at) \
             VALUES ($1, $2, 1, 'A habit', 'A habit', 'It helps', '{}', '{}', '{}', '{}', false, \
             '{\"kind\": \"habit\", \"steps\": [], \"slots\": [], \"counted\": false}', now())",
        )
        .bind::<SqlUuid, _>(self.practice.id)
        .bind::<SqlUuid, _>(item)
        .execute(root)
        .await
        .unwrap();
        diesel::sql_query(
            "INSERT INTO assignments (practice_id, id, client_id, couple_id, item_id, status, starts_on, \
             revision, assigned_by) VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8)",
        )
        .bind::<SqlUuid, _>(self.practice.id)
        .bind::<SqlUuid, _>(id)
        .bind::<Nullable<SqlUuid>, _>(individual.then_some(self.ann.id))
        .bind::<Nullable<SqlUuid>, _>((!individual).then_some(self.couple))
        .bind::<SqlUuid, _>(item)
        .bind::<Text, _>(given.status)
        .bind::<Date, _>(ago(given.days_ago))
        .bind::<SqlUuid, _>(self.therapist.id)
        .execute(root)
        .await
        .unwrap();
        diesel::sql_query(
            "INSERT INTO assignment_revisions (practice_id, assignment_id, number, effective_from, item_id, \
             item_version, cadence, time_zone, day_start, week_start, created_by, item_key, item_kind, item_title, mode) \
             SELECT $1, $2, 1, $3, $4, 1, $5, 'Europe/London', '03:00', 'monday', $6, key, kind, title, $7 \
             FROM library_items i JOIN library_versions v ON v.practice_id = i.practice_id AND v.item_id = i.id \
             WHERE i.practice_id = $1 AND i.id = $4",
        )
        .bind::<SqlUuid, _>(self.practice.id)
        .bind::<SqlUuid, _>(id)
        .bind::<Date, _>(ago(given.days_ago))
        .bind::<SqlUuid, _>(item)
        .bind::<Jsonb, _>(given.cadence)
        .bind::<SqlUuid, _>(self.therapist.id)
        .bind::<Text, _>(given.mode)
        .execute(root)
        .await
        .unwrap();
        id
    }

    /// A check-in under an assignment.
    pub async fn log(&self, assignment: Uuid, act: Act<'_>) -> Uuid {
        let id = new_id();
        diesel::sql_query(
            "INSERT INTO check_ins (practice_id, client_id, id, assignment_id, couple_id, revision, purpose, \
             occurred_at, time_zone, local_date, outcome, visibility, partner_ref, first_digest, team_version, \
             team_changed_at, partner_changed_at) \
             SELECT $1, $2, $3, $4, couple_id, 1, $5, now(), 'Europe/London', $6, $7, $8, \
             CASE WHEN $8 = 'partner' THEN gen_random_uuid() END, '', CASE WHEN $8 = 'private' THEN 0 ELSE 1 END, \
             CASE WHEN $8 <> 'private' THEN now() END, CASE WHEN $8 = 'partner' THEN now() END FROM assignments \
             WHERE practice_id = $1 AND id = $4",
        )
        .bind::<SqlUuid, _>(self.practice.id)
        .bind::<SqlUuid, _>(act.author.id)
        .bind::<SqlUuid, _>(id)
        .bind::<SqlUuid, _>(assignment)
        .bind::<Text, _>(act.purpose)
        .bind::<Date, _>(ago(act.days_ago))
        .bind::<Text, _>(act.outcome)
        .bind::<Text, _>(act.visibility)
        .execute(&mut *self.root.lock().await)
        .await
        .unwrap();
        diesel::sql_query(
            "INSERT INTO shared_check_ins (practice_id, couple_id, id, author_ref, client_id, check_in_id, assignment_id, purpose, \
             local_date, outcome, count) SELECT practice_id, couple_id, partner_ref, partner_ref, client_id, id, assignment_id, \
             purpose, local_date, outcome, count FROM check_ins \
             WHERE practice_id = $1 AND client_id = $2 AND id = $3 AND visibility = 'partner'",
        )
        .bind::<SqlUuid, _>(self.practice.id)
        .bind::<SqlUuid, _>(act.author.id)
        .bind::<SqlUuid, _>(id)
        .execute(&mut *self.root.lock().await)
        .await
        .unwrap();
        id
    }

    /// A pause from so many days ago, of everybody or of one member.
    pub async fn pause(&self, assignment: Uuid, member: Option<&Caller>, from: u64, to: Option<u64>) {
        diesel::sql_query(
            "INSERT INTO assignment_pauses (practice_id, id, assignment_id, client_id, starts_on, ends_on, created_by) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind::<SqlUuid, _>(self.practice.id)
        .bind::<SqlUuid, _>(new_id())
        .bind::<SqlUuid, _>(assignment)
        .bind::<Nullable<SqlUuid>, _>(member.map(|it| it.id))
        .bind::<Date, _>(ago(from))
        .bind::<Nullable<Date>, _>(to.map(ago))
        .bind::<SqlUuid, _>(self.therapist.id)
        .execute(&mut *self.root.lock().await)
        .await
        .unwrap();
    }

    /// Any statement about the practice, which is `$1`.
    pub async fn sql(&self, statement: &str) {
        diesel::sql_query(statement)
            .bind::<SqlUuid, _>(self.practice.id)
            .execute(&mut *self.root.lock().await)
            .await
            .unwrap();
    }

    /// Ends the couple so many days ago.
    pub async fn end_couple(&self, days: i32) {
        for table in ["couples", "couple_members"] {
            let end = format!(
                "UPDATE {table} SET ended_at = now() - make_interval(days => $2) WHERE practice_id = $1"
            );
            diesel::sql_query(end)
                .bind::<SqlUuid, _>(self.practice.id)
                .bind::<Integer, _>(days)
                .execute(&mut *self.root.lock().await)
                .await
                .unwrap();
        }
    }

    pub fn today_of(&self, client: &Caller) -> String {
        format!("/v1/clients/{}/today", client.id)
    }

    pub fn progress_of(&self, client: &Caller) -> String {
        format!("/v1/clients/{}/progress", client.id)
    }

    pub fn couple_progress(&self) -> String {
        format!("/v1/couples/{}/progress", self.couple)
    }
}
