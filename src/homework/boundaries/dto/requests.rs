//! Requests of boundaries.

use chrono::{DateTime, Utc};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::homework::check_ins::{ReconnectPlan, Visibility};
use crate::homework::library::Purpose;
use crate::platform::http::rules::{chars, paragraphs, some, version_seven};
use crate::platform::http::{PageCursor, PageLimit};
use crate::platform::ids::kind::{AssignmentId, BoundaryId, CoupleId, LibraryItemId};
use crate::platform::local_day::TimeZone;

/// A new boundary, made from a boundary script or from an assignment of one. The id is made by the phone.
//
// Serialised only to compare a retry with what was sent first.
#[derive(Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c60", "assignment_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c30",
    "written_at": "2026-03-02T21:10:00Z", "time_zone": "Europe/London", "purpose": "connection",
    "limit": "I need an hour of quiet when I get home.", "so_that": "I can give you my full attention afterwards.",
    "reconnect": {"what": "We sit down together with a hot drink.", "after_minutes": 60}
}))]
pub struct CreateBoundaryRequest {
    /// A UUIDv7 made by the phone.
    #[garde(custom(version_seven))]
    pub id: BoundaryId,
    /// The couple that it belongs to; only what belongs to a couple can be shared with the partner. Left out: the author's
    /// own, or that of the assignment.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub couple_id: Option<CoupleId>,
    /// The assignment of a boundary script that it is made from.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignment_id: Option<AssignmentId>,
    /// The boundary script that it is made from, where that is no assignment; its published version is kept with it.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item_id: Option<LibraryItemId>,
    /// When it was written, by the phone's clock.
    #[garde(skip)]
    pub written_at: DateTime<Utc>,
    /// The zone that the person was in.
    #[garde(skip)]
    pub time_zone: TimeZone,
    /// When the phone sends this, by the same clock: a clock that is wrong is corrected by it.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_at: Option<DateTime<Utc>>,
    /// What the limit is for: that of the script.
    #[garde(skip)]
    pub purpose: Purpose,
    /// The limit.
    #[garde(length(chars, min = 1, max = 1000), custom(paragraphs))]
    #[schema(min_length = 1, max_length = 1000)]
    pub limit: String,
    /// How it keeps us at our best.
    #[garde(length(chars, min = 1, max = 1000), custom(paragraphs))]
    #[schema(min_length = 1, max_length = 1000)]
    pub so_that: String,
    /// The plan for closeness; required of a limit for connection, never of a protective one.
    #[garde(dive)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reconnect: Option<ReconnectPlan>,
    /// Who may read it. Left out: `therapist`. A protective one is never for the partner.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visibility: Option<Visibility>,
}

/// What a boundary says from now on. Whose it is, what it is for and what it was made from cannot be corrected.
#[derive(Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "limit": "I need half an hour of quiet when I get home.", "so_that": "I can give you my full attention afterwards.",
    "reconnect": {"what": "We sit down together with a hot drink.", "after_minutes": 30}, "visibility": "partner",
    "reason": "An hour was longer than I need."
}))]
pub struct CorrectBoundaryRequest {
    /// The limit.
    #[garde(length(chars, min = 1, max = 1000), custom(paragraphs))]
    #[schema(min_length = 1, max_length = 1000)]
    pub limit: String,
    /// How it keeps us at our best.
    #[garde(length(chars, min = 1, max = 1000), custom(paragraphs))]
    #[schema(min_length = 1, max_length = 1000)]
    pub so_that: String,
    /// The plan for closeness; required of a limit for connection, never of a protective one.
    #[garde(dive)]
    #[serde(default)]
    pub reconnect: Option<ReconnectPlan>,
    /// Who may read it. Left out: as before, for nothing is shared by leaving something out.
    #[garde(skip)]
    #[serde(default)]
    pub visibility: Option<Visibility>,
    /// Why it is corrected, kept with the earlier state.
    #[garde(custom(some(chars(1, 500))), custom(some(paragraphs)))]
    #[serde(default)]
    #[schema(min_length = 1, max_length = 500)]
    pub reason: Option<String>,
}

/// Which boundaries to list.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListBoundariesQuery {
    /// Only those that have ended, or that have not.
    #[garde(skip)]
    pub ended: Option<bool>,
    /// Items of a page.
    #[garde(skip)]
    #[serde(default)]
    #[param(value_type = Option<u8>, minimum = 1, maximum = 200)]
    pub limit: PageLimit,
    /// `next_cursor` of the page before.
    #[garde(skip)]
    #[param(value_type = Option<String>, max_length = 1000)]
    pub cursor: Option<PageCursor>,
}

impl ListBoundariesQuery {
    /// The filter that a cursor is bound to.
    pub(in crate::homework::boundaries) fn bound(&self) -> impl std::fmt::Debug {
        self.ended
    }
}
