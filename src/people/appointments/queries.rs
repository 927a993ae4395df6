//! Appointments in the database. Every read starts from [`visible_to`].

use chrono::{DateTime, Utc};
use diesel::dsl::{IntoBoxed, array, exists};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::dto::ListAppointmentsQuery;
use super::model::{AppointmentInsert, AppointmentRow, AppointmentStatus};
use crate::identity::actor::Reader;
use crate::people::care_teams::Context;
use crate::people::care_teams::reach::{cared, own_couples, places, restricted};
use crate::people::{clients, couples};
use crate::platform::db::{AsText, Conn};
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::{AppointmentId, PracticeId};
use crate::platform::local_day::TimeZone;
use crate::schema::{appointments, care_team_members, clients as client_rows, couples as couple_rows, staff};

#[diesel::dsl::auto_type]
fn with_staff() -> _ {
    appointments::table.inner_join(
        staff::table
            .on(staff::practice_id.eq(appointments::practice_id).and(staff::id.eq(appointments::staff_id))),
    )
}

/// Appointments that the reader may know of: all but those of restricted clients for the front desk, those in care for
/// therapist and supervisor, the own ones and the couple's for a client. Never the partner's own.
pub fn visible_to<'q>(reader: &Reader) -> IntoBoxed<'q, with_staff, Pg> {
    let query = with_staff()
        .filter(appointments::practice_id.eq(reader.practice))
        .filter(staff::practice_id.eq(reader.practice))
        .into_boxed();
    if reader.client {
        let own = appointments::context_id.eq(reader.member.uuid());
        query.filter(own.or(appointments::context_id.eq_any(own_couples(reader))))
    } else if reader.all_contacts {
        query.filter(appointments::context_id.ne_all(array(restricted(reader.practice))))
    } else {
        query.filter(appointments::context_id.eq_any(cared(reader)))
    }
}

/// Whether the reader may know of this client's or couple's appointments.
pub(super) async fn reaches(mut conn: Conn<'_>, reader: &Reader, context: Context) -> ApiResult<bool> {
    let found = match context {
        Context::Client(id) if reader.all_contacts => {
            let known = clients::visible_to(reader).filter(client_rows::id.eq(id));
            diesel::select(exists(known)).get_result(&mut conn).await?
        }
        Context::Couple(id) if reader.all_contacts => {
            let known = couples::visible_to(reader).filter(couple_rows::id.eq(id));
            diesel::select(exists(known)).get_result(&mut conn).await?
        }
        Context::Client(_) | Context::Couple(_) => {
            let cared = places(reader).filter(care_team_members::context_id.eq(context.id()));
            diesel::select(exists(cared)).get_result(&mut conn).await?
        }
    };
    Ok(found)
}

/// One appointment, if the reader may know of it.
pub async fn find_appointment(
    mut conn: Conn<'_>,
    reader: &Reader,
    id: AppointmentId,
) -> ApiResult<Option<AppointmentRow>> {
    let query = visible_to(reader).filter(appointments::id.eq(id)).select(AppointmentRow::as_select());
    Ok(query.first(&mut conn).await.optional()?)
}

/// One of this client's or couple's appointments by what the practice's own calendar calls it.
pub(super) async fn find_external(
    mut conn: Conn<'_>,
    reader: &Reader,
    context: Context,
    external_id: &str,
) -> ApiResult<Option<AppointmentRow>> {
    let query = visible_to(reader)
        .filter(appointments::context_id.eq(context.id()))
        .filter(appointments::external_id.eq(external_id))
        .select(AppointmentRow::as_select());
    Ok(query.first(&mut conn).await.optional()?)
}

