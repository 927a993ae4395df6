//! Schedules before they are assigned, worked out by hand where clocks misbehave.

use holdfast::homework::schedule_previews::*;
use serde_json::{Value, json};

fn preview(cadence: Value, zone: &str, starts_on: &str, day_start: &str, periods: usize) -> Value {
    let request = json!({"cadence": cadence, "time_zone": zone, "starts_on": starts_on, "periods": periods});
    let request: CreateSchedulePreviewRequest = serde_json::from_value(request).unwrap();
    let clocks = Clocks {
        zone: zone.parse().unwrap(),
        day_start: day_start.parse().unwrap(),
        week_start: holdfast::platform::local_day::Weekday::Monday,
    };
    serde_json::to_value(expand(&request, clocks)).unwrap()
}

fn sundays(at: &str) -> Value {
    json!({"type": "on_weekdays", "weekdays": ["sunday"], "every": 1, "at": at})
}

fn kinds(preview: &Value) -> Vec<(&str, &str)> {
    let notes = preview["notes"].as_array().unwrap();
    notes.iter().map(|it| (it["kind"].as_str().unwrap(), it["local_date"].as_str().unwrap())).collect()
}

#[test]
fn a_time_that_does_not_exist_says_where_it_moves() {
    let found = preview(sundays("01:30"), "Europe/London", "2026-03-22", "00:00", 2);
    assert_eq!(kinds(&found), [("short_day", "2026-03-29"), ("skipped_time", "2026-03-29")]);
    assert_eq!(found["notes"][0]["day_minutes"], 23 * 60);
    let moved = &found["notes"][1];
    assert_eq!((&moved["at"], &moved["shown_as"]), (&json!("01:30"), &json!("02:30")));
    assert_eq!(moved["due_at"], "2026-03-29T01:30:00Z");
    assert_eq!(found["periods"][1]["due_at"], "2026-03-29T01:30:00Z");
    assert_eq!(found["periods"][1]["ends_at"], "2026-03-29T23:00:00Z");
}

#[test]
fn a_time_that_comes_twice_says_which_counts() {
    let found = preview(sundays("01:30"), "Europe/London", "2026-10-19", "00:00", 1);
    assert_eq!(kinds(&found), [("long_day", "2026-10-25"), ("repeated_time", "2026-10-25")]);
    let twice = &found["notes"][1];
    assert_eq!(
        (&twice["due_at"], &twice["again_at"]),
        (&json!("2026-10-25T00:30:00Z"), &json!("2026-10-25T01:30:00Z"))
    );
    assert_eq!((&found["notes"][0]["day_minutes"], &twice["shown_as"]), (&json!(25 * 60), &json!("01:30")));
}

#[test]
fn a_time_after_midnight_belongs_to_the_day_that_still_goes_on() {
    let found = preview(sundays("01:00"), "Europe/Berlin", "2026-06-07", "03:00", 1);
    let period = &found["periods"][0];
    assert_eq!((&period["start"], &period["due_at"]), (&json!("2026-06-07"), &json!("2026-06-07T23:00:00Z")));
    let due: chrono::DateTime<chrono::Utc> = period["due_at"].as_str().unwrap().parse().unwrap();
    let (from, to) = (&period["starts_at"], &period["ends_at"]);
    let instant = |value: &Value| value.as_str().unwrap().parse::<chrono::DateTime<chrono::Utc>>().unwrap();
    assert!(instant(from) <= due && due < instant(to));
}

#[test]
fn each_cadence_has_as_many_periods_as_it_has() {
    let count = |cadence: Value, n: usize| {
        let found = preview(cadence, "Asia/Tokyo", "2026-01-31", "03:00", n);
        assert!(found["notes"].as_array().unwrap().is_empty());
        found["periods"].as_array().unwrap().len()
    };
    let times = |every: u32, unit: &str| json!({"type": "times_per_period", "times": 1, "every": every, "unit": unit});
    for (every, unit) in [(1, "day"), (52, "day"), (2, "week"), (1, "month"), (52, "month")] {
        assert_eq!(count(times(every, unit), 100), 100, "{every} {unit}");
    }
    let rare = json!({"type": "on_weekdays", "weekdays": ["monday"], "every": 52});
    assert_eq!(count(rare, 100), 100);
    assert_eq!(count(json!({"type": "once", "due_on": "2026-02-10"}), 5), 1);
    assert_eq!(count(json!({"type": "as_needed"}), 5), 0);
    assert_eq!(count(json!({"type": "as_needed", "review": times(1, "week")}), 5), 5);
    let month = preview(times(1, "month"), "Asia/Tokyo", "2026-01-31", "03:00", 2);
    assert_eq!(month["periods"][1]["start"], "2026-02-28");
}

#[test]
fn a_day_that_a_zone_left_out_is_short_and_there() {
    let daily = json!({"type": "times_per_period", "times": 1, "every": 1, "unit": "day"});
    let found = preview(daily, "Pacific/Apia", "2011-12-29", "03:00", 3);
    // The clock went from the end of the 29th to the 31st: the day before ends then, and the one left out has what is left.
    assert_eq!(kinds(&found), [("short_day", "2011-12-29"), ("short_day", "2011-12-30")]);
    let minutes = |index: usize| found["notes"][index]["day_minutes"].as_i64();
    assert_eq!((minutes(0), minutes(1)), (Some(21 * 60), Some(3 * 60)));
    let dates: Vec<_> = found["periods"].as_array().unwrap().iter().map(|it| it["start"].clone()).collect();
    assert_eq!(dates, ["2011-12-29", "2011-12-30", "2011-12-31"]);
    assert_eq!(found["periods"][0]["ends_at"], found["periods"][1]["starts_at"]);
}
