//! Local days: by hand where clocks misbehave, and for every zone that exists.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone as _, Utc};
use chrono_tz::TZ_VARIANTS;
use holdfast::platform::local_day::*;
use proptest::prelude::*;

use crate::support::d;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn date_of(instant: &str, zone: &str, day_start: &str) -> NaiveDate {
    local_date(at(instant), zone.parse().unwrap(), day_start.parse().unwrap())
}

#[test]
fn the_night_belongs_to_the_evening_before() {
    assert_eq!(date_of("2026-01-10T01:59:59Z", "Europe/Berlin", "03:00"), d("2026-01-09"));
    assert_eq!(date_of("2026-01-10T02:00:00Z", "Europe/Berlin", "03:00"), d("2026-01-10"));
    assert_eq!(date_of("2026-01-09T23:00:00Z", "Europe/Berlin", "00:00"), d("2026-01-10"));
    assert_eq!(date_of("2026-01-10T07:59:00Z", "America/New_York", "03:00"), d("2026-01-09"));
}

#[test]
fn a_skipped_time_moves_by_the_gap_and_a_double_one_is_the_first() {
    let berlin = "Europe/Berlin".parse().unwrap();
    let half_past_two = NaiveTime::from_hms_opt(2, 30, 0).unwrap();
    assert_eq!(instant_of(berlin, d("2026-03-29"), half_past_two), at("2026-03-29T01:30:00Z"));
    assert_eq!(instant_of(berlin, d("2026-10-25"), half_past_two), at("2026-10-25T00:30:00Z"));
    // Samoa had no 30 December 2011: the whole date moves by a day.
    let apia = "Pacific/Apia".parse().unwrap();
    let noon = NaiveTime::from_hms_opt(12, 0, 0).unwrap();
    assert_eq!(instant_of(apia, d("2011-12-30"), noon), at("2011-12-30T22:00:00Z"));
}

#[test]
fn clocks_that_change_at_midnight() {
    // Havana 2026: 00:00 becomes 01:00 on 8 March; 01:00 becomes 00:00 on 1 November.
    assert_eq!(date_of("2026-03-08T04:59:59Z", "America/Havana", "00:00"), d("2026-03-07"));
    assert_eq!(date_of("2026-03-08T05:00:00Z", "America/Havana", "00:00"), d("2026-03-08"));
    assert_eq!(date_of("2026-11-01T04:00:00Z", "America/Havana", "00:00"), d("2026-11-01"));
    // St John's 2010 went back from 00:01 to 23:01: the new day had begun, and it stays.
    assert_eq!(date_of("2010-11-07T02:30:30Z", "America/St_Johns", "00:00"), d("2010-11-07"));
    assert_eq!(date_of("2010-11-07T02:45:00Z", "America/St_Johns", "00:00"), d("2010-11-07"));
}

#[test]
fn a_date_that_no_clock_showed_has_only_its_night() {
    // The clock went from 29 December 24:00 to 31 December 00:00, at 10:00 UTC.
    assert_eq!(date_of("2011-12-30T09:59:59Z", "Pacific/Apia", "03:00"), d("2011-12-29"));
    assert_eq!(date_of("2011-12-30T10:00:00Z", "Pacific/Apia", "03:00"), d("2011-12-30"));
    assert_eq!(date_of("2011-12-30T13:00:00Z", "Pacific/Apia", "03:00"), d("2011-12-31"));
    // Without a night it is empty, and its neighbours still meet.
    assert_eq!(date_of("2011-12-30T10:00:00Z", "Pacific/Apia", "00:00"), d("2011-12-31"));
    let ends = |date| day_ends_at("Pacific/Apia".parse().unwrap(), d(date), "00:00".parse().unwrap());
    assert_eq!(ends("2011-12-29"), ends("2011-12-30"));
    assert_eq!(date_of("1993-08-21T11:59:59Z", "Pacific/Kwajalein", "00:00"), d("1993-08-20"));
    assert_eq!(date_of("1993-08-21T12:00:00Z", "Pacific/Kwajalein", "00:00"), d("1993-08-22"));
    // And in 1969 a date came twice there: one day of 47 hours.
    for hour in ["1969-09-30T12:00:00Z", "1969-09-30T13:30:00Z", "1969-10-01T11:00:00Z"] {
        assert_eq!(date_of(hour, "Pacific/Kwajalein", "03:00"), d("1969-09-30"), "{hour}");
    }
}

/// Days follow one another without gap or overlap, and where the wall clock is plain the date is
/// the plain one.
fn check_day(zone: TimeZone, tz: chrono_tz::Tz, date: NaiveDate, day_start: DayStart) {
    let next = date.succ_opt().unwrap();
    let (start, end) =
        (day_ends_at(zone, date.pred_opt().unwrap(), day_start), day_ends_at(zone, date, day_start));
    assert!(start <= end, "{tz} {date}");
    assert!(local_date(end, zone, day_start) >= next, "{tz} {date}");
    if start == end {
        return;
    }
    let second = TimeDelta::seconds(1);
    for instant in [start, start + (end - start) / 2, end - second] {
        assert_eq!(local_date(instant, zone, day_start), date, "{tz} {instant}");
        let wall = instant.with_timezone(&tz).naive_local();
        if tz.from_local_datetime(&wall).single().is_some() {
            let shifted = wall - TimeDelta::minutes(day_start.minutes().into());
            assert_eq!(shifted.date(), date, "{tz} {instant}");
        }
    }
}

fn check_all_zones(first: NaiveDate, day_start: DayStart) {
    for tz in TZ_VARIANTS {
        let zone = TimeZone::from(tz);
        let noon = |date: NaiveDate| date.and_hms_opt(12, 0, 0).unwrap();
        let offset = |date| chrono::Offset::fix(&tz.offset_from_utc_datetime(&noon(date)));
        let mut unsettled = 0;
        for (index, date) in first.iter_days().take(2 * 366).enumerate() {
            // Nothing can happen far from a clock change, so few such days are enough.
            if offset(date + Days::new(3)) != offset(date + Days::new(2)) {
                unsettled = 6;
            }
            if unsettled > 0 || index % 30 == 0 {
                check_day(zone, tz, date, day_start);
            }
            unsettled = (unsettled - 1).max(0);
        }
    }
}

#[test]
fn no_zone_loses_or_doubles_a_day_in_these_years() {
    check_all_zones(d("2026-01-01"), DayStart::default());
    check_all_zones(d("2010-11-01"), DayStart::from_minutes(0).unwrap());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_zone_loses_or_doubles_a_day(year in 1966..2036, minutes in 0_u16..720) {
        let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
        check_all_zones(first, DayStart::from_minutes(minutes).unwrap());
    }
}
