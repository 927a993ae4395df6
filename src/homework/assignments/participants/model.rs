//! A member's part as rows, and the words for what a member says.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::dto::{ExcuseResponse, MemberPauseResponse, ParticipantResponse, ProposalResponse};
use super::reminder::{ReminderChannel, ReminderResponse};
use crate::homework::assignments::model::{BARRIER_PLAN, barrier_plan_place};
use crate::homework::check_ins::Visibility;
use crate::identity::practice_keys::PracticeKey;
use crate::platform::db::{AsJson, AsText};
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{AssignmentId, ClientId, PauseId, PracticeId};
use crate::platform::local_day::LocalTime;
use crate::schema::{assignment_participants, assignment_pauses};

/// What a client says to a proposal.
#[derive(
    Clone,
    Copy,
    Debug,
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
pub enum ProposalAnswer {
    /// Will do it as it is.
    Accept,
    /// Would do less of it.
    Smaller,
    /// Will not do it.
    Decline,
}

/// A dose that would do; at least one of the three is said.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SuggestedDose {
    /// Acts in a period.
    #[serde(default)]
    #[garde(inner(range(min = 1, max = 50)), custom(something(self.minutes)))]
    #[schema(minimum = 1, maximum = 50)]
    pub times: Option<i32>,
    /// Acts in a period at most; not below `times`, and only with it.
    #[serde(default)]
    #[garde(inner(range(min = 1, max = 50)), custom(not_below(self.times)))]
    #[schema(minimum = 1, maximum = 50)]
    pub times_max: Option<i32>,
    /// Minutes each time.
    #[serde(default)]
    #[garde(inner(range(min = 1, max = 600)))]
    #[schema(minimum = 1, maximum = 600)]
    pub minutes: Option<i32>,
}

fn something(minutes: Option<i32>) -> impl FnOnce(&Option<i32>, &()) -> garde::Result {
    move |times, ()| match (times, minutes) {
        (None, None) => Err(garde::Error::new("must be said where minutes are not")),
        _ => Ok(()),
    }
}

fn not_below(times: Option<i32>) -> impl FnOnce(&Option<i32>, &()) -> garde::Result {
    move |times_max, ()| match (times, times_max) {
        (_, None) => Ok(()),
        (Some(times), Some(most)) if times <= *most => Ok(()),
        _ => Err(garde::Error::new("must not be below times, and only stand with it")),
    }
}

/// What a rest is: some days, or just one period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::EnumString, strum::Display, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum RestKind {
    /// Days.
    Pause,
    /// One period.
    Excuse,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = assignment_participants)]
pub struct ParticipantRow {
    pub assignment_id: AssignmentId,
    pub client_id: ClientId,
    pub confidence: Option<i16>,
    pub barrier_plan_sealed: Option<Vec<u8>>,
    pub answer: Option<AsText<ProposalAnswer>>,
    pub suggested_times: Option<i32>,
    pub suggested_times_max: Option<i32>,
    pub suggested_minutes: Option<i32>,
    pub answer_words_sealed: Option<Vec<u8>>,
    pub answered_revision: Option<i32>,
    pub answered_at: Option<DateTime<Utc>>,
    pub reminder_channel: Option<AsText<ReminderChannel>>,
    pub reminder_times: Option<AsJson<Vec<LocalTime>>>,
    pub reminder_most_per_week: Option<i32>,
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// A pause or excuse of one member.
#[derive(Queryable, Selectable)]
#[diesel(table_name = assignment_pauses)]
pub struct RestRow {
    pub id: PauseId,
    pub kind: AsText<RestKind>,
    pub starts_on: NaiveDate,
    pub ends_on: Option<NaiveDate>,
    pub reason_sealed: Option<Vec<u8>>,
}

/// A member's whole part.
pub struct Part {
    pub row: ParticipantRow,
    /// Newest first.
    pub rests: Vec<RestRow>,
}

/// Where the words of an answer are sealed.
pub const ANSWER_WORDS: &str = "assignment_participants.answer_words_sealed";
/// Where the reason of a pause or excuse is sealed.
pub const REASON: &str = "assignment_pauses.reason_sealed";

/// The ids that a reason is sealed to.
pub fn reason_place(practice: PracticeId, rest: PauseId) -> [Uuid; 2] {
    [practice.uuid(), rest.uuid()]
}

impl RestRow {
    /// Its last day; one that never began has the day before its first.
    pub fn last_day(&self) -> NaiveDate {
        self.ends_on.unwrap_or(NaiveDate::MAX)
    }

    fn has_a_day(&self) -> bool {
        self.last_day() >= self.starts_on
    }
}

impl Part {
    /// The answer, its words opened.
    pub fn open(self, practice: PracticeId, key: &PracticeKey) -> ApiResult<ParticipantResponse> {
        let Self { row, rests } = self;
        let (mut pauses, mut excuses) = (Vec::new(), Vec::new());
        for rest in rests.into_iter().filter(RestRow::has_a_day) {
            let (from, until) = (rest.starts_on, rest.last_day());
            let place = reason_place(practice, rest.id);
            let reason = key.open_some(REASON, &place, rest.reason_sealed.as_deref())?;
            match rest.kind.0 {
                RestKind::Pause => pauses.push(MemberPauseResponse { from, until, reason }),
                RestKind::Excuse => {
                    excuses.push(ExcuseResponse { period_start: from, period_end: until, reason });
                }
            }
        }
        let place = barrier_plan_place(practice, row.assignment_id, row.client_id);
        Ok(ParticipantResponse {
            assignment_id: row.assignment_id,
            client_id: row.client_id,
            // By the check that `find_participant` makes: the member and the care team, and nobody else.
            audience: Visibility::Therapist.audience(false),
            confidence: row.confidence,
            barrier_plan: key.open_some(BARRIER_PLAN, &place, row.barrier_plan_sealed.as_deref())?,
            response: row.response(practice, key)?,
            pauses,
            excuses,
            reminder: row.reminder(),
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

impl ParticipantRow {
    fn reminder(&self) -> Option<ReminderResponse> {
        let AsJson(times) = self.reminder_times.clone()?;
        let AsText(channel) = self.reminder_channel?;
        Some(ReminderResponse { times, most_per_week: self.reminder_most_per_week?, channel })
    }

    fn response(&self, practice: PracticeId, key: &PracticeKey) -> ApiResult<Option<ProposalResponse>> {
        let (Some(AsText(answer)), Some(revision), Some(answered_at)) =
            (self.answer, self.answered_revision, self.answered_at)
        else {
            return Ok(None);
        };
        let (times, times_max, minutes) =
            (self.suggested_times, self.suggested_times_max, self.suggested_minutes);
        let said = times.is_some() || minutes.is_some();
        let place = barrier_plan_place(practice, self.assignment_id, self.client_id);
        let words = key.open_some(ANSWER_WORDS, &place, self.answer_words_sealed.as_deref())?;
        let suggested = said.then_some(SuggestedDose { times, times_max, minutes });
        Ok(Some(ProposalResponse { answer, suggested, words, revision, answered_at }))
    }
}
