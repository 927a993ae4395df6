//! Answers of retros.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::homework::assignments::Mode;
use crate::homework::cadence::Cadence;
use crate::homework::check_ins::Audience;
use crate::homework::retros::model::{
    Added, AppliedBy, Change, Decided, Decision, RetroStatus, SmallWinKind, WinRow,
};
use crate::platform::db::AsText;
use crate::platform::http::Versioned;
use crate::platform::ids::kind::{AssignmentId, ClientId, CoupleId, LibraryItemId};

/// One version of a couple's look back on a month.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "couple_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c15", "number": 1, "month": "2026-03-01", "local_date": "2026-03-29",
    "client_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13", "small_wins": "We had our check-in on most evenings.",
    "decisions": [{
        "assignment_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c30", "item_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c20",
        "item_title": "Ten minutes for the two of you", "mode": "together", "version": 1, "decision": "adjust",
        "change": {"cadence": {"type": "times_per_period", "times": 3, "every": 1, "unit": "week"}, "minutes": 10},
        "note": "Three evenings are what fits."
    }],
    "additions": [], "next_on": "2026-04-26",
    "wins": [{
        "client_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13", "assignment_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c30",
        "kind": "four_weeks", "item_title": "Ten minutes for the two of you", "joint": true, "periods": null,
        "since": "2026-03-01", "until": "2026-03-28", "definition": "wins-1"
    }],
    "status": "proposed", "superseded": false,
    "agreements": [{
        "client_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13", "agreed_at": "2026-03-29T18:40:00Z", "reaches_partner": null
    }],
    "applied_at": null, "applied_by": null, "audience": ["self", "care_team", "partner"], "reaches_partner": null, "version": 2
}))]
pub struct RetroResponse {
    /// The couple.
    pub couple_id: CoupleId,
    /// The number of this version, as this reader counts them.
    #[schema(minimum = 1)]
    pub number: i32,
    /// The first day of the month that it looks back on: its versions of one month are one holding.
    pub month: NaiveDate,
    /// The couple's local day on which it was written.
    pub local_date: NaiveDate,
    /// Which of the two wrote it; null for the care team.
    pub client_id: Option<ClientId>,
    /// What went well, in own words.
    #[schema(max_length = 2000)]
    pub small_wins: String,
    /// How each assignment goes on.
    #[schema(max_items = 100)]
    pub decisions: Vec<DecisionResponse>,
    /// Homework to be given anew.
    #[schema(max_items = 5)]
    pub additions: Vec<AdditionResponse>,
    /// The day of the next one.
    pub next_on: Option<NaiveDate>,
    /// Small wins that were brought in this month, as far as the reader may read them.
    #[schema(max_items = 400)]
    pub wins: Vec<SmallWinResponse>,
    /// Where it stands.
    pub status: RetroStatus,
    /// Whether a later version was written.
    pub superseded: bool,
    /// The own agreement for a partner; those of both for the care team, but of nobody whose record is restricted or erased.
    #[schema(max_items = 2)]
    pub agreements: Vec<RetroAgreementResponse>,
    /// When it was carried out.
    pub applied_at: Option<DateTime<Utc>>,
    /// By whom.
    pub applied_by: Option<AppliedBy>,
    /// Those who can read it. Where a safety hold keeps it from the partner the care team alone is told so; its author is told
    /// what would hold without one.
    #[schema(max_items = 3)]
    pub audience: Vec<Audience>,
    /// For the care team: whether both partners can read it. Null for a client.
    pub reaches_partner: Option<bool>,
    /// Grows with every change of what this reader is told of it.
    #[schema(minimum = 1)]
    pub version: i32,
}

