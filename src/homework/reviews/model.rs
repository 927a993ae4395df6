//! Reviews as rows, and what they say.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::platform::db::AsText;
use crate::platform::ids::kind::{AssignmentId, CheckInId, ClientId, PracticeId, StaffId};
use crate::schema::{check_in_reviews, check_ins};

/// How far the care team has come with a check-in.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    ToSchema,
    strum::EnumString,
    strum::Display,
    strum::IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum ReviewState {
    /// Nobody has looked at it as it is now.
    New,
    /// Somebody has.
    Seen,
    /// It was talked about.
    Discussed,
}

/// What is reviewed.
#[derive(Queryable, Selectable)]
#[diesel(table_name = check_ins)]
pub(super) struct CheckInRow {
    pub client_id: ClientId,
    pub id: CheckInId,
    pub assignment_id: AssignmentId,
    pub local_date: NaiveDate,
    pub team_version: i32,
}

/// What was said of it.
#[derive(Queryable, Selectable)]
#[diesel(table_name = check_in_reviews)]
pub(super) struct ReviewRow {
    pub state: AsText<ReviewState>,
    pub team_version: i32,
    pub reviewed_by: StaffId,
    pub version: i32,
    pub updated_at: DateTime<Utc>,
}

/// A check-in with its review, if there is one.
pub(super) type Found = (CheckInRow, Option<ReviewRow>);

#[derive(Insertable)]
#[diesel(table_name = check_in_reviews)]
pub(super) struct ReviewInsert {
    pub practice_id: PracticeId,
    pub client_id: ClientId,
    pub check_in_id: CheckInId,
    pub state: AsText<ReviewState>,
    pub team_version: i32,
    pub reviewed_by: StaffId,
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// How it stands: a review of what the check-in said before counts no more.
pub(super) fn state_of((check_in, review): &Found) -> ReviewState {
    match review {
        Some(review) if review.team_version == check_in.team_version => review.state.0,
        Some(_) | None => ReviewState::New,
    }
}

/// Grows with every change of the review and of what the care team reads: both numbers only grow, and so does their sum.
pub(super) fn version_of((check_in, review): &Found) -> i32 {
    let reviewed = review.as_ref().map_or(0, |review| review.version);
    check_in.team_version.saturating_add(reviewed)
}

/// The review of a check-in as it is now.
pub(super) fn reviewed(
    (check_in, review): &Found,
    practice: PracticeId,
    state: ReviewState,
    by: StaffId,
    now: DateTime<Utc>,
) -> ReviewInsert {
    ReviewInsert {
        practice_id: practice,
        client_id: check_in.client_id,
        check_in_id: check_in.id,
        state: AsText(state),
        team_version: check_in.team_version,
        reviewed_by: by,
        version: review.as_ref().map_or(0, |review| review.version).saturating_add(1),
        created_at: now,
        updated_at: now,
    }
}

impl From<&ReviewInsert> for ReviewRow {
    fn from(row: &ReviewInsert) -> Self {
        Self {
            state: row.state,
            team_version: row.team_version,
            reviewed_by: row.reviewed_by,
            version: row.version,
            updated_at: row.updated_at,
        }
    }
}
