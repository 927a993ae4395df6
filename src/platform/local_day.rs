//! Which local day an instant belongs to, and when a local day ends.
//! A day starts at `day_start`, so that what is done after midnight belongs to the evening before.

use std::{fmt, str::FromStr};

use chrono::{
    DateTime, Days, FixedOffset, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, Utc,
};
use chrono_tz::{GapInfo, Tz};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A time zone by its IANA name, for example `Europe/Berlin`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, min_length = 1, max_length = 64, example = "Europe/Berlin")]
pub struct TimeZone(Tz);

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

    fn after_midnight(self) -> TimeDelta {
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

/// The local day to which an instant belongs: its wall-clock date, or the day before when the
/// wall clock shows less than `day_start`.
///
/// When clocks go back across the start of a day, that day has begun with the first pass and goes
/// on through the second. So for every zone the local days follow one another without overlap.
pub fn local_date(instant: DateTime<Utc>, zone: TimeZone, day_start: DayStart) -> NaiveDate {
    let wall = instant.with_timezone(&zone.0).naive_local();
    let mut date = wall.checked_sub_signed(day_start.after_midnight()).unwrap_or(wall).date();
    while let Some(next) = date.checked_add_days(Days::new(1)) {
        if day_starts_at(zone, next, day_start) > instant {
            break;
        }
        date = next;
    }
    date
}

/// The instant at which a wall clock in `zone` shows this date and time. A time that a clock
/// change skips is moved forward by the length of the gap; of one that comes twice, the first counts.
pub fn instant_of(zone: TimeZone, date: NaiveDate, time: NaiveTime) -> DateTime<Utc> {
    match resolve(zone, date.and_time(time)) {
        Found::At(instant) => instant,
        Found::InGap { shifted, .. } => shifted,
    }
}

/// The end of a local day: the instant at which the next one starts.
pub fn day_ends_at(zone: TimeZone, date: NaiveDate, day_start: DayStart) -> DateTime<Utc> {
    match date.checked_add_days(Days::new(1)) {
        Some(next) => day_starts_at(zone, next, day_start),
        None => DateTime::<Utc>::MAX_UTC,
    }
}

/// The first instant at which the wall clock has reached `day_start` of this date. A start inside
/// a gap comes with the end of the gap, because the clock then already shows a later time.
fn day_starts_at(zone: TimeZone, date: NaiveDate, day_start: DayStart) -> DateTime<Utc> {
    let midnight = date.and_time(NaiveTime::MIN);
    let wall = midnight.checked_add_signed(day_start.after_midnight()).unwrap_or(midnight);
    match resolve(zone, wall) {
        Found::At(instant) => instant,
        Found::InGap { end, .. } => end,
    }
}

enum Found {
    /// The first instant with this wall-clock time.
    At(DateTime<Utc>),
    /// No clock ever showed it: the time moved forward by the gap, and the instant after the gap.
    InGap { shifted: DateTime<Utc>, end: DateTime<Utc> },
}

fn resolve(zone: TimeZone, wall: NaiveDateTime) -> Found {
    match wall.and_local_timezone(zone.0) {
        LocalResult::Single(instant) | LocalResult::Ambiguous(instant, _) => {
            Found::At(instant.with_timezone(&Utc))
        }
        // Reading the clock on as it ran before the gap moves a time by just the gap's length,
        // and the clock change itself is the last wall-clock time of the old offset.
        LocalResult::None => match GapInfo::new(&wall, &zone.0).and_then(|gap| gap.begin) {
            Some((change, before)) => Found::InGap {
                shifted: with_offset(wall, before.fix()),
                end: with_offset(change, before.fix()),
            },
            // Only beyond the calendar's ends, where no zone is known.
            None => Found::At(wall.and_utc()),
        },
    }
}

fn with_offset(wall: NaiveDateTime, offset: FixedOffset) -> DateTime<Utc> {
    let seconds = TimeDelta::seconds(i64::from(offset.local_minus_utc()));
    wall.checked_sub_signed(seconds).unwrap_or(wall).and_utc()
}

fn two_digits(text: &str) -> Result<u32, BadLocalTime> {
    if text.len() != 2 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(BadLocalTime);
    }
    text.parse().map_err(|_| BadLocalTime)
}

/// A day of the week.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    ToSchema,
    strum::EnumString,
    strum::Display,
    strum::IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Weekday {
    /// Monday.
    Monday,
    /// Tuesday.
    Tuesday,
    /// Wednesday.
    Wednesday,
    /// Thursday.
    Thursday,
    /// Friday.
    Friday,
    /// Saturday.
    Saturday,
    /// Sunday.
    Sunday,
}

impl Weekday {
    /// Days from this day forward to the next `other`, 0 to 6.
    pub(crate) fn days_until(self, other: Weekday) -> i64 {
        let from = chrono::Weekday::from(self);
        i64::from(chrono::Weekday::from(other).days_since(from))
    }
}

impl From<Weekday> for chrono::Weekday {
    fn from(day: Weekday) -> Self {
        match day {
            Weekday::Monday => Self::Mon,
            Weekday::Tuesday => Self::Tue,
            Weekday::Wednesday => Self::Wed,
            Weekday::Thursday => Self::Thu,
            Weekday::Friday => Self::Fri,
            Weekday::Saturday => Self::Sat,
            Weekday::Sunday => Self::Sun,
        }
    }
}

impl From<chrono::Weekday> for Weekday {
    fn from(day: chrono::Weekday) -> Self {
        match day {
            chrono::Weekday::Mon => Self::Monday,
            chrono::Weekday::Tue => Self::Tuesday,
            chrono::Weekday::Wed => Self::Wednesday,
            chrono::Weekday::Thu => Self::Thursday,
            chrono::Weekday::Fri => Self::Friday,
            chrono::Weekday::Sat => Self::Saturday,
            chrono::Weekday::Sun => Self::Sunday,
        }
    }
}
