//! Life events as rows, and what they say.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::homework::authored::Place as PlaceOf;
use crate::homework::check_ins::{Audience, Visibility};
use crate::identity::practice_keys::PracticeKey;
use crate::platform::db::AsText;
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{ClientId, CoupleId, LifeEvent, LifeEventId, PracticeId};
use crate::schema::life_events;

/// What names an event.
pub type Place = PlaceOf<LifeEvent>;

const TITLE: &str = "life_events.title_sealed";

/// Who may read an event: no partner ever does.
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
pub enum LifeEventVisibility {
    /// Its author alone.
    Private,
    /// Its author and the care team.
    Therapist,
}

impl LifeEventVisibility {
    /// The same among those of everything that a client writes.
    pub const fn among_all(self) -> Visibility {
        match self {
            Self::Private => Visibility::Private,
            Self::Therapist => Visibility::Therapist,
        }
    }

    /// Whether the care team reads it.
    pub const fn team_reads(self) -> bool {
        matches!(self, Self::Therapist)
    }

    /// Those who can read it.
    pub fn audience(self) -> Vec<Audience> {
        self.among_all().audience(true)
    }
}

/// What the author says, and may correct.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    pub on: NaiveDate,
    pub title: String,
    pub visibility: LifeEventVisibility,
}

/// An event.
#[derive(Clone, Queryable, Selectable)]
#[diesel(table_name = life_events)]
pub struct EventRow {
    pub client_id: ClientId,
    pub id: LifeEventId,
    pub couple_id: Option<CoupleId>,
    pub happened_on: NaiveDate,
    pub visibility: AsText<LifeEventVisibility>,
    pub title_sealed: Vec<u8>,
    pub version: i32,
    pub team_version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

#[derive(Insertable)]
#[diesel(table_name = life_events, treat_none_as_default_value = false)]
pub struct EventInsert {
    pub practice_id: PracticeId,
    pub client_id: ClientId,
    pub id: LifeEventId,
    pub couple_id: Option<CoupleId>,
    pub happened_on: NaiveDate,
    pub visibility: AsText<LifeEventVisibility>,
    pub title_sealed: Vec<u8>,
    pub first_digest: Vec<u8>,
    pub team_version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// What a correction changes.
#[derive(AsChangeset)]
#[diesel(table_name = life_events)]
pub struct EventUpdate {
    pub happened_on: NaiveDate,
    pub visibility: AsText<LifeEventVisibility>,
    pub title_sealed: Vec<u8>,
    pub version: i32,
    pub team_version: i32,
    pub updated_at: DateTime<Utc>,
}

/// An event as one reader is told of it.
pub struct Told {
    pub client_id: ClientId,
    pub id: LifeEventId,
    pub couple_id: Option<CoupleId>,
    pub state: State,
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl EventRow {
    /// The row after a correction: the care team's version grows only with what it reads.
    #[must_use]
    pub fn corrected(self, after: &State, title_sealed: Vec<u8>, now: DateTime<Utc>) -> Self {
        Self {
            happened_on: after.on,
            visibility: AsText(after.visibility),
            title_sealed,
            version: self.version.saturating_add(1),
            team_version: self.team_version.saturating_add(i32::from(after.visibility.team_reads())),
            updated_at: now,
            ..self
        }
    }

    /// What it says.
    pub fn state(&self, practice: PracticeId, key: &PracticeKey) -> ApiResult<State> {
        let place = Place { practice, client: self.client_id, id: self.id };
        let title = key.open(TITLE, &place.ids(), &self.title_sealed)?;
        Ok(State { on: self.happened_on, title, visibility: self.visibility.0 })
    }

    /// The number by which the care team knows what it says now, once that is an earlier version.
    pub fn kept_for_team(&self) -> Option<i32> {
        self.visibility.0.team_reads().then_some(self.team_version)
    }

    /// As this reader is told.
    pub fn told(self, practice: PracticeId, reader: Audience, key: &PracticeKey) -> ApiResult<Told> {
        let state = self.state(practice, key)?;
        let Self {
            client_id,
            id,
            couple_id,
            happened_on: _,
            visibility: _,
            title_sealed: _,
            version,
            team_version,
            created_at,
            updated_at,
        } = self;
        let version = if reader == Audience::Author { version } else { team_version };
        Ok(Told { client_id, id, couple_id, state, version, created_at, updated_at })
    }
}

impl EventUpdate {
    /// To what a row has become.
    pub fn of(row: &EventRow) -> Self {
        Self {
            happened_on: row.happened_on,
            visibility: row.visibility,
            title_sealed: row.title_sealed.clone(),
            version: row.version,
            team_version: row.team_version,
            updated_at: row.updated_at,
        }
    }
}

/// The title, sealed for the row of its event.
pub fn seal_title(title: &str, place: Place, key: &PracticeKey) -> ApiResult<Vec<u8>> {
    key.seal(TITLE, &place.ids(), &title)
}
