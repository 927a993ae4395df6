//! The figures of repair, from what a couple wrote.

use chrono::{DateTime, TimeDelta, Utc};
use holdfast::progress::repair_figures::*;
use proptest::prelude::*;
use uuid::Uuid;

use crate::support::*;

fn now() -> DateTime<Utc> {
    d("2026-03-29").and_hms_opt(12, 0, 0).unwrap().and_utc()
}

fn key(number: usize) -> (Uuid, Uuid) {
    (Uuid::from_u128(1), Uuid::from_u128(u128::try_from(number).unwrap()))
}

fn hurt(number: usize, hours_ago: i64) -> Hurt {
    Hurt { key: key(number), at: now() - TimeDelta::hours(hours_ago) }
}

fn attempt(about: Option<usize>, hours_ago: i64, accepted_hours_ago: Option<i64>) -> Attempt {
    Attempt {
        about: about.map(key),
        at: now() - TimeDelta::hours(hours_ago),
        in_window: true,
        accepted_at: accepted_hours_ago.map(|hours| now() - TimeDelta::hours(hours)),
        all_parts: false,
        follow_through_by: None,
        followed_through: None,
    }
}

#[test]
fn nothing_is_known_of_nothing() {
    let figures = repair_figures(&[], &[], now());
    assert_eq!((figures.within_72_hours, figures.within_24_hours.of), (Share { count: 0, of: 0 }, 0));
    assert_eq!(figures.to_repair, Duration { median_minutes: None, count: 0, open: 0 });
}

#[test]
fn a_rupture_younger_than_the_limit_still_has_time() {
    let hurts = [hurt(1, 73), hurt(2, 72), hurt(3, 25), hurt(4, 24), hurt(5, 1)];
    let figures = repair_figures(&hurts, &[], now());
    assert_eq!(figures.within_72_hours, Share { count: 0, of: 1 });
    assert_eq!(figures.within_24_hours, Share { count: 0, of: 3 });
    assert_eq!(figures.to_first_attempt.open, 5);
}

#[test]
fn it_is_repaired_when_it_is_accepted() {
    let hurts = [hurt(1, 200), hurt(2, 200), hurt(3, 200), hurt(4, 200)];
    let attempts = [
        // Tried at once, and accepted at the limit.
        attempt(Some(1), 199, Some(128)),
        // A minute too late would be one hour here: accepted after 73.
        attempt(Some(2), 150, Some(127)),
        // Not accepted; the second attempt is, after 10 hours.
        attempt(Some(3), 198, None),
        attempt(Some(3), 195, Some(190)),
        attempt(None, 100, Some(99)),
    ];
    let figures = repair_figures(&hurts, &attempts, now());
    assert_eq!(figures.within_72_hours, Share { count: 2, of: 4 });
    assert_eq!(figures.within_24_hours, Share { count: 1, of: 4 });
    assert_eq!(figures.to_first_attempt, Duration { median_minutes: Some(120), count: 3, open: 1 });
    assert_eq!(figures.to_repair, Duration { median_minutes: Some(72 * 60), count: 3, open: 1 });
    assert_eq!((figures.ruptures, figures.repairs), (4, 5));
}

#[test]
fn a_median_of_fewer_than_three_is_hidden() {
    let hurts = [hurt(1, 100), hurt(2, 100), hurt(3, 100), hurt(4, 100)];
    let attempts: Vec<Attempt> =
        (1..=4).map(|number| attempt(Some(number), 100 - i64::try_from(number).unwrap(), None)).collect();
    let median = |count: usize| repair_figures(&hurts, &attempts[..count], now()).to_first_attempt;
    assert_eq!(median(2), Duration { median_minutes: None, count: 2, open: 2 });
    assert_eq!(median(3), Duration { median_minutes: Some(120), count: 3, open: 1 });
    assert_eq!(median(4), Duration { median_minutes: Some(150), count: 4, open: 0 });
}

