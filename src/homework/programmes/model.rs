//! Programmes and their versions as rows.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::steps::ProgrammeStep;
use crate::platform::db::AsJson;
use crate::platform::ids::kind::{MembershipId, PracticeId, ProgrammeId};
use crate::schema::{programme_versions, programmes};

/// A programme without its words.
#[derive(Clone, Queryable, Selectable)]
#[diesel(table_name = programmes)]
pub struct ProgrammeRow {
    /// The id.
    pub id: ProgrammeId,
    /// Its name in the practice.
    pub key: String,
    /// Whether it came with the product.
    pub built_in: bool,
    /// The version that is enrolled in.
    pub number: i32,
    /// When it was retired.
    pub retired_at: Option<DateTime<Utc>>,
    /// Grows with every change.
    pub version: i32,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// A version, which never changes.
#[derive(Clone, Queryable, Selectable)]
#[diesel(table_name = programme_versions)]
pub struct ProgrammeVersionRow {
    /// The programme.
    pub programme_id: ProgrammeId,
    /// Counts from 1.
    pub number: i32,
    /// What it is called.
    pub title: String,
    /// What it is, in a sentence.
    pub summary: String,
    /// How long it is meant to take.
    pub weeks: i32,
    /// Its steps, in order.
    pub steps: AsJson<Vec<ProgrammeStep>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

#[derive(Insertable)]
#[diesel(table_name = programmes, treat_none_as_default_value = false)]
pub(super) struct ProgrammeInsert<'a> {
    pub practice_id: PracticeId,
    pub id: ProgrammeId,
    pub key: &'a str,
    pub built_in: bool,
    pub number: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

#[derive(Insertable)]
#[diesel(table_name = programme_versions, treat_none_as_default_value = false)]
pub(super) struct VersionInsert<'a> {
    pub practice_id: PracticeId,
    pub programme_id: ProgrammeId,
    pub number: i32,
    pub title: &'a str,
    pub summary: &'a str,
    pub weeks: i32,
    pub steps: AsJson<Vec<ProgrammeStep>>,
    pub created_by: Option<MembershipId>,
    pub created_at: DateTime<Utc>,
}
