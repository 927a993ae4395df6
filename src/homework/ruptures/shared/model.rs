//! The partner's copy of a rupture, as a row.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;

use crate::homework::check_ins::Audience;
use crate::homework::ruptures::model::{Place, RuptureRow};
use crate::platform::ids::kind::{ClientId, CoupleId, PracticeId, RuptureId, SharedRuptureId};
use crate::schema::shared_ruptures;

/// A shared rupture. The author's own id serves only to open the topic, and never leaves.
#[derive(Queryable, Selectable)]
#[diesel(table_name = shared_ruptures)]
pub struct SharedRow {
    pub rupture_id: RuptureId,
    pub id: SharedRuptureId,
    pub client_id: ClientId,
    pub local_date: NaiveDate,
    pub intensity: i16,
    #[diesel(select_expression = shared_ruptures::topic_sealed.nullable())]
    pub topic_sealed: Option<Vec<u8>>,
    pub version: i32,
}

/// A copy to be made.
#[derive(Insertable)]
#[diesel(table_name = shared_ruptures)]
pub struct SharedInsert {
    pub practice_id: PracticeId,
    pub couple_id: CoupleId,
    pub id: SharedRuptureId,
    /// What the author is told that it is called: the same, but where it was first shared under a hold.
    pub author_ref: SharedRuptureId,
    pub client_id: ClientId,
    pub rupture_id: RuptureId,
    pub local_date: NaiveDate,
    pub intensity: i16,
    pub topic_sealed: Vec<u8>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl SharedInsert {
    /// What the partner gets of a rupture, if anything.
    pub fn of(row: &RuptureRow, place: Place) -> Option<Self> {
        if !Audience::Partner.reads(row.visibility.0) {
            return None;
        }
        Some(Self {
            practice_id: place.practice,
            couple_id: row.couple_id,
            id: row.partner_ref?,
            author_ref: row.partner_ref?,
            client_id: place.client,
            rupture_id: place.id,
            local_date: row.local_date,
            intensity: row.intensity,
            topic_sealed: row.topic_sealed.clone()?,
            created_at: row.updated_at,
            updated_at: row.updated_at,
        })
    }

    /// The same under an id made now: what was shared under a hold must not tell that there was one.
    #[must_use]
    pub fn under_a_new_id(self) -> Self {
        Self { id: SharedRuptureId::generate(), ..self }
    }
}
