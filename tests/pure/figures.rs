//! The figures, worked out by hand.

use holdfast::homework::assignments::Mode;
use holdfast::homework::cadence::Purpose;
use holdfast::homework::check_ins::Outcome;
use holdfast::platform::local_day::Weekday;
use holdfast::progress::adherence::*;
use serde_json::json;

use crate::support::*;

#[test]
fn adherence_weighs_by_days() {
    // Met, half, unrecorded, and an open one that does not count.
    let acts = [done("2026-01-05"), done("2026-01-06"), done("2026-01-13")];
    let case = Case::of_ann(plan("2026-01-05", times(2, 1, "week")), "2026-01-28").acts(acts);
    let found = case.figures("2026-01-05", "2026-02-01").adherence;
    assert!(near(found.numerator, 10.5) && near(found.denominator, 21.0));
    assert!(near(found.value.unwrap(), 0.5));
    let counts = &found.counts;
    assert_eq!((counts.met, counts.partial, counts.unrecorded, counts.open), (1, 1, 1, 1));
    // A period belongs to the window in which it ends.
    let first = case.figures("2026-01-11", "2026-01-17").adherence;
    assert!(near(first.value.unwrap(), 1.0) && near(first.denominator, 7.0));
}

#[test]
fn nothing_to_measure_is_neither_none_nor_all() {
    let case = Case::of_ann(plan("2026-01-05", times(2, 1, "week")), "2026-01-07");
    let found = case.figures("2026-01-05", "2026-01-07");
    let json = serde_json::to_value(&found).unwrap();
    assert_eq!(json["adherence"]["value"], json!(null));
    assert_eq!(json["adherence"]["reason"], "no_closed_periods");
    assert_eq!(json["adherence"]["definition"], "adherence-1");
    assert_eq!(json["strength"]["definition"], "strength-1");
    assert_eq!(json["trend"]["difference"], json!(null));
}

#[test]
fn a_last_period_cut_short_enters_no_ratio() {
    let mut plan = plan("2026-01-05", times(1, 1, "week"));
    plan.ends_on = Some(d("2026-01-14"));
    let case = Case::of_ann(plan, "2026-02-01").acts([done("2026-01-05")]);
    let found = case.figures("2026-01-05", "2026-02-01");
    assert!(near(found.adherence.denominator, 7.0));
    assert_eq!((found.adherence.counts.cut_short, found.adherence.counts.unrecorded), (1, 1));
    assert_eq!((found.streak.current, found.strength.counted), (1, 1));
}

#[test]
fn streaks_bridge_what_is_excused() {
    let acts = ["2026-01-05", "2026-01-06", "2026-01-08", "2026-01-10", "2026-01-11"].map(done);
    let case = |today| {
        Case::of_ann(plan("2026-01-05", times(1, 1, "day")), today).acts(acts.clone()).excuses([excused(
            ANN,
            "2026-01-07",
            "2026-01-07",
        )])
    };
    let streak = |today| case(today).figures("2026-01-05", today).streak;
    let is = |current, longest| Streak { current, longest };
    assert_eq!(streak("2026-01-07"), is(2, 2));
    assert_eq!(streak("2026-01-09"), is(3, 3));
    assert_eq!(streak("2026-01-10"), is(1, 3));
    assert_eq!(streak("2026-01-11"), is(2, 3));
    assert_eq!(streak("2026-01-12"), is(2, 3));
    assert_eq!(streak("2026-01-13"), is(0, 3));
}

#[test]
fn a_past_window_does_not_know_what_came_later() {
    let acts = ["2026-01-10", "2026-01-11", "2026-01-12", "2026-01-13"].map(done);
    let case = Case::of_ann(plan("2026-01-05", times(1, 1, "day")), "2026-01-13").acts(acts);
    assert_eq!(case.figures("2026-01-05", "2026-01-11").streak.current, 2);
    assert_eq!(case.figures("2026-01-05", "2026-01-13").streak.current, 4);
}

