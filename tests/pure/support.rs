//! Short ways to write plans and logs.

use chrono::NaiveDate;
use holdfast::homework::assignments::Mode;
use holdfast::homework::cadence::*;
use holdfast::homework::check_ins::Outcome;
use holdfast::platform::local_day::*;
use holdfast::progress::adherence::*;
use serde_json::{Value, json};
use uuid::Uuid;

pub const ANN: Uuid = Uuid::from_u128(1);
pub const BEN: Uuid = Uuid::from_u128(2);

pub fn d(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn cadence(value: Value) -> Cadence {
    serde_json::from_value(value).unwrap()
}

pub fn times(times: u32, every: u32, unit: &str) -> Cadence {
    cadence(json!({"type": "times_per_period", "times": times, "every": every, "unit": unit}))
}

pub fn on(weekdays: &[&str], every: u32) -> Cadence {
    cadence(json!({"type": "on_weekdays", "weekdays": weekdays, "every": every}))
}

pub fn once(due_on: &str) -> Cadence {
    cadence(json!({"type": "once", "due_on": due_on}))
}

pub fn terms(revision: i32, from: &str, cadence: Cadence) -> Terms {
    Terms {
        revision,
        effective_from: d(from),
        mode: Mode::Individual,
        cadence,
        zone: TimeZone::UTC,
        day_start: DayStart::default(),
        week_start: Weekday::Monday,
    }
}

pub fn plan(starts_on: &str, cadence: Cadence) -> Plan {
    Plan { starts_on: d(starts_on), ends_on: None, revisions: vec![terms(1, starts_on, cadence)] }
}

pub fn act(member: Uuid, date: &str, outcome: Outcome) -> Act {
    Act { member, local_date: d(date), outcome, count: None, purpose: Purpose::Practice }
}

pub fn done(date: &str) -> Act {
    act(ANN, date, Outcome::Done)
}

pub fn excused(member: Uuid, from: &str, to: &str) -> Excused {
    Excused { member, from: d(from), to: d(to) }
}

#[derive(Clone, Debug)]
pub struct Case {
    pub plan: Plan,
    pub mode: Mode,
    pub today: Vec<(Uuid, NaiveDate)>,
    pub acts: Vec<Act>,
    pub excuses: Vec<Excused>,
}

impl Case {
    pub fn of_ann(plan: Plan, today: &str) -> Self {
        Self::new(plan, Mode::Individual, &[(ANN, today)])
    }

    pub fn of_both(plan: Plan, mode: Mode, today: &str) -> Self {
        Self::new(plan, mode, &[(ANN, today), (BEN, today)])
    }

    pub fn new(plan: Plan, mode: Mode, today: &[(Uuid, &str)]) -> Self {
        Self {
            plan,
            mode,
            today: today.iter().map(|(id, date)| (*id, d(date))).collect(),
            acts: Vec::new(),
            excuses: Vec::new(),
        }
    }

    pub fn acts(mut self, acts: impl IntoIterator<Item = Act>) -> Self {
        self.acts.extend(acts);
        self
    }

    pub fn excuses(mut self, excuses: impl IntoIterator<Item = Excused>) -> Self {
        self.excuses.extend(excuses);
        self
    }

    /// The plan, with the one audience of the case under each of its revisions.
    pub fn lived(&self) -> Plan {
        let mut plan = self.plan.clone();
        plan.revisions.iter_mut().for_each(|terms| terms.mode = self.mode);
        plan
    }

    pub fn ask<T>(&self, question: impl FnOnce(&Log<'_>) -> T) -> T {
        let (plan, today) = (self.lived(), self.today.iter());
        let members: Vec<Member> = today.map(|&(id, today)| Member { id, today }).collect();
        question(&Log { plan: &plan, members: &members, acts: &self.acts, excuses: &self.excuses })
    }

    pub fn subject(&self) -> Subject {
        match self.mode {
            Mode::Individual | Mode::Each => Subject::Member(ANN),
            Mode::Together | Mode::Either => Subject::Joint,
        }
    }

    pub fn figures(&self, from: &str, to: &str) -> Figures {
        self.ask(|log| figures(log, self.subject(), &question(from, to)))
    }

    pub fn evaluation(&self, purpose: Purpose) -> Evaluation {
        let last = self.today.iter().map(|(_, today)| *today).max().unwrap();
        let mut periods = self.lived().periods(self.plan.starts_on..=last);
        periods.retain(|period| period.purpose == purpose);
        self.ask(|log| evaluate(&periods, log, self.subject(), purpose))
    }

    pub fn statuses(&self) -> Vec<Status> {
        let periods = self.evaluation(Purpose::Practice).periods;
        periods.iter().map(|it| it.status).collect()
    }
}

pub fn question(from: &str, to: &str) -> Question {
    Question {
        window: Window { from: d(from), to: d(to) },
        since: NaiveDate::MIN,
        week_start: Weekday::Monday,
        purpose: Purpose::Practice,
    }
}

pub fn near(value: f64, expected: f64) -> bool {
    (value - expected).abs() < 1e-9
}
