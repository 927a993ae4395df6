//! What an assignment asks from which day on, and what becomes of it by a change. Nothing here reads a clock or a database.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::homework::cadence::{Cadence, Mode, Plan, Terms};
use crate::platform::local_day::{DayStart, TimeZone, Weekday};

/// What a revision asks.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// Whose act counts for whom.
    pub mode: Mode,
    /// How often.
    pub cadence: Cadence,
    /// How long each time.
    pub minutes: Option<i32>,
    /// Why it helps.
    pub rationale: Option<String>,
    /// The pinned version of the item.
    pub item_version: i32,
    /// Its title.
    pub item_title: String,
    /// Last local date of the assignment. It holds at once, so of what stands all have the same.
    pub ends_on: Option<NaiveDate>,
}

/// What a change makes otherwise; what is none stays.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Difference {
    /// Another audience.
    pub mode: Option<Mode>,
    /// Another cadence.
    pub cadence: Option<Cadence>,
    /// Another dose, or none.
    pub minutes: Option<Option<i32>>,
    /// Another rationale, or none.
    pub rationale: Option<Option<String>>,
    /// Another version of the item, with its title.
    pub item: Option<(i32, String)>,
    /// Another end, or none.
    pub ends_on: Option<Option<NaiveDate>>,
}

/// What is asked from one day on.
#[derive(Clone, Debug, PartialEq)]
pub struct Leg {
    /// Number of the revision.
    pub number: i32,
    /// First local date.
    pub from: NaiveDate,
    /// What it asks.
    pub asked: Asked,
}

/// The revisions of an assignment that stand. Their numbers and days grow together.
#[derive(Clone, Debug, PartialEq)]
pub struct Timeline {
    /// First local date of the assignment.
    pub starts_on: NaiveDate,
    /// Today, or the first day while that is to come: what holds on it has begun, and what comes later is scheduled.
    pub begun: NaiveDate,
    /// The zone, which never changes.
    pub zone: TimeZone,
    /// The start of its days, which never changes.
    pub day_start: DayStart,
    /// The start of its weeks, which never changes.
    pub week_start: Weekday,
    /// The revisions, oldest first.
    pub legs: Vec<Leg>,
    /// The number of the next one; withdrawn ones have theirs for ever.
    pub next: i32,
}

/// A timeline after a change.
#[derive(Clone, Debug, PartialEq)]
pub struct Rewritten {
    /// The revisions that stay.
    pub kept: Vec<Leg>,
    /// Those that are made.
    pub made: Vec<Leg>,
    /// The numbers of those that never will hold.
    pub withdrawn: Vec<i32>,
    /// The day from which the change holds; none where that leaves only what holds anyway.
    pub from: Option<NaiveDate>,
}

impl Difference {
    /// What has to be changed of one to become the other.
    pub fn between(one: &Asked, other: &Asked) -> Self {
        let item =
            (one.item_version != other.item_version).then(|| (other.item_version, other.item_title.clone()));
        Self {
            mode: (one.mode != other.mode).then_some(other.mode),
            cadence: (one.cadence != other.cadence).then(|| other.cadence.clone()),
            minutes: (one.minutes != other.minutes).then_some(other.minutes),
            rationale: (one.rationale != other.rationale).then(|| other.rationale.clone()),
            item,
            ends_on: (one.ends_on != other.ends_on).then_some(other.ends_on),
        }
    }

    /// What is asked once it is made.
    pub fn over(&self, asked: &Asked) -> Asked {
        let item = || (asked.item_version, asked.item_title.clone());
        let (item_version, item_title) = self.item.clone().unwrap_or_else(item);
        Asked {
            mode: self.mode.unwrap_or(asked.mode),
            cadence: self.cadence.clone().unwrap_or_else(|| asked.cadence.clone()),
            minutes: self.minutes.unwrap_or(asked.minutes),
            rationale: self.rationale.clone().unwrap_or_else(|| asked.rationale.clone()),
            item_version,
            item_title,
            ends_on: self.ends_on.unwrap_or(asked.ends_on),
        }
    }

    /// Whether the end alone changes: that holds at once, and no day of the terms matters.
    pub fn of_the_end_alone(&self) -> bool {
        *self == Self { ends_on: self.ends_on, ..Self::default() }
    }
}

