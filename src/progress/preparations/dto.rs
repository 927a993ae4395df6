//! The answer of a preparation.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::homework::assignments::{AssignmentStatus, Mode};
use crate::homework::boundaries::UsedLately;
use crate::homework::check_ins::{CheckInResponse, Outcome};
use crate::homework::library::Purpose;
use crate::homework::reviews::ReviewState;
use crate::people::appointments::AppointmentResponse;
use crate::platform::ids::kind::{
    AppointmentId, AssignmentId, BoundaryId, CheckInId, ClientId, JournalEntryId,
};
use crate::progress::adherence::{Adherence, BothMet, Return};
use crate::progress::measures::requests::DueMeasure;
use crate::progress::summaries::{
    AssignmentProgress, HabitFigures, ItemSummary, SubjectFigures, WindowResponse,
};

/// What a therapist looks at before a session: as the care team may read it, on one page.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "appointment": {
        "id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c80", "client_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13",
        "couple_id": null, "external_id": null, "staff_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c60",
        "staff_name": "Dr Lin Osei", "kind": "session", "starts_at": "2026-03-10T17:00:00Z",
        "ends_at": "2026-03-10T17:50:00Z", "minutes": 50, "time_zone": "Europe/London", "status": "planned",
        "version": 1, "created_at": "2026-03-02T18:30:00Z", "updated_at": "2026-03-02T18:30:00Z"
    },
    "last_session": {"appointment_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c7f", "starts_at": "2026-03-03T17:00:00Z"},
    "window": {"from": "2026-03-03", "to": "2026-03-10"},
    "people": [{
        "client_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13", "name": "Ada", "homework": [],
        "reviews": {"new": 3, "seen": 1, "discussed": 0},
        "learned": [{
            "id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c40", "assignment_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c30",
            "local_date": "2026-03-08", "outcome": "done", "helpfulness": 8, "closeness": 7, "feelings": ["calm"],
            "obstacles": [], "not_done_reason": null, "note": "We laughed.", "late": false,
            "review": "new"
        }],
        "stuck": [], "boundaries": [], "journal_entries": [], "measures_due": []
    }],
    "together": [], "proposed": [], "shortened": false
}))]
pub struct PreparationResponse {
    /// The appointment.
    pub appointment: AppointmentResponse,
    /// The session held before it; null where there was none.
    #[schema(required)]
    pub last_session: Option<LastSession>,
    /// The days looked at: from the last session up to today, or 12 weeks.
    pub window: WindowResponse,
    /// The client, or both partners.
    #[schema(max_items = 2)]
    pub people: Vec<PreparedPerson>,
    /// Homework that the couple does as one.
    #[schema(max_items = 1000)]
    pub together: Vec<PreparedHomework>,
    /// Homework that waits for an answer.
    #[schema(max_items = 1000)]
    pub proposed: Vec<ProposedHomework>,
    /// Whether there is more than a page tells: then the newest is told.
    pub shortened: bool,
}

/// The session before.
#[derive(Serialize, ToSchema)]
pub struct LastSession {
    /// The appointment.
    pub appointment_id: AppointmentId,
    /// When it began.
    pub starts_at: DateTime<Utc>,
}

/// What there is of one person.
#[derive(Serialize, ToSchema)]
pub struct PreparedPerson {
    /// The client.
    pub client_id: ClientId,
    /// What the person is called.
    #[schema(required, max_length = 100)]
    pub name: Option<String>,
    /// The person's own homework that ran in the window, with what was done.
    #[schema(max_items = 1000)]
    pub homework: Vec<PreparedHomework>,
    /// How far the care team has come with all check-ins of these days that it may read.
    pub reviews: ReviewCounts,
    /// Check-ins with words, or that were of help: rated 7 or more.
    #[schema(max_items = 200)]
    pub learned: Vec<PreparedCheckIn>,
    /// Check-ins of what was not done, or met an obstacle.
    #[schema(max_items = 200)]
    pub stuck: Vec<PreparedCheckIn>,
    /// Boundaries that hold and that the person told the care team.
    #[schema(max_items = 200)]
    pub boundaries: Vec<PreparedBoundary>,
    /// Journal entries that the person lets the care team read, to be read there.
    #[schema(max_items = 200)]
    pub journal_entries: Vec<PreparedEntry>,
    /// Measures that are asked for here and not answered, the most urgent first.
    #[schema(max_items = 100)]
    pub measures_due: Vec<DueMeasure>,
}

/// How many check-ins stand where.
#[derive(Serialize, ToSchema)]
pub struct ReviewCounts {
    /// Nobody has looked at them as they are now.
    #[schema(minimum = 0)]
    pub new: usize,
    /// Somebody has.
    #[schema(minimum = 0)]
    pub seen: usize,
    /// They were talked about.
    #[schema(minimum = 0)]
    pub discussed: usize,
}

impl ReviewCounts {
    /// Counts them.
    pub(super) fn of<'s>(states: impl Iterator<Item = &'s ReviewState> + Clone) -> Self {
        let count = |state| states.clone().filter(|one| **one == state).count();
        Self {
            new: count(ReviewState::New),
            seen: count(ReviewState::Seen),
            discussed: count(ReviewState::Discussed),
        }
    }
}

