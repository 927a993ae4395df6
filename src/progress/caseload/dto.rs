//! The caseload as it is asked for and answered.

use chrono::{DateTime, NaiveDate, Utc};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::model::{CaseloadOrder, DueSum, Entry, Figures, Person};
use crate::people::appointments::Upcoming;
use crate::platform::http::{PageCursor, PageLimit};
use crate::platform::ids::kind::{AppointmentId, ClientId, CoupleId};

/// Which page of the caseload, and in which order.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListCaseloadQuery {
    /// The order; by name where it is left out.
    #[garde(skip)]
    #[serde(default)]
    #[param(inline, value_type = Option<CaseloadOrder>)]
    pub order: CaseloadOrder,
    /// Items of a page.
    #[garde(skip)]
    #[serde(default)]
    #[param(value_type = Option<u8>, minimum = 1, maximum = 200)]
    pub limit: PageLimit,
    /// `next_cursor` of the page before.
    #[garde(skip)]
    #[param(value_type = Option<String>, max_length = 1000)]
    pub cursor: Option<PageCursor>,
}

/// One client or couple, and what needs eyes.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "client_id": null, "couple_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c15", "people": [
        {"client_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13", "name": "Ada Moreau"},
        {"client_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c14", "name": "Ben Moreau"}
    ],
    "since": "2026-01-05", "check_ins": {"unseen": 3, "oldest_on": "2026-03-01"},
    "lapses": {"open": 1, "since": "2026-03-20"}, "returns": {"count": 2, "last_on": "2026-03-18"},
    "ruptures": {"open": 1, "oldest_on": "2026-03-21"},
    "proposals": {"answered": 1, "waiting": 1},
    "next_appointment": {"id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c71", "starts_at": "2026-04-01T14:00:00Z"},
    "measures": {"due": 1, "overdue": 0, "next_on": "2026-03-31"},
    "safety": {"flags": 0, "holds": 0}
}))]
pub struct CaseloadResponse {
    /// The client; null for a couple.
    pub client_id: Option<ClientId>,
    /// The couple; null for a client.
    pub couple_id: Option<CoupleId>,
    /// The client, or the members of whom the caller may know.
    #[schema(max_items = 2)]
    pub people: Vec<CaseloadPerson>,
    /// The first day that check-ins, lapses and returns are looked for on.
    pub since: NaiveDate,
    /// Check-ins that nobody has looked at as they are now.
    pub check_ins: UnseenResponse,
    /// Habits that lapsed and were not taken up again.
    pub lapses: LapsesResponse,
    /// Habits that were taken up again after a lapse: a success.
    pub returns: ReturnsResponse,
    /// Ruptures that no accepted repair is about, as far as the care team may read them.
    pub ruptures: RupturesResponse,
    /// What was proposed and is not decided.
    pub proposals: ProposalsResponse,
    /// The next planned appointment; null where there is none.
    pub next_appointment: Option<NextAppointment>,
    /// Measures that are asked for and not answered.
    pub measures: MeasuresResponse,
    /// Safety marks that stand, of all these people.
    pub safety: SafetyResponse,
}

/// Somebody in care.
#[derive(Serialize, ToSchema)]
pub struct CaseloadPerson {
    /// The client.
    pub client_id: ClientId,
    /// What the person is called, with the family name.
    #[schema(max_length = 201)]
    pub name: String,
}

/// Check-ins in review state `new`.
#[derive(Serialize, ToSchema)]
pub struct UnseenResponse {
    /// How many.
    #[schema(minimum = 0)]
    pub unseen: u32,
    /// The local day of the oldest.
    pub oldest_on: Option<NaiveDate>,
}

/// Lapses that are open: each began with the first period that was not done or not recorded, and no act has ended it. What was
/// excused or paused neither begins nor ends one.
#[derive(Serialize, ToSchema)]
pub struct LapsesResponse {
    /// How many, of each habit for each person whom it is counted for.
    #[schema(minimum = 0)]
    pub open: u32,
    /// The first day of the longest.
    pub since: Option<NaiveDate>,
}

/// Returns after a lapse.
#[derive(Serialize, ToSchema)]
pub struct ReturnsResponse {
    /// How many.
    #[schema(minimum = 0)]
    pub count: u32,
    /// The day of the last.
    pub last_on: Option<NaiveDate>,
}

/// Ruptures that are open.
#[derive(Serialize, ToSchema)]
pub struct RupturesResponse {
    /// How many.
    #[schema(minimum = 0)]
    pub open: u32,
    /// The local day of the oldest.
    pub oldest_on: Option<NaiveDate>,
}

/// Proposed homework, counted by those whom it is for.
#[derive(Serialize, ToSchema)]
pub struct ProposalsResponse {
    /// Answers to what is proposed, which wait for the therapist.
    #[schema(minimum = 0)]
    pub answered: u32,
    /// Answers that have not come.
    #[schema(minimum = 0)]
    pub waiting: u32,
}

/// Measures that are due, counted by those who are asked.
#[derive(Serialize, ToSchema)]
pub struct MeasuresResponse {
    /// How many.
    #[schema(minimum = 0)]
    pub due: u32,
    /// How many of them were to be answered before today.
    #[schema(minimum = 0)]
    pub overdue: u32,
    /// The day by which the first is to be answered.
    pub next_on: Option<NaiveDate>,
}

impl From<DueSum> for MeasuresResponse {
    fn from(DueSum { due, overdue, next_on }: DueSum) -> Self {
        Self { due, overdue, next_on }
    }
}

/// When the client or couple is seen next.
#[derive(Serialize, ToSchema)]
pub struct NextAppointment {
    /// The appointment.
    pub id: AppointmentId,
    /// When it begins.
    pub starts_at: DateTime<Utc>,
}

impl From<Upcoming> for NextAppointment {
    fn from(Upcoming { context_id: _, id, starts_at, previous_at: _ }: Upcoming) -> Self {
        Self { id, starts_at }
    }
}

/// Safety marks that stand.
#[derive(Serialize, ToSchema)]
pub struct SafetyResponse {
    /// Flags.
    #[schema(minimum = 0)]
    pub flags: u32,
    /// Holds.
    #[schema(minimum = 0, maximum = 2)]
    pub holds: u32,
}

impl CaseloadResponse {
    /// The answer for a client or couple.
    pub(super) fn of(entry: Entry, figures: Figures, since: NaiveDate) -> Self {
        let Entry { context, people, unseen, next_appointment, measures } = entry;
        let Figures { standing, ruptures, answered, waiting, flags, holds } = figures;
        let (lapses, returns) = (standing.lapses, standing.returns);
        let person = |person: Person| CaseloadPerson { client_id: person.client_id, name: person.name() };
        Self {
            client_id: context.client(),
            couple_id: context.couple(),
            people: people.into_iter().map(person).collect(),
            since,
            check_ins: UnseenResponse { unseen: unseen.count, oldest_on: unseen.oldest_on },
            lapses: LapsesResponse { open: count(lapses.len()), since: lapses.into_iter().min() },
            returns: ReturnsResponse {
                count: count(returns.len()),
                last_on: returns.into_iter().map(|one| one.returned_on).max(),
            },
            ruptures: RupturesResponse { open: count(ruptures.len()), oldest_on: ruptures.into_iter().min() },
            proposals: ProposalsResponse { answered, waiting },
            next_appointment: next_appointment.map(NextAppointment::from),
            measures: measures.into(),
            safety: SafetyResponse { flags, holds },
        }
    }
}

fn count(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}
