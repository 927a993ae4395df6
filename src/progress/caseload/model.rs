//! Clients and couples in care, their order, and what was counted of each.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::people::appointments::Upcoming;
use crate::people::care_teams::Context;
use crate::platform::ids::kind::ClientId;
use crate::progress::measures::requests::DueMeasure;
use crate::progress::summaries::Standing;

/// Letters of a name that its place in the order is decided by.
const LETTERS: usize = 60;

/// Somebody in care.
#[derive(Clone)]
pub(super) struct Person {
    pub client_id: ClientId,
    pub given_name: String,
    pub family_name: String,
    pub preferred_name: Option<String>,
}

impl Person {
    /// What the person is called, with the family name.
    pub fn name(&self) -> String {
        format!("{} {}", self.preferred_name.as_ref().unwrap_or(&self.given_name), self.family_name)
    }

    fn key(&self) -> String {
        format!("{} {}", self.family_name, self.given_name).to_lowercase()
    }
}

/// A client or couple, with those of its people of whom the caller may know, by name.
pub(super) struct Entry {
    pub context: Context,
    pub people: Vec<Person>,
    pub unseen: Unseen,
    pub next_appointment: Option<Upcoming>,
    pub measures: DueSum,
}

/// Measures that are due.
#[derive(Clone, Copy, Default)]
pub(super) struct DueSum {
    pub due: u32,
    pub overdue: u32,
    pub next_on: Option<NaiveDate>,
}

impl DueSum {
    /// With one more.
    pub fn and(self, one: &DueMeasure) -> Self {
        let next_on = Some(self.next_on.map_or(one.due_on, |first| first.min(one.due_on)));
        let overdue = self.overdue.saturating_add(u32::from(one.overdue));
        Self { due: self.due.saturating_add(1), overdue, next_on }
    }
}

/// Check-ins that nobody has looked at.
#[derive(Clone, Copy, Default)]
pub(super) struct Unseen {
    pub count: u32,
    pub oldest_on: Option<NaiveDate>,
}

impl Unseen {
    /// With one more, of this day.
    pub fn and(self, day: NaiveDate) -> Self {
        let oldest_on = Some(self.oldest_on.map_or(day, |oldest| oldest.min(day)));
        Self { count: self.count.saturating_add(1), oldest_on }
    }
}

/// In which order to list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CaseloadOrder {
    /// By family name.
    #[default]
    Name,
    /// Most unseen check-ins first.
    Unseen,
    /// Soonest next appointment first; those without one last.
    NextAppointment,
    /// The measure that is due first, or longest overdue, first; those of whom none is due last.
    MeasuresDue,
}

/// A place in an order; places are different, because they end in the id.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Place {
    rank: i64,
    name: String,
    id: Uuid,
}

impl Entry {
    /// Of a client or couple, of which nothing is counted yet.
    pub fn of(context: Context, mut people: Vec<Person>) -> Self {
        people.sort_by_key(|person| (person.key(), person.client_id));
        Self {
            context,
            people,
            unseen: Unseen::default(),
            next_appointment: None,
            measures: DueSum::default(),
        }
    }

    pub fn place(&self, order: CaseloadOrder) -> Place {
        let rank = match order {
            CaseloadOrder::Name => 0,
            CaseloadOrder::Unseen => -i64::from(self.unseen.count),
            CaseloadOrder::MeasuresDue => {
                self.measures.next_on.map_or(i64::MAX, |day| i64::from(day.num_days_from_ce()))
            }
            CaseloadOrder::NextAppointment => {
                self.next_appointment.map_or(i64::MAX, |next| next.starts_at.timestamp())
            }
        };
        let names: Vec<String> = self.people.iter().map(Person::key).collect();
        Place { rank, name: names.join(" ").chars().take(LETTERS).collect(), id: self.context.id() }
    }
}

/// What was counted of a client or couple beside its unseen check-ins.
#[derive(Default)]
pub(super) struct Figures {
    pub standing: Standing,
    /// The days of open ruptures.
    pub ruptures: Vec<NaiveDate>,
    pub answered: u32,
    pub waiting: u32,
    pub flags: u32,
    pub holds: u32,
}