/// Waits for whoever writes this appointment of the practice's own calendar, so that of two the later one stands.
pub(super) async fn lock_external(
    mut conn: Conn<'_>,
    practice: PracticeId,
    context: Context,
    external_id: &str,
) -> ApiResult<()> {
    let row = appointments::table
        .filter(appointments::practice_id.eq(practice))
        .filter(appointments::context_id.eq(context.id()))
        .filter(appointments::external_id.eq(external_id))
        .select(appointments::id)
        .for_update();
    let _waited: Vec<AppointmentId> = row.load(&mut conn).await?;
    Ok(())
}

/// Where a page goes on.
pub type After = (DateTime<Utc>, AppointmentId);

/// A page of appointments by time, earliest first.
pub(super) async fn list_appointments(
    mut conn: Conn<'_>,
    reader: &Reader,
    asked: &ListAppointmentsQuery,
    after: Option<After>,
) -> ApiResult<Vec<AppointmentRow>> {
    let mut query = visible_to(reader)
        .order((appointments::starts_at, appointments::id))
        .limit(asked.limit.rows())
        .select(AppointmentRow::as_select());
    if let Some(client) = asked.client_id {
        query = query.filter(appointments::context_id.eq(client.uuid()));
    }
    if let Some(couple) = asked.couple_id {
        query = query.filter(appointments::context_id.eq(couple.uuid()));
    }
    if let Some(staff) = asked.staff_id {
        query = query.filter(appointments::staff_id.eq(staff));
    }
    if !asked.status.is_empty() {
        query = query.filter(appointments::status.eq_any(asked.status.iter().map(|status| AsText(*status))));
    }
    if let Some(from) = asked.starts_from {
        query = query.filter(appointments::starts_at.ge(from));
    }
    if let Some(to) = asked.starts_to {
        query = query.filter(appointments::starts_at.lt(to));
    }
    if let Some((at, id)) = after {
        let later = appointments::starts_at.gt(at);
        let same = appointments::starts_at.eq(at).and(appointments::id.gt(id));
        query = query.filter(appointments::starts_at.ge(at)).filter(later.or(same));
    }
    Ok(query.load(&mut conn).await?)
}

/// Writes a new one.
pub(super) async fn insert_appointment(mut conn: Conn<'_>, row: &AppointmentInsert) -> ApiResult<()> {
    diesel::insert_into(appointments::table).values(row).execute(&mut conn).await?;
    Ok(())
}

/// Writes a changed row over the version that the caller knows; 412 when it is not the current one any more.
pub(super) async fn update_appointment(
    mut conn: Conn<'_>,
    practice: PracticeId,
    row: &AppointmentRow,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let updated = diesel::update(appointments::table.find((practice, row.id)))
        .filter(appointments::version.eq(row.version))
        .set((
            appointments::staff_id.eq(row.staff_id),
            appointments::kind.eq(row.kind),
            appointments::starts_at.eq(row.starts_at),
            appointments::minutes.eq(row.minutes),
            appointments::time_zone.eq(row.time_zone),
            appointments::status.eq(row.status),
            appointments::version.eq(appointments::version + 1),
            appointments::updated_at.eq(now),
        ))
        .execute(&mut conn)
        .await?;
    if updated == 0 { Err(ApiError::PreconditionFailed) } else { Ok(()) }
}

/// Takes one away over the version that the caller knows; 412 when it is not the current one any more.
pub(super) async fn delete_appointment(
    mut conn: Conn<'_>,
    practice: PracticeId,
    (id, version): (AppointmentId, i32),
) -> ApiResult<()> {
    let one = appointments::table.find((practice, id)).filter(appointments::version.eq(version));
    let deleted = diesel::delete(one).execute(&mut conn).await?;
    if deleted == 0 { Err(ApiError::PreconditionFailed) } else { Ok(()) }
}

/// The next appointment of a client or couple.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Queryable)]
pub struct Upcoming {
    /// The client or couple.
    pub context_id: Uuid,
    /// The appointment.
    pub id: AppointmentId,
    /// When it begins.
    pub starts_at: DateTime<Utc>,
    /// When the one before it began, of those that were held or are not noted yet.
    pub previous_at: Option<DateTime<Utc>>,
}

