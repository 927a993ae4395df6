//! Answers of repairs that a couple shares.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::model::{Given, Item, SharedRow};
use crate::homework::authored::put_partner;
use crate::homework::check_ins::{Audience, Visibility};
use crate::homework::repairs::dto::FollowThroughResponse;
use crate::homework::repairs::responses::{RepairAnswer, open_words};
use crate::homework::repairs::state::{Done, Place, RepairAttemptParts};
use crate::identity::practice_keys::PracticeKey;
use crate::platform::db::AsText;
use crate::platform::http::{ApiResult, Versioned};
use crate::platform::ids::kind::{ClientId, PracticeId, SharedRepairId};

/// An attempt to repair, as it was sent to the partner.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c81", "client_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13", "in_person": true,
    "local_date": "2026-03-03",
    "parts": {
        "own": {"text": "I said that I would come home and did not call.", "done": true},
        "impact": {"text": "You had kept the evening free and sat there alone.", "done": true},
        "validate": {"done": true}, "do_over": {"text": "Next time I call by six.", "done": false}
    },
    "follow_through_by": "2026-03-10", "follow_through": null,
    "response": {"answer": "accepted", "words": "Thank you for saying so.", "visibility": "partner",
        "audience": ["self", "care_team", "partner"], "can_be_noticed": false},
    "version": 2
}))]
pub struct SharedRepairResponse {
    /// An id made when it was shared.
    pub id: SharedRepairId,
    /// Who sent it.
    pub client_id: ClientId,
    /// Whether it happened face to face.
    pub in_person: bool,
    /// The author's local day.
    pub local_date: NaiveDate,
    /// The four parts.
    pub parts: RepairAttemptParts,
    /// Until when what was promised is to be done.
    pub follow_through_by: Option<NaiveDate>,
    /// What became of it; null while nobody said.
    pub follow_through: Option<FollowThroughResponse>,
    /// The answer to it: the own one to who got the repair; to who sent it only what was given to the sender, and null, which is
    /// silence, otherwise.
    pub response: Option<SharedResponseResponse>,
    /// Grows with every change of what is shared, and of the answer that the reader may know.
    #[schema(minimum = 1)]
    pub version: i32,
}

impl Versioned for SharedRepairResponse {
    fn version(&self) -> i32 {
        self.version
    }
}

/// The answer to a repair.
#[derive(Serialize, ToSchema)]
pub struct SharedResponseResponse {
    /// How it was received.
    pub answer: RepairAnswer,
    /// In own words.
    #[schema(max_length = 2000)]
    pub words: Option<String>,
    /// Who may read the answer: `partner` is who sent the repair.
    pub visibility: Visibility,
    /// Those who can read the answer, seen from the one who gave it. Where a safety hold keeps it from the partner the care team
    /// alone is told so.
    #[schema(max_items = 3)]
    pub audience: Vec<Audience>,
    /// Whether the change that this answers took the answer back from the one who sent the repair, which can be noticed.
    pub can_be_noticed: bool,
}

impl SharedRepairResponse {
    pub(in crate::homework::repairs) fn open(
        item: Item,
        practice: PracticeId,
        couple_ended: bool,
        key: &PracticeKey,
    ) -> ApiResult<Self> {
        let version = item.version();
        let Item { row, given } = item;
        let SharedRow {
            repair_id,
            id,
            client_id,
            in_person,
            local_date,
            own_done: own,
            impact_done: impact,
            validate_done: validate,
            do_over_done: do_over,
            follow_through_by,
            follow_through,
            follow_through_on,
            words_sealed,
            version: _,
        } = row;
        let (place, done) =
            (Place { practice, client: client_id, id: repair_id }, Done { own, impact, validate, do_over });
        let follow_through = follow_through.zip(follow_through_on);
        let response = match given {
            Some(given) => SharedResponseResponse::open(given, practice, couple_ended, key)?,
            None => None,
        };
        Ok(Self {
            id,
            client_id,
            in_person,
            local_date,
            parts: RepairAttemptParts::open(done, place, words_sealed.as_deref(), key)?,
            follow_through_by,
            follow_through: follow_through.map(|(AsText(outcome), on)| FollowThroughResponse { outcome, on }),
            response,
            version,
        })
    }
}

impl SharedResponseResponse {
    pub(in crate::homework::repairs) fn open(
        given: Given,
        practice: PracticeId,
        couple_ended: bool,
        key: &PracticeKey,
    ) -> ApiResult<Option<Self>> {
        let Given { client, to, answer, words_sealed, visibility, reaches, version: _ } = given;
        let (Some(answer), Some(sealed)) = (answer, words_sealed) else { return Ok(None) };
        let mut audience = visibility.audience(couple_ended);
        if let Some(reaches) = reaches {
            put_partner(&mut audience, reaches && !couple_ended);
        }
        let words = open_words(practice, client, to, &sealed, key)?;
        Ok(Some(Self { answer, words, visibility, audience, can_be_noticed: false }))
    }
}
