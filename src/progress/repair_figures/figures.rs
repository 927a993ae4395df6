//! The figures of repair, definition `repair-1`: pure, from the ruptures and repairs that their reader may read.
//!
//! No validated self-report of the time to repair was found, so there are no bands and no target. An attempt counts by its
//! effect on the other, as in Gottman, Driver & Tabares 2015, who observed couples; the limits of 24 and 72 hours are this
//! product's own and mean no norm.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use uuid::Uuid;

/// A median of fewer would be about single evenings.
const FEWEST: usize = 3;

/// A rupture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hurt {
    /// What tells it from all others: its author and its id.
    pub key: (Uuid, Uuid),
    /// When it happened.
    pub at: DateTime<Utc>,
}

/// An attempt to repair.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Attempt {
    /// The rupture that it is about, if it is linked to one.
    pub about: Option<(Uuid, Uuid)>,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// Whether it counts in the figures about attempts, beside what it did for its rupture: its day lies in the window.
    pub in_window: bool,
    /// Since when the partner says that it is accepted.
    pub accepted_at: Option<DateTime<Utc>>,
    /// Whether all four parts were done.
    pub all_parts: bool,
    /// Until when what was promised is to be done.
    pub follow_through_by: Option<NaiveDate>,
    /// Whether it was done, where somebody said.
    pub followed_through: Option<bool>,
}

/// A part of a whole, both counted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    /// How many it is true of.
    pub count: usize,
    /// Of how many.
    pub of: usize,
}

impl Share {
    fn count<T>(all: impl Iterator<Item = T>, is: impl Fn(&T) -> bool) -> Self {
        all.fold(Self { count: 0, of: 0 }, |share, one| Self {
            count: share.count.saturating_add(usize::from(is(&one))),
            of: share.of.saturating_add(1),
        })
    }
}

/// How long something took.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Duration {
    /// The median in whole minutes, of what has come to pass; nothing of fewer than three.
    pub median_minutes: Option<i64>,
    /// How many that are.
    pub count: usize,
    /// How many ruptures it has not come to pass for.
    pub open: usize,
}

/// What became of promises.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FollowThroughFigures {
    /// Those that were kept, of those that somebody said of what became of them.
    pub kept: Share,
    /// Those that were due and that nobody said anything of.
    pub unrecorded: usize,
}

/// All figures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RepairFigures {
    /// Ruptures in the window.
    pub ruptures: usize,
    /// Attempts in the window.
    pub repairs: usize,
    /// Of the ruptures older than 72 hours, those that were repaired within 72 hours: the leading figure.
    pub within_72_hours: Share,
    /// Of the ruptures older than 24 hours, those that were repaired within 24 hours.
    pub within_24_hours: Share,
    /// From a rupture to the first attempt.
    pub to_first_attempt: Duration,
    /// From a rupture to an accepted attempt.
    pub to_repair: Duration,
    /// Attempts with all four parts.
    pub all_parts: Share,
    /// What became of promises.
    pub follow_through: FollowThroughFigures,
}

/// The figures of these ruptures and attempts, as of now.
pub fn repair_figures(hurts: &[Hurt], attempts: &[Attempt], now: DateTime<Utc>) -> RepairFigures {
    let told: Vec<Told> = hurts.iter().map(|hurt| Told::of(hurt, attempts)).collect();
    let counted = || attempts.iter().filter(|attempt| attempt.in_window);
    RepairFigures {
        ruptures: hurts.len(),
        repairs: counted().count(),
        within_72_hours: within(&told, TimeDelta::hours(72), now),
        within_24_hours: within(&told, TimeDelta::hours(24), now),
        to_first_attempt: duration(told.iter().map(|told| told.attempted)),
        to_repair: duration(told.iter().map(|told| told.repaired)),
        all_parts: Share::count(counted(), |attempt| attempt.all_parts),
        follow_through: follow_through(counted(), over_everywhere(now)),
    }
}

/// What became of a rupture.
struct Told {
    at: DateTime<Utc>,
    /// How long until the first attempt, and until the first that was accepted. One that is said to have come before is at once.
    attempted: Option<TimeDelta>,
    repaired: Option<TimeDelta>,
}

impl Told {
    fn of(hurt: &Hurt, attempts: &[Attempt]) -> Self {
        let about = || attempts.iter().filter(|attempt| attempt.about == Some(hurt.key));
        let after = |at: DateTime<Utc>| at.signed_duration_since(hurt.at).max(TimeDelta::zero());
        Self {
            at: hurt.at,
            attempted: about().map(|attempt| after(attempt.at)).min(),
            repaired: about().filter_map(|attempt| attempt.accepted_at).map(after).min(),
        }
    }
}

/// How far behind UTC the last zone is.
const LAST_ZONE: TimeDelta = TimeDelta::hours(12);

/// Ruptures younger than the limit are left out: they still have time.
fn within(told: &[Told], limit: TimeDelta, now: DateTime<Utc>) -> Share {
    let old_enough = told.iter().filter(|told| now.signed_duration_since(told.at) > limit);
    Share::count(old_enough, |told| told.repaired.is_some_and(|after| after <= limit))
}

fn duration(all: impl Iterator<Item = Option<TimeDelta>>) -> Duration {
    let (mut past, mut open) = (Vec::new(), 0_usize);
    for after in all {
        match after {
            Some(after) => past.push(after.num_minutes()),
            None => open = open.saturating_add(1),
        }
    }
    Duration { median_minutes: median(&mut past), count: past.len(), open }
}

/// The middle one, or the mean of the middle two rounded down.
fn median(minutes: &mut [i64]) -> Option<i64> {
    if minutes.len() < FEWEST {
        return None;
    }
    minutes.sort_unstable();
    let upper = minutes.len() / 2;
    let lower = if minutes.len().is_multiple_of(2) { upper.saturating_sub(1) } else { upper };
    let (lower, upper) = (minutes.get(lower)?, minutes.get(upper)?);
    Some(lower.saturating_add(*upper) / 2)
}

/// The earliest day that is not over yet anywhere: what is due on it is not overdue for anybody.
fn over_everywhere(now: DateTime<Utc>) -> NaiveDate {
    now.checked_sub_signed(LAST_ZONE).unwrap_or(now).date_naive()
}

/// What nobody said anything of is counted apart, and never as broken.
fn follow_through<'a>(attempts: impl Iterator<Item = &'a Attempt>, today: NaiveDate) -> FollowThroughFigures {
    let (mut kept, mut unrecorded) = (Share { count: 0, of: 0 }, 0_usize);
    for attempt in attempts {
        match attempt.followed_through {
            Some(done) => {
                kept.count = kept.count.saturating_add(usize::from(done));
                kept.of = kept.of.saturating_add(1);
            }
            None => {
                let due = attempt.follow_through_by.is_some_and(|by| by < today);
                unrecorded = unrecorded.saturating_add(usize::from(due));
            }
        }
    }
    FollowThroughFigures { kept, unrecorded }
}
