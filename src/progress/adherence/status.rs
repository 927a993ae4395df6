//! The words for what was logged and for what became of a period.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::homework::cadence::{Mode, Period, Plan, Purpose};
use crate::homework::check_ins::Outcome;

/// What of a check-in enters the figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// Its author.
    pub member: Uuid,
    /// Local date, frozen when it was written.
    pub local_date: NaiveDate,
    /// What happened.
    pub outcome: Outcome,
    /// How many, when `done` stands for more than one.
    pub count: Option<u32>,
    /// Practice or review: one never fills the other.
    pub purpose: Purpose,
}

/// Days on which a member was paused or excused, both ends included. Ranges may overlap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excused {
    /// Who.
    pub member: Uuid,
    /// First local date.
    pub from: NaiveDate,
    /// Last local date.
    pub to: NaiveDate,
}

/// A member of the audience.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub id: Uuid,
    /// The local day that has not ended yet where the member is: every earlier day is over.
    pub today: NaiveDate,
}

/// Everything known about one assignment.
#[derive(Clone, Copy, Debug)]
pub struct Log<'a> {
    /// From when to when it runs, and under which terms.
    pub plan: &'a Plan,
    /// One client, or the two partners.
    pub members: &'a [Member],
    /// In any order.
    pub acts: &'a [Act],
    /// In any order.
    pub excuses: &'a [Excused],
}

/// Whose periods are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// One member: `individual` and `each`.
    Member(Uuid),
    /// The couple as one: `together` and `either`.
    Joint,
}

impl Subject {
    /// Whether what is lived under this mode is the subject's.
    pub fn lives(self, mode: Mode) -> bool {
        mode.is_joint() == matches!(self, Self::Joint)
    }
}

/// What became of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Its last local day has not ended.
    Open,
    /// As many acts as were asked for, or more.
    Met,
    /// Some, but fewer.
    Partial,
    /// None, and somebody said so.
    NotDone,
    /// None, and nothing was said. Not a failure.
    Unrecorded,
    /// Paused, excused, or without occasion.
    Excused,
}

/// A period and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct PeriodResult {
    /// The period.
    pub period: Period,
    /// What became of it.
    pub status: Status,
    /// Acts counted in it; partly done counts one half.
    #[schema(minimum = 0, multiple_of = 0.5)]
    pub acts: f64,
    /// Acts beyond `times_max`: reported, never punished.
    #[schema(minimum = 0, multiple_of = 0.5)]
    pub over_max: f64,
    /// Whether the acts reach `times`, which an open period can do before it closes.
    pub target_reached: bool,
    /// A single completion that was completed after its due date.
    pub done_late: bool,
    /// Local date of the first act that counts.
    #[schema(required)]
    pub first_act_on: Option<NaiveDate>,
}

impl PeriodResult {
    /// Share of the target that was reached, 0 to 1.
    pub fn value(&self) -> f64 {
        (self.acts / f64::from(self.period.times.max(1))).min(1.0)
    }

    /// Whether it enters ratios: closed, not cut short, not excused.
    pub fn counts(&self) -> bool {
        self.period.whole && !matches!(self.status, Status::Open | Status::Excused)
    }
}

/// All periods of one subject, in order.
#[derive(Clone, Debug, PartialEq)]
pub struct Evaluation {
    /// Each period with its result.
    pub periods: Vec<PeriodResult>,
    /// Days with acts that lie in no period, with the number of acts.
    pub outside: Vec<(NaiveDate, f64)>,
}
