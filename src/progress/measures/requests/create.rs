//! Asking for measures: of a client, or of both partners at once, each with a request of an own.

use chrono::NaiveDate;
use uuid::Uuid;

use super::dto::CreateMeasureRequestRequest;
use super::model::{RequestInsert, RequestRow};
use super::queries;
use super::rhythm::MeasureRhythm;
use crate::identity::actor::{Access, Actor};
use crate::people::care_teams::reach::own_care;
use crate::people::care_teams::{Context, is_cared_for};
use crate::people::clients::{check_unrestricted, find_client};
use crate::people::couples::find_couple;
use crate::platform::db::{AsText, Conn};
use crate::platform::http::{ApiError, ApiResult, Conflict, FieldError, IdempotencyKey};
use crate::platform::ids::kind::{ClientId, MeasureRequestId};
use crate::platform::local_day::local_date;
use crate::progress::measures::catalogue::find_instrument;

/// Most requests that go on for one client.
const MOST: usize = 50;
/// Days before an appointment, where nothing is said.
const DAYS_BEFORE: i32 = 3;
/// The first day is at most so many days ago or ahead, as that of homework is.
const START_WITHIN_DAYS: i64 = 366;

/// Makes the requests, or finds those that an earlier sending made.
pub(super) async fn create_requests(
    actor: &Actor<impl Access>,
    conn: Conn<'_>,
    (key, operation): (&IdempotencyKey, &'static str),
    of: Context,
    request: &CreateMeasureRequestRequest,
) -> ApiResult<Vec<RequestRow>> {
    let reader = own_care(&actor.reader());
    let clients = whom(actor, conn, of).await?;
    let (claim, earlier) = actor.claim(conn, key, operation, &(of.id(), request)).await?;
    let made_with = match earlier {
        Some(earlier) => earlier.resource,
        None => {
            let made_with = MeasureRequestId::generate().uuid();
            check_instrument(actor, conn, request).await?;
            let mut rows = Vec::with_capacity(clients.len());
            for client in clients {
                rows.push(new_request(actor, conn, (of, client, made_with), request).await?);
            }
            queries::insert_requests(conn, &rows).await?;
            claim.remember(conn, made_with, None).await?;
            made_with
        }
    };
    queries::list_made_with(conn, &reader, made_with).await
}

/// The clients who are asked: all in the caller's own care, none of a restricted record.
async fn whom(actor: &Actor<impl Access>, conn: Conn<'_>, of: Context) -> ApiResult<Vec<ClientId>> {
    let reader = own_care(&actor.reader());
    let clients = match of {
        Context::Client(client) => {
            find_client(conn, &reader, client).await?.ok_or(ApiError::NotFound)?;
            if !is_cared_for(conn, &reader, of).await? {
                return Err(ApiError::NotFound);
            }
            vec![client]
        }
        Context::Couple(id) => {
            let couple = find_couple(conn, &reader, id).await?.ok_or(ApiError::NotFound)?;
            if couple.ended_at.is_some() {
                return Err(ApiError::Conflict(Conflict::CoupleEnded));
            }
            couple.member_ids().to_vec()
        }
    };
    for client in &clients {
        check_unrestricted(conn, reader.practice, *client).await?;
    }
    Ok(clients)
}

/// Only what a client may answer is asked for.
async fn check_instrument(
    actor: &Actor<impl Access>,
    conn: Conn<'_>,
    request: &CreateMeasureRequestRequest,
) -> ApiResult<()> {
    let found = find_instrument(conn, actor.practice(), &request.instrument, None).await?;
    let Some(found) = found else {
        return Err(ApiError::rule("/instrument", "unknown_instrument", "must be an instrument"));
    };
    if found.retired_at.is_some() {
        let detail = "must be an instrument that is not retired";
        return Err(ApiError::rule("/instrument", "unknown_instrument", detail));
    }
    if found.instrument.client_may_answer() {
        Ok(())
    } else {
        let detail = "must be one that clients answer: a safety screen is entered in session";
        Err(ApiError::rule("/instrument", "clinician_only", detail))
    }
}

async fn new_request(
    actor: &Actor<impl Access>,
    conn: Conn<'_>,
    (of, client, made_with): (Context, ClientId, Uuid),
    request: &CreateMeasureRequestRequest,
) -> ApiResult<RequestInsert> {
    let (reader, now) = (actor.reader(), actor.now());
    let contexts = [of.id()];
    // Of two who ask for the same at once, the second sees what the first has asked.
    queries::take_turn(conn, reader.practice, client).await?;
    let ((zone, day_start), mut running) = futures_util::try_join!(
        queries::find_clock(conn, reader.practice, client),
        queries::list_running(conn, &reader, None, &contexts)
    )?;
    let today = local_date(now, zone, day_start);
    let starts_on = request.starts_on.unwrap_or(today);
    check_times(request, starts_on, today)?;
    let rhythm = request.rhythm;
    let due_on = request.due_on.unwrap_or(starts_on);
    running.retain(|one| one.client_id == client);
    if running.iter().any(|one| asks_the_same(one, request, due_on, today)) {
        return Err(ApiError::Conflict(Conflict::AlreadyRequested));
    }
    if running.len() >= MOST {
        return Err(ApiError::Conflict(Conflict::TooMany));
    }
    let days_before = request.days_before.unwrap_or(DAYS_BEFORE);
    Ok(RequestInsert {
        practice_id: reader.practice,
        id: MeasureRequestId::generate(),
        client_id: client,
        couple_id: of.couple(),
        made_with,
        instrument_key: request.instrument.clone(),
        rhythm: AsText(rhythm),
        starts_on,
        due_on: (rhythm == MeasureRhythm::Once).then_some(due_on),
        every_weeks: request.every_weeks,
        days_before: (rhythm == MeasureRhythm::Appointments).then_some(days_before),
        ends_on: request.ends_on,
        requested_by: reader.member,
        created_at: now,
        updated_at: now,
    })
}

/// Whether a request of the same care would ask nothing new: of one rhythm one is enough, but for a single answer by another day.
fn asks_the_same(
    one: &RequestRow,
    request: &CreateMeasureRequestRequest,
    due_on: NaiveDate,
    today: NaiveDate,
) -> bool {
    one.instrument_key == request.instrument
        && one.rhythm.0 == request.rhythm
        && one.ends_on.is_none_or(|last| last >= today)
        && (request.rhythm != MeasureRhythm::Once || one.due_on == Some(due_on))
}

/// Each rhythm takes its own members and no other's; days come one after the other.
fn check_times(
    request: &CreateMeasureRequestRequest,
    starts_on: NaiveDate,
    today: NaiveDate,
) -> ApiResult<()> {
    let rhythm = request.rhythm;
    let mut errors = Vec::new();
    let mut check = |broken: bool, at: &str, code: &'static str, detail: &'static str| {
        errors.extend(broken.then(|| FieldError::at(at, code, detail)));
    };
    let far = starts_on.signed_duration_since(today).num_days().abs() > START_WITHIN_DAYS;
    check(far, "/starts_on", "out_of_range", "must be at most 366 days ago or ahead");
    let once = rhythm == MeasureRhythm::Once;
    check(!once && request.due_on.is_some(), "/due_on", "other_rhythm", "is for once");
    let weeks = rhythm == MeasureRhythm::Weeks;
    let detail = "is needed for weeks, and for nothing else";
    check(weeks != request.every_weeks.is_some(), "/every_weeks", "other_rhythm", detail);
    let before = rhythm == MeasureRhythm::Appointments;
    check(!before && request.days_before.is_some(), "/days_before", "other_rhythm", "is for appointments");
    let early = |day: Option<NaiveDate>| day.is_some_and(|day| day < starts_on);
    check(early(request.due_on), "/due_on", "before_start", "must not be before the first day");
    check(early(request.ends_on), "/ends_on", "before_start", "must not be before the first day");
    if errors.is_empty() { Ok(()) } else { Err(ApiError::Invalid(errors)) }
}
