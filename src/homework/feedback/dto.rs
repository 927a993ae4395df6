//! Requests and answers of feedback.

use chrono::{DateTime, Utc};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::model::{EARLIER_TEXT, FeedbackRow, TEXT, VersionRow, place, place_of_version};
use crate::identity::practice_keys::PracticeKey;
use crate::platform::http::rules::paragraphs;
use crate::platform::http::{ApiResult, PageCursor, PageLimit, Versioned};
use crate::platform::ids::kind::{CheckInFeedbackId, CheckInId, ClientId, PracticeId, StaffId};

/// What is said to a check-in.
#[derive(Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "check_in_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c40", "text": "You asked before you were cross. That is the hard part."
}))]
pub struct CreateCheckInFeedbackRequest {
    /// A check-in of this client that the caller can read.
    #[garde(skip)]
    pub check_in_id: CheckInId,
    /// What is said, for the author of the check-in.
    #[garde(length(chars, min = 1, max = 2000), custom(paragraphs))]
    #[schema(min_length = 1, max_length = 2000)]
    pub text: String,
}

/// What is said instead.
#[derive(Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"text": "You asked before you were cross. That is the hard part, and you did it twice."}))]
pub struct UpdateCheckInFeedbackRequest {
    /// What is said, for the author of the check-in.
    #[garde(length(chars, min = 1, max = 2000), custom(paragraphs))]
    #[schema(min_length = 1, max_length = 2000)]
    pub text: String,
}

/// Which feedback to list.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListCheckInFeedbackQuery {
    /// Only what is said to this check-in.
    #[garde(skip)]
    pub check_in_id: Option<CheckInId>,
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

/// What a therapist says to a check-in.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c61", "client_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13",
    "check_in_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c40", "text": "You asked before you were cross. That is the hard part.",
    "written_by": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c16", "written_by_name": "Maya Lindqvist", "version": 1,
    "created_at": "2026-03-03T09:00:00Z", "updated_at": "2026-03-03T09:00:00Z"
}))]
pub struct CheckInFeedbackResponse {
    /// The id.
    pub id: CheckInFeedbackId,
    /// The author of the check-in.
    pub client_id: ClientId,
    /// The check-in.
    pub check_in_id: CheckInId,
    /// What is said.
    #[schema(max_length = 2000)]
    pub text: String,
    /// Who says it.
    pub written_by: StaffId,
    /// The name of who says it.
    #[schema(max_length = 200)]
    pub written_by_name: String,
    /// Grows with every change.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

impl Versioned for CheckInFeedbackResponse {
    fn version(&self) -> i32 {
        self.version
    }
}

impl CheckInFeedbackResponse {
    pub(super) fn open(row: FeedbackRow, practice: PracticeId, key: &PracticeKey) -> ApiResult<Self> {
        let FeedbackRow {
            id,
            client_id,
            check_in_id,
            written_by,
            written_by_name,
            text_sealed,
            version,
            created_at,
            updated_at,
        } = row;
        let text = key.open(TEXT, &place(practice, id), &text_sealed)?;
        Ok(Self {
            id,
            client_id,
            check_in_id,
            text,
            written_by,
            written_by_name,
            version,
            created_at,
            updated_at,
        })
    }
}

/// What feedback said before.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "version": 1, "text": "You asked before you were cross.", "edited_by": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c16",
    "edited_at": "2026-03-03T09:10:00Z"
}))]
pub struct CheckInFeedbackVersionResponse {
    /// The version that said this.
    #[schema(minimum = 1)]
    pub version: i32,
    /// What it said.
    #[schema(max_length = 2000)]
    pub text: String,
    /// Who changed it.
    pub edited_by: StaffId,
    /// When.
    pub edited_at: DateTime<Utc>,
}

impl CheckInFeedbackVersionResponse {
    pub(super) fn open(
        row: VersionRow,
        practice: PracticeId,
        id: CheckInFeedbackId,
        key: &PracticeKey,
    ) -> ApiResult<Self> {
        let VersionRow { version, text_sealed, edited_by, edited_at } = row;
        let text = key.open(EARLIER_TEXT, &place_of_version(practice, id, version), &text_sealed)?;
        Ok(Self { version, text, edited_by, edited_at })
    }
}