/// How one assignment goes on, under what it was called when that was decided.
#[derive(Serialize, ToSchema)]
#[schema(as = RetroDecisionResponse)]
pub struct DecisionResponse {
    /// The assignment.
    pub assignment_id: AssignmentId,
    /// Its library item.
    pub item_id: LibraryItemId,
    /// Its title then.
    #[schema(max_length = 80)]
    pub item_title: String,
    /// Whose act counts for whom.
    pub mode: Mode,
    /// The version of the assignment that it is about.
    #[schema(minimum = 1)]
    pub version: i32,
    /// How it goes on.
    pub decision: Decision,
    /// The new terms, of one that is adjusted.
    pub change: Option<ChangeResponse>,
    /// Why.
    #[schema(max_length = 500)]
    pub note: Option<String>,
}

/// New terms; what is null stays.
#[derive(Serialize, ToSchema)]
#[schema(as = RetroChangeResponse)]
pub struct ChangeResponse {
    /// How often it is due.
    pub cadence: Option<Cadence>,
    /// How long it takes each time.
    #[schema(minimum = 1, maximum = 600)]
    pub minutes: Option<i32>,
}

/// Homework to be given anew.
#[derive(Serialize, ToSchema)]
#[schema(as = RetroAdditionResponse)]
pub struct AdditionResponse {
    /// The library item.
    pub item_id: LibraryItemId,
    /// Its title then.
    #[schema(max_length = 80)]
    pub item_title: String,
    /// Whose act counts for whom; null as the item suggests.
    pub mode: Option<Mode>,
    /// How often it is due; null as the item suggests.
    pub cadence: Option<Cadence>,
    /// How long it takes each time; null as the item suggests.
    #[schema(minimum = 1, maximum = 600)]
    pub minutes: Option<i32>,
    /// Why.
    #[schema(max_length = 500)]
    pub note: Option<String>,
}

/// That one of the two agreed to a version.
#[derive(Serialize, ToSchema)]
pub struct RetroAgreementResponse {
    /// Who.
    pub client_id: ClientId,
    /// When.
    pub agreed_at: DateTime<Utc>,
    /// For the care team: whether it counts for the partner too. Null for a client.
    pub reaches_partner: Option<bool>,
}

/// Name of the rules for small wins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum WinsDefinition {
    /// Longest streaks, returns after a lapse, and four weeks that were met; never how fast.
    #[default]
    #[serde(rename = "wins-1")]
    Wins1,
}

/// A small win, as it was when it was brought in.
#[derive(Serialize, ToSchema)]
pub struct SmallWinResponse {
    /// Who brought it in.
    pub client_id: ClientId,
    /// The homework.
    pub assignment_id: AssignmentId,
    /// What makes it one.
    pub kind: SmallWinKind,
    /// What the homework was called.
    #[schema(max_length = 80)]
    pub item_title: String,
    /// Whether it is of homework of which one act counts for both.
    pub joint: bool,
    /// How many periods, of a streak.
    #[schema(minimum = 1)]
    pub periods: Option<i32>,
    /// First local date of the streak, the weeks or the lapse.
    pub since: NaiveDate,
    /// Last local date of the streak or the weeks; of a return its day.
    pub until: NaiveDate,
    /// By which rules it is one.
    pub definition: WinsDefinition,
}

impl Versioned for RetroResponse {
    fn version(&self) -> i32 {
        self.version
    }
}

impl From<Decided> for DecisionResponse {
    fn from(decided: Decided) -> Self {
        let Decided { assignment_id, item_id, item_title, mode, version, decision, change, note } = decided;
        let change = change.map(|Change { cadence, minutes }| ChangeResponse { cadence, minutes });
        Self { assignment_id, item_id, item_title, mode, version, decision, change, note }
    }
}

impl From<Added> for AdditionResponse {
    fn from(added: Added) -> Self {
        let Added { item_id, item_title, mode, cadence, minutes, note } = added;
        Self { item_id, item_title, mode, cadence, minutes, note }
    }
}

impl From<WinRow> for SmallWinResponse {
    fn from(row: WinRow) -> Self {
        let WinRow {
            month: _,
            client_id,
            assignment_id,
            kind: AsText(kind),
            item_title,
            joint,
            periods,
            since,
            until,
        } = row;
        let definition = WinsDefinition::default();
        Self { client_id, assignment_id, kind, item_title, joint, periods, since, until, definition }
    }
}
