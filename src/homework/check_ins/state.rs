//! What a check-in says: the part that its author may correct, how its words are sealed, and its earlier states.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::details::Details;
use super::model::{Audience, Outcome, PersonalInsert, PersonalRow, Visibility};
use crate::identity::practice_keys::PracticeKey;
use crate::platform::db::AsText;
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{CheckInId, ClientId, PracticeId};

/// The author's personal part.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Personal {
    pub visibility: Visibility,
    pub effort: Option<i16>,
    pub helpfulness: Option<i16>,
    pub closeness: Option<i16>,
    pub words: Words,
}

/// Everything of a check-in that the author says in words; sealed as one.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    pub feelings: Vec<String>,
    pub obstacles: Vec<String>,
    pub not_done_reason: Option<String>,
    pub note: Option<String>,
    pub details: Option<Details>,
}

const WORDS: &str = "check_in_personals.words_sealed";
const STATE: &str = "check_in_versions.state_sealed";

/// What names a check-in: practice, author and the id that the author's phone made.
#[derive(Clone, Copy)]
pub struct Place {
    pub practice: PracticeId,
    pub client: ClientId,
    pub id: CheckInId,
}

impl Place {
    fn ids(self) -> [Uuid; 3] {
        [self.practice.uuid(), self.client.uuid(), self.id.uuid()]
    }
}

impl PersonalRow {
    /// The personal part, its words opened.
    pub fn open(self, place: Place, key: &PracticeKey) -> ApiResult<Personal> {
        let Self { visibility: AsText(visibility), effort, helpfulness, closeness, words_sealed } = self;
        let words = Words::open(place, &words_sealed, key)?;
        Ok(Personal { visibility, effort, helpfulness, closeness, words })
    }
}

impl Words {
    /// Opens what [`Words::seal`] sealed for the same row.
    pub fn open(place: Place, sealed: &[u8], key: &PracticeKey) -> ApiResult<Self> {
        key.open(WORDS, &place.ids(), sealed)
    }

    /// The words, sealed for their row.
    pub fn seal(&self, place: Place, key: &PracticeKey) -> ApiResult<Vec<u8>> {
        key.seal(WORDS, &place.ids(), self)
    }
}

/// What the author may correct: all of a check-in but who, for what and when.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    pub outcome: Outcome,
    pub count: i32,
    pub minutes: Option<i32>,
    pub visibility: Visibility,
    pub personal: Option<Personal>,
}

impl State {
    /// The row of the personal part, if there is one, with its words sealed.
    pub fn seal_personal(
        &self,
        place: Place,
        now: DateTime<Utc>,
        key: &PracticeKey,
    ) -> ApiResult<Option<PersonalInsert>> {
        let Some(Personal { visibility, effort, helpfulness, closeness, words }) = &self.personal else {
            return Ok(None);
        };
        Ok(Some(PersonalInsert {
            practice_id: place.practice,
            client_id: place.client,
            check_in_id: place.id,
            visibility: AsText(*visibility),
            effort: *effort,
            helpfulness: *helpfulness,
            closeness: *closeness,
            words_sealed: words.seal(place, key)?,
            created_at: now,
            updated_at: now,
        }))
    }
}

/// An earlier state, with why it was given up.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EarlierState {
    pub state: State,
    pub reason: Option<String>,
    /// The narrowest of what the reason is about.
    pub reason_visibility: Visibility,
}

impl EarlierState {
    /// The state, sealed for the row of its version.
    pub fn seal(&self, place: Place, version: i32, key: &PracticeKey) -> ApiResult<Vec<u8>> {
        key.seal(STATE, &version_ids(place, version), self)
    }

    /// Opens what [`EarlierState::seal`] sealed.
    pub fn open(place: Place, version: i32, sealed: &[u8], key: &PracticeKey) -> ApiResult<Self> {
        key.open(STATE, &version_ids(place, version), sealed)
    }
}

fn version_ids(place: Place, version: i32) -> [Uuid; 4] {
    let [practice, client, id] = place.ids();
    [practice, client, id, Uuid::from_u128(version.unsigned_abs().into())]
}

impl State {
    /// The narrowest visibility in it.
    pub fn narrowest(&self) -> Visibility {
        let personal = self.personal.as_ref().map(|personal| personal.visibility);
        personal.map_or(self.visibility, |personal| personal.min(self.visibility))
    }

    /// What these readers read of it, if anything.
    pub fn read_by(&self, audience: Audience) -> Option<Reading<'_>> {
        let personal = self.personal.as_ref().filter(|personal| audience.reads(personal.visibility));
        audience.reads(self.visibility).then_some(Reading {
            visibility: self.visibility,
            outcome: self.outcome,
            count: counted(self.outcome, self.count),
            minutes: self.minutes,
            personal,
        })
    }
}

/// What somebody reads of a state: the act, and the personal part where that may be read too.
#[derive(PartialEq)]
pub struct Reading<'s> {
    visibility: Visibility,
    outcome: Outcome,
    count: Option<i32>,
    minutes: Option<i32>,
    /// The personal part.
    pub personal: Option<&'s Personal>,
}

/// The number of acts, of an outcome that counts any.
pub fn counted(outcome: Outcome, count: i32) -> Option<i32> {
    outcome.counts().then_some(count)
}
