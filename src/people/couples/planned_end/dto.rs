//! Requests and answers of planned ends.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::platform::http::Versioned;
use crate::platform::ids::kind::CoupleId;
use crate::schema::couple_end_plans;

/// When a couple is to end.
#[derive(Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"at": "2026-03-04T10:00:00Z"}))]
pub struct UpdatePlannedEndRequest {
    /// A safe time, still to come and at most a year away.
    #[garde(skip)]
    pub at: DateTime<Utc>,
}

/// The caller's own plan to end a couple.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "couple_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c15", "at": "2026-03-04T10:00:00Z", "version": 1,
    "created_at": "2026-03-02T18:30:00Z", "updated_at": "2026-03-02T18:30:00Z"
}))]
pub struct PlannedEndResponse {
    /// The couple.
    pub couple_id: CoupleId,
    /// When it is to end.
    pub at: DateTime<Utc>,
    /// Grows with every change.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When it was planned.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

impl Versioned for PlannedEndResponse {
    fn version(&self) -> i32 {
        self.version
    }
}

/// A plan as a row.
#[derive(Queryable, Selectable)]
#[diesel(table_name = couple_end_plans)]
pub(super) struct PlanRow {
    pub couple_id: CoupleId,
    pub at: DateTime<Utc>,
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl From<PlanRow> for PlannedEndResponse {
    fn from(row: PlanRow) -> Self {
        let PlanRow { couple_id, at, version, created_at, updated_at } = row;
        Self { couple_id, at, version, created_at, updated_at }
    }
}