#[test]
fn strength_follows_its_formula() {
    let strength_of = |cadence, days: u64, step: usize| {
        let start = d("2026-01-05");
        let end = start + chrono::Days::new(days);
        let dates = start.iter_days().take_while(|date| *date < end).step_by(step);
        let acts: Vec<Act> = dates.map(|date| done(&date.to_string())).collect();
        let end = end.to_string();
        let case = Case::of_ann(plan("2026-01-05", cadence), &end).acts(acts);
        case.figures("2026-01-05", &end).strength
    };
    // 13 perfect days of a daily habit are one half-life.
    assert!(near(strength_of(times(1, 1, "day"), 13, 1).value.unwrap(), 0.5));
    let weekly = strength_of(times(1, 1, "week"), 84, 7);
    assert_eq!(weekly.counted, 12);
    assert!((weekly.value.unwrap() - 0.82).abs() < 0.005);
    // One named day a week is the same habit.
    let monday = strength_of(on(&["monday"], 1), 84, 7);
    assert!(near(monday.value.unwrap(), weekly.value.unwrap()));
    assert_eq!(strength_of(times(1, 1, "day"), 3, 1).value, None);
    assert!(strength_of(times(1, 1, "day"), 4, 1).value.is_some());
}

#[test]
fn coming_back_is_found() {
    let acts = ["2026-01-05", "2026-01-08", "2026-01-12"].map(done);
    let case = Case::of_ann(plan("2026-01-05", times(1, 1, "day")), "2026-01-20")
        .acts(acts)
        .excuses([excused(ANN, "2026-01-09", "2026-01-09")]);
    let found = case.figures("2026-01-05", "2026-01-20").returns;
    let back = |from, on| Return { lapsed_from: d(from), returned_on: d(on) };
    assert_eq!(found, [back("2026-01-06", "2026-01-08"), back("2026-01-10", "2026-01-12")]);
    assert_eq!(case.figures("2026-01-05", "2026-01-11").returns.len(), 1);
    let lapse = |to: &str| {
        let question = question("2026-01-05", to);
        case.ask(|log| standing(log, Subject::Member(ANN), &question)).0
    };
    assert_eq!(lapse("2026-01-11"), Some(d("2026-01-10")));
    assert_eq!((lapse("2026-01-12"), lapse("2026-01-20")), (None, Some(d("2026-01-13"))));
}

#[test]
fn the_trend_looks_at_the_window_before() {
    let acts = ["2026-01-05", "2026-01-08", "2026-01-09"].map(done);
    let case = Case::of_ann(plan("2026-01-05", times(1, 1, "day")), "2026-01-20").acts(acts);
    let trend = case.figures("2026-01-08", "2026-01-10").trend;
    assert_eq!((trend.previous.start, trend.previous.end), (d("2026-01-05"), d("2026-01-07")));
    assert!(near(trend.previous.value.unwrap(), 1.0 / 3.0));
    assert!(near(trend.difference.unwrap(), 1.0 / 3.0));
}

#[test]
fn points_follow_the_calendar() {
    let case = Case::of_ann(plan("2026-01-05", times(1, 1, "day")), "2026-03-05")
        .acts(["2026-03-02", "2026-02-28"].map(done));
    let found = case.figures("2026-02-01", "2026-03-04");
    let last = &found.weekly[11];
    assert_eq!((found.weekly.len(), last.start, last.end), (12, d("2026-03-02"), d("2026-03-08")));
    assert!(near(last.numerator, 1.0) && near(last.denominator, 3.0));
    assert_eq!(found.weekly[0].start, d("2025-12-15"));
    assert_eq!(found.weekly[0].value, None);
    let months: Vec<_> = found.monthly.iter().map(|it| (it.start, it.end)).collect();
    assert_eq!(months[0], (d("2025-04-01"), d("2025-04-30")));
    assert_eq!(months[10], (d("2026-02-01"), d("2026-02-28")));
    assert!(near(found.monthly[10].value.unwrap(), 1.0 / 28.0));
    let sunday = Question { week_start: Weekday::Sunday, ..question("2026-02-01", "2026-03-04") };
    let found = case.ask(|log| figures(log, Subject::Member(ANN), &sunday));
    assert_eq!(found.weekly[11].start, d("2026-03-01"));
}

