//! Ruptures as rows, what they say, and how that is sealed.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use crate::homework::authored::{Place as PlaceOf, Track, told_earlier};
use crate::homework::check_ins::{Audience, Visibility};
use crate::identity::practice_keys::PracticeKey;
use crate::platform::db::AsText;
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::{
    ClientId, CoupleId, PracticeId, Rupture, RuptureId, SharedRupture, SharedRuptureId,
};
use crate::platform::local_day::TimeZone;
use crate::schema::{couples, rupture_versions, ruptures};

const TOPIC: &str = "ruptures.topic_sealed";
/// The column of an earlier state.
pub const STATE: &str = "rupture_versions.state_sealed";

/// What names a rupture.
pub type Place = PlaceOf<Rupture>;

impl Place {
    /// What it was about, sealed for its row.
    pub fn seal_topic(self, topic: Option<&str>, key: &PracticeKey) -> ApiResult<Vec<u8>> {
        key.seal(TOPIC, &self.ids(), &topic)
    }

    /// Opens what [`Place::seal_topic`] sealed for the same row.
    pub fn open_topic(self, sealed: Option<&[u8]>, key: &PracticeKey) -> ApiResult<Option<String>> {
        key.open(TOPIC, &self.ids(), sealed.ok_or(ApiError::Internal)?)
    }
}

/// A rupture.
#[derive(Clone, Queryable, Selectable)]
#[diesel(table_name = ruptures)]
pub struct RuptureRow {
    pub client_id: ClientId,
    pub id: RuptureId,
    pub couple_id: CoupleId,
    pub occurred_at: DateTime<Utc>,
    pub time_zone: AsText<TimeZone>,
    pub local_date: NaiveDate,
    pub intensity: i16,
    pub topic_sealed: Option<Vec<u8>>,
    pub visibility: AsText<Visibility>,
    pub partner_ref: Option<SharedRuptureId>,
    pub partner_version: i32,
    pub received_at: DateTime<Utc>,
    pub version: i32,
    pub team_version: i32,
    pub team_changed_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    /// When the couple ended.
    #[diesel(select_expression = couples::ended_at)]
    pub couple_ended_at: Option<DateTime<Utc>>,
}

impl RuptureRow {
    /// Its versions and how it is shared.
    pub fn track(&self) -> Track<SharedRupture> {
        Track {
            visibility: self.visibility.0,
            partner_ref: self.partner_ref,
            partner_version: self.partner_version,
            version: self.version,
            team_version: self.team_version,
        }
    }

    /// What it says.
    pub fn state(&self, practice: PracticeId, key: &PracticeKey) -> ApiResult<State> {
        let place = Place { practice, client: self.client_id, id: self.id };
        let topic = place.open_topic(self.topic_sealed.as_deref(), key)?;
        Ok(State { intensity: self.intensity, topic, visibility: self.visibility.0 })
    }
}

#[derive(Insertable)]
#[diesel(table_name = ruptures, treat_none_as_default_value = false)]
pub struct RuptureInsert {
    pub practice_id: PracticeId,
    pub client_id: ClientId,
    pub id: RuptureId,
    pub couple_id: CoupleId,
    pub occurred_at: DateTime<Utc>,
    pub time_zone: AsText<TimeZone>,
    pub local_date: NaiveDate,
    pub intensity: i16,
    pub topic_sealed: Option<Vec<u8>>,
    pub visibility: AsText<Visibility>,
    pub partner_ref: Option<SharedRuptureId>,
    pub first_digest: Vec<u8>,
    pub received_at: DateTime<Utc>,
    pub team_version: i32,
    pub team_changed_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// What a correction changes.
#[derive(AsChangeset)]
#[diesel(table_name = ruptures, treat_none_as_null = true)]
pub struct RuptureUpdate {
    pub intensity: i16,
    pub topic_sealed: Option<Vec<u8>>,
    pub visibility: AsText<Visibility>,
    pub partner_ref: Option<SharedRuptureId>,
    pub partner_version: i32,
    pub version: i32,
    pub team_version: i32,
    pub team_changed_at: Option<DateTime<Utc>>,
    pub deleted_at: Option<DateTime<Utc>>,
    pub updated_at: DateTime<Utc>,
}

#[derive(Insertable)]
#[diesel(table_name = rupture_versions, treat_none_as_default_value = false)]
pub struct VersionInsert {
    pub practice_id: PracticeId,
    pub client_id: ClientId,
    pub rupture_id: RuptureId,
    pub version: i32,
    pub state_sealed: Vec<u8>,
    pub visibility: AsText<Visibility>,
    pub edited_at: DateTime<Utc>,
    pub team_version: Option<i32>,
}

/// An earlier version of a rupture, sealed.
#[derive(Queryable, Selectable)]
#[diesel(table_name = rupture_versions)]
pub struct VersionRow {
    pub version: i32,
    pub team_version: Option<i32>,
    pub state_sealed: Vec<u8>,
    pub edited_at: DateTime<Utc>,
}

impl VersionRow {
    /// The number by which these readers know it.
    pub fn told(&self, reader: Audience) -> i32 {
        told_earlier(reader, self.version, self.team_version)
    }
}

/// What its author may correct: all of a rupture but who felt it and when.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    pub intensity: i16,
    pub topic: Option<String>,
    pub visibility: Visibility,
}
