//! Requests of participants.

use chrono::NaiveDate;
use garde::Validate;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::homework::assignments::participants::model::{ProposalAnswer, SuggestedDose};
use crate::platform::http::present;
use crate::platform::http::rules::{chars, paragraphs, some};
use crate::platform::local_day::{date, some_date};

/// Changes of what belongs to one member; what is absent stays, null takes away.
#[derive(Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"confidence": 7, "barrier_plan": "If I come home late, then we do it at breakfast."}))]
pub struct UpdateParticipantRequest {
    /// How sure the member is to manage it, 0 to 10.
    #[garde(custom(some(some(zero_to_ten))))]
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<i16>, minimum = 0, maximum = 10)]
    pub confidence: Option<Option<i16>>,
    /// What the member does when something gets in the way. Kept sealed.
    #[garde(custom(some(some(chars(1, 1000)))), custom(some(some(paragraphs))))]
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 1000)]
    pub barrier_plan: Option<Option<String>>,
}

fn zero_to_ten(value: &i16, _: &()) -> garde::Result {
    if (0..=10).contains(value) { Ok(()) } else { Err(garde::Error::new("must be between 0 and 10")) }
}

/// What a client says to a proposal.
#[derive(Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "answer": "smaller", "suggested": {"times": 1, "minutes": 5}, "words": "Every day is too much while we move house.",
    "confidence": 8
}))]
pub struct UpdateResponseRequest {
    /// The answer; the therapist decides what becomes of it.
    #[garde(skip)]
    pub answer: ProposalAnswer,
    /// The dose that would do: with `smaller`, and with that alone. It asks for less than the newest revision does, fewer times
    /// in a period or fewer minutes, and for more of nothing (422 `not_smaller`).
    #[garde(dive, custom(only_with_smaller(self.answer)))]
    #[serde(default)]
    pub suggested: Option<SuggestedDose>,
    /// Why, in own words. Kept sealed.
    #[garde(custom(some(chars(1, 1000))), custom(some(paragraphs)))]
    #[serde(default)]
    #[schema(min_length = 1, max_length = 1000)]
    pub words: Option<String>,
    /// How sure the client is to manage it, 0 to 10. Left out: it stays as it is.
    #[garde(custom(some(zero_to_ten)))]
    #[serde(default)]
    #[schema(minimum = 0, maximum = 10)]
    pub confidence: Option<i16>,
}

fn only_with_smaller(answer: ProposalAnswer) -> impl FnOnce(&Option<SuggestedDose>, &()) -> garde::Result {
    move |suggested, ()| match suggested {
        Some(_) if answer != ProposalAnswer::Smaller => {
            Err(garde::Error::new("must be left out unless the answer is smaller"))
        }
        None if answer == ProposalAnswer::Smaller => {
            Err(garde::Error::new("must say the dose that would do, where the answer is smaller"))
        }
        _ => Ok(()),
    }
}

/// Days on which nothing is asked of one member.
#[derive(Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"until": "2026-03-15", "reason": "We both have the flu."}))]
pub struct UpdateMemberPauseRequest {
    /// First local date, from today to 60 days ahead. Left out: today, or the first day of the pause that is running.
    #[garde(skip)]
    #[serde(default, deserialize_with = "some_date")]
    pub from: Option<NaiveDate>,
    /// Last local date, from today on and not before the first: with it at most 14 days, of a therapist's at most 366.
    #[garde(skip)]
    #[serde(deserialize_with = "date")]
    pub until: NaiveDate,
    /// Why. Kept sealed.
    #[garde(custom(some(chars(1, 500))), custom(some(paragraphs)))]
    #[serde(default)]
    #[schema(min_length = 1, max_length = 500)]
    pub reason: Option<String>,
}

/// One period that shall not count.
#[derive(Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "My father was in hospital."}))]
pub struct UpdateExcuseRequest {
    /// Why. Kept sealed.
    #[garde(length(chars, min = 1, max = 500), custom(paragraphs))]
    #[schema(min_length = 1, max_length = 500)]
    pub reason: String,
}
