//! When a request asks, pure: a stretch of days in which one measure is enough.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Days of the longest stretch, with one for the zones of people.
const LONGEST: u64 = 52 * 7 + 1;

/// How often a measure is asked for.
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
pub enum MeasureRhythm {
    /// Once, by `due_on`.
    Once,
    /// Once in every stretch of `every_weeks` weeks, counted from `starts_on`.
    Weeks,
    /// Once in the `days_before` days before each appointment, and on its day; what was answered up to the day of the
    /// appointment before counts for that one.
    Appointments,
}

/// What a request says of its times.
#[derive(Clone, Copy, Debug)]
pub struct Times {
    pub rhythm: MeasureRhythm,
    pub starts_on: NaiveDate,
    pub due_on: Option<NaiveDate>,
    pub every_weeks: Option<i32>,
    pub days_before: Option<i32>,
    pub ends_on: Option<NaiveDate>,
}

/// The days of appointments of one care.
#[derive(Clone, Copy, Debug)]
pub struct Meetings {
    /// The next one.
    pub next: NaiveDate,
    /// The one before it.
    pub previous: Option<NaiveDate>,
}

/// The days in which one measure is enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    pub from: NaiveDate,
    pub due_on: NaiveDate,
}

impl Times {
    /// The stretch that a day belongs to; none while nothing is asked.
    pub fn stretch(&self, today: NaiveDate, meetings: Option<Meetings>) -> Option<Stretch> {
        if today < self.starts_on || self.ends_on.is_some_and(|last| last < today) {
            return None;
        }
        match self.rhythm {
            MeasureRhythm::Once => self.due_on.map(|due_on| Stretch { from: self.starts_on, due_on }),
            MeasureRhythm::Weeks => self.of_weeks(today),
            MeasureRhythm::Appointments => {
                let (Meetings { next, previous }, days) = (meetings?, u64::try_from(self.days_before?).ok()?);
                let earliest = next.checked_sub_days(Days::new(days))?.max(self.starts_on);
                // An answer counts for one appointment alone.
                let from = previous.and_then(|day| day.succ_opt()).map_or(earliest, |day| day.max(earliest));
                (from <= today).then_some(Stretch { from, due_on: next })
            }
        }
    }

    /// The first day that a stretch of today or later may have: nothing from before it counts.
    pub fn earliest(&self, today: NaiveDate) -> NaiveDate {
        let longest = today.checked_sub_days(Days::new(LONGEST)).unwrap_or(self.starts_on);
        if self.rhythm == MeasureRhythm::Once { self.starts_on } else { self.starts_on.max(longest) }
    }

    fn of_weeks(&self, today: NaiveDate) -> Option<Stretch> {
        let length = i64::from(self.every_weeks?).checked_mul(7).filter(|length| *length > 0)?;
        let begun = today.signed_duration_since(self.starts_on).num_days() / length;
        let from = self.starts_on.checked_add_days(Days::new(u64::try_from(begun * length).ok()?))?;
        let last = from.checked_add_days(Days::new(u64::try_from(length - 1).ok()?))?;
        Some(Stretch { from, due_on: self.ends_on.map_or(last, |ends_on| ends_on.min(last)) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(number: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, number).unwrap_or_default()
    }

    fn times(rhythm: MeasureRhythm) -> Times {
        let (due_on, every_weeks, days_before) = match rhythm {
            MeasureRhythm::Once => (Some(day(9)), None, None),
            MeasureRhythm::Weeks => (None, Some(2), None),
            MeasureRhythm::Appointments => (None, None, Some(3)),
        };
        Times { rhythm, starts_on: day(2), due_on, every_weeks, days_before, ends_on: None }
    }

    fn told(from: u32, due_on: u32) -> Option<Stretch> {
        Some(Stretch { from: day(from), due_on: day(due_on) })
    }

    #[test]
    fn once_is_asked_until_it_is_answered() {
        let once = times(MeasureRhythm::Once);
        assert_eq!(once.stretch(day(1), None), None);
        assert_eq!([2, 9, 30].map(|on| once.stretch(day(on), None)), [told(2, 9); 3]);
    }

    #[test]
    fn weeks_are_counted_from_the_first_day() {
        let weeks = times(MeasureRhythm::Weeks);
        assert_eq!([1, 2, 15].map(|on| weeks.stretch(day(on), None)), [None, told(2, 15), told(2, 15)]);
        assert_eq!(
            [16, 29, 30].map(|on| weeks.stretch(day(on), None)),
            [told(16, 29), told(16, 29), {
                let from = day(30);
                Some(Stretch { from, due_on: from + Days::new(13) })
            }]
        );
        let ending = Times { ends_on: Some(day(20)), ..weeks };
        assert_eq!([20, 21].map(|on| ending.stretch(day(on), None)), [told(16, 20), None]);
    }

    #[test]
    fn before_an_appointment_it_is_asked_from_its_first_day_to_that_of_the_appointment() {
        let before = times(MeasureRhythm::Appointments);
        let next = |at: u32| Meetings { next: day(at), previous: None };
        let asked = |on: u32, at: Option<u32>| before.stretch(day(on), at.map(next));
        assert_eq!(asked(10, None), None);
        assert_eq!(
            [asked(6, Some(10)), asked(7, Some(10)), asked(10, Some(10))],
            [None, told(7, 10), told(7, 10)]
        );
        // Never from before it was asked.
        assert_eq!(asked(3, Some(4)), told(2, 4));
    }

    /// Appointments may follow each other faster than the measure is asked ahead of them.
    #[test]
    fn the_day_of_the_appointment_before_is_of_that_one() {
        let before = Times { days_before: Some(14), ..times(MeasureRhythm::Appointments) };
        let asked = |on: u32, previous: u32, next: u32| {
            before.stretch(day(on), Some(Meetings { next: day(next), previous: Some(day(previous)) }))
        };
        assert_eq!([10, 11, 17].map(|on| asked(on, 10, 17)), [None, told(11, 17), told(11, 17)]);
        // Days that are nearer than the appointment before are not put off.
        assert_eq!(asked(17, 3, 30), told(16, 30));
        // A second one on the same day asks for nothing of its own.
        assert_eq!(asked(17, 17, 17), None);
    }
}
