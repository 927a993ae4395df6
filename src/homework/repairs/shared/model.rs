//! The partner's copy of a repair, as a row, and the answer to it.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;

use crate::homework::check_ins::{Audience, Visibility};
use crate::homework::repairs::model::{FollowThroughOutcome, RepairRow};
use crate::homework::repairs::responses::{CopyRow, RepairAnswer, ResponseRow};
use crate::homework::repairs::state::Place;
use crate::platform::db::AsText;
use crate::platform::ids::kind::{ClientId, CoupleId, PracticeId, RepairId, SharedRepairId};
use crate::schema::shared_repairs;

/// A shared repair. The author's own id serves only to open the words, and never leaves.
#[derive(Queryable, Selectable)]
#[diesel(table_name = shared_repairs)]
pub struct SharedRow {
    pub repair_id: RepairId,
    pub id: SharedRepairId,
    pub client_id: ClientId,
    pub in_person: bool,
    pub local_date: NaiveDate,
    pub own_done: bool,
    pub impact_done: bool,
    pub validate_done: bool,
    pub do_over_done: bool,
    pub follow_through_by: Option<NaiveDate>,
    pub follow_through: Option<AsText<FollowThroughOutcome>>,
    pub follow_through_on: Option<NaiveDate>,
    #[diesel(select_expression = shared_repairs::words_sealed.nullable())]
    pub words_sealed: Option<Vec<u8>>,
    pub version: i32,
}

/// A copy to be made.
#[derive(Insertable)]
#[diesel(table_name = shared_repairs, treat_none_as_default_value = false)]
pub struct SharedInsert {
    pub practice_id: PracticeId,
    pub couple_id: CoupleId,
    pub id: SharedRepairId,
    /// What the author is told that it is called: the same, but where it was first shared under a hold.
    pub author_ref: SharedRepairId,
    pub client_id: ClientId,
    pub repair_id: RepairId,
    pub in_person: bool,
    pub local_date: NaiveDate,
    pub own_done: bool,
    pub impact_done: bool,
    pub validate_done: bool,
    pub do_over_done: bool,
    pub follow_through_by: Option<NaiveDate>,
    pub follow_through: Option<AsText<FollowThroughOutcome>>,
    pub follow_through_on: Option<NaiveDate>,
    pub words_sealed: Vec<u8>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl SharedInsert {
    /// What the partner gets of a repair, if anything: never which rupture it is about.
    pub fn of(row: &RepairRow, place: Place) -> Option<Self> {
        if !Audience::Partner.reads(row.visibility.0) {
            return None;
        }
        Some(Self {
            practice_id: place.practice,
            couple_id: row.couple_id,
            id: row.partner_ref?,
            author_ref: row.partner_ref?,
            client_id: place.client,
            repair_id: place.id,
            in_person: row.in_person,
            local_date: row.local_date,
            own_done: row.own_done,
            impact_done: row.impact_done,
            validate_done: row.validate_done,
            do_over_done: row.do_over_done,
            follow_through_by: row.follow_through_by,
            follow_through: row.follow_through,
            follow_through_on: row.follow_through_on,
            words_sealed: row.words_sealed.clone()?,
            created_at: row.updated_at,
            updated_at: row.updated_at,
        })
    }

    /// The same under an id made now: what was shared under a hold must not tell that there was one.
    #[must_use]
    pub fn under_a_new_id(self) -> Self {
        Self { id: SharedRepairId::generate(), ..self }
    }
}

/// What was answered, as somebody may know it.
pub struct Given {
    /// Who answered, and under which name of the repair: what opens the words.
    pub client: ClientId,
    pub to: SharedRepairId,
    pub answer: Option<RepairAnswer>,
    pub words_sealed: Option<Vec<u8>>,
    pub visibility: Visibility,
    /// Whether who sent the repair reads it; not asked for the one who answered, who is told what was chosen.
    pub reaches: Option<bool>,
    pub version: i32,
}

impl Given {
    /// As the one who answered knows it.
    pub fn own(row: ResponseRow) -> Self {
        let ResponseRow { client_id, shared_repair_id, answer, words_sealed, visibility, version } = row;
        let (AsText(visibility), answer) = (visibility, answer.map(|AsText(answer)| answer));
        Self {
            client: client_id,
            to: shared_repair_id,
            answer,
            words_sealed,
            visibility,
            reaches: None,
            version,
        }
    }

    /// As the care team knows it.
    pub fn for_team(row: ResponseRow, copy: Option<CopyRow>) -> Self {
        let reaches = copy.is_some_and(|copy| copy.answer.is_some());
        Self { reaches: Some(reaches), ..Self::own(row) }
    }

    /// As the one who sent the repair knows it.
    pub fn for_sender(row: CopyRow) -> Self {
        let CopyRow { client_id, shared_repair_id, answer, words_sealed, version } = row;
        let answer = answer.map(|AsText(answer)| answer);
        let visibility = Visibility::Partner;
        Self {
            client: client_id,
            to: shared_repair_id,
            answer,
            words_sealed,
            visibility,
            reaches: None,
            version,
        }
    }
}

/// A repair that the couple shares, with the answer that its reader may know.
pub struct Item {
    pub row: SharedRow,
    pub given: Option<Given>,
}

impl Item {
    /// The number by which the reader knows repair and answer together.
    pub fn version(&self) -> i32 {
        let given = self.given.as_ref().map_or(0, |given| given.version);
        self.row.version.saturating_add(given)
    }
}
