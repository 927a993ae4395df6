//! The times of reminders. Nothing here reads a clock or a database.

use chrono::{DateTime, Days, Utc};

use crate::platform::local_day::{LocalTime, TimeZone, instant_of};

/// The first time after an instant. A time that the clocks skip comes later by the gap; one that comes twice comes once.
pub fn next_time(times: &[LocalTime], zone: TimeZone, after: DateTime<Utc>) -> Option<DateTime<Utc>> {
    around(times, zone, after).filter(|at| *at > after).min()
}

/// The last time that is not after an instant.
pub fn last_time(times: &[LocalTime], zone: TimeZone, until: DateTime<Utc>) -> Option<DateTime<Utc>> {
    around(times, zone, until).filter(|at| *at <= until).max()
}

/// Of the day before, of the same day and of the two that follow: a gap of the clocks can be a whole day.
fn around(times: &[LocalTime], zone: TimeZone, near: DateTime<Utc>) -> impl Iterator<Item = DateTime<Utc>> {
    let yesterday = zone.wall_clock(near).date() - Days::new(1);
    (0..4).flat_map(move |days| {
        times.iter().map(move |time| instant_of(zone, yesterday + Days::new(days), time.time()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(all: &[&str]) -> Vec<LocalTime> {
        all.iter().map(|time| serde_json::from_value(serde_json::json!(time)).unwrap()).collect()
    }

    fn at(instant: &str) -> DateTime<Utc> {
        instant.parse().unwrap()
    }

    #[test]
    fn each_time_comes_once_a_day_by_the_wall_clock() {
        let (zone, two) = ("Europe/London".parse().unwrap(), times(&["20:00", "08:30"]));
        let next = |after: &str| next_time(&two, zone, at(after)).unwrap();
        assert_eq!(next("2026-03-02T08:29:59Z"), at("2026-03-02T08:30:00Z"));
        assert_eq!(next("2026-03-02T08:30:00Z"), at("2026-03-02T20:00:00Z"));
        assert_eq!(next("2026-03-02T20:00:00Z"), at("2026-03-03T08:30:00Z"));
        assert_eq!(next("2026-06-02T07:29:59Z"), at("2026-06-02T07:30:00Z"));
        let last = |until: &str| last_time(&two, zone, at(until)).unwrap();
        assert_eq!(last("2026-03-02T08:30:00Z"), at("2026-03-02T08:30:00Z"));
        assert_eq!(last("2026-03-02T08:29:59Z"), at("2026-03-01T20:00:00Z"));
    }

    #[test]
    fn clocks_that_change_lose_none_and_double_none() {
        let (zone, night) = ("Europe/London".parse().unwrap(), times(&["01:30"]));
        let next = |after: &str| next_time(&night, zone, at(after)).unwrap();
        // 01:30 does not exist on the first of these nights, and exists twice on the second.
        assert_eq!(next("2026-03-28T12:00:00Z"), at("2026-03-29T01:30:00Z"));
        assert_eq!(next("2026-03-29T01:30:00Z"), at("2026-03-30T00:30:00Z"));
        assert_eq!(next("2026-10-24T12:00:00Z"), at("2026-10-25T00:30:00Z"));
        assert_eq!(next("2026-10-25T00:30:00Z"), at("2026-10-26T01:30:00Z"));
        // A day that Samoa never had.
        let zone = "Pacific/Apia".parse().unwrap();
        let next = next_time(&night, zone, at("2011-12-29T20:00:00Z"));
        assert!(next.is_some_and(|next| next > at("2011-12-29T20:00:00Z")), "{next:?}");
    }
}
