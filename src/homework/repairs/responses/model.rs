//! Answers to a repair as rows, and how their words are sealed.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::homework::authored::Place as PlaceOf;
use crate::homework::check_ins::Visibility;
use crate::identity::practice_keys::PracticeKey;
use crate::platform::db::AsText;
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{ClientId, CoupleId, PracticeId, RepairId, SharedRepair, SharedRepairId};
use crate::schema::{repair_response_versions, repair_responses, shared_repair_responses, shared_repairs};

const WORDS: &str = "repair_responses.words_sealed";
/// The column of an earlier state.
pub const STATE: &str = "repair_response_versions.state_sealed";

/// How a repair was received.
#[derive(
    Clone,
    Copy,
    Debug,
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
pub enum RepairAnswer {
    /// It is good again.
    Accepted,
    /// Some of it is.
    Partly,
    /// It is too early.
    NotYet,
}

/// What names an answer: practice, who gave it, and what that one knows the repair by.
pub type Place = PlaceOf<SharedRepair>;

impl Place {
    /// The words, sealed for their row.
    pub fn seal(self, words: Option<&str>, key: &PracticeKey) -> ApiResult<Vec<u8>> {
        key.seal(WORDS, &self.ids(), &words)
    }

    /// Opens what [`Place::seal`] sealed for the same row.
    pub fn open(self, sealed: &[u8], key: &PracticeKey) -> ApiResult<Option<String>> {
        key.open(WORDS, &self.ids(), sealed)
    }
}

/// The words of an answer.
pub fn open_words(
    practice: PracticeId,
    client: ClientId,
    to: SharedRepairId,
    sealed: &[u8],
    key: &PracticeKey,
) -> ApiResult<Option<String>> {
    Place { practice, client, id: to }.open(sealed, key)
}

/// An answer; a deleted one has none.
#[derive(Clone, Queryable, Selectable)]
#[diesel(table_name = repair_responses)]
pub struct ResponseRow {
    pub client_id: ClientId,
    pub shared_repair_id: SharedRepairId,
    pub answer: Option<AsText<RepairAnswer>>,
    pub words_sealed: Option<Vec<u8>>,
    pub visibility: AsText<Visibility>,
    pub version: i32,
}

/// The copy of an answer for the one who sent the repair; one that was taken back has none.
#[derive(Clone, Queryable, Selectable)]
#[diesel(table_name = shared_repair_responses)]
pub struct CopyRow {
    pub client_id: ClientId,
    pub shared_repair_id: SharedRepairId,
    pub answer: Option<AsText<RepairAnswer>>,
    pub words_sealed: Option<Vec<u8>>,
    pub version: i32,
}

/// A repair that somebody got, as an answer to it needs it.
#[derive(Clone, Copy, Queryable, Selectable)]
#[diesel(table_name = shared_repairs)]
pub struct Received {
    pub author_ref: SharedRepairId,
    pub client_id: ClientId,
    pub repair_id: RepairId,
    pub version: i32,
}

/// An answer to be written.
#[derive(Insertable, AsChangeset)]
#[diesel(table_name = repair_responses, treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct ResponseInsert {
    pub practice_id: PracticeId,
    pub client_id: ClientId,
    pub shared_repair_id: SharedRepairId,
    pub author_ref: SharedRepairId,
    pub couple_id: CoupleId,
    pub repair_client_id: Option<ClientId>,
    pub repair_id: Option<RepairId>,
    pub answer: Option<AsText<RepairAnswer>>,
    pub words_sealed: Option<Vec<u8>>,
    pub visibility: AsText<Visibility>,
    pub accepted_at: Option<DateTime<Utc>>,
    pub version: i32,
    pub updated_at: DateTime<Utc>,
}

#[derive(Insertable)]
#[diesel(table_name = repair_response_versions)]
pub struct VersionInsert {
    pub practice_id: PracticeId,
    pub client_id: ClientId,
    pub shared_repair_id: SharedRepairId,
    pub version: i32,
    pub state_sealed: Vec<u8>,
    pub edited_at: DateTime<Utc>,
}

/// What an answer says.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    pub answer: RepairAnswer,
    pub words: Option<String>,
    pub visibility: Visibility,
}

impl ResponseRow {
    /// What it says; nothing where it was deleted.
    pub fn state(&self, practice: PracticeId, key: &PracticeKey) -> ApiResult<Option<State>> {
        let (Some(AsText(answer)), Some(sealed)) = (self.answer, &self.words_sealed) else {
            return Ok(None);
        };
        let words = open_words(practice, self.client_id, self.shared_repair_id, sealed, key)?;
        Ok(Some(State { answer, words, visibility: self.visibility.0 }))
    }
}
