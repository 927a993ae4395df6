//! What `docs/measures.md` says of the figures of homework is what they are: its worked examples are computed again.

use chrono::{DateTime, TimeDelta, Utc};
use holdfast::homework::assignments::Mode;
use holdfast::homework::check_ins::Outcome;
use holdfast::progress::adherence::*;
use holdfast::progress::repair_figures::{Attempt, Hurt, repair_figures};
use uuid::Uuid;

use crate::support::*;

const GUIDE: &str = include_str!("../../docs/measures.md");

/// The row of the guide.
fn says(what: &str, result: &str) {
    let line = format!("| {what} | {result} |");
    assert!(GUIDE.lines().any(|found| found == line), "is to be there: {line}");
}

fn share(value: Option<f64>, numerator: f64, denominator: f64) -> String {
    value.map_or("no value".to_owned(), |value| format!("{numerator} of {denominator} days, {value:.2}"))
}

fn daily(acts: &[&str], today: &str) -> Case {
    Case::of_ann(plan("2026-01-05", times(1, 1, "day")), today).acts(acts.iter().copied().map(done))
}

#[test]
fn adherence() {
    let twice = |today| {
        let acts = ["2026-01-05", "2026-01-06", "2026-01-13"].map(done);
        let case = Case::of_ann(plan("2026-01-05", times(2, 1, "week")), today).acts(acts);
        let found = case.figures("2026-01-05", "2026-02-01").adherence;
        share(found.value, found.numerator, found.denominator)
    };
    says("Asked twice a week: 2, 1 and 0 times in three weeks, the fourth still open", &twice("2026-01-28"));
    says("The same week with nothing closed yet", &twice("2026-01-07"));
    let fortnightly =
        Case::of_ann(plan("2026-01-05", times(1, 2, "week")), "2026-01-19").acts([done("2026-01-06")]);
    let parts = [daily(&["2026-01-05"], "2026-01-19"), fortnightly];
    let sum = overall(&parts.map(|part| part.figures("2026-01-05", "2026-01-18"))).adherence;
    let sum = share(sum.value, sum.numerator, sum.denominator);
    says("A daily habit done once and one of every two weeks done, over two weeks", &sum);
}

#[test]
fn both_partners() {
    let of_ben = |day| act(BEN, day, Outcome::Done);
    let acts = [done("2026-01-05"), of_ben("2026-01-05"), done("2026-01-06"), of_ben("2026-01-07")];
    let plan = plan("2026-01-05", times(1, 1, "day"));
    let case = Case::new(plan, Mode::Each, &[(ANN, "2026-01-10"), (BEN, "2026-01-09")])
        .acts(acts)
        .excuses([excused(BEN, "2026-01-08", "2026-01-08")]);
    let both = case.ask(|log| both_met(log, &question("2026-01-05", "2026-01-10"))).unwrap();
    let BothMet { numerator, denominator, value, .. } = both;
    says(
        "Daily for each of two, one day excused, one not over; each met 5 January, one missed 6 and the other 7 January",
        &format!("{numerator} of {denominator}, {:.2}", value.unwrap()),
    );
}

#[test]
fn trend_streak_strength_and_return() {
    let case = daily(&["2026-01-05", "2026-01-08"], "2026-01-20");
    let difference = case.figures("2026-01-08", "2026-01-10").trend.difference.unwrap();
    let difference = format!("{difference:.2} more");
    says("Daily, met on one of three days, and before that on one of three", &difference);

    let met = ["2026-01-05", "2026-01-06", "2026-01-08", "2026-01-10", "2026-01-11"];
    let excuse = excused(ANN, "2026-01-07", "2026-01-07");
    let Streak { current, longest } =
        daily(&met, "2026-01-12").excuses([excuse]).figures("2026-01-05", "2026-01-12").streak;
    let row = format!("{current} in a row, {longest} at most");
    says("Daily: met, met, excused, met, missed, met, met", &row);

    let strength = |unit, days: u64, step: usize| {
        let (start, end) = (d("2026-01-05"), d("2026-01-05") + chrono::Days::new(days));
        let dates = start.iter_days().take_while(|date| *date < end).step_by(step);
        let acts: Vec<Act> = dates.map(|date| done(&date.to_string())).collect();
        let case = Case::of_ann(plan("2026-01-05", times(1, 1, unit)), &end.to_string()).acts(acts);
        let value = case.figures("2026-01-05", &end.to_string()).strength.value;
        value.map_or("no value".to_owned(), |value| format!("{value:.2}"))
    };
    says("Strength of a daily habit after 13 perfect days", &strength("day", 13, 1));
    says("Strength of a weekly habit after 12 perfect weeks", &strength("week", 84, 7));
    says("Strength after 3 periods", &strength("day", 3, 1));

    let [Return { lapsed_from, returned_on }] = case.figures("2026-01-05", "2026-01-20").returns[..] else {
        panic!("one return")
    };
    let day = |date: chrono::NaiveDate| date.format("%-d %B").to_string();
    let back = format!("a return on {} from {}", day(returned_on), day(lapsed_from));
    says("Daily, done on 5 and on 8 January only", &back);
}

fn now() -> DateTime<Utc> {
    d("2026-03-29").and_hms_opt(12, 0, 0).unwrap().and_utc()
}

fn hours_ago(hours: i64) -> DateTime<Utc> {
    now() - TimeDelta::hours(hours)
}

fn hurt(number: u128, hours: i64) -> Hurt {
    Hurt { key: (Uuid::nil(), Uuid::from_u128(number)), at: hours_ago(hours) }
}

fn attempt(number: u128, hours: i64, accepted: Option<i64>) -> Attempt {
    Attempt {
        about: Some((Uuid::nil(), Uuid::from_u128(number))),
        at: hours_ago(hours),
        in_window: true,
        accepted_at: accepted.map(hours_ago),
        all_parts: false,
        follow_through_by: None,
        followed_through: None,
    }
}

#[test]
fn repair() {
    let hurts = [hurt(1, 100), hurt(2, 90), hurt(3, 10)];
    let attempts = [attempt(1, 90, Some(80)), attempt(2, 20, Some(10))];
    let found = repair_figures(&hurts, &attempts, now());
    let within = found.within_72_hours;
    let median =
        found.to_repair.median_minutes.map_or("no median".to_owned(), |minutes| format!("median {minutes}"));
    says(
        "Ruptures 100, 90 and 10 hours ago, attempts accepted after 20 and after 80 hours",
        &format!("{} of {} within 72 hours, {median}", within.count, within.of),
    );
    let hurts = [hurt(1, 100), hurt(2, 100), hurt(3, 100), hurt(4, 100)];
    let attempts = [attempt(1, 99, None), attempt(2, 98, None), attempt(3, 97, None), attempt(4, 96, None)];
    let median = repair_figures(&hurts, &attempts, now()).to_first_attempt.median_minutes.unwrap();
    says("Times to the first attempt of 1, 2, 3 and 4 hours", &format!("median {median} minutes"));
}
