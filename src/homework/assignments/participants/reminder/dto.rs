//! Requests and answers of reminders.

use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::platform::local_day::LocalTime;

/// When to be reminded of homework.
#[derive(Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"times": ["08:30", "20:00"], "most_per_week": 5}))]
pub struct UpdateReminderRequest {
    /// Times of day in the member's zone, each once.
    #[garde(length(min = 1, max = 6), custom(distinct))]
    #[schema(min_items = 1, max_items = 6)]
    pub times: Vec<LocalTime>,
    /// Most reminders within seven days, however many times come.
    #[garde(range(min = 1, max = 42))]
    #[serde(default = "once_a_day")]
    #[schema(minimum = 1, maximum = 42, default = 7)]
    pub most_per_week: i32,
    /// How it comes.
    #[garde(skip)]
    #[serde(default)]
    pub channel: ReminderChannel,
}

fn once_a_day() -> i32 {
    7
}

fn distinct(times: &[LocalTime], _: &()) -> garde::Result {
    let twice =
        times.iter().enumerate().any(|(index, time)| times.iter().skip(index + 1).any(|it| it == time));
    if twice { Err(garde::Error::new("must not contain a time twice")) } else { Ok(()) }
}

/// How a reminder comes.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
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
pub enum ReminderChannel {
    /// By e-mail, where the member's contact preferences say so too.
    #[default]
    Email,
}

/// When the member is reminded.
#[derive(Serialize, ToSchema)]
pub struct ReminderResponse {
    /// Times of day in the member's zone.
    #[schema(max_items = 6)]
    pub times: Vec<LocalTime>,
    /// Most reminders within seven days.
    #[schema(minimum = 1, maximum = 42)]
    pub most_per_week: i32,
    /// How it comes.
    pub channel: ReminderChannel,
}
