//! Answers of participants.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::homework::assignments::participants::model::{ProposalAnswer, SuggestedDose};
use crate::homework::assignments::participants::reminder::ReminderResponse;
use crate::homework::check_ins::Audience;
use crate::platform::http::Versioned;
use crate::platform::ids::kind::{AssignmentId, ClientId};

/// What belongs to one member of an assignment.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "assignment_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c30", "client_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13",
    "audience": ["self", "care_team"], "confidence": 7, "barrier_plan": "If I come home late, then we do it at breakfast.",
    "response": {"answer": "smaller", "suggested": {"times": 1, "times_max": null, "minutes": 5},
        "words": "Every day is too much while we move house.", "revision": 1, "answered_at": "2026-03-03T08:00:00Z"},
    "pauses": [{"from": "2026-03-09", "until": "2026-03-15", "reason": "We both have the flu."}],
    "excuses": [{"period_start": "2026-03-04", "period_end": "2026-03-04", "reason": "My father was in hospital."}],
    "reminder": {"times": ["08:30"], "most_per_week": 5, "channel": "email"},
    "version": 2, "created_at": "2026-03-02T18:30:00Z", "updated_at": "2026-03-03T08:00:00Z"
}))]
pub struct ParticipantResponse {
    /// The assignment.
    pub assignment_id: AssignmentId,
    /// The member.
    pub client_id: ClientId,
    /// Who can read this.
    #[schema(max_items = 3)]
    pub audience: Vec<Audience>,
    /// How sure the member is to manage it, 0 to 10.
    #[schema(minimum = 0, maximum = 10)]
    pub confidence: Option<i16>,
    /// What the member does when something gets in the way.
    #[schema(max_length = 1000)]
    pub barrier_plan: Option<String>,
    /// What the member said to the proposal; null where nothing was said.
    pub response: Option<ProposalResponse>,
    /// The member's own pauses, newest first.
    #[schema(max_items = 100)]
    pub pauses: Vec<MemberPauseResponse>,
    /// The member's excused periods, newest first.
    #[schema(max_items = 100)]
    pub excuses: Vec<ExcuseResponse>,
    /// When the member is reminded; null where not at all.
    pub reminder: Option<ReminderResponse>,
    /// Grows with every change.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// What a member said to a proposal.
#[derive(Serialize, ToSchema)]
pub struct ProposalResponse {
    /// The answer.
    pub answer: ProposalAnswer,
    /// The dose that would do.
    pub suggested: Option<SuggestedDose>,
    /// Why, in own words.
    #[schema(max_length = 1000)]
    pub words: Option<String>,
    /// The revision that was answered.
    #[schema(minimum = 1)]
    pub revision: i32,
    /// When.
    pub answered_at: DateTime<Utc>,
}

/// Days on which nothing was or is asked of the member.
#[derive(Serialize, ToSchema)]
pub struct MemberPauseResponse {
    /// First local date.
    pub from: NaiveDate,
    /// Last local date.
    pub until: NaiveDate,
    /// Why.
    #[schema(max_length = 500)]
    pub reason: Option<String>,
}

/// A period that does not count for the member, unless it was met.
#[derive(Serialize, ToSchema)]
pub struct ExcuseResponse {
    /// Its first local date.
    pub period_start: NaiveDate,
    /// Its last local date.
    pub period_end: NaiveDate,
    /// Why.
    #[schema(max_length = 500)]
    pub reason: Option<String>,
}

impl Versioned for ParticipantResponse {
    fn version(&self) -> i32 {
        self.version
    }
}