#[test]
fn both_counts_periods_in_which_each_met_the_own_target() {
    let acts = [
        done("2026-01-05"),
        act(BEN, "2026-01-05", Outcome::Done),
        done("2026-01-06"),
        act(BEN, "2026-01-07", Outcome::Done),
    ];
    let plan = plan("2026-01-05", times(1, 1, "day"));
    let case = Case::new(plan, Mode::Each, &[(ANN, "2026-01-10"), (BEN, "2026-01-09")])
        .acts(acts)
        .excuses([excused(BEN, "2026-01-08", "2026-01-08")]);
    let both = case.ask(|log| both_met(log, &question("2026-01-05", "2026-01-10"))).unwrap();
    // 8 January is excused for one, 9 January is not over for the other.
    assert_eq!((both.numerator, both.denominator), (1, 3));
    assert!(near(both.value.unwrap(), 1.0 / 3.0));
    let together = Case { mode: Mode::Together, ..case };
    assert!(together.ask(|log| both_met(log, &question("2026-01-05", "2026-01-10"))).is_none());
}

#[test]
fn overall_adds_and_does_not_average_averages() {
    let daily = Case::of_ann(plan("2026-01-05", times(1, 1, "day")), "2026-01-19").acts([done("2026-01-05")]);
    let weekly =
        Case::of_ann(plan("2026-01-05", times(1, 2, "week")), "2026-01-19").acts([done("2026-01-06")]);
    let parts = [daily.figures("2026-01-05", "2026-01-18"), weekly.figures("2026-01-05", "2026-01-18")];
    let found = overall(&parts);
    assert!(near(found.adherence.numerator, 15.0) && near(found.adherence.denominator, 28.0));
    assert_eq!((found.adherence.counts.met, found.adherence.counts.unrecorded), (2, 13));
    assert!(near(found.weekly[11].denominator, 21.0));
    let part = |numerator| {
        let mut part = parts[0].clone();
        part.adherence.numerator = numerator;
        part
    };
    let sum = |values: [f64; 3]| overall(&values.map(part)).adherence.numerator.to_bits();
    assert_eq!(sum([0.1, 0.2, 0.3]), sum([0.3, 0.2, 0.1]));
    let [a, b] = parts;
    assert_eq!(overall(&[b, a.clone()]), found);
    let review = Figures { purpose: Purpose::Review, ..a };
    assert_eq!(overall(&[review]).adherence, overall(&[]).adherence);
    assert_eq!(overall(&[]).adherence.reason, Some(NoValueReason::NoClosedPeriods));
}

#[test]
fn nothing_before_since_enters_and_nothing_after_it_is_lost() {
    let weekly = plan("2026-01-05", times(1, 1, "week"));
    let case = Case::of_ann(weekly, "2026-04-20").acts([
        done("2026-01-06"),
        done("2026-01-13"),
        done("2026-02-10"),
        done("2026-03-03"),
    ]);
    let whole = question("2026-03-01", "2026-04-05");
    let since = |date: &str| {
        let question = Question { since: d(date), ..whole };
        case.ask(|log| figures(log, case.subject(), &question))
    };
    assert_eq!(since("2026-01-05"), case.figures("2026-03-01", "2026-04-05"));
    // The week of 9 February began before: it enters nothing, and its act is not taken for one outside.
    let later = since("2026-02-10");
    assert_eq!(later.adherence, case.figures("2026-03-01", "2026-04-05").adherence);
    assert_eq!((later.strength.counted, later.streak.longest), (7, 1));
    assert_eq!((later.trend.previous.value, later.trend.difference), (None, None));
    assert!(since("2026-01-24").trend.previous.value.is_some());
}
