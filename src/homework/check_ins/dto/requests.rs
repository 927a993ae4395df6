//! Requests of check-ins.

use chrono::{DateTime, NaiveDate, Utc};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::homework::cadence::Purpose;
use crate::homework::check_ins::details::Details;
use crate::homework::check_ins::model::{Outcome, Visibility};
use crate::platform::http::rules::{calendar_date, chars, line, paragraphs, some, version_seven};
use crate::platform::http::{PageCursor, PageLimit};
use crate::platform::ids::kind::{AssignmentId, CheckInId};
use crate::platform::local_day::{TimeZone, some_date};

/// One act. The id is made by the phone, so that sending it again does no harm.
//
// Serialised only to compare a retry with what was sent first; when it was sent is no part of that.
#[derive(Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c40", "assignment_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c30",
    "occurred_at": "2026-03-02T20:10:00Z", "time_zone": "Europe/London", "sent_at": "2026-03-02T20:12:00Z",
    "outcome": "done", "minutes": 10,
    "personal": {"effort": 3, "helpfulness": 7, "closeness": 8, "feelings": ["calm"], "note": "We laughed."}
}))]
pub struct CreateCheckInRequest {
    /// A UUIDv7 made by the phone.
    #[garde(custom(version_seven))]
    pub id: CheckInId,
    /// The assignment.
    #[garde(skip)]
    pub assignment_id: AssignmentId,
    /// When it happened, by the phone's clock.
    #[garde(skip)]
    pub occurred_at: DateTime<Utc>,
    /// The zone that the person was in.
    #[garde(skip)]
    pub time_zone: TimeZone,
    /// When the phone sends this, by the same clock: a clock that is wrong is corrected by it.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_at: Option<DateTime<Utc>>,
    /// Whether it is the homework itself or the regular look back at it.
    #[garde(skip)]
    #[serde(default)]
    pub purpose: Purpose,
    /// What came of it.
    #[garde(skip)]
    pub outcome: Outcome,
    /// How many acts it stands for, of homework that is counted. Left out: 1.
    #[garde(inner(range(min = 1, max = 100)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 100)]
    pub count: Option<i32>,
    /// How long it took.
    #[garde(inner(range(min = 0, max = 1440)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 1440)]
    pub minutes: Option<i32>,
    /// Who may read the act. Left out: `partner` when one act counts for both or a share grant covers it, else
    /// `therapist`.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visibility: Option<Visibility>,
    /// The author's personal part, with a visibility of its own.
    #[garde(dive)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub personal: Option<PersonalRequest>,
}

/// Ratings and words of the author. All words are kept sealed.
#[derive(Clone, Default, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonalRequest {
    /// Who may read this part; never more than may read the act. Left out: `therapist`, or `private` when the act is.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visibility: Option<Visibility>,
    /// How much effort it took, 0 to 10.
    #[garde(inner(range(min = 0, max = 10)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 10)]
    pub effort: Option<i16>,
    /// How much it helped, 0 to 10.
    #[garde(inner(range(min = 0, max = 10)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 10)]
    pub helpfulness: Option<i16>,
    /// How close it felt, 0 to 10.
    #[garde(inner(range(min = 0, max = 10)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 10)]
    pub closeness: Option<i16>,
    /// Keys of the feeling vocabulary, or own words.
    #[garde(length(max = 20), inner(length(chars, min = 1, max = 40), custom(line)))]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<crate::platform::http::rules::FeelingText>, max_items = 20)]
    pub feelings: Vec<String>,
    /// What got in the way.
    #[garde(length(max = 10), inner(length(chars, min = 1, max = 200), custom(line)))]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<crate::platform::http::rules::ObstacleText>, max_items = 10)]
    pub obstacles: Vec<String>,
    /// Why it was not done; only with that outcome.
    #[garde(custom(some(chars(1, 500))), custom(some(paragraphs)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 500)]
    pub not_done_reason: Option<String>,
    /// A note.
    #[garde(custom(some(chars(1, 4000))), custom(some(paragraphs)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 4000)]
    pub note: Option<String>,
    /// What this kind of homework asks for in particular.
    #[garde(dive)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub details: Option<Details>,
}

/// What a check-in says from now on. Who it is of, for what and when it was cannot be corrected.
#[derive(Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "outcome": "partly", "minutes": 5, "visibility": "therapist", "personal": {"note": "We had to stop early."},
    "reason": "I had mixed up two evenings."
}))]
pub struct CorrectCheckInRequest {
    /// What came of it.
    #[garde(skip)]
    pub outcome: Outcome,
    /// How many acts it stands for, of homework that is counted. Left out: 1.
    #[garde(inner(range(min = 1, max = 100)))]
    #[serde(default)]
    #[schema(minimum = 1, maximum = 100)]
    pub count: Option<i32>,
    /// How long it took. Left out: not said.
    #[garde(inner(range(min = 0, max = 1440)))]
    #[serde(default)]
    #[schema(minimum = 0, maximum = 1440)]
    pub minutes: Option<i32>,
    /// Who may read the act. Left out: as before, for nothing is shared by leaving something out.
    #[garde(skip)]
    #[serde(default)]
    pub visibility: Option<Visibility>,
    /// The personal part. Left out: taken away. Its visibility left out: as before, as far as the act's allows.
    #[garde(dive)]
    #[serde(default)]
    pub personal: Option<PersonalRequest>,
    /// Why it is corrected, kept with the earlier state.
    #[garde(custom(some(chars(1, 500))), custom(some(paragraphs)))]
    #[serde(default)]
    #[schema(min_length = 1, max_length = 500)]
    pub reason: Option<String>,
}

/// Which check-ins to list.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListCheckInsQuery {
    /// Only of this assignment.
    #[garde(skip)]
    pub assignment_id: Option<AssignmentId>,
    /// Only of this local date and later.
    #[garde(custom(some(calendar_date)))]
    #[serde(default, deserialize_with = "some_date")]
    pub local_date_from: Option<NaiveDate>,
    /// Only of this local date and earlier: both ends count.
    #[garde(custom(some(calendar_date)))]
    #[serde(default, deserialize_with = "some_date")]
    pub local_date_to: Option<NaiveDate>,
    /// Only these; repeat for more than one.
    #[garde(length(max = 4))]
    #[serde(default)]
    #[param(max_items = 4)]
    pub outcome: Vec<Outcome>,
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

impl ListCheckInsQuery {
    /// The filter that a cursor is bound to.
    pub(in crate::homework::check_ins) fn bound(&self) -> impl std::fmt::Debug {
        (self.assignment_id, self.local_date_from, self.local_date_to, self.outcome.clone())
    }
}