#[test]
fn silence_about_a_promise_is_not_a_broken_one() {
    let promised = |by: &str, followed_through| Attempt {
        follow_through_by: Some(d(by)),
        followed_through,
        ..attempt(None, 10, None)
    };
    let attempts = [
        promised("2026-03-28", Some(true)),
        promised("2026-03-28", Some(false)),
        promised("2026-03-28", None),
        promised("2026-03-29", None),
    ];
    let follow_through = repair_figures(&[], &attempts, now()).follow_through;
    assert_eq!(follow_through, FollowThroughFigures { kept: Share { count: 1, of: 2 }, unrecorded: 1 });
}

#[test]
fn an_attempt_outside_the_window_counts_for_its_rupture_alone() {
    let outside = Attempt { in_window: false, all_parts: true, ..attempt(Some(1), 90, Some(80)) };
    let figures = repair_figures(&[hurt(1, 100)], &[outside], now());
    assert_eq!((figures.within_72_hours, figures.repairs), (Share { count: 1, of: 1 }, 0));
    assert_eq!(figures.all_parts, Share { count: 0, of: 0 });
}

fn any_attempt() -> impl Strategy<Value = Attempt> {
    let accepted = prop::option::of(0_i64..300);
    (
        prop::option::of(0_usize..8),
        0_i64..300,
        accepted,
        any::<bool>(),
        any::<bool>(),
        prop::option::of(any::<bool>()),
    )
        .prop_map(|(about, ago, accepted, in_window, all_parts, followed_through)| Attempt {
            in_window,
            all_parts,
            followed_through,
            ..attempt(about, ago, accepted)
        })
}

/// Swaps who wrote what: the other partner's ruptures, everything else the same.
fn swapped(hurts: &[Hurt], attempts: &[Attempt]) -> (Vec<Hurt>, Vec<Attempt>) {
    let other = |(_, id): (Uuid, Uuid)| (Uuid::from_u128(2), id);
    (
        hurts.iter().map(|hurt| Hurt { key: other(hurt.key), ..*hurt }).collect(),
        attempts.iter().map(|attempt| Attempt { about: attempt.about.map(other), ..*attempt }).collect(),
    )
}

proptest! {
    #[test]
    fn figures_hold_together(hours in prop::collection::vec(0_i64..300, 0..8), attempts in prop::collection::vec(any_attempt(), 0..20)) {
        let hurts: Vec<Hurt> = hours.iter().enumerate().map(|(number, hours)| hurt(number, *hours)).collect();
        let figures = repair_figures(&hurts, &attempts, now());
        // No rupture is lost or counted twice, and shares are parts of wholes.
        for duration in [figures.to_first_attempt, figures.to_repair] {
            prop_assert_eq!(duration.count + duration.open, hurts.len());
            prop_assert_eq!(duration.median_minutes.is_some(), duration.count >= 3);
            prop_assert!(duration.median_minutes.is_none_or(|minutes| minutes >= 0));
        }
        for share in [figures.within_72_hours, figures.within_24_hours, figures.all_parts, figures.follow_through.kept] {
            prop_assert!(share.count <= share.of);
        }
        prop_assert!(figures.to_repair.count <= figures.to_first_attempt.count);
        prop_assert!(figures.within_72_hours.of <= figures.within_24_hours.of);
        prop_assert!(figures.within_72_hours.count <= figures.to_repair.count);
        // The order in which rows come says nothing, nor does whose they are.
        let (mut other_hurts, mut other_attempts) = swapped(&hurts, &attempts);
        other_hurts.reverse();
        other_attempts.reverse();
        prop_assert_eq!(repair_figures(&other_hurts, &other_attempts, now()), figures);
        // An attempt without a rupture changes nothing that is said of ruptures.
        let mut more = attempts.clone();
        more.push(attempt(None, 5, Some(1)));
        let with = repair_figures(&hurts, &more, now());
        prop_assert_eq!((with.within_72_hours, with.to_repair), (figures.within_72_hours, figures.to_repair));
        prop_assert_eq!(with.repairs, figures.repairs + 1);
    }
}
