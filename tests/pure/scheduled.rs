//! Revisions that are scheduled: what comes beside them, in their place, and once they are taken back.

use chrono::{Days, NaiveDate};
use holdfast::homework::assignments::{Asked, Difference, Leg, Mode, Rewritten, Timeline};
use holdfast::homework::cadence::*;
use holdfast::platform::local_day::*;
use proptest::prelude::*;

use crate::properties::*;
use crate::revisions::any_rhythm;
use crate::support::*;

/// Homework since the first day, as it stands on a later one.
fn timeline(cadence: Cadence, today: u64) -> Timeline {
    let asked = Asked {
        mode: Mode::Each,
        cadence,
        minutes: None,
        rationale: None,
        item_version: 1,
        item_title: "A talk".to_owned(),
        ends_on: None,
    };
    Timeline {
        starts_on: day(0),
        begun: day(today),
        zone: TimeZone::UTC,
        day_start: DayStart::default(),
        week_start: Weekday::Monday,
        legs: vec![Leg { number: 1, from: day(0), asked }],
        next: 2,
    }
}

fn after(timeline: &Timeline, rewritten: &Rewritten) -> Timeline {
    let made = i32::try_from(rewritten.made.len()).unwrap();
    Timeline { legs: rewritten.legs(), next: timeline.next + made, ..timeline.clone() }
}

fn revised(timeline: &Timeline, difference: &Difference, from: NaiveDate) -> Timeline {
    after(timeline, &timeline.revise(difference, from))
}

fn of_cadence(cadence: &Cadence) -> Difference {
    Difference { cadence: Some(cadence.clone()), ..Difference::default() }
}

fn of_minutes(minutes: i32) -> Difference {
    Difference { minutes: Some(Some(minutes)), ..Difference::default() }
}

fn asked_on(timeline: &Timeline, date: NaiveDate) -> &Asked {
    &timeline.legs.iter().rfind(|leg| leg.from <= date).unwrap().asked
}

/// The periods without the revision that each names.
fn periods(timeline: &Timeline, to: NaiveDate) -> Vec<(NaiveDate, NaiveDate, u32, Mode)> {
    let all = timeline.plan(&timeline.legs).periods(timeline.starts_on..=to);
    all.into_iter().map(|it| (it.start, it.end, it.times, it.mode)).collect()
}

#[test]
fn a_newer_cadence_takes_the_place_of_a_scheduled_one() {
    let now = timeline(times(2, 12, "week"), 10);
    let scheduled = revised(&now, &of_cadence(&times(5, 1, "week")), day(10));
    assert_eq!(scheduled.legs[1].from, day(84));
    let beside = revised(&scheduled, &of_minutes(7), day(10));
    let numbers: Vec<_> = beside.legs.iter().map(|leg| (leg.number, leg.from)).collect();
    assert_eq!(numbers, [(1, day(0)), (3, day(10)), (4, day(84))]);
    let newer = beside.revise(&of_cadence(&times(3, 1, "week")), day(10));
    assert_eq!((newer.withdrawn, newer.from), (vec![4], Some(day(84))));
    assert_eq!((newer.made[0].number, newer.made[0].asked.minutes), (5, Some(7)));
    // The one that is in force takes back what is scheduled.
    let back = beside.revise(&of_cadence(&times(2, 12, "week")), day(10));
    assert_eq!((back.withdrawn.clone(), back.made.len(), back.newest().unwrap().number), (vec![4], 0, 3));
    assert_eq!(beside.first_changed(&back), Some(day(84)));
    assert_eq!(beside.take_back().unwrap().legs(), back.legs());
    assert_eq!(after(&beside, &back).take_back(), None);
}

#[test]
fn a_scheduled_audience_waits_for_a_period_of_a_newer_rhythm() {
    let now = timeline(times(2, 1, "week"), 10);
    let together = Difference { mode: Some(Mode::Together), ..Difference::default() };
    let scheduled = revised(&now, &together, day(28));
    let newer = revised(&scheduled, &of_cadence(&times(2, 4, "week")), day(10));
    let legs: Vec<_> = newer.legs.iter().map(|leg| (leg.from, leg.asked.mode)).collect();
    assert_eq!(legs, [(day(0), Mode::Each), (day(14), Mode::Each), (day(42), Mode::Together)]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_change_beside_a_scheduled_cadence_moves_no_figure(
        first in any_rhythm(), next in any_rhythm(), today in 0_u64..60, ahead in 0_u64..90, on in 0_u64..90
    ) {
        let now = timeline(first, today);
        let scheduled = revised(&now, &of_cadence(&next), day(today + ahead));
        let both = revised(&scheduled, &of_minutes(7), day(today + on));
        prop_assert_eq!(periods(&both, day(400)), periods(&scheduled, day(400)));
        let alone = revised(&now, &of_minutes(7), day(today + on));
        let turn = scheduled.legs.last().unwrap().from;
        let before = turn.checked_sub_days(Days::new(1)).unwrap();
        if turn > day(today) {
            prop_assert_eq!(periods(&both, before), periods(&alone, before));
        }
        for date in (0..300).map(day) {
            let minutes = (date >= day(today + on)).then_some(7);
            prop_assert_eq!(asked_on(&both, date).minutes, minutes);
            prop_assert_eq!(&asked_on(&both, date).cadence, &asked_on(&scheduled, date).cadence);
        }
        prop_assert!(both.legs.is_sorted_by(|one, other| one.from <= other.from && one.number < other.number));
    }

    #[test]
    fn what_is_taken_back_was_never_asked_for(
        first in any_rhythm(), next in any_rhythm(), today in 0_u64..60, ahead in 0_u64..90
    ) {
        let now = timeline(first.clone(), today);
        let scheduled = revised(&now, &of_cadence(&next), day(today + ahead));
        match scheduled.take_back() {
            Some(back) => prop_assert_eq!(back.legs(), now.legs.clone()),
            None => prop_assert!(scheduled.legs.last().unwrap().from <= day(today)),
        }
        let both = revised(&scheduled, &of_minutes(7), day(today));
        let back = both.take_back().map_or(both.legs.clone(), |back| back.legs());
        if scheduled.legs.last().unwrap().from > day(today) {
            let alone = revised(&now, &of_minutes(7), day(today));
            let asked = |legs: &[Leg]| {
                legs.iter().map(|leg| (leg.from, leg.asked.clone())).collect::<Vec<_>>()
            };
            prop_assert_eq!(asked(&back), asked(&alone.legs));
        }
        // What has begun stays as it is, whatever comes.
        let other = revised(&scheduled, &of_cadence(&first), day(today));
        let before = day(today).checked_sub_days(Days::new(1)).unwrap();
        prop_assert_eq!(periods(&other, before), periods(&now, before));
    }
}