impl Timeline {
    /// What becomes of it by a change that is asked for from a day on, which is not before `begun`. Another cadence or audience
    /// holds from the next period and takes the place of one that is scheduled; whatever else is scheduled stays, and takes the
    /// change too.
    pub fn revise(&self, difference: &Difference, from: NaiveDate) -> Rewritten {
        let stays = |leg: &&Leg| leg.from <= self.begun || leg.from < from;
        let kept: Vec<Leg> = self.legs.iter().filter(stays).cloned().collect();
        let scheduled: Vec<&Leg> = self.legs.iter().filter(|leg| !stays(leg)).collect();
        let Some(before) = self.in_force(from) else { return Rewritten::none(kept) };
        // What the request replaces does not hold any more, also not until the request does.
        let meanwhile = Difference {
            mode: difference.mode.map(|_| before.asked.mode),
            cadence: difference.cadence.as_ref().map(|_| before.asked.cadence.clone()),
            ..Difference::default()
        };
        let begun: Vec<Leg> = self.legs.iter().filter(|leg| leg.from <= from).cloned().collect();
        let settled = self.settle(&begun, self.next, from, difference.over(&before.asked)).from;
        let base = self.in_force(settled).unwrap_or(before);
        let ahead = scheduled.iter().filter(|leg| leg.from > from && leg.from < settled);
        let later = scheduled.iter().filter(|leg| leg.from > settled);
        let ahead = ahead.map(|leg| (false, leg.from, meanwhile.over(&leg.asked)));
        let later = later.map(|leg| (false, leg.from, difference.over(&leg.asked)));
        let first = std::iter::once((true, settled, difference.over(&base.asked)));
        let mut rewritten = Rewritten::none(kept);
        rewritten.withdrawn = scheduled.iter().map(|leg| leg.number).collect();
        let mut legs = rewritten.kept.clone();
        for (wanted, from, asked) in ahead.chain(first).chain(later) {
            if legs.last().is_some_and(|last| last.asked == asked) {
                continue;
            }
            let number = rewritten.made.last().map_or(self.next, |last| last.number.saturating_add(1));
            // One that changed the rhythm or the audience before now waits for a period of the new rhythm.
            let from = legs.last().map_or(from, |last| last.from.max(from));
            let leg = self.settle(&legs, number, from, asked);
            rewritten.from = if wanted { Some(leg.from) } else { rewritten.from };
            legs.push(leg.clone());
            rewritten.made.push(leg);
        }
        rewritten
    }

    /// What becomes of it when the newest revision is taken back; nothing where its day has come.
    pub fn take_back(&self) -> Option<Rewritten> {
        let (newest, kept) = self.legs.split_last()?;
        (newest.from > self.begun)
            .then(|| Rewritten { withdrawn: vec![newest.number], ..Rewritten::none(kept.to_vec()) })
    }

    /// The first day on which another rhythm or audience is asked for than before.
    pub fn first_changed(&self, rewritten: &Rewritten) -> Option<NaiveDate> {
        let (before, after) = (self.plan(&self.legs), self.plan(&rewritten.legs()));
        let all = before.revisions.iter().chain(&after.revisions);
        let days: BTreeSet<NaiveDate> = all.map(|terms| terms.effective_from).collect();
        let asked = |terms: &Terms| (terms.mode, terms.cadence.clone());
        days.into_iter().find(|day| before.terms_on(*day).map(asked) != after.terms_on(*day).map(asked))
    }

    /// The plan that some of its revisions make.
    pub fn plan(&self, legs: &[Leg]) -> Plan {
        let revisions = legs.iter().map(|leg| self.terms(leg)).collect();
        Plan { starts_on: self.starts_on, ends_on: None, revisions }
    }

    fn in_force(&self, day: NaiveDate) -> Option<&Leg> {
        self.legs.iter().rfind(|leg| leg.from <= day).or_else(|| self.legs.first())
    }

    /// The leg that follows others, on this day or with the next period.
    fn settle(&self, legs: &[Leg], number: i32, from: NaiveDate, asked: Asked) -> Leg {
        let leg = Leg { number, from, asked };
        let from = self.plan(legs).holds_from(&self.terms(&leg));
        Leg { from, ..leg }
    }

    fn terms(&self, leg: &Leg) -> Terms {
        Terms {
            revision: leg.number,
            effective_from: leg.from,
            mode: leg.asked.mode,
            cadence: leg.asked.cadence.clone(),
            zone: self.zone,
            day_start: self.day_start,
            week_start: self.week_start,
        }
    }
}

impl Rewritten {
    fn none(kept: Vec<Leg>) -> Self {
        Self { kept, made: Vec::new(), withdrawn: Vec::new(), from: None }
    }

    /// All that stand.
    pub fn legs(&self) -> Vec<Leg> {
        self.kept.iter().chain(&self.made).cloned().collect()
    }

    /// The newest that stands.
    pub fn newest(&self) -> Option<&Leg> {
        self.made.last().or(self.kept.last())
    }
}
