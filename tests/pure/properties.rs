//! What holds for every plan and every log.

use chrono::{Days, NaiveDate};
use holdfast::homework::assignments::Mode;
use holdfast::homework::cadence::*;
use holdfast::homework::check_ins::Outcome;
use holdfast::progress::adherence::*;
use proptest::prelude::*;
use proptest::sample::subsequence;
use serde_json::json;
use uuid::Uuid;

use crate::support::*;

const WEEK: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

pub fn day(offset: u64) -> NaiveDate {
    d("2026-01-05") + Days::new(offset)
}

pub fn any_day() -> impl Strategy<Value = Cadence> {
    (1_u32..5, 1_u32..4, prop::sample::select(vec!["day", "week", "month"]))
        .prop_map(|(count, every, unit)| times(count, every, unit))
}

pub fn any_cadence() -> impl Strategy<Value = Cadence> {
    prop_oneof![
        4 => any_day(),
        2 => (subsequence(WEEK.to_vec(), 1..=7), 1_u32..4).prop_map(|(days, every)| on(&days, every)),
        1 => (0_u64..90).prop_map(|due| once(&day(due).to_string())),
        1 => any_day().prop_map(|review| cadence(json!({"type": "as_needed", "review": review}))),
        1 => Just(cadence(json!({"type": "as_needed"}))),
    ]
}

pub fn any_plan(cadences: impl Strategy<Value = Cadence>) -> impl Strategy<Value = Plan> {
    let changes = prop::collection::vec((0_u64..90, cadences), 1..4);
    (0_u64..40, prop::option::of(40_u64..150), changes).prop_map(|(start, end, changes)| {
        let revision = |(index, (from, cadence)): (usize, (u64, Cadence))| {
            let number = i32::try_from(index).unwrap() + 1;
            let from = if index == 0 { start } else { from };
            terms(number, &day(from).to_string(), cadence)
        };
        Plan {
            starts_on: day(start),
            ends_on: end.map(day),
            revisions: changes.into_iter().enumerate().map(revision).collect(),
        }
    })
}

pub fn any_act() -> impl Strategy<Value = Act> {
    let outcomes = [Outcome::Done, Outcome::Partly, Outcome::NotDone, Outcome::NoOccasion];
    let member = prop::sample::select(vec![ANN, BEN]);
    let outcome = prop::sample::select(outcomes.to_vec());
    let purpose = prop::sample::select(vec![Purpose::Practice, Purpose::Practice, Purpose::Review]);
    (member, 0_u64..150, outcome, prop::option::of(0_u32..4), purpose).prop_map(
        |(member, date, outcome, count, purpose)| Act {
            member,
            local_date: day(date),
            outcome,
            count,
            purpose,
        },
    )
}

pub fn any_case() -> impl Strategy<Value = Case> {
    let modes = [Mode::Individual, Mode::Together, Mode::Each, Mode::Either];
    let mode = prop::sample::select(modes.to_vec());
    let acts = prop::collection::vec(any_act(), 0..60);
    let excuses = prop::collection::vec((prop::sample::select(vec![ANN, BEN]), 0_u64..150, 0_u64..20), 0..4);
    (any_plan(any_cadence()), mode, 60_u64..150, acts, excuses).prop_map(
        |(plan, mode, today, acts, excuses)| {
            let excuse = |(member, from, days): (Uuid, u64, u64)| Excused {
                member,
                from: day(from),
                to: day(from + days),
            };
            let mut today = vec![(ANN, day(today)), (BEN, day(today - 1))];
            today.truncate(if mode == Mode::Individual { 1 } else { 2 });
            Case { plan, mode, today, acts, excuses: excuses.into_iter().map(excuse).collect() }
        },
    )
}

type Everything = (Figures, Evaluation, Option<BothMet>);

