//! Requests and answers of appointments.

use chrono::{DateTime, Datelike, SubsecRound, Utc};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::model::{AppointmentKind, AppointmentRow, AppointmentStatus};
use crate::identity::actor::Reader;
use crate::platform::db::AsText;
use crate::platform::http::rules::{is_blank, some};
use crate::platform::http::{ApiError, ApiResult, FieldError, PageCursor, PageLimit, Versioned, present};
use crate::platform::ids::kind::{AppointmentId, ClientId, CoupleId, StaffId};
use crate::platform::local_day::TimeZone;

/// When whom it is with meets whom.
#[derive(Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "staff_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c60", "starts_at": "2026-03-10T17:00:00Z", "minutes": 50,
    "time_zone": "Europe/London", "kind": "session", "status": "planned"
}))]
pub struct AppointmentRequest {
    /// The therapist; on the care team of this client, or of this couple. Two bookings of one therapist may overlap.
    #[garde(skip)]
    pub staff_id: StaffId,
    /// When it begins, from 2000 to 2199.
    #[garde(custom(known_year))]
    pub starts_at: DateTime<Utc>,
    /// How long it takes.
    #[garde(range(min = 5, max = 600))]
    #[schema(minimum = 5, maximum = 600)]
    pub minutes: i32,
    /// The zone whose wall clock it was agreed by.
    #[garde(skip)]
    pub time_zone: TimeZone,
    /// What it is for; `session` when not said.
    #[garde(skip)]
    #[serde(default)]
    pub kind: AppointmentKind,
    /// What became of it. Left out: planned when it is new, otherwise as it stands.
    #[garde(skip)]
    #[serde(default)]
    pub status: Option<AppointmentStatus>,
}

/// Changes of an appointment; what is absent stays.
#[derive(Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"status": "cancelled"}))]
pub struct UpdateAppointmentRequest {
    /// The therapist; another one must be on the care team.
    #[garde(skip)]
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    pub staff_id: Option<StaffId>,
    /// When it begins.
    #[garde(custom(some(known_year)))]
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    pub starts_at: Option<DateTime<Utc>>,
    /// How long it takes.
    #[garde(range(min = 5, max = 600))]
    #[serde(default, deserialize_with = "present")]
    #[schema(minimum = 5, maximum = 600, nullable = false)]
    pub minutes: Option<i32>,
    /// The zone whose wall clock it was agreed by.
    #[garde(skip)]
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    pub time_zone: Option<TimeZone>,
    /// What it is for.
    #[garde(skip)]
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    pub kind: Option<AppointmentKind>,
    /// What became of it.
    #[garde(skip)]
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    pub status: Option<AppointmentStatus>,
}

impl From<AppointmentRequest> for UpdateAppointmentRequest {
    fn from(request: AppointmentRequest) -> Self {
        let AppointmentRequest { staff_id, starts_at, minutes, time_zone, kind, status } = request;
        Self {
            staff_id: Some(staff_id),
            starts_at: Some(starts_at),
            minutes: Some(minutes),
            time_zone: Some(time_zone),
            kind: Some(kind),
            status,
        }
    }
}

impl UpdateAppointmentRequest {
    /// Applies the changes to a row.
    pub(super) fn apply(&self, row: &mut AppointmentRow) {
        let Self { staff_id, starts_at, minutes, time_zone, kind, status } = self;
        row.staff_id = staff_id.unwrap_or(row.staff_id);
        row.starts_at = starts_at.map_or(row.starts_at, as_kept);
        row.minutes = minutes.unwrap_or(row.minutes);
        row.time_zone = time_zone.map_or(row.time_zone, AsText);
        row.kind = kind.map_or(row.kind, AsText);
        row.status = status.map_or(row.status, AsText);
    }
}

/// What the practice's own calendar calls an appointment, as it stands in the path.
#[derive(Deserialize)]
#[serde(transparent)]
pub struct ExternalId(String);

impl ExternalId {
    const MOST: usize = 255;

    /// The name, if it is one: all that can be printed. Dots alone are steps through a path to whatever stands between.
    pub fn read(self) -> ApiResult<String> {
        let Self(text) = self;
        let refused = |code, detail| {
            Err(ApiError::Invalid(vec![FieldError::of_parameter("external_id", code, detail)]))
        };
        // What is no UTF-8 arrives as the replacement character.
        let odd =
            |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | char::REPLACEMENT_CHARACTER);
        if text.chars().count() > Self::MOST {
            return refused("out_of_length", "length must be 1 to 255 characters");
        }
        if text.chars().any(odd) || is_blank(&text) {
            return refused(
                "invalid",
                "must be printable characters in UTF-8, percent-encoded, and not blank",
            );
        }
        if matches!(text.as_str(), "." | "..") {
            return refused("invalid", "must not be . or ..");
        }
        Ok(text)
    }
}

