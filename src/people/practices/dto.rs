//! Requests and answers of practices.

use chrono::{DateTime, Utc};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::model::PracticeRow;
use crate::platform::db::AsText;
use crate::platform::http::rules::{chars, language_tag, line, some};
use crate::platform::http::{Versioned, present};
use crate::platform::ids::kind::PracticeId;
use crate::platform::local_day::{DayStart, TimeZone, Weekday};

/// Changes of a practice; what is absent stays.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "Harbour Practice", "week_start": "sunday", "streaks_shown": false}))]
pub struct UpdatePracticeRequest {
    /// Name.
    #[garde(custom(some(chars(1, 200))), custom(some(line)))]
    #[serde(default, deserialize_with = "present")]
    #[schema(min_length = 1, max_length = 200, nullable = false)]
    pub name: Option<String>,
    /// The zone in which the practice works, from now on.
    #[garde(skip)]
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    pub time_zone: Option<TimeZone>,
    /// Language tag.
    #[garde(custom(some(language_tag)))]
    #[serde(default, deserialize_with = "present")]
    #[schema(min_length = 2, max_length = 35, nullable = false)]
    pub language: Option<String>,
    /// When a local day starts, of assignments made or revised from now on.
    #[garde(skip)]
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    pub day_start: Option<DayStart>,
    /// The first day of a calendar week, of assignments made or revised from now on.
    #[garde(skip)]
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    pub week_start: Option<Weekday>,
    /// Whether streaks are shown to clients.
    #[garde(skip)]
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    pub streaks_shown: Option<bool>,
    /// Whether joint homework and reports for the couple wait for the signatures of both partners. What runs goes on.
    #[garde(skip)]
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    pub agreement_required: Option<bool>,
    /// Whether staff need a second factor; only an owner changes it. Sessions without one are limited from their next
    /// refresh on.
    #[garde(skip)]
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    pub second_factor_required: Option<bool>,
    /// How many months a client's record is kept after the last clinical act, whoever asks for its erasure. Also of what was
    /// asked for before.
    #[garde(inner(range(min = 0, max = 600)))]
    #[serde(default, deserialize_with = "present")]
    #[schema(minimum = 0, maximum = 600, nullable = false)]
    pub retention_months: Option<i32>,
    /// Whether all records of the practice must be kept: nobody is erased while it stands.
    #[garde(skip)]
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    pub legal_hold: Option<bool>,
    /// Whether a retro that both partners agree to is carried out by that, unless the couple's therapist keeps it for the care
    /// team or it cannot be. Of agreements given from now on.
    #[garde(skip)]
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    pub partners_apply_retros: Option<bool>,
}

impl UpdatePracticeRequest {
    /// Applies the changes to a row.
    pub(super) fn apply(self, row: &mut PracticeRow) {
        fn set<T>(target: &mut T, value: Option<T>) {
            if let Some(value) = value {
                *target = value;
            }
        }
        set(&mut row.name, self.name);
        set(&mut row.time_zone, self.time_zone.map(AsText));
        set(&mut row.language, self.language);
        set(&mut row.day_start, self.day_start.map(AsText));
        set(&mut row.week_start, self.week_start.map(AsText));
        set(&mut row.streaks_shown, self.streaks_shown);
        set(&mut row.agreement_required, self.agreement_required);
        set(&mut row.second_factor_required, self.second_factor_required);
        set(&mut row.retention_months, self.retention_months);
        set(&mut row.legal_hold, self.legal_hold);
        set(&mut row.partners_apply_retros, self.partners_apply_retros);
    }
}

/// A practice and its settings.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c12", "name": "Harbour Practice", "time_zone": "Europe/London",
    "language": "en", "day_start": "03:00", "week_start": "monday", "streaks_shown": true,
    "agreement_required": true, "second_factor_required": true, "retention_months": 120, "legal_hold": false,
    "partners_apply_retros": false, "version": 1,
    "created_at": "2026-03-02T18:30:00Z", "updated_at": "2026-03-02T18:30:00Z"
}))]
pub struct PracticeResponse {
    /// The id.
    pub id: PracticeId,
    /// Name.
    #[schema(max_length = 200)]
    pub name: String,
    /// The zone in which the practice works.
    pub time_zone: TimeZone,
    /// Language tag.
    #[schema(max_length = 35)]
    pub language: String,
    /// When a local day starts, where a client has no start of its own.
    pub day_start: DayStart,
    /// The first day of a calendar week in reports.
    pub week_start: Weekday,
    /// Whether streaks are shown to clients.
    pub streaks_shown: bool,
    /// Whether joint homework and reports for the couple wait for the signatures of both partners.
    pub agreement_required: bool,
    /// Whether staff need a second factor.
    pub second_factor_required: bool,
    /// How many months a client's record is kept after the last clinical act.
    #[schema(minimum = 0, maximum = 600)]
    pub retention_months: i32,
    /// Whether all records of the practice must be kept.
    pub legal_hold: bool,
    /// Whether a retro that both partners agree to is carried out by that, as a rule; where it is not, it stays `agreed` until the
    /// therapist carries it out.
    pub partners_apply_retros: bool,
    /// Grows with every change.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

impl Versioned for PracticeResponse {
    fn version(&self) -> i32 {
        self.version
    }
}

impl From<PracticeRow> for PracticeResponse {
    fn from(row: PracticeRow) -> Self {
        let PracticeRow {
            practice_id: id,
            name,
            time_zone: AsText(time_zone),
            language,
            day_start: AsText(day_start),
            week_start: AsText(week_start),
            streaks_shown,
            agreement_required,
            second_factor_required,
            retention_months,
            legal_hold,
            partners_apply_retros,
            version,
            created_at,
            updated_at,
        } = row;
        Self {
            id,
            name,
            time_zone,
            language,
            day_start,
            week_start,
            streaks_shown,
            agreement_required,
            second_factor_required,
            retention_months,
            legal_hold,
            partners_apply_retros,
            version,
            created_at,
            updated_at,
        }
    }
}
