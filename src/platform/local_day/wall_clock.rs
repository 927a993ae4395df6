//! What a wall clock is read by: its zone, a time of day, and the time at which a day starts.

use std::{fmt, str::FromStr};

use chrono::{DateTime, NaiveDateTime, NaiveTime, TimeDelta, Timelike, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A time zone by its IANA name, for example `Europe/Berlin`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, min_length = 1, max_length = 64, example = "Europe/Berlin")]
pub struct TimeZone(pub(super) Tz);

/// The name is not one of the IANA time zone database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownTimeZone;

/// A wall-clock time to the minute, `HH:MM`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(
    value_type = String, min_length = 5, max_length = 5,
    pattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$", example = "20:00"
)]
pub struct LocalTime(NaiveTime);

/// The wall-clock time at which a local day begins, `HH:MM` from 00:00 to 11:59; 03:00 by default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(
    value_type = String, min_length = 5, max_length = 5,
    pattern = "^(0[0-9]|1[01]):[0-5][0-9]$", example = "03:00"
)]
pub struct DayStart(u16);

/// The text is not a time of day that is allowed here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadLocalTime;

const LAST_DAY_START: u16 = 11 * 60 + 59;

impl TimeZone {
    /// Coordinated universal time.
    pub const UTC: Self = Self(Tz::UTC);

    /// The IANA name.
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// What a wall clock shows there at this instant.
    pub fn wall_clock(self, instant: DateTime<Utc>) -> NaiveDateTime {
        instant.with_timezone(&self.0).naive_local()
    }
}

impl From<Tz> for TimeZone {
    fn from(zone: Tz) -> Self {
        Self(zone)
    }
}

impl FromStr for TimeZone {
    type Err = UnknownTimeZone;

    fn from_str(name: &str) -> Result<Self, UnknownTimeZone> {
        name.parse().map(Self).map_err(|_| UnknownTimeZone)
    }
}

impl TryFrom<String> for TimeZone {
    type Error = UnknownTimeZone;

    fn try_from(name: String) -> Result<Self, UnknownTimeZone> {
        name.parse()
    }
}

impl From<TimeZone> for String {
    fn from(zone: TimeZone) -> Self {
        zone.name().to_owned()
    }
}

impl fmt::Display for TimeZone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for DayStart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl LocalTime {
    /// A time of day without its seconds.
    pub(super) fn to_the_minute(time: NaiveTime) -> Self {
        Self(NaiveTime::from_hms_opt(time.hour(), time.minute(), 0).unwrap_or(time))
    }

    /// The time of day; its seconds are 0.
    pub fn time(self) -> NaiveTime {
        self.0
    }
}

impl FromStr for LocalTime {
    type Err = BadLocalTime;

    fn from_str(text: &str) -> Result<Self, BadLocalTime> {
        let (hours, minutes) = text.split_once(':').ok_or(BadLocalTime)?;
        let time = NaiveTime::from_hms_opt(two_digits(hours)?, two_digits(minutes)?, 0);
        time.map(Self).ok_or(BadLocalTime)
    }
}

impl TryFrom<String> for LocalTime {
    type Error = BadLocalTime;

    fn try_from(text: String) -> Result<Self, BadLocalTime> {
        text.parse()
    }
}

impl From<LocalTime> for String {
    fn from(time: LocalTime) -> Self {
        time.0.format("%H:%M").to_string()
    }
}

impl DayStart {
    /// From minutes after midnight, 0 to 719.
    ///
    /// # Errors
    /// [`BadLocalTime`] from noon on.
    pub fn from_minutes(minutes: u16) -> Result<Self, BadLocalTime> {
        if minutes <= LAST_DAY_START { Ok(Self(minutes)) } else { Err(BadLocalTime) }
    }

    /// Minutes after midnight, 0 to 719.
    pub fn minutes(self) -> u16 {
        self.0
    }

    pub(super) fn after_midnight(self) -> TimeDelta {
        TimeDelta::minutes(i64::from(self.0))
    }
}

impl Default for DayStart {
    fn default() -> Self {
        Self(3 * 60)
    }
}

impl FromStr for DayStart {
    type Err = BadLocalTime;

    fn from_str(text: &str) -> Result<Self, BadLocalTime> {
        let time = text.parse::<LocalTime>()?.time();
        let minutes = time.signed_duration_since(NaiveTime::MIN).num_minutes();
        Self::from_minutes(u16::try_from(minutes).map_err(|_| BadLocalTime)?)
    }
}

impl TryFrom<String> for DayStart {
    type Error = BadLocalTime;

    fn try_from(text: String) -> Result<Self, BadLocalTime> {
        text.parse()
    }
}

impl From<DayStart> for String {
    fn from(start: DayStart) -> Self {
        format!("{:02}:{:02}", start.0 / 60, start.0 % 60)
    }
}

impl fmt::Display for UnknownTimeZone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("must be the name of an IANA time zone")
    }
}

impl std::error::Error for UnknownTimeZone {}

impl fmt::Display for BadLocalTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("must be a time of day in the form HH:MM and within its bounds")
    }
}

impl std::error::Error for BadLocalTime {}

fn two_digits(text: &str) -> Result<u32, BadLocalTime> {
    if text.len() != 2 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(BadLocalTime);
    }
    text.parse().map_err(|_| BadLocalTime)
}
