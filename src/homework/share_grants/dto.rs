//! Requests and answers of share grants.

use chrono::{DateTime, Utc};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::model::{GrantRow, Scope};
use crate::homework::library::Kind;
use crate::platform::db::AsText;
use crate::platform::http::{ApiError, ApiResult, Versioned};
use crate::platform::ids::kind::{AssignmentId, ClientId, CoupleId, ShareGrantId};

/// A grant to be given.
#[derive(Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"assignment_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c30"}))]
pub struct CreateShareGrantRequest {
    /// An assignment of the couple in which each partner counts alone; either this or `category`.
    #[garde(custom(one_scope(&self.category)))]
    #[serde(default)]
    pub assignment_id: Option<AssignmentId>,
    /// Every homework of the couple of this kind; either this or `assignment_id`.
    #[garde(skip)]
    #[serde(default)]
    pub category: Option<Kind>,
}

fn one_scope(category: &Option<Kind>) -> impl FnOnce(&Option<AssignmentId>, &()) -> garde::Result {
    move |assignment, ()| match (assignment, category) {
        (Some(_), Some(_)) | (None, None) => {
            Err(garde::Error::new("either assignment_id or category is needed"))
        }
        _ => Ok(()),
    }
}

impl CreateShareGrantRequest {
    /// What it is for.
    pub(super) fn scope(&self) -> ApiResult<Scope> {
        match (self.assignment_id, self.category) {
            (Some(assignment), None) => Ok(Scope::Assignment(assignment)),
            (None, Some(kind)) => Ok(Scope::Category(kind)),
            // The rules of the request leave no other case.
            _ => Err(ApiError::Internal),
        }
    }
}

/// A standing permission to share.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c61", "client_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13",
    "couple_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c15", "assignment_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c30",
    "category": null, "ended_at": null, "taken_back": null, "version": 1,
    "created_at": "2026-03-02T18:30:00Z", "updated_at": "2026-03-02T18:30:00Z"
}))]
pub struct ShareGrantResponse {
    /// The id.
    pub id: ShareGrantId,
    /// The author who gave it.
    pub client_id: ClientId,
    /// The couple that it is for, and that it ends with.
    pub couple_id: CoupleId,
    /// The assignment; null for a grant by kind.
    pub assignment_id: Option<AssignmentId>,
    /// The kind of homework; null for a grant by assignment.
    pub category: Option<Kind>,
    /// When it ended; null while it holds.
    pub ended_at: Option<DateTime<Utc>>,
    /// What was taken back; null while nothing was.
    pub taken_back: Option<TakenBackResponse>,
    /// Grows with every change.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When it was given.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// What a taking back did.
#[derive(Serialize, ToSchema)]
pub struct TakenBackResponse {
    /// When.
    pub at: DateTime<Utc>,
    /// How many check-ins are the partner's to read no longer.
    #[schema(minimum = 0)]
    pub check_ins: i32,
    /// Whether the partner can notice: what was there before is gone.
    pub can_be_noticed: bool,
}

impl Versioned for ShareGrantResponse {
    fn version(&self) -> i32 {
        self.version
    }
}

impl From<GrantRow> for ShareGrantResponse {
    fn from(row: GrantRow) -> Self {
        let GrantRow {
            id,
            client_id,
            couple_id,
            assignment_id,
            category,
            ended_at,
            taken_back_at,
            taken_back_count,
            version,
            created_at,
            updated_at,
        } = row;
        let taken_back = taken_back_at.zip(taken_back_count).map(|(at, check_ins)| TakenBackResponse {
            at,
            check_ins,
            can_be_noticed: check_ins > 0,
        });
        let category = category.map(|AsText(kind)| kind);
        Self {
            id,
            client_id,
            couple_id,
            assignment_id,
            category,
            ended_at,
            taken_back,
            version,
            created_at,
            updated_at,
        }
    }
}
