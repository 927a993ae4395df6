//! Audiences that change while homework runs: what was lived keeps the one it was lived under.

use chrono::{NaiveDate, TimeDelta};
use holdfast::homework::assignments::Mode;
use holdfast::homework::cadence::*;
use holdfast::homework::check_ins::Outcome;
use holdfast::progress::adherence::*;
use proptest::prelude::*;
use uuid::Uuid;

use crate::properties::*;
use crate::revisions::{any_rhythm, revise_for};
use crate::support::*;

const LAST: u64 = 200;
const SUBJECTS: [Subject; 3] = [Subject::Member(ANN), Subject::Member(BEN), Subject::Joint];

fn any_mode() -> impl Strategy<Value = Mode> {
    prop::sample::select(vec![Mode::Together, Mode::Each, Mode::Either])
}

/// Each plan as it was after so many changes, with the day of the newest one.
fn any_plans() -> impl Strategy<Value = Vec<(NaiveDate, Plan)>> {
    let changes = prop::collection::vec((0_u64..25, prop::option::of(any_rhythm()), any_mode()), 1..6);
    (0_u64..20, any_rhythm(), any_mode(), changes).prop_map(|(start, cadence, mode, changes)| {
        let mut first = plan(&day(start).to_string(), cadence);
        first.revisions[0].mode = mode;
        let (mut at, mut plans) = (start, vec![(day(start), first)]);
        for (gap, cadence, mode) in changes {
            at += gap;
            let before = &plans.last().unwrap().1;
            let cadence = cadence.unwrap_or_else(|| before.revisions.last().unwrap().cadence.clone());
            plans.push((day(at), revise_for(before, day(at), cadence, mode)));
        }
        plans
    })
}

fn any_log() -> impl Strategy<Value = Vec<Act>> {
    prop::collection::vec(any_act(), 0..60)
}

fn evaluated(plan: &Plan, acts: &[Act], today: NaiveDate, subject: Subject) -> Evaluation {
    let member = |id| Member { id, today };
    let log = Log { plan, members: &[member(ANN), member(BEN)], acts, excuses: &[] };
    let mut periods = plan.periods(plan.starts_on..=day(LAST));
    periods.retain(|period| period.purpose == Purpose::Practice);
    evaluate(&periods, &log, subject, Purpose::Practice)
}

fn acts_in(evaluation: &Evaluation) -> f64 {
    let placed: f64 = evaluation.periods.iter().map(|it| it.acts).sum();
    placed + evaluation.outside.iter().map(|it| it.1).sum::<f64>()
}

/// What the acts of one day come to, under the audience of that day.
fn worth(acts: &[&Act], mode: Mode) -> f64 {
    let by = |author: Uuid| {
        let own = acts.iter().filter(|act| act.member == author);
        own.map(|act| match act.outcome {
            Outcome::Done => f64::from(act.count.unwrap_or(1)),
            Outcome::Partly => 0.5,
            Outcome::NotDone | Outcome::NoOccasion => 0.0,
        })
        .sum::<f64>()
    };
    if mode == Mode::Together { by(ANN).max(by(BEN)) } else { by(ANN) + by(BEN) }
}

#[test]
fn another_audience_waits_for_the_next_period_and_moves_none() {
    let mut plan = plan("2026-01-31", times(1, 1, "month"));
    plan.revisions[0].mode = Mode::Each;
    let revised = revise_for(&plan, d("2026-02-10"), times(1, 1, "month"), Mode::Together);
    assert_eq!(revised.revisions[1].effective_from, d("2026-02-28"));
    let found = |plan: &Plan| plan.periods(d("2026-01-31")..=d("2026-05-01"));
    let spans = |plan: &Plan| found(plan).iter().map(|it| (it.start, it.end)).collect::<Vec<_>>();
    assert_eq!(spans(&plan), spans(&revised));
    let modes: Vec<Mode> = found(&revised).iter().map(|it| it.mode).collect();
    assert_eq!(modes, [Mode::Each, Mode::Together, Mode::Together, Mode::Together]);
    assert_eq!(revised.modes(d("2026-02-01")..=d("2026-02-27")), [Mode::Each]);
    assert_eq!(revised.modes(d("2026-02-01")..=d("2026-02-28")), [Mode::Each, Mode::Together]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn each_period_is_lived_under_one_audience(plans in any_plans()) {
        let plan = &plans.last().unwrap().1;
        for period in plan.periods(plan.starts_on..=day(LAST)) {
            for date in period.start.iter_days().take_while(|date| *date <= period.end) {
                prop_assert_eq!(plan.mode_on(date), Some(period.mode));
            }
        }
    }

    #[test]
    fn what_was_lived_keeps_its_audience(plans in any_plans(), acts in any_log()) {
        for pair in plans.windows(2) {
            let (before, (today, after)) = (&pair[0].1, &pair[1]);
            let newest = after.revisions.last().unwrap();
            prop_assert!(newest.effective_from >= *today);
            for subject in SUBJECTS {
                let lived = |plan: &Plan| {
                    let mut found = evaluated(plan, &acts, newest.effective_from, subject);
                    found.periods.retain(|it| it.period.start < newest.effective_from);
                    found.outside.retain(|(date, _)| *date < newest.effective_from);
                    found
                };
                prop_assert_eq!(lived(before), lived(after));
            }
        }
    }

    #[test]
    fn no_act_is_lost_or_counted_twice(plans in any_plans(), mut acts in any_log()) {
        let plan = &plans.last().unwrap().1;
        acts.retain(|act| act.purpose == Purpose::Practice);
        acts.sort_by_key(|act| act.local_date);
        let mut expected = 0.0;
        for of_day in acts.chunk_by(|one, next| one.local_date == next.local_date) {
            expected += worth(&of_day.iter().collect::<Vec<_>>(), plan.mode_on(of_day[0].local_date).unwrap());
        }
        let found: f64 = SUBJECTS.map(|subject| acts_in(&evaluated(plan, &acts, day(LAST), subject))).iter().sum();
        prop_assert!(near(found, expected), "{} is not {}", found, expected);
    }

    /// Whatever one partner did while each counted alone is in no figure of the other's, and in none of both, whatever came later.
    #[test]
    fn a_change_makes_nothing_countable_that_was_not(plans in any_plans(), acts in any_log(), more in any_log()) {
        let plan = &plans.last().unwrap().1;
        let alone = |act: &Act| act.member == BEN && plan.mode_on(act.local_date) == Some(Mode::Each);
        let with: Vec<Act> = acts.iter().cloned().chain(more.into_iter().filter(alone)).collect();
        for subject in [Subject::Member(ANN), Subject::Joint] {
            let today = day(LAST) + TimeDelta::days(1);
            prop_assert_eq!(evaluated(plan, &acts, today, subject), evaluated(plan, &with, today, subject));
        }
    }
}
