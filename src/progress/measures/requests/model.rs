//! Requests for measures as rows.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use super::rhythm::{MeasureRhythm, Times};
use crate::platform::db::AsText;
use crate::platform::ids::kind::{ClientId, CoupleId, MeasureRequestId, PracticeId, StaffId};
use crate::schema::measure_requests;

/// A request.
#[derive(Clone, Queryable, Selectable)]
#[diesel(table_name = measure_requests)]
pub struct RequestRow {
    pub id: MeasureRequestId,
    pub client_id: ClientId,
    pub couple_id: Option<CoupleId>,
    pub instrument_key: String,
    pub rhythm: AsText<MeasureRhythm>,
    pub starts_on: NaiveDate,
    pub due_on: Option<NaiveDate>,
    pub every_weeks: Option<i32>,
    pub days_before: Option<i32>,
    pub ends_on: Option<NaiveDate>,
    pub ended_at: Option<DateTime<Utc>>,
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

#[derive(Clone, Insertable)]
#[diesel(table_name = measure_requests, treat_none_as_default_value = false)]
pub struct RequestInsert {
    pub practice_id: PracticeId,
    pub id: MeasureRequestId,
    pub client_id: ClientId,
    pub couple_id: Option<CoupleId>,
    pub made_with: Uuid,
    pub instrument_key: String,
    pub rhythm: AsText<MeasureRhythm>,
    pub starts_on: NaiveDate,
    pub due_on: Option<NaiveDate>,
    pub every_weeks: Option<i32>,
    pub days_before: Option<i32>,
    pub ends_on: Option<NaiveDate>,
    pub requested_by: StaffId,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl RequestRow {
    /// The client or couple in whose care it is asked.
    pub fn context(&self) -> Uuid {
        self.couple_id.map_or(self.client_id.uuid(), |couple| couple.uuid())
    }

    /// Its times.
    pub fn times(&self) -> Times {
        Times {
            rhythm: self.rhythm.0,
            starts_on: self.starts_on,
            due_on: self.due_on,
            every_weeks: self.every_weeks,
            days_before: self.days_before,
            ends_on: self.ends_on,
        }
    }
}