/// An assignment with what was done in the window.
#[derive(Serialize, ToSchema)]
pub struct PreparedHomework {
    /// The assignment.
    pub assignment_id: AssignmentId,
    /// What is practised.
    pub item: ItemSummary,
    /// Whose act counts for whom.
    pub mode: Mode,
    /// Where it stands now.
    pub status: AssignmentStatus,
    /// First local date.
    pub starts_on: NaiveDate,
    /// Whether it began in the window: given since the last session.
    pub new: bool,
    /// How much of what was asked was done; null for homework that is used as needed.
    #[schema(required)]
    pub adherence: Option<Adherence>,
    /// Uses of homework that is used as needed; null for other homework.
    #[schema(required, minimum = 0, multiple_of = 0.5)]
    pub uses: Option<f64>,
    /// Returns after a lapse that fell into the window, oldest first.
    #[schema(max_items = 400)]
    pub returns: Vec<Return>,
    /// How often both partners met their own target; null but for `each`.
    #[schema(required)]
    pub both: Option<BothMet>,
}

/// Homework that waits for an answer.
#[derive(Serialize, ToSchema)]
pub struct ProposedHomework {
    /// The assignment.
    pub assignment_id: AssignmentId,
    /// What is proposed.
    pub item: ItemSummary,
    /// Whose act would count for whom.
    pub mode: Mode,
    /// First local date.
    pub starts_on: NaiveDate,
}

/// What of a check-in is looked at before a session. What the person keeps from the care team is null or empty.
#[derive(Serialize, ToSchema)]
pub struct PreparedCheckIn {
    /// The check-in.
    pub id: CheckInId,
    /// The assignment.
    pub assignment_id: AssignmentId,
    /// The local day that it belongs to.
    pub local_date: NaiveDate,
    /// What came of it.
    pub outcome: Outcome,
    /// How much it helped.
    #[schema(required, minimum = 0, maximum = 10)]
    pub helpfulness: Option<i16>,
    /// How close it felt.
    #[schema(required, minimum = 0, maximum = 10)]
    pub closeness: Option<i16>,
    /// Keys of the feeling vocabulary, or own words.
    #[schema(value_type = Vec<crate::platform::http::rules::FeelingText>, max_items = 20)]
    pub feelings: Vec<String>,
    /// What got in the way.
    #[schema(value_type = Vec<crate::platform::http::rules::ObstacleText>, max_items = 10)]
    pub obstacles: Vec<String>,
    /// Why it was not done.
    #[schema(required, max_length = 500)]
    pub not_done_reason: Option<String>,
    /// A note.
    #[schema(required, max_length = 4000)]
    pub note: Option<String>,
    /// Whether it is of a day before the window and came only after the last session, so that nobody could have seen it then.
    pub late: bool,
    /// How far the care team has come with it.
    pub review: ReviewState,
}

/// A boundary that holds.
#[derive(Serialize, ToSchema)]
pub struct PreparedBoundary {
    /// The boundary.
    pub id: BoundaryId,
    /// What it is for.
    pub purpose: Purpose,
    /// What it says.
    #[schema(max_length = 1000)]
    pub limit: String,
    /// Uses in the window that the care team may read.
    #[schema(minimum = 0, maximum = 1000)]
    pub uses: usize,
}

/// A journal entry, by where it is.
#[derive(Serialize, ToSchema)]
pub struct PreparedEntry {
    /// The entry.
    pub id: JournalEntryId,
    /// The local day that it belongs to.
    pub local_date: NaiveDate,
    /// Whether it came after the last session for a day before the window.
    pub late: bool,
}

impl PreparedHomework {
    /// One subject of an assignment.
    pub(super) fn of(
        assignment: &AssignmentProgress,
        subject: SubjectFigures,
        window: WindowResponse,
    ) -> Self {
        let SubjectFigures { client_id, as_seen_by: _, practice, uses, reviews: _ } = subject;
        let (adherence, mut returns) = match practice {
            Some(HabitFigures { adherence, returns, .. }) => (Some(adherence), returns),
            None => (None, Vec::new()),
        };
        returns.retain(|one| window.from <= one.returned_on && one.returned_on <= window.to);
        Self {
            assignment_id: assignment.assignment_id,
            item: assignment.item.clone(),
            mode: assignment.mode,
            status: assignment.status,
            starts_on: assignment.starts_on,
            new: window.from <= assignment.starts_on,
            adherence,
            uses,
            returns,
            both: client_id.and(assignment.both.clone()),
        }
    }
}

impl PreparedCheckIn {
    /// What is told of a check-in.
    pub(super) fn of(review: ReviewState, one: CheckInResponse, from: NaiveDate) -> Self {
        let personal = one.personal;
        let ratings = personal.as_ref().map(|part| (part.helpfulness, part.closeness));
        let (helpfulness, closeness) = ratings.unwrap_or_default();
        let (feelings, obstacles, not_done_reason, note) = match personal {
            Some(part) => (part.feelings, part.obstacles, part.not_done_reason, part.note),
            None => Default::default(),
        };
        Self {
            id: one.id,
            assignment_id: one.assignment_id,
            local_date: one.local_date,
            outcome: one.outcome,
            helpfulness,
            closeness,
            feelings,
            obstacles,
            not_done_reason,
            note,
            late: one.local_date < from,
            review,
        }
    }
}

impl From<UsedLately> for PreparedBoundary {
    fn from(UsedLately { boundary, uses }: UsedLately) -> Self {
        Self { id: boundary.id, purpose: boundary.purpose, limit: boundary.limit, uses }
    }
}
