//! The partner's copy of a shared item, as a row.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;

use crate::homework::cadence::Purpose;
use crate::homework::check_ins::create::FIRST_SHARED_VERSION;
use crate::homework::check_ins::model::{Audience, CheckInRow, Outcome, PersonalInsert};
use crate::homework::check_ins::state::{Place, State};
use crate::platform::db::AsText;
use crate::platform::ids::kind::{AssignmentId, CheckInId, ClientId, CoupleId, PracticeId, SharedCheckInId};
use crate::schema::shared_check_ins;

/// A shared item. The author's own id serves only to open the words, and never leaves.
#[derive(Queryable, Selectable)]
#[diesel(table_name = shared_check_ins)]
pub struct SharedRow {
    pub check_in_id: CheckInId,
    pub id: SharedCheckInId,
    pub client_id: ClientId,
    pub assignment_id: AssignmentId,
    pub purpose: AsText<Purpose>,
    pub local_date: NaiveDate,
    pub outcome: AsText<Outcome>,
    pub count: i32,
    pub minutes: Option<i32>,
    pub version: i32,
    pub effort: Option<i16>,
    pub helpfulness: Option<i16>,
    pub closeness: Option<i16>,
    pub words_sealed: Option<Vec<u8>>,
}

/// A copy to be made.
#[derive(Insertable)]
#[diesel(table_name = shared_check_ins, treat_none_as_default_value = false)]
pub struct SharedInsert {
    pub practice_id: PracticeId,
    pub couple_id: CoupleId,
    pub id: SharedCheckInId,
    /// What the author is told that it is called: the same, but where it was first shared under a hold.
    pub author_ref: SharedCheckInId,
    pub client_id: ClientId,
    pub check_in_id: CheckInId,
    pub assignment_id: AssignmentId,
    pub purpose: AsText<Purpose>,
    pub local_date: NaiveDate,
    pub outcome: AsText<Outcome>,
    pub count: i32,
    pub minutes: Option<i32>,
    pub effort: Option<i16>,
    pub helpfulness: Option<i16>,
    pub closeness: Option<i16>,
    pub words_sealed: Option<Vec<u8>>,
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl SharedInsert {
    /// What the partner gets of an item, if anything: the words only where they are shared too.
    pub fn of(
        act: &CheckInRow,
        state: &State,
        personal: Option<&PersonalInsert>,
        place: Place,
    ) -> Option<Self> {
        let reading = state.read_by(Audience::Partner)?;
        let personal = personal.filter(|_| reading.personal.is_some());
        Some(Self {
            practice_id: place.practice,
            couple_id: act.couple_id?,
            id: act.partner_ref?,
            author_ref: act.partner_ref?,
            client_id: place.client,
            check_in_id: place.id,
            assignment_id: act.assignment_id,
            purpose: act.purpose,
            local_date: act.local_date,
            outcome: act.outcome,
            count: act.count,
            minutes: act.minutes,
            effort: personal.and_then(|personal| personal.effort),
            helpfulness: personal.and_then(|personal| personal.helpfulness),
            closeness: personal.and_then(|personal| personal.closeness),
            words_sealed: personal.map(|personal| personal.words_sealed.clone()),
            version: FIRST_SHARED_VERSION,
            created_at: act.updated_at,
            updated_at: act.updated_at,
        })
    }

    /// The same under an id made now. An id tells when it was made, and what was shared under a hold must not tell that
    /// there was one.
    #[must_use]
    pub fn under_a_new_id(self) -> Self {
        Self { id: SharedCheckInId::generate(), ..self }
    }
}