fn everything(case: &Case) -> Everything {
    let asked = question("2026-02-02", "2026-04-05");
    let both = case.ask(|log| both_met(log, &asked));
    let figures = case.figures("2026-02-02", "2026-04-05");
    (figures, case.evaluation(Purpose::Practice), both)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn periods_of_any_day_cadences_tile(plan in any_plan(any_day())) {
        let periods = plan.periods(NaiveDate::MIN..=day(400));
        let mut next = plan.starts_on;
        for period in &periods {
            prop_assert_eq!(period.start, next);
            prop_assert!(period.end >= period.start);
            prop_assert_eq!(period.start.iter_days().take_while(|it| *it <= period.end).count(), usize::try_from(period.days).unwrap());
            prop_assert!(period.whole || Some(period.end) == plan.ends_on);
            next = period.end.succ_opt().unwrap();
        }
        prop_assert!(next > plan.ends_on.unwrap_or(day(400)));
    }

    #[test]
    fn a_range_shows_what_the_whole_shows(plan in any_plan(any_cadence()), from in 0_u64..300, length in 0_u64..100) {
        let (from, to) = (day(from), day(from + length));
        let mut whole = plan.periods(plan.starts_on..=day(800));
        prop_assert!(whole.is_sorted_by(|a, b| a.end < b.start));
        whole.retain(|period| period.start <= to && period.end >= from);
        prop_assert_eq!(plan.periods(from..=to), whole);
    }

    #[test]
    fn a_period_that_began_is_never_changed_by_a_later_revision(plan in any_plan(any_day()), from in 40_u64..90, cadence in any_day()) {
        let mut later = plan.clone();
        let newest = i32::MAX;
        later.revisions.push(terms(newest, &day(from).to_string(), cadence));
        let begun = |plan: &Plan| {
            let mut periods = plan.periods(plan.starts_on..=day(from));
            periods.retain(|period| period.start < day(from));
            periods
        };
        prop_assert_eq!(begun(&plan), begun(&later));
    }

    #[test]
    fn order_changes_nothing(case in any_case(), turn in any::<prop::sample::Index>()) {
        let before = everything(&case);
        let mut shuffled = case.clone();
        shuffled.acts.reverse();
        shuffled.excuses.reverse();
        shuffled.plan.revisions.reverse();
        if !shuffled.acts.is_empty() {
            let middle = turn.index(shuffled.acts.len());
            shuffled.acts.rotate_left(middle);
        }
        prop_assert_eq!(before, everything(&shuffled));
    }

    #[test]
    fn edits_leave_no_trace(case in any_case(), edits in prop::collection::vec((any::<prop::sample::Index>(), any_act()), 1..12)) {
        let before = everything(&case);
        let mut edited = case;
        let original = edited.acts.clone();
        for (at, act) in &edits {
            match (at.index(3), edited.acts.len()) {
                (0, _) | (_, 0) => edited.acts.push(act.clone()),
                (1, count) => { edited.acts.swap_remove(at.index(count)); }
                (_, count) => edited.acts[at.index(count)] = act.clone(),
            }
            everything(&edited);
        }
        // The same acts, arrived at by taking every change back one by one.
        for act in &original {
            if !edited.acts.contains(act) {
                edited.acts.push(act.clone());
            }
        }
        let mut left = original.clone();
        edited.acts.retain(|act| left.iter().position(|it| it == act).map(|at| left.swap_remove(at)).is_some());
        edited.acts.extend(left);
        prop_assert_eq!(before, everything(&edited));
    }

    #[test]
    fn excused_periods_are_a_bridge(case in any_case()) {
        let all = case.evaluation(Purpose::Practice).periods;
        let mut without = all.clone();
        without.retain(|result| result.status != Status::Excused);
        let window = question("2026-02-02", "2026-04-05").window;
        let (with, less) = (adherence(&all, window), adherence(&without, window));
        prop_assert_eq!((with.value, with.numerator, with.denominator), (less.value, less.numerator, less.denominator));
        prop_assert_eq!(strength(&all), strength(&without));
        prop_assert_eq!(streak(&all), streak(&without));
    }

    #[test]
    fn figures_stay_in_their_bounds(case in any_case()) {
        let (found, evaluation, both) = everything(&case);
        let points = found.weekly.iter().chain(&found.monthly);
        let values = points.map(|point| point.value).chain([found.adherence.value, found.strength.value, both.and_then(|it| it.value)]);
        for value in values.flatten() {
            prop_assert!((0.0..=1.0).contains(&value));
        }
        prop_assert_eq!(found.adherence.value.is_none(), found.adherence.reason.is_some());
        prop_assert!(found.streak.current <= found.streak.longest);
        // No act is lost: it is in a period, outside all, or late for a single completion.
        let placed: f64 = evaluation.periods.iter().map(|it| it.acts).sum();
        let outside: f64 = evaluation.outside.iter().map(|it| it.1).sum();
        let logged: f64 = case.acts.iter().filter(|act| act.purpose == Purpose::Practice).map(|act| match act.outcome {
            Outcome::Done => f64::from(act.count.unwrap_or(1)),
            Outcome::Partly => 0.5,
            Outcome::NotDone | Outcome::NoOccasion => 0.0,
        }).sum();
        prop_assert!(placed + outside <= logged);
        let once = case.plan.revisions.iter().any(|it| matches!(it.cadence, Cadence::Once(_)));
        if case.mode == Mode::Either && !once {
            prop_assert!(near(placed + outside, logged));
        }
    }

    #[test]
    fn one_more_act_never_lowers_adherence(case in any_case(), date in 0_u64..150) {
        let value = |case: &Case| case.figures("2026-01-05", "2026-06-30").adherence.numerator;
        let before = value(&case);
        let more = case.acts([done(&day(date).to_string())]);
        prop_assert!(value(&more) >= before);
    }
}
