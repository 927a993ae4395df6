//! Periods worked out by hand.

use chrono::NaiveDate;
use holdfast::homework::cadence::*;
use holdfast::platform::local_day::*;
use serde_json::json;
use uuid::Uuid;

use crate::support::*;

fn spans(plan: &Plan, from: &str, to: &str) -> Vec<String> {
    let periods = plan.periods(d(from)..=d(to));
    let text = |it: &Period| format!("{}/{}", it.start.format("%m-%d"), it.end.format("%m-%d"));
    periods.iter().map(text).collect()
}

#[test]
fn weeks_run_from_the_day_of_the_start() {
    let plan = plan("2026-01-07", times(3, 1, "week"));
    assert_eq!(spans(&plan, "2026-01-01", "2026-01-20"), ["01-07/01-13", "01-14/01-20"]);
    assert_eq!(spans(&plan, "2026-01-13", "2026-01-14"), ["01-07/01-13", "01-14/01-20"]);
    let period = &plan.periods(d("2026-01-07")..=d("2026-01-07"))[0];
    assert_eq!((period.days, period.times, period.whole), (7, 3, true));
    assert!(near(period.weight, 7.0));
}

#[test]
fn months_never_drift_from_the_anchor() {
    let plan = plan("2026-01-31", times(1, 1, "month"));
    assert_eq!(
        spans(&plan, "2026-01-31", "2026-05-01"),
        ["01-31/02-27", "02-28/03-30", "03-31/04-29", "04-30/05-30"]
    );
    assert_eq!(spans(&plan, "2026-03-30", "2026-03-30"), ["02-28/03-30"]);
}

#[test]
fn far_away_costs_no_more() {
    let far = NaiveDate::from_ymd_opt(200_000, 1, 1).unwrap();
    let periods = plan("2026-01-31", times(1, 1, "day")).periods(far..=far);
    assert_eq!((periods.len(), periods[0].start), (1, far));
    let end = NaiveDate::MAX;
    assert!(plan("2026-01-31", times(1, 1, "month")).periods(end..=end).is_empty());
}

#[test]
fn every_other_week_is_counted_on_calendar_weeks() {
    // 8 January 2026 is a Thursday: Tuesday of that week is over, Friday is due.
    let mut plan = plan("2026-01-08", on(&["friday", "tuesday"], 2));
    assert_eq!(spans(&plan, "2026-01-01", "2026-02-01"), ["01-09/01-09", "01-20/01-20", "01-23/01-23"]);
    assert!(near(plan.periods(d("2026-01-09")..=d("2026-01-09"))[0].weight, 7.0));
    // With weeks from Friday on, Friday opens the next week, which is off.
    plan.revisions[0].week_start = Weekday::Friday;
    assert_eq!(spans(&plan, "2026-01-01", "2026-02-01"), ["01-16/01-16", "01-20/01-20", "01-30/01-30"]);
}

#[test]
fn once_is_one_period_and_moves_while_it_is_open() {
    let mut plan = plan("2026-01-05", once("2026-01-11"));
    assert_eq!(spans(&plan, "2026-01-11", "2027-01-01"), ["01-05/01-11"]);
    assert!(spans(&plan, "2026-01-12", "2027-01-01").is_empty());
    plan.revisions.push(terms(2, "2026-01-08", once("2026-01-20")));
    assert_eq!(spans(&plan, "2026-01-01", "2027-01-01"), ["01-05/01-20"]);
    plan.revisions.push(terms(3, "2026-02-01", once("2026-02-10")));
    assert_eq!(spans(&plan, "2026-01-01", "2027-01-01"), ["01-05/01-20", "02-01/02-10"]);
}

#[test]
fn as_needed_has_only_its_review() {
    assert!(
        spans(&plan("2026-01-05", cadence(json!({"type": "as_needed"}))), "2026-01-01", "2027-01-01")
            .is_empty()
    );
    let review = json!({"type": "times_per_period", "times": 1, "every": 2, "unit": "week"});
    let plan = plan("2026-01-05", cadence(json!({"type": "as_needed", "review": review})));
    let periods = plan.periods(d("2026-01-05")..=d("2026-01-31"));
    assert_eq!(periods.len(), 2);
    assert!(periods.iter().all(|period| period.purpose == Purpose::Review));
}

