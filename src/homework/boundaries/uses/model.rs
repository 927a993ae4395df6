//! Uses of boundaries as rows.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use crate::homework::authored::{Place as PlaceOf, Track};
use crate::homework::check_ins::{Respected, Visibility};
use crate::homework::library::Purpose;
use crate::identity::practice_keys::PracticeKey;
use crate::platform::db::AsText;
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{BoundaryId, BoundaryUse, BoundaryUseId, ClientId, PracticeId};
use crate::platform::local_day::TimeZone;
use crate::schema::{boundaries, boundary_uses};

/// What names a use.
pub type Place = PlaceOf<BoundaryUse>;

const NOTE: &str = "boundary_uses.note_sealed";
/// The column of earlier states.
pub const STATE: &str = "boundary_use_versions.state_sealed";

/// What the author may correct.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    pub visibility: Visibility,
    pub returned_at: Option<DateTime<Utc>>,
    pub reconnected: Option<bool>,
    pub respected: Option<Respected>,
    pub note: Option<String>,
}

impl State {
    /// The note, sealed for the row of its use.
    pub fn seal_note(&self, place: Place, key: &PracticeKey) -> ApiResult<Option<Vec<u8>>> {
        key.seal_some(NOTE, &place.ids(), self.note.as_ref())
    }
}

/// A use.
#[derive(Clone, Queryable, Selectable)]
#[diesel(table_name = boundary_uses)]
pub struct UseRow {
    pub client_id: ClientId,
    pub id: BoundaryUseId,
    pub boundary_id: BoundaryId,
    pub started_at: DateTime<Utc>,
    pub time_zone: AsText<TimeZone>,
    pub local_date: NaiveDate,
    pub return_due_at: Option<DateTime<Utc>>,
    pub returned_at: Option<DateTime<Utc>>,
    pub reconnected: Option<bool>,
    pub respected: Option<AsText<Respected>>,
    pub visibility: AsText<Visibility>,
    pub notify_partner: bool,
    pub note_sealed: Option<Vec<u8>>,
    pub received_at: DateTime<Utc>,
    pub version: i32,
    pub team_version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    /// Who may read the boundary: nobody else reads its uses.
    #[diesel(select_expression = boundaries::visibility)]
    pub boundary_visibility: AsText<Visibility>,
    /// What the limit is for.
    #[diesel(select_expression = boundaries::purpose)]
    pub purpose: AsText<Purpose>,
}

impl UseRow {
    /// Its versions. Nothing of it is shared.
    pub fn track(&self) -> Track<BoundaryUse> {
        Track {
            visibility: self.visibility.0,
            partner_ref: None,
            partner_version: 1,
            version: self.version,
            team_version: self.team_version,
        }
    }

    /// What it says, its note opened.
    pub fn state(&self, place: Place, key: &PracticeKey) -> ApiResult<State> {
        Ok(State {
            visibility: self.visibility.0,
            returned_at: self.returned_at,
            reconnected: self.reconnected,
            respected: self.respected.map(|AsText(respected)| respected),
            note: key.open_some(NOTE, &place.ids(), self.note_sealed.as_deref())?,
        })
    }
}

#[derive(Insertable)]
#[diesel(table_name = boundary_uses, treat_none_as_default_value = false)]
pub struct UseInsert {
    pub practice_id: PracticeId,
    pub client_id: ClientId,
    pub id: BoundaryUseId,
    pub boundary_id: BoundaryId,
    pub started_at: DateTime<Utc>,
    pub time_zone: AsText<TimeZone>,
    pub local_date: NaiveDate,
    pub return_due_at: Option<DateTime<Utc>>,
    pub returned_at: Option<DateTime<Utc>>,
    pub reconnected: Option<bool>,
    pub respected: Option<AsText<Respected>>,
    pub visibility: AsText<Visibility>,
    pub notify_partner: bool,
    pub note_sealed: Option<Vec<u8>>,
    pub first_digest: Vec<u8>,
    pub received_at: DateTime<Utc>,
    pub team_version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// What a correction changes.
#[derive(AsChangeset)]
#[diesel(table_name = boundary_uses, treat_none_as_null = true)]
pub struct UseUpdate {
    pub returned_at: Option<DateTime<Utc>>,
    pub reconnected: Option<bool>,
    pub respected: Option<AsText<Respected>>,
    pub visibility: AsText<Visibility>,
    pub note_sealed: Option<Vec<u8>>,
    pub version: i32,
    pub team_version: i32,
    pub updated_at: DateTime<Utc>,
}
