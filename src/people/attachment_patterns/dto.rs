//! Requests and answers of attachment patterns.

use chrono::{DateTime, NaiveDate, Utc};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::model::{Pattern, PatternContent, PatternRow, SealedPattern, Source, open_note, seal_note};
use crate::identity::practice_keys::PracticeKey;
use crate::platform::db::AsText;
use crate::platform::http::rules::{calendar_date, chars, paragraphs, some};
use crate::platform::http::{ApiError, ApiResult, Versioned};
use crate::platform::ids::kind::{ClientId, MembershipId};
use crate::platform::local_day::date;

/// An attachment pattern, as it is from now on.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "pattern": "anxious", "source": "clinician", "assessed_on": "2026-03-02", "note": "Softer since the spring."
}))]
pub struct UpdateAttachmentPatternRequest {
    /// The pattern.
    #[garde(skip)]
    pub pattern: Pattern,
    /// Who said so.
    #[garde(skip)]
    pub source: Source,
    /// On which day; not in the future, and not before 1900.
    #[garde(custom(calendar_date))]
    #[serde(deserialize_with = "date")]
    pub assessed_on: NaiveDate,
    /// What the care team should know with it. Left out: none.
    #[garde(custom(some(chars(1, 4000))), custom(some(paragraphs)))]
    #[serde(default)]
    #[schema(min_length = 1, max_length = 4000)]
    pub note: Option<String>,
}

impl UpdateAttachmentPatternRequest {
    /// Whether a row says the same already.
    pub(super) fn equals(&self, row: &PatternRow, key: &PracticeKey) -> ApiResult<bool> {
        let Self { pattern, source, assessed_on, note } = self;
        let same =
            (row.pattern, row.source, row.assessed_on) == (AsText(*pattern), AsText(*source), *assessed_on);
        Ok(same && open_note(key, row)? == *note)
    }

    /// The content of a row.
    pub(super) fn content(
        &self,
        key: &PracticeKey,
        client: ClientId,
        recorded_by: MembershipId,
        updated_at: DateTime<Utc>,
    ) -> ApiResult<PatternContent> {
        let Self { pattern, source, assessed_on, note } = self;
        Ok(PatternContent {
            pattern: AsText(*pattern),
            source: AsText(*source),
            assessed_on: *assessed_on,
            note_sealed: seal_note(key, client, note.as_ref())?,
            recorded_by,
            updated_at,
        })
    }
}

/// A client's attachment pattern.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "client_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13", "pattern": "anxious", "source": "clinician",
    "assessed_on": "2026-03-02", "note": "Softer since the spring.",
    "recorded_by": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c16", "version": 1,
    "created_at": "2026-03-02T18:30:00Z", "updated_at": "2026-03-02T18:30:00Z"
}))]
pub struct AttachmentPatternResponse {
    /// The client.
    pub client_id: ClientId,
    /// The pattern.
    pub pattern: Pattern,
    /// Who said so.
    pub source: Source,
    /// On which day.
    pub assessed_on: NaiveDate,
    /// What the care team should know with it.
    #[schema(max_length = 4000)]
    pub note: Option<String>,
    /// The staff member who wrote this version.
    pub recorded_by: MembershipId,
    /// Grows with every change.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

impl Versioned for AttachmentPatternResponse {
    fn version(&self) -> i32 {
        self.version
    }
}

impl TryFrom<SealedPattern> for AttachmentPatternResponse {
    type Error = ApiError;

    fn try_from(SealedPattern { row, key }: SealedPattern) -> ApiResult<Self> {
        let note = open_note(&key, &row)?;
        let PatternRow {
            client_id,
            pattern: AsText(pattern),
            source: AsText(source),
            assessed_on,
            note_sealed: _,
            recorded_by,
            version,
            created_at,
            updated_at,
        } = row;
        Ok(Self {
            client_id,
            pattern,
            source,
            assessed_on,
            note,
            recorded_by,
            version,
            created_at,
            updated_at,
        })
    }
}
