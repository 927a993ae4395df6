//! Answers of what a couple shares.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::model::SharedRow;
use crate::homework::cadence::Purpose;
use crate::homework::check_ins::details::Details;
use crate::homework::check_ins::model::Outcome;
use crate::homework::check_ins::state::{Place, Words, counted};
use crate::identity::practice_keys::PracticeKey;
use crate::platform::db::AsText;
use crate::platform::http::{ApiResult, Versioned};
use crate::platform::ids::kind::{AssignmentId, ClientId, PracticeId, SharedCheckInId};

/// A check-in, as the couple shares it.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c41", "client_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13",
    "assignment_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c30", "purpose": "practice", "local_date": "2026-03-02",
    "outcome": "done", "count": 1, "minutes": 10, "personal": null, "version": 1
}))]
pub struct SharedCheckInResponse {
    /// An id made when it was shared.
    pub id: SharedCheckInId,
    /// The author.
    pub client_id: ClientId,
    /// The assignment.
    pub assignment_id: AssignmentId,
    /// Whether it is the homework itself or the regular look back at it.
    pub purpose: Purpose,
    /// The author's local day.
    pub local_date: NaiveDate,
    /// What came of it.
    pub outcome: Outcome,
    /// How many acts it stands for; null for an outcome that counts none.
    #[schema(minimum = 1, maximum = 100)]
    pub count: Option<i32>,
    /// How long it took.
    #[schema(minimum = 0, maximum = 1440)]
    pub minutes: Option<i32>,
    /// The author's personal part, where it is shared too.
    pub personal: Option<SharedPersonalResponse>,
    /// Grows with every change of what is shared.
    #[schema(minimum = 1)]
    pub version: i32,
}

/// A personal part that its author shares.
#[derive(Serialize, ToSchema)]
pub struct SharedPersonalResponse {
    /// How much effort it took, 0 to 10.
    #[schema(minimum = 0, maximum = 10)]
    pub effort: Option<i16>,
    /// How much it helped, 0 to 10.
    #[schema(minimum = 0, maximum = 10)]
    pub helpfulness: Option<i16>,
    /// How close it felt, 0 to 10.
    #[schema(minimum = 0, maximum = 10)]
    pub closeness: Option<i16>,
    /// Keys of the feeling vocabulary, or own words.
    #[schema(max_items = 20)]
    pub feelings: Vec<String>,
    /// What got in the way.
    #[schema(max_items = 10)]
    pub obstacles: Vec<String>,
    /// Why it was not done.
    #[schema(max_length = 500)]
    pub not_done_reason: Option<String>,
    /// A note.
    #[schema(max_length = 4000)]
    pub note: Option<String>,
    /// What this kind of homework asks for in particular.
    pub details: Option<Details>,
}

impl Versioned for SharedCheckInResponse {
    fn version(&self) -> i32 {
        self.version
    }
}

impl SharedCheckInResponse {
    pub(super) fn open(row: SharedRow, practice: PracticeId, key: &PracticeKey) -> ApiResult<Self> {
        let SharedRow {
            check_in_id,
            id,
            client_id,
            assignment_id,
            purpose: AsText(purpose),
            local_date,
            outcome: AsText(outcome),
            count,
            minutes,
            version,
            effort,
            helpfulness,
            closeness,
            words_sealed,
        } = row;
        let place = Place { practice, client: client_id, id: check_in_id };
        let words = words_sealed.map(|sealed| Words::open(place, &sealed, key)).transpose()?;
        let personal = words.map(|words| {
            let Words { feelings, obstacles, not_done_reason, note, details } = words;
            SharedPersonalResponse {
                effort,
                helpfulness,
                closeness,
                feelings,
                obstacles,
                not_done_reason,
                note,
                details,
            }
        });
        Ok(Self {
            id,
            client_id,
            assignment_id,
            purpose,
            local_date,
            outcome,
            count: counted(outcome, count),
            minutes,
            personal,
            version,
        })
    }
}
