//! Boundaries as rows, and their words.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use crate::homework::authored::{Place as PlaceOf, Track};
use crate::homework::check_ins::{ReconnectPlan, Visibility};
use crate::homework::library::Purpose;
use crate::identity::practice_keys::PracticeKey;
use crate::platform::db::AsText;
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{
    AssignmentId, Boundary, BoundaryId, ClientId, CoupleId, LibraryItemId, PracticeId, SharedBoundary,
    SharedBoundaryId,
};
use crate::platform::local_day::TimeZone;
use crate::schema::{boundaries, couples, library_versions};

/// What names a boundary.
pub type Place = PlaceOf<Boundary>;

const WORDS: &str = "boundaries.words_sealed";
/// The column of earlier states.
pub const STATE: &str = "boundary_versions.state_sealed";

/// What a boundary says; sealed as one.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    pub limit: String,
    pub so_that: String,
    pub reconnect: Option<ReconnectPlan>,
}

/// What the author may correct.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    pub visibility: Visibility,
    pub ended_at: Option<DateTime<Utc>>,
    pub words: Words,
}

impl Words {
    /// The words, sealed for the row of their boundary.
    pub fn seal(&self, place: Place, key: &PracticeKey) -> ApiResult<Vec<u8>> {
        key.seal(WORDS, &place.ids(), self)
    }

    /// Opens what [`Words::seal`] sealed.
    pub fn open(place: Place, sealed: &[u8], key: &PracticeKey) -> ApiResult<Self> {
        key.open(WORDS, &place.ids(), sealed)
    }
}

/// A boundary.
#[derive(Clone, Queryable, Selectable)]
#[diesel(table_name = boundaries)]
pub struct BoundaryRow {
    pub client_id: ClientId,
    pub id: BoundaryId,
    pub couple_id: Option<CoupleId>,
    pub assignment_id: Option<AssignmentId>,
    pub item_id: LibraryItemId,
    pub item_version: i32,
    pub purpose: AsText<Purpose>,
    pub written_at: DateTime<Utc>,
    pub time_zone: AsText<TimeZone>,
    pub local_date: NaiveDate,
    pub visibility: AsText<Visibility>,
    pub partner_ref: Option<SharedBoundaryId>,
    pub partner_version: i32,
    pub words_sealed: Vec<u8>,
    pub ended_at: Option<DateTime<Utc>>,
    pub received_at: DateTime<Utc>,
    pub version: i32,
    pub team_version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    /// When the couple ended, of a boundary in a couple.
    #[diesel(select_expression = couples::ended_at.nullable())]
    pub couple_ended_at: Option<DateTime<Utc>>,
    /// What the script is called.
    #[diesel(select_expression = library_versions::title)]
    pub item_title: String,
}

impl BoundaryRow {
    /// Its versions and how it is shared.
    pub fn track(&self) -> Track<SharedBoundary> {
        Track {
            visibility: self.visibility.0,
            partner_ref: self.partner_ref,
            partner_version: self.partner_version,
            version: self.version,
            team_version: self.team_version,
        }
    }

    /// The row after a change.
    #[must_use]
    pub fn with(self, track: Track<SharedBoundary>, words_sealed: Vec<u8>, now: DateTime<Utc>) -> Self {
        let Track { visibility, partner_ref, partner_version, version, team_version } = track;
        let visibility = AsText(visibility);
        Self {
            visibility,
            partner_ref,
            partner_version,
            version,
            team_version,
            words_sealed,
            updated_at: now,
            ..self
        }
    }
}

#[derive(Insertable)]
#[diesel(table_name = boundaries, treat_none_as_default_value = false)]
pub struct BoundaryInsert {
    pub practice_id: PracticeId,
    pub client_id: ClientId,
    pub id: BoundaryId,
    pub couple_id: Option<CoupleId>,
    pub assignment_id: Option<AssignmentId>,
    pub item_id: LibraryItemId,
    pub item_version: i32,
    pub purpose: AsText<Purpose>,
    pub written_at: DateTime<Utc>,
    pub time_zone: AsText<TimeZone>,
    pub local_date: NaiveDate,
    pub visibility: AsText<Visibility>,
    pub partner_ref: Option<SharedBoundaryId>,
    pub words_sealed: Vec<u8>,
    pub first_digest: Vec<u8>,
    pub received_at: DateTime<Utc>,
    pub team_version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// What a correction changes.
#[derive(AsChangeset)]
#[diesel(table_name = boundaries, treat_none_as_null = true)]
pub struct BoundaryUpdate {
    pub visibility: AsText<Visibility>,
    pub partner_ref: Option<SharedBoundaryId>,
    pub partner_version: i32,
    pub words_sealed: Vec<u8>,
    pub ended_at: Option<DateTime<Utc>>,
    pub version: i32,
    pub team_version: i32,
    pub updated_at: DateTime<Utc>,
}

impl BoundaryUpdate {
    /// To what a row has become.
    pub fn of(row: &BoundaryRow) -> Self {
        Self {
            visibility: row.visibility,
            partner_ref: row.partner_ref,
            partner_version: row.partner_version,
            words_sealed: row.words_sealed.clone(),
            ended_at: row.ended_at,
            version: row.version,
            team_version: row.team_version,
            updated_at: row.updated_at,
        }
    }
}
