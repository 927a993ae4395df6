//! Which local day an instant belongs to, and when a local day ends.
//! A day starts at `day_start`, so that what is done after midnight belongs to the evening before.

mod wall_clock;
mod weekday;
mod written;

use chrono::{
    DateTime, Days, FixedOffset, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, Utc,
};
use chrono_tz::GapInfo;

pub use self::wall_clock::{BadLocalTime, DayStart, LocalTime, TimeZone, UnknownTimeZone};
pub use self::weekday::Weekday;
pub use self::written::{date, given_date, present_date, some_date};

/// The local day to which an instant belongs: its wall-clock date, or the day before when the
/// wall clock shows less than `day_start`.
///
/// When clocks go back across the start of a day, that day has begun with the first pass and goes
/// on through the second. So for every zone the local days follow one another without overlap.
pub fn local_date(instant: DateTime<Utc>, zone: TimeZone, day_start: DayStart) -> NaiveDate {
    let wall = zone.wall_clock(instant);
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

/// The second instant at which a wall clock in `zone` shows this date and time, where clocks that go back make it come twice.
pub fn second_instant_of(zone: TimeZone, date: NaiveDate, time: NaiveTime) -> Option<DateTime<Utc>> {
    match date.and_time(time).and_local_timezone(zone.0) {
        LocalResult::Ambiguous(_, second) => Some(second.with_timezone(&Utc)),
        LocalResult::Single(_) | LocalResult::None => None,
    }
}

/// The date that a calendar shows at this time of a local day: the next one before `day_start`, for then the day still
/// goes on.
pub fn wall_date(date: NaiveDate, time: NaiveTime, day_start: DayStart) -> NaiveDate {
    let before_start = time.signed_duration_since(NaiveTime::MIN) < day_start.after_midnight();
    let days = Days::new(u64::from(before_start));
    date.checked_add_days(days).unwrap_or(date)
}

/// The time of day that a wall clock shows in `zone`, to the minute.
pub fn local_time(instant: DateTime<Utc>, zone: TimeZone) -> LocalTime {
    LocalTime::to_the_minute(zone.wall_clock(instant).time())
}

/// The first instant at which the wall clock has reached `day_start` of this date. A start inside
/// a gap comes with the end of the gap, because the clock then already shows a later time.
pub fn day_starts_at(zone: TimeZone, date: NaiveDate, day_start: DayStart) -> DateTime<Utc> {
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
