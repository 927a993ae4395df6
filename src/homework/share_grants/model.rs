//! Share grants as rows.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::homework::library::Kind;
use crate::platform::db::AsText;
use crate::platform::ids::kind::{AssignmentId, ClientId, CoupleId, PracticeId, ShareGrantId};
use crate::schema::share_grants;

/// What a grant is for.
#[derive(Clone, Copy)]
pub(super) enum Scope {
    /// One assignment of the couple.
    Assignment(AssignmentId),
    /// Every homework of the couple of one kind.
    Category(Kind),
}

impl Scope {
    /// The assignment, if it is for one.
    pub fn assignment(self) -> Option<AssignmentId> {
        match self {
            Self::Assignment(id) => Some(id),
            Self::Category(_) => None,
        }
    }

    /// The kind, if it is for one.
    pub fn category(self) -> Option<Kind> {
        match self {
            Self::Assignment(_) => None,
            Self::Category(kind) => Some(kind),
        }
    }
}

/// A grant.
#[derive(Clone, Queryable, Selectable)]
#[diesel(table_name = share_grants)]
pub(super) struct GrantRow {
    pub id: ShareGrantId,
    pub client_id: ClientId,
    pub couple_id: CoupleId,
    pub assignment_id: Option<AssignmentId>,
    pub category: Option<AsText<Kind>>,
    pub ended_at: Option<DateTime<Utc>>,
    pub taken_back_at: Option<DateTime<Utc>>,
    pub taken_back_count: Option<i32>,
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

#[derive(Insertable)]
#[diesel(table_name = share_grants)]
pub(super) struct GrantInsert {
    pub practice_id: PracticeId,
    pub id: ShareGrantId,
    pub client_id: ClientId,
    pub couple_id: CoupleId,
    pub assignment_id: Option<AssignmentId>,
    pub category: Option<AsText<Kind>>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}