#[test]
fn the_end_cuts_the_last_period() {
    let mut plan = plan("2026-01-05", times(2, 1, "week"));
    plan.ends_on = Some(d("2026-01-14"));
    let periods = plan.periods(d("2026-01-01")..=d("2026-03-01"));
    assert_eq!(spans(&plan, "2026-01-01", "2026-03-01"), ["01-05/01-11", "01-12/01-14"]);
    assert_eq!((periods[0].whole, periods[1].whole, periods[1].days), (true, false, 3));
    plan.ends_on = Some(d("2026-01-11"));
    let periods = plan.periods(d("2026-01-01")..=d("2026-03-01"));
    assert_eq!((periods.len(), periods[0].whole), (1, true));
}

#[test]
fn a_new_cadence_starts_with_the_next_period() {
    let mut plan = plan("2026-01-05", times(3, 1, "week"));
    plan.revisions.push(terms(2, "2026-01-14", times(1, 3, "day")));
    assert_eq!(
        spans(&plan, "2026-01-05", "2026-01-22"),
        ["01-05/01-11", "01-12/01-18", "01-19/01-21", "01-22/01-24"]
    );
    let revisions: Vec<i32> =
        plan.periods(d("2026-01-05")..=d("2026-01-22")).iter().map(|it| it.revision).collect();
    assert_eq!(revisions, [1, 1, 2, 2]);
    // On the first day of a period it holds at once.
    plan.revisions[1].effective_from = d("2026-01-12");
    assert_eq!(spans(&plan, "2026-01-05", "2026-01-13"), ["01-05/01-11", "01-12/01-14"]);
    // A plan that is taken back before it began leaves no trace.
    plan.revisions[1].effective_from = d("2026-01-14");
    plan.revisions.push(terms(3, "2026-01-16", times(3, 1, "week")));
    assert_eq!(spans(&plan, "2026-01-12", "2026-01-20"), ["01-12/01-18", "01-19/01-25"]);
    // Nor does one that is replaced on its first day or before the start.
    plan.revisions.push(terms(0, "2025-12-01", times(1, 1, "day")));
    assert_eq!(spans(&plan, "2026-01-12", "2026-01-20"), ["01-12/01-18", "01-19/01-25"]);
}

#[test]
fn terms_replaced_on_their_first_day_never_held() {
    let mut twice = plan("2026-01-08", on(&["friday", "tuesday"], 2));
    let mut second = terms(2, "2026-01-08", on(&["friday", "tuesday"], 2));
    second.week_start = Weekday::Friday;
    twice.revisions.push(second);
    assert_eq!(spans(&twice, "2026-01-08", "2026-01-19"), ["01-16/01-16"]);
    // There and back within one day goes on with the first anchor, the 31st.
    let mut back = plan("2026-01-31", times(1, 1, "month"));
    back.revisions.push(terms(2, "2026-02-28", times(1, 1, "day")));
    back.revisions.push(terms(3, "2026-02-28", times(1, 1, "month")));
    assert_eq!(spans(&back, "2026-02-28", "2026-04-01"), ["02-28/03-30", "03-31/04-29"]);
}

#[test]
fn other_changes_leave_periods_alone() {
    let plain = plan("2026-01-08", on(&["tuesday", "friday"], 2));
    let mut changed = plain.clone();
    let later = json!({"type": "on_weekdays", "weekdays": ["friday", "tuesday"], "every": 2, "at": "20:00"});
    let mut second = terms(2, "2026-01-15", cadence(later));
    second.week_start = Weekday::Sunday;
    second.zone = "Asia/Tokyo".parse().unwrap();
    changed.revisions.push(second);
    let range = || d("2026-01-01")..=d("2026-04-01");
    assert_eq!(spans(&plain, "2026-01-01", "2026-04-01"), spans(&changed, "2026-01-01", "2026-04-01"));
    let revisions: Vec<i32> = changed.periods(range()).iter().map(|it| it.revision).collect();
    assert_eq!(revisions[..3], [1, 2, 2]);
}

#[test]
fn keys_name_assignment_member_and_start() {
    let id = Uuid::nil();
    let start = d("2026-01-05");
    assert_eq!(period_key(id, None::<Uuid>, start), format!("{id}:2026-01-05"));
    assert_eq!(period_key(id, Some(ANN), start), format!("{id}:{ANN}:2026-01-05"));
}
