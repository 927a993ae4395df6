//! The request of a revision.

use chrono::NaiveDate;
use garde::Validate;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::homework::cadence::{Cadence, Mode};
use crate::platform::http::present;
use crate::platform::http::rules::{chars, paragraphs, some};
use crate::platform::local_day::{given_date, present_date};

/// Changes of an assignment's terms; what is absent stays, null takes away.
#[derive(Clone, Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "cadence": {"type": "times_per_period", "times": 2, "every": 1, "unit": "day"}, "minutes": 5,
    "rationale": "Twice a day is what fits into your weeks."
}))]
pub struct UpdateAssignmentRequest {
    /// Whose act counts for whom, within the couple: `together`, `each` or `either`, as the item allows. Holds from the next
    /// period on, and what was lived before keeps its own.
    #[garde(skip)]
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Mode, required = false)]
    pub mode: Option<Mode>,
    /// How often it is due. Holds from the next period on: the one that is under way ends as it was.
    #[garde(dive)]
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Cadence, required = false)]
    pub cadence: Option<Cadence>,
    /// How long it takes each time.
    #[garde(custom(some(some(dose))))]
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<i32>, minimum = 1, maximum = 600)]
    pub minutes: Option<Option<i32>>,
    /// Why this helps. Kept sealed.
    #[garde(custom(some(some(chars(1, 1000)))), custom(some(some(paragraphs))))]
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 1000)]
    pub rationale: Option<Option<String>>,
    /// A newer published version of the item.
    #[garde(inner(range(min = 1, max = 1_000_000)))]
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = i32, required = false, minimum = 1, maximum = 1_000_000)]
    pub item_version: Option<i32>,
    /// Last local date, from today to ten years after the first; null leaves it open. Holds at once.
    #[garde(skip)]
    #[serde(default, deserialize_with = "present_date")]
    #[schema(value_type = Option<NaiveDate>)]
    pub ends_on: Option<Option<NaiveDate>>,
    /// First local date on which the changes hold: from today, or the assignment's first day where that is to come, to 366 days
    /// ahead; where they wait for the next period, that must begin by then. Left out: the first day.
    #[garde(skip)]
    #[serde(default, deserialize_with = "given_date")]
    #[schema(value_type = NaiveDate, required = false)]
    pub effective_from: Option<NaiveDate>,
}

fn dose(minutes: &i32, _: &()) -> garde::Result {
    if (1..=600).contains(minutes) { Ok(()) } else { Err(garde::Error::new("must be between 1 and 600")) }
}