/// Which appointments to list.
#[derive(Debug, Default, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListAppointmentsQuery {
    /// Only individual ones of this client.
    #[garde(skip)]
    #[serde(default)]
    #[param(value_type = Option<uuid::Uuid>)]
    pub client_id: Option<ClientId>,
    /// Only those of this couple.
    #[garde(skip)]
    #[serde(default)]
    #[param(value_type = Option<uuid::Uuid>)]
    pub couple_id: Option<CoupleId>,
    /// Only those with this therapist.
    #[garde(skip)]
    #[serde(default)]
    #[param(value_type = Option<uuid::Uuid>)]
    pub staff_id: Option<StaffId>,
    /// Only these; repeat for more than one.
    #[garde(length(max = 4))]
    #[serde(default)]
    #[param(max_items = 4)]
    pub status: Vec<AppointmentStatus>,
    /// Only those that begin at this instant or later.
    #[garde(custom(some(known_year)))]
    #[serde(default)]
    pub starts_from: Option<DateTime<Utc>>,
    /// Only those that begin before this instant: what begins just then is left to the next stretch.
    #[garde(custom(some(known_year)))]
    #[serde(default)]
    pub starts_to: Option<DateTime<Utc>>,
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

impl ListAppointmentsQuery {
    /// What a cursor of the list is bound to.
    pub(super) fn filter(&self) -> impl std::fmt::Debug + use<> {
        let Self { client_id, couple_id, staff_id, ref status, starts_from, starts_to, .. } = *self;
        (client_id, couple_id, staff_id, status.clone(), starts_from, starts_to)
    }
}

/// An appointment.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c80", "client_id": null,
    "couple_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c40", "external_id": "cal-4711",
    "staff_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c60", "staff_name": "Dr Lin Osei", "kind": "session",
    "starts_at": "2026-03-10T17:00:00Z", "ends_at": "2026-03-10T17:50:00Z", "minutes": 50,
    "time_zone": "Europe/London", "status": "planned", "version": 1,
    "created_at": "2026-03-02T18:30:00Z", "updated_at": "2026-03-02T18:30:00Z"
}))]
pub struct AppointmentResponse {
    /// The id.
    pub id: AppointmentId,
    /// The client, of an individual one.
    #[schema(required)]
    pub client_id: Option<ClientId>,
    /// The couple, of a joint one.
    #[schema(required)]
    pub couple_id: Option<CoupleId>,
    /// What the practice's own calendar calls it; null where it was made here, and for clients.
    #[schema(required, max_length = 255)]
    pub external_id: Option<String>,
    /// The therapist.
    pub staff_id: StaffId,
    /// The therapist's name.
    #[schema(max_length = 200)]
    pub staff_name: String,
    /// What it is for.
    pub kind: AppointmentKind,
    /// When it begins.
    pub starts_at: DateTime<Utc>,
    /// When it ends.
    pub ends_at: DateTime<Utc>,
    /// How long it takes.
    #[schema(minimum = 5, maximum = 600)]
    pub minutes: i32,
    /// The zone whose wall clock it was agreed by.
    pub time_zone: TimeZone,
    /// What became of it.
    pub status: AppointmentStatus,
    /// Grows with every change.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

impl Versioned for AppointmentResponse {
    fn version(&self) -> i32 {
        self.version
    }
}

impl AppointmentResponse {
    /// As a reader may know it.
    pub fn of(row: AppointmentRow, reader: &Reader) -> Self {
        let ends_at = row.ends_at();
        let AppointmentRow {
            id,
            client_id,
            couple_id,
            external_id,
            staff_id,
            staff_name,
            kind: AsText(kind),
            starts_at,
            minutes,
            time_zone: AsText(time_zone),
            status: AsText(status),
            version,
            created_at,
            updated_at,
        } = row;
        Self {
            id,
            client_id,
            couple_id,
            // Numbers of another system may tell of others.
            external_id: external_id.filter(|_| !reader.client),
            staff_id,
            staff_name,
            kind,
            starts_at,
            ends_at,
            minutes,
            time_zone,
            status,
            version,
            created_at,
            updated_at,
        }
    }
}

/// An instant as exactly as the database keeps it.
pub(super) fn as_kept(at: DateTime<Utc>) -> DateTime<Utc> {
    at.trunc_subsecs(6)
}

fn known_year(at: &DateTime<Utc>, _: &()) -> garde::Result {
    if (2000..=2199).contains(&at.year()) {
        Ok(())
    } else {
        Err(garde::Error::new("must be between the years 2000 and 2199"))
    }
}
