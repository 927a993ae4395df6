//! Revisions made one after the other, as the service makes them: what was lived stays as it was lived.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use holdfast::homework::cadence::*;
use holdfast::platform::local_day::*;
use holdfast::progress::adherence::*;
use proptest::prelude::*;

use crate::properties::*;
use crate::support::*;

/// A revision on this day, or on the first day on which it can hold.
fn revise(plan: &Plan, today: NaiveDate, cadence: Cadence) -> Plan {
    let mode = plan.revisions.last().unwrap().mode;
    revise_for(plan, today, cadence, mode)
}

/// The same for another audience.
pub fn revise_for(plan: &Plan, today: NaiveDate, cadence: Cadence, mode: Mode) -> Plan {
    let newest = plan.revisions.last().unwrap();
    let asked = today.max(plan.starts_on).max(newest.effective_from);
    let mut next = Terms { mode, ..terms(newest.revision + 1, &asked.to_string(), cadence) };
    next.effective_from = plan.holds_from(&next);
    let mut revised = plan.clone();
    revised.revisions.push(next);
    revised
}

fn first(starts_on: u64, cadence: Cadence) -> Plan {
    plan(&day(starts_on).to_string(), cadence)
}

/// Days on which something is revised, growing, with what it becomes.
fn any_changes(cadences: impl Strategy<Value = Cadence>) -> impl Strategy<Value = Vec<(NaiveDate, Cadence)>> {
    prop::collection::vec((0_u64..25, cadences), 1..6).prop_map(|steps| {
        let mut at = 0;
        let step = |(gap, cadence): (u64, Cadence)| {
            at += gap;
            (day(at), cadence)
        };
        steps.into_iter().map(step).collect()
    })
}

/// All but a single completion, whose late acts belong to whatever comes next.
pub fn any_rhythm() -> impl Strategy<Value = Cadence> {
    any_cadence().prop_filter("not once", |cadence| !matches!(cadence, Cadence::Once(_)))
}

fn any_zone() -> impl Strategy<Value = TimeZone> {
    let zones =
        ["Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Chatham"];
    prop::sample::select(zones.to_vec()).prop_map(|zone| zone.parse().unwrap())
}

#[test]
fn a_running_period_ends_as_it_was() {
    let plan = plan("2026-01-05", times(2, 1, "week"));
    let holds = |day: &str, cadence| plan.holds_from(&terms(2, day, cadence));
    assert_eq!(holds("2026-01-14", times(3, 1, "week")), d("2026-01-19"));
    assert_eq!(holds("2026-01-19", times(3, 1, "week")), d("2026-01-19"));
    assert_eq!(holds("2026-01-14", times(2, 1, "week")), d("2026-01-14"));
    assert_eq!(holds("2026-01-14", on(&["tuesday"], 1)), d("2026-01-19"));
    let once_more = super::support::plan("2026-01-05", once("2026-01-11"));
    let moved = |day: &str, cadence| once_more.holds_from(&terms(2, day, cadence));
    assert_eq!(moved("2026-01-07", once("2026-01-20")), d("2026-01-07"));
    assert_eq!(moved("2026-01-07", times(1, 1, "day")), d("2026-01-12"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_day_is_in_two_periods_or_in_none(start in 0_u64..20, cadence in any_day(), changes in any_changes(any_day())) {
        let mut plan = first(start, cadence);
        for (today, cadence) in changes {
            plan = revise(&plan, today, cadence);
        }
        let periods = plan.periods(plan.starts_on..=day(300));
        let mut next = plan.starts_on;
        for period in &periods {
            prop_assert_eq!(period.start, next);
            prop_assert!(period.whole);
            next = period.end.succ_opt().unwrap();
        }
        prop_assert!(next > day(300));
    }

    #[test]
    fn no_instant_is_in_two_periods_or_in_none(
        zone in any_zone(), minutes in 0_u16..720, cadence in any_day(), changes in any_changes(any_day()), hours in 0_i64..3000
    ) {
        let mut plan = first(40, cadence);
        for (today, cadence) in changes {
            plan = revise(&plan, today + TimeDelta::days(40), cadence);
        }
        let begin: DateTime<Utc> = day(42).and_hms_opt(0, 0, 0).unwrap().and_utc();
        let date = local_date(begin + TimeDelta::hours(hours), zone, DayStart::from_minutes(minutes).unwrap());
        let periods = plan.periods(date..=date);
        prop_assert_eq!(periods.len(), 1);
        prop_assert!(periods[0].contains(date));
        let all = plan.periods(plan.starts_on..=day(300));
        prop_assert_eq!(all.iter().filter(|it| it.contains(date)).count(), 1);
    }

    #[test]
    fn a_revision_holds_from_its_day_and_changes_nothing_before(
        start in 0_u64..20, cadence in any_rhythm(), changes in any_changes(any_rhythm())
    ) {
        let mut plan = first(start, cadence);
        for (today, cadence) in changes {
            let revised = revise(&plan, today, cadence.clone());
            let newest = revised.revisions.last().unwrap();
            prop_assert!(newest.effective_from >= today);
            prop_assert!(revised.revisions.is_sorted_by_key(|terms| terms.effective_from));
            let before = |plan: &Plan| {
                let mut periods = plan.periods(plan.starts_on..=day(300));
                periods.retain(|period| period.start < newest.effective_from);
                periods
            };
            prop_assert_eq!(before(&plan), before(&revised));
            let after = revised.periods(newest.effective_from..=day(300));
            prop_assert!(after.iter().all(|it| it.start >= newest.effective_from || it.revision < newest.revision));
            prop_assert!(after.iter().filter(|it| it.start >= newest.effective_from).all(|it| it.revision == newest.revision));
            // What the revision asks for begins on its day, and not a day later.
            if matches!(cadence, Cadence::TimesPerPeriod(_)) && plan.revisions.last().unwrap().cadence != cadence {
                prop_assert_eq!(after[0].start, newest.effective_from);
            }
            plan = revised;
        }
    }

    #[test]
    fn figures_from_scratch_are_figures_kept(
        mut case in any_case(), cadence in any_rhythm(), changes in any_changes(any_rhythm())
    ) {
        let starts_on = case.plan.starts_on;
        case.plan = plan(&starts_on.to_string(), cadence);
        let mut kept: Vec<PeriodResult> = Vec::new();
        let mut keep = |case: &mut Case, today: NaiveDate| {
            case.today.iter_mut().zip([0, 1]).for_each(|(member, behind)| member.1 = today - TimeDelta::days(behind));
            let known = kept.last().map_or(NaiveDate::MIN, |it| it.period.end);
            let closed = case.evaluation(Purpose::Practice).periods;
            kept.extend(closed.into_iter().filter(|it| it.status != Status::Open && it.period.end > known));
        };
        for (today, cadence) in changes {
            keep(&mut case, today);
            case.plan = revise(&case.plan, today, cadence);
        }
        keep(&mut case, day(200));
        let mut scratch = case.evaluation(Purpose::Practice).periods;
        scratch.retain(|it| it.status != Status::Open);
        prop_assert_eq!(&kept, &scratch);
        let window = question("2026-01-05", "2026-07-05").window;
        prop_assert_eq!(adherence(&kept, window), adherence(&scratch, window));
    }
}
