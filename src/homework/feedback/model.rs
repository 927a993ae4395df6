//! Feedback as rows, and how its text is sealed.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use crate::platform::ids::kind::{CheckInFeedbackId, CheckInId, ClientId, PracticeId, StaffId};
use crate::schema::{check_in_feedback, check_in_feedback_versions, staff};

/// Feedback, with the name of who wrote it.
#[derive(Queryable, Selectable)]
#[diesel(table_name = check_in_feedback)]
pub(super) struct FeedbackRow {
    pub id: CheckInFeedbackId,
    pub client_id: ClientId,
    pub check_in_id: CheckInId,
    pub written_by: StaffId,
    #[diesel(select_expression = staff::name)]
    pub written_by_name: String,
    pub text_sealed: Vec<u8>,
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

#[derive(Insertable)]
#[diesel(table_name = check_in_feedback)]
pub(super) struct FeedbackInsert {
    pub practice_id: PracticeId,
    pub id: CheckInFeedbackId,
    pub client_id: ClientId,
    pub check_in_id: CheckInId,
    pub written_by: StaffId,
    pub text_sealed: Vec<u8>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// What it said before.
#[derive(Queryable, Selectable)]
#[diesel(table_name = check_in_feedback_versions)]
pub(super) struct VersionRow {
    pub version: i32,
    pub text_sealed: Vec<u8>,
    pub edited_by: StaffId,
    pub edited_at: DateTime<Utc>,
}

#[derive(Insertable)]
#[diesel(table_name = check_in_feedback_versions)]
pub(super) struct VersionInsert {
    pub practice_id: PracticeId,
    pub feedback_id: CheckInFeedbackId,
    pub version: i32,
    pub text_sealed: Vec<u8>,
    pub edited_by: StaffId,
    pub edited_at: DateTime<Utc>,
}

/// Where the text is sealed.
pub(super) const TEXT: &str = "check_in_feedback.text_sealed";
/// Where an earlier text is sealed.
pub(super) const EARLIER_TEXT: &str = "check_in_feedback_versions.text_sealed";

/// The ids that the text is sealed to.
pub(super) fn place(practice: PracticeId, id: CheckInFeedbackId) -> [Uuid; 2] {
    [practice.uuid(), id.uuid()]
}

/// The ids that an earlier text is sealed to.
pub(super) fn place_of_version(practice: PracticeId, id: CheckInFeedbackId, version: i32) -> [Uuid; 3] {
    [practice.uuid(), id.uuid(), Uuid::from_u128(version.unsigned_abs().into())]
}
