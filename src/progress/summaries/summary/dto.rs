//! The summary as it is told. What an audience is not told is not there.

use chrono::NaiveDate;
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::audience::ReportAudience;
use super::felt::CheckInRatings;
use crate::platform::ids::kind::{ClientId, CoupleId};
use crate::platform::local_day::some_date;
use crate::progress::boundary_figures::BoundarySummary;
use crate::progress::measures::PersonMeasures;
use crate::progress::rating_figures::RatedItemResponse;
use crate::progress::repair_figures::RepairSummary;
use crate::progress::small_wins::SmallWinSuggestion;
use crate::progress::summaries::dto::{AssignmentProgress, SubjectOverall};
use crate::progress::summaries::window::{NamedWindow, WindowQuery, WindowResponse, alone, fits, known_day};

/// Which summary to make.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SummaryQuery {
    /// Whom it is made for: `client` of a client alone, `couple` of a couple alone; else 422 `unfit_audience`. Left out: `clinician`.
    #[garde(skip)]
    #[serde(default)]
    #[param(inline)]
    pub audience: Option<ReportAudience>,
    /// First local date. Left out: 12 weeks before the end.
    #[garde(custom(known_day), custom(fits(&self.to)))]
    #[serde(default, deserialize_with = "some_date")]
    #[param(example = "2026-01-05")]
    from: Option<NaiveDate>,
    /// Last local date, at most 400 days with the first. Left out: 12 weeks from the first, or today where
    /// that is left out too.
    #[garde(custom(known_day))]
    #[serde(default, deserialize_with = "some_date")]
    #[param(example = "2026-03-29")]
    to: Option<NaiveDate>,
    /// A window by its name, instead of `from` and `to`. Where no session has been held yet, 422 `no_session`.
    #[garde(custom(alone(self.from.is_some() || self.to.is_some())))]
    #[serde(default)]
    #[param(inline)]
    window: Option<NamedWindow>,
}

impl SummaryQuery {
    /// The days that are asked for.
    pub fn days(&self) -> WindowQuery {
        WindowQuery::new(self.from, self.to, self.window)
    }
}

/// Everything that is told of a client or couple over a window.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "client_id": null, "couple_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c40", "audience": "couple",
    "window": {"from": "2026-01-05", "to": "2026-03-29"}, "since": "2025-02-23", "overall": [], "assignments": [],
    "ratings": [], "small_wins": [], "events": [{"local_date": "2026-03-02", "kind": "session"}]
}))]
pub struct Summary {
    /// The client.
    #[schema(required)]
    pub client_id: Option<ClientId>,
    /// The couple.
    #[schema(required)]
    pub couple_id: Option<CoupleId>,
    /// Whom it is made for.
    pub audience: ReportAudience,
    /// The days that it is about.
    pub window: WindowResponse,
    /// The first day that was looked at.
    pub since: NaiveDate,
    /// All homework of a subject as one.
    pub overall: Vec<SubjectOverall>,
    /// Each assignment that ran in the window.
    pub assignments: Vec<AssignmentProgress>,
    /// What it tells beside homework.
    #[serde(flatten)]
    pub sections: Sections,
    /// Whether the practice shows streaks.
    #[serde(skip)]
    pub streaks_shown: bool,
}

/// What is told beside homework. A member is there only where the audience is told of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Sections {
    /// How acts felt to those who did them, by assignment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ratings: Option<Vec<CheckInRatings>>,
    /// What was rated in questions, such as growth markers and how well needs are met, of each person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub growth: Option<Vec<PersonGrowth>>,
    /// Scores with their change, of each person; never put together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measures: Option<Vec<PersonMeasures>>,
    /// Ruptures and repairs of a couple.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repairs: Option<RepairSummary>,
    /// Uses of limits of one client.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub boundaries: Option<BoundarySummary>,
    /// What went well at the end of the window: of a client the own, of a couple what is done as one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub small_wins: Option<Vec<SmallWinSuggestion>>,
    /// What happened on the way, oldest first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub events: Option<Vec<TimelineEvent>>,
}

/// What one person rated in questions over time. There are no bands: nothing says what is enough.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PersonGrowth {
    /// The client.
    pub client_id: ClientId,
    /// How it is made: `ratings-1`.
    #[schema(max_length = 20)]
    pub definition: String,
    /// The homework that asked, by its key.
    #[schema(max_items = 10000)]
    pub items: Vec<RatedItemResponse>,
}

/// Something that happened on a day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TimelineEvent {
    /// The local day.
    pub local_date: NaiveDate,
    /// What it was.
    pub kind: EventKind,
    /// Who marked a life event; not there of anything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<ClientId>,
    /// What the client calls it; not there of anything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 200)]
    pub title: Option<String>,
}

impl TimelineEvent {
    /// What is of nobody alone, on a day.
    pub fn of_all(local_date: NaiveDate, kind: EventKind) -> Self {
        Self { local_date, kind, client_id: None, title: None }
    }
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// A session was held.
    Session,
    /// The couple looked back on a month.
    Retro,
    /// A client marked it on the own time line, for the care team too.
    LifeEvent,
}
