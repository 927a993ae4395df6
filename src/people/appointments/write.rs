//! What every way to write an appointment has in common.

use chrono::{DateTime, Utc};

use super::dto::{AppointmentRequest, UpdateAppointmentRequest, as_kept};
use super::model::{AppointmentInsert, AppointmentRow, check_begun};
use super::queries;
use crate::identity::actor::Reader;
use crate::identity::memberships::{MembershipStatus, Role};
use crate::people::care_teams::{Context, has_place};
use crate::people::clients::keep_known;
use crate::people::couples::keep_lasting;
use crate::people::staff::find_staff;
use crate::platform::db::{AsText, Conn};
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::{AppointmentId, PracticeId, StaffId};

/// Refuses who may not write this client's or couple's appointments: who does not know of them as if there were none, who
/// only supervises as one who reads.
pub(super) async fn check_may_write(conn: Conn<'_>, reader: &Reader, context: Context) -> ApiResult<()> {
    let writer = Reader { supervisor: false, ..*reader };
    let (known, own) = futures_util::try_join!(
        queries::reaches(conn, reader, context),
        queries::reaches(conn, &writer, context)
    )?;
    match (known, own) {
        (_, true) => Ok(()),
        (true, false) => Err(ApiError::Forbidden),
        (false, false) => Err(ApiError::NotFound),
    }
}

/// Writes a new appointment.
pub(super) async fn create(
    conn: Conn<'_>,
    practice: PracticeId,
    (context, id): (Context, AppointmentId),
    external_id: Option<String>,
    request: &AppointmentRequest,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    check_staff(conn, practice, context, request.staff_id).await?;
    let row = AppointmentInsert {
        practice_id: practice,
        id,
        client_id: context.client(),
        couple_id: context.couple(),
        external_id,
        staff_id: request.staff_id,
        kind: AsText(request.kind),
        starts_at: as_kept(request.starts_at),
        minutes: request.minutes,
        time_zone: AsText(request.time_zone),
        status: AsText(request.status.unwrap_or_default()),
        created_at: now,
        updated_at: now,
    };
    check_begun(row.status, row.starts_at, now)?;
    match context {
        Context::Client(client) => keep_known(conn, practice, client).await?,
        Context::Couple(couple) => keep_lasting(conn, practice, couple).await?,
    }
    queries::insert_appointment(conn, &row).await
}

/// Changes an appointment; whether there was anything to change. Of a couple that has ended only what became of it is still
/// said.
pub(super) async fn change(
    conn: Conn<'_>,
    practice: PracticeId,
    before: &AppointmentRow,
    changes: &UpdateAppointmentRequest,
    now: DateTime<Utc>,
) -> ApiResult<bool> {
    let mut row = before.clone();
    changes.apply(&mut row);
    if row == *before {
        return Ok(false);
    }
    check_begun(row.status, row.starts_at, now)?;
    if row.staff_id != before.staff_id {
        check_staff(conn, practice, row.context()?, row.staff_id).await?;
    }
    if let Some(couple) = row.couple_id
        && row.is_moved_from(before)
    {
        keep_lasting(conn, practice, couple).await?;
    }
    queries::update_appointment(conn, practice, &row, now).await?;
    Ok(true)
}

/// Takes away what was entered by mistake, over the version that the caller knows.
pub(super) async fn remove(
    conn: Conn<'_>,
    practice: PracticeId,
    row: &AppointmentRow,
    version: i32,
) -> ApiResult<()> {
    if row.version != version {
        return Err(ApiError::PreconditionFailed);
    }
    if let Some(couple) = row.couple_id {
        keep_lasting(conn, practice, couple).await?;
    }
    queries::delete_appointment(conn, practice, (row.id, version)).await
}

/// Whoever is booked must be able to read what the booking says.
async fn check_staff(conn: Conn<'_>, practice: PracticeId, of: Context, id: StaffId) -> ApiResult<()> {
    let (found, cares) =
        futures_util::try_join!(find_staff(conn, practice, id), has_place(conn, practice, of, id))?;
    let works = found
        .is_some_and(|staff| staff.has(Role::Therapist) && staff.access != AsText(MembershipStatus::Ended));
    if !works {
        return Err(ApiError::rule("/staff_id", "not_a_therapist", "must be a therapist of the practice"));
    }
    if !cares {
        let detail = match of {
            Context::Client(_) => "must be on the care team of this client: put the therapist there first",
            Context::Couple(_) => "must be on the care team of this couple: put the therapist there first",
        };
        return Err(ApiError::rule("/staff_id", "not_on_care_team", detail));
    }
    Ok(())
}
