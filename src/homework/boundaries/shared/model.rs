//! The partner's copy of a shared boundary, as a row.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;

use crate::homework::boundaries::model::{BoundaryRow, Place};
use crate::platform::ids::kind::{
    AssignmentId, BoundaryId, ClientId, CoupleId, PracticeId, SharedBoundaryId,
};
use crate::schema::shared_boundaries;

/// A shared boundary. The author's own id serves only to open the words, and never leaves.
#[derive(Queryable, Selectable)]
#[diesel(table_name = shared_boundaries)]
pub struct SharedRow {
    pub boundary_id: BoundaryId,
    pub id: SharedBoundaryId,
    pub client_id: ClientId,
    pub assignment_id: Option<AssignmentId>,
    pub local_date: NaiveDate,
    pub words_sealed: Vec<u8>,
    pub ended: bool,
    pub version: i32,
}

/// A copy to be made.
#[derive(Insertable)]
#[diesel(table_name = shared_boundaries, treat_none_as_default_value = false)]
pub struct SharedInsert {
    pub practice_id: PracticeId,
    pub couple_id: CoupleId,
    pub id: SharedBoundaryId,
    /// What the author is told that it is called: the same, but where it was first shared under a hold.
    pub author_ref: SharedBoundaryId,
    pub client_id: ClientId,
    pub boundary_id: BoundaryId,
    pub assignment_id: Option<AssignmentId>,
    pub local_date: NaiveDate,
    pub words_sealed: Vec<u8>,
    pub ended: bool,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl SharedInsert {
    /// What the partner gets of a boundary, if anything.
    pub fn of(row: &BoundaryRow, place: Place) -> Option<Self> {
        Some(Self {
            practice_id: place.practice,
            couple_id: row.couple_id?,
            id: row.partner_ref?,
            author_ref: row.partner_ref?,
            client_id: place.client,
            boundary_id: place.id,
            assignment_id: row.assignment_id,
            local_date: row.local_date,
            words_sealed: row.words_sealed.clone(),
            ended: row.ended_at.is_some(),
            created_at: row.updated_at,
            updated_at: row.updated_at,
        })
    }

    /// The same under an id made now: an id tells when it was made, and what was shared under a hold must not tell that there
    /// was one.
    #[must_use]
    pub fn under_a_new_id(self) -> Self {
        Self { id: SharedBoundaryId::generate(), ..self }
    }
}
