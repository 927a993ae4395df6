//! An attachment pattern as a row.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::identity::practice_keys::PracticeKey;
use crate::platform::db::AsText;
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::{ClientId, MembershipId};
use crate::schema::attachment_patterns;

const NOTE: &str = "attachment_patterns.note_sealed";

/// How a person tends to hold on and let go.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    ToSchema,
    strum::EnumString,
    strum::Display,
    strum::IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[schema(as = AttachmentPattern)]
pub enum Pattern {
    /// At ease with closeness and with distance.
    Secure,
    /// Holds on.
    Anxious,
    /// Keeps away.
    Avoidant,
    /// Both by turns.
    AnxiousAvoidant,
    /// Not known yet.
    Unknown,
}

/// Who said so.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    ToSchema,
    strum::EnumString,
    strum::Display,
    strum::IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[schema(as = AttachmentPatternSource)]
pub enum Source {
    /// The client.
    Client,
    /// A clinician.
    Clinician,
    /// A measure.
    Measure,
}

/// A client's attachment pattern.
#[derive(Clone, Queryable, Selectable)]
#[diesel(table_name = attachment_patterns)]
pub(super) struct PatternRow {
    pub client_id: ClientId,
    pub pattern: AsText<Pattern>,
    pub source: AsText<Source>,
    pub assessed_on: NaiveDate,
    pub note_sealed: Option<Vec<u8>>,
    pub recorded_by: MembershipId,
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// A row and the key that opens its note.
pub(super) struct SealedPattern {
    pub row: PatternRow,
    pub key: Arc<PracticeKey>,
}

/// What is put: everything but who and when.
#[derive(Insertable, AsChangeset)]
#[diesel(
    table_name = attachment_patterns,
    treat_none_as_default_value = false,
    treat_none_as_null = true
)]
pub(super) struct PatternContent {
    pub pattern: AsText<Pattern>,
    pub source: AsText<Source>,
    pub assessed_on: NaiveDate,
    pub note_sealed: Option<Vec<u8>>,
    pub recorded_by: MembershipId,
    pub updated_at: DateTime<Utc>,
}

/// Seals a note for its row.
pub(super) fn seal_note(
    key: &PracticeKey,
    client: ClientId,
    note: Option<&String>,
) -> ApiResult<Option<Vec<u8>>> {
    key.seal_some(NOTE, &[client.uuid()], note)
}

/// Opens a row's note.
pub(super) fn open_note(key: &PracticeKey, row: &PatternRow) -> ApiResult<Option<String>> {
    key.open_some(NOTE, &[row.client_id.uuid()], row.note_sealed.as_deref())
}

/// Refuses a day that is still to come everywhere on Earth.
pub(super) fn check_not_in_future(day: NaiveDate, now: DateTime<Utc>) -> ApiResult<()> {
    let furthest_east = TimeDelta::hours(14);
    if day > (now + furthest_east).date_naive() {
        return Err(ApiError::rule("/assessed_on", "in_future", "must not be in the future"));
    }
    Ok(())
}
