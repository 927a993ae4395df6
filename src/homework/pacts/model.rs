//! Pacts and acceptances as rows, and the words of a pact.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::homework::check_ins::{Answer, ReconnectPlan};
use crate::identity::actor::Reader;
use crate::identity::practice_keys::PracticeKey;
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{AssignmentId, ClientId, CoupleId, PracticeId};
use crate::schema::{clients, pact_acceptances, pacts};

const WORDS: &str = "pacts.words_sealed";

/// Everything of a version that is said in words; sealed as one.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    pub limit: String,
    pub so_that: String,
    pub reconnect: ReconnectPlan,
    pub answers: Vec<Answer>,
}

/// What names a version: practice, homework and its number among all versions.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub practice: PracticeId,
    pub assignment: AssignmentId,
    pub number: i32,
}

impl Place {
    pub fn ids(self) -> [Uuid; 3] {
        let number = Uuid::from_u128(self.number.unsigned_abs().into());
        [self.practice.uuid(), self.assignment.uuid(), number]
    }
}

impl Words {
    /// The words, sealed for the row of their version.
    pub fn seal(&self, place: Place, key: &PracticeKey) -> ApiResult<Vec<u8>> {
        key.seal(WORDS, &place.ids(), self)
    }

    /// Opens what [`Words::seal`] sealed.
    pub fn open(place: Place, sealed: &[u8], key: &PracticeKey) -> ApiResult<Self> {
        key.open(WORDS, &place.ids(), sealed)
    }
}

/// One version.
#[derive(Queryable, Selectable)]
#[diesel(table_name = pacts)]
pub(super) struct PactRow {
    pub assignment_id: AssignmentId,
    pub number: i32,
    pub couple_id: CoupleId,
    pub client_id: ClientId,
    pub author_number: i32,
    pub partner_number: Option<i32>,
    pub item_version: i32,
    pub words_sealed: Vec<u8>,
    pub local_date: NaiveDate,
}

impl PactRow {
    /// The number that this reader counts it as.
    pub fn told(&self, reader: &Reader) -> i32 {
        if !reader.client {
            self.number
        } else if self.client_id == reader.member {
            self.author_number
        } else {
            self.partner_number.unwrap_or(self.number)
        }
    }
}

#[derive(Insertable)]
#[diesel(table_name = pacts, treat_none_as_default_value = false)]
pub(super) struct PactInsert {
    pub practice_id: PracticeId,
    pub assignment_id: AssignmentId,
    pub number: i32,
    pub couple_id: CoupleId,
    pub client_id: ClientId,
    pub author_number: i32,
    pub partner_number: Option<i32>,
    pub item_version: i32,
    pub words_sealed: Vec<u8>,
    pub local_date: NaiveDate,
    pub created_at: DateTime<Utc>,
}

/// That one of the two accepted a version.
#[derive(Queryable, Selectable)]
#[diesel(table_name = pact_acceptances)]
pub(super) struct AcceptanceRow {
    pub assignment_id: AssignmentId,
    pub number: i32,
    pub client_id: ClientId,
    pub reaches_partner: bool,
    pub accepted_at: DateTime<Utc>,
    /// Whether the care team is told of it: not of somebody whose record is restricted, or who is erased.
    #[diesel(select_expression = clients::restricted_at.is_null())]
    pub shown: bool,
}

#[derive(Insertable)]
#[diesel(table_name = pact_acceptances)]
pub(super) struct AcceptanceInsert {
    pub practice_id: PracticeId,
    pub assignment_id: AssignmentId,
    pub number: i32,
    pub couple_id: CoupleId,
    pub client_id: ClientId,
    pub reaches_partner: bool,
    pub accepted_at: DateTime<Utc>,
    pub created_at: DateTime<Utc>,
}