diesel::alias!(appointments as earlier_appointments: EarlierAppointments);

/// The next planned appointment of each of these clients and couples, as far as they are in the reader's care.
pub async fn next_of(
    mut conn: Conn<'_>,
    reader: &Reader,
    contexts: &[Uuid],
    now: DateTime<Utc>,
) -> ApiResult<Vec<Upcoming>> {
    let planned = visible_to(&clinical(reader))
        .filter(appointments::context_id.eq_any(contexts.to_vec()))
        .filter(appointments::status.eq(AsText(AppointmentStatus::Planned)))
        .filter(appointments::starts_at.ge(now))
        .select(appointments::id);
    let next = appointments::table
        .filter(appointments::practice_id.eq(reader.practice))
        .filter(appointments::id.eq_any(planned))
        .distinct_on(appointments::context_id)
        .order((appointments::context_id, appointments::starts_at, appointments::id))
        .select(appointments::id)
        .into_boxed();
    let earlier_at = earlier_appointments.field(appointments::starts_at);
    let kept = [AppointmentStatus::Planned, AppointmentStatus::Held].map(AsText);
    let previous_at = earlier_appointments
        .filter(earlier_appointments.field(appointments::practice_id).eq(reader.practice))
        .filter(earlier_appointments.field(appointments::context_id).eq(appointments::context_id))
        .filter(earlier_appointments.field(appointments::status).eq_any(kept))
        .filter(earlier_at.lt(appointments::starts_at))
        .order(earlier_at.desc())
        .select(earlier_at)
        .single_value();
    let rows = appointments::table
        .filter(appointments::practice_id.eq(reader.practice))
        .filter(appointments::id.eq_any(next))
        .select((appointments::context_id, appointments::id, appointments::starts_at, previous_at))
        .load(&mut conn)
        .await?;
    Ok(rows)
}

/// A session that was held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Queryable)]
pub struct LastHeld {
    /// The appointment.
    pub id: AppointmentId,
    /// When it began.
    pub starts_at: DateTime<Utc>,
    /// The zone whose wall clock it was agreed by.
    pub time_zone: AsText<TimeZone>,
}

/// The last appointment before an instant that was held, of these clients and couples as one, as far as they are in the
/// reader's care or are the reader's own.
pub async fn last_held(
    mut conn: Conn<'_>,
    reader: &Reader,
    contexts: &[Uuid],
    before: DateTime<Utc>,
) -> ApiResult<Option<LastHeld>> {
    let row = visible_to(&clinical(reader))
        .filter(appointments::context_id.eq_any(contexts.to_vec()))
        .filter(appointments::status.eq(AsText(AppointmentStatus::Held)))
        .filter(appointments::starts_at.lt(before))
        .order((appointments::starts_at.desc(), appointments::id.desc()))
        .select((appointments::id, appointments::starts_at, appointments::time_zone))
        .first(&mut conn)
        .await
        .optional()?;
    Ok(row)
}

/// When the appointments of a client or couple were held that began in these instants, the end excluded, each with the zone that it was
/// agreed by.
pub async fn list_held(
    mut conn: Conn<'_>,
    reader: &Reader,
    context: Context,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
) -> ApiResult<Vec<LastHeld>> {
    let rows = visible_to(&clinical(reader))
        .filter(appointments::context_id.eq(context.id()))
        .filter(appointments::status.eq(AsText(AppointmentStatus::Held)))
        .filter(appointments::starts_at.ge(from))
        .filter(appointments::starts_at.lt(to))
        .order((appointments::starts_at, appointments::id))
        .select((appointments::id, appointments::starts_at, appointments::time_zone))
        .load(&mut conn)
        .await?;
    Ok(rows)
}

/// The reader without what the office knows: for what is computed about care.
fn clinical(reader: &Reader) -> Reader {
    Reader { all_contacts: false, administers: false, ..*reader }
}
