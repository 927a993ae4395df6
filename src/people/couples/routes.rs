//! Operations on couples.

use actix_web::{get, post, put, web};
use chrono::NaiveDate;

use super::dto::{CoupleResponse, CreateCoupleRequest, ListCouplesQuery};
use super::model::{CoupleEnder, CoupleRow};
use super::queries;
use crate::identity::actor::{Access, Actor, ContactReader, Proved, TherapistOnly};
use crate::identity::audit::Event;
use crate::people::care_teams::{Context, insert_place};
use crate::people::practices::find_practice;
use crate::platform::db::{AsText, Conn};
use crate::platform::http::{
    ApiError, ApiResult, Created, IdempotencyKey, IdempotencyKeyHeader, Page, Routes, Tagged, Valid,
    ValidQuery,
};
use crate::platform::ids::Id;
use crate::platform::ids::kind::CoupleId;
use crate::platform::local_day::local_date;

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes.service(create_couple).service(list_couples).service(find_couple).service(end_couple);
}

/// Create a couple
///
/// Makes a couple of two clients in the caller's own care, and puts the caller on its care team. A client can be in
/// one active couple at a time.
#[utoipa::path(
    operation_id = "create_couple",
    tag = "Couples",
    params(IdempotencyKeyHeader),
    request_body = CreateCoupleRequest,
    responses((status = 201, description = "Made", body = CoupleResponse)),
    extensions(("x-roles" = json!(TherapistOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[post("/couples")]
async fn create_couple(
    actor: Actor<TherapistOnly>,
    key: IdempotencyKey,
    body: Valid<CreateCoupleRequest>,
) -> ApiResult<Created<CoupleResponse>> {
    let Valid(request) = body;
    let new = CoupleId::generate();
    let create = async |conn: Conn<'_>| create(&actor, conn, &key, &request, new).await;
    let row = actor.write(Event::new("create_couple", "couple").on(new).of_couple(new), create).await?;
    Ok(Created { location: format!("/v1/couples/{}", row.id), body: row.into() })
}

/// List couples
///
/// The couples that the caller may know of, oldest first: all of the practice for owner, admin and front desk, those
/// in care for therapist and supervisor, the own ones for a client. Ended ones are among them.
#[utoipa::path(
    operation_id = "list_couples",
    tag = "Couples",
    params(ListCouplesQuery),
    responses((status = 200, description = "A page of couples", body = Page<CoupleResponse>)),
    extensions(("x-roles" = json!(ContactReader::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/couples")]
async fn list_couples(
    actor: Actor<ContactReader>,
    query: ValidQuery<ListCouplesQuery>,
) -> ApiResult<Page<CoupleResponse>> {
    let ListCouplesQuery { client_id, limit, cursor } = query.0;
    let key = actor.cursor("list_couples", &client_id);
    let after = key.open(cursor.as_ref())?;
    let reader = actor.reader();
    let list = async |conn: Conn<'_>| queries::list_couples(conn, &reader, &client_id, after, limit).await;
    let rows = actor.read(Event::new("list_couples", "couple"), list).await?;
    Page::cut(rows, limit, &key, |row| row.id, |row| Ok(row.into()))
}

/// Read a couple
///
/// Its members, as each may know the other: what they are called and their pronouns.
#[utoipa::path(
    operation_id = "find_couple",
    tag = "Couples",
    params(("couple_id" = CoupleId, Path, description = "The couple")),
    responses((status = 200, description = "The couple", body = CoupleResponse)),
    extensions(("x-roles" = json!(ContactReader::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/couples/{couple_id}")]
async fn find_couple(
    actor: Actor<ContactReader>,
    path: web::Path<CoupleId>,
) -> ApiResult<Tagged<CoupleResponse>> {
    let (id, reader) = (path.into_inner(), actor.reader());
    let find =
        async |conn: Conn<'_>| queries::find_couple(conn, &reader, id).await?.ok_or(ApiError::NotFound);
    let row = actor.read(Event::new("find_couple", "couple").on(id).of_couple(id), find).await?;
    Ok(Tagged(row.into()))
}

/// End a couple
///
/// Either partner, or a therapist on its care team, ends it alone and at once, once and for all. Its joint record is
/// frozen; no answer tells who ended it and why; the audit trail records who did. Ending it twice changes nothing more. Needs a proof of the last ten
/// minutes (403 `step_up_needed`).
#[utoipa::path(
    operation_id = "end_couple",
    tag = "Couples",
    params(("couple_id" = CoupleId, Path, description = "The couple")),
    responses((status = 200, description = "The couple, ended", body = CoupleResponse)),
    extensions(
        ("x-roles" = json!(CoupleEnder::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")),
        ("x-step-up" = json!(true))
    )
)]
#[put("/couples/{couple_id}/end")]
async fn end_couple(
    actor: Actor<Proved<CoupleEnder>>,
    path: web::Path<CoupleId>,
) -> ApiResult<Tagged<CoupleResponse>> {
    let (id, reader) = (path.into_inner(), actor.reader());
    let end = async |conn: Conn<'_>| {
        let (couple, may_end) = futures_util::try_join!(
            queries::find_couple(conn, &reader, id),
            queries::may_end(conn, &reader, id)
        )?;
        couple.ok_or(ApiError::NotFound)?;
        if !may_end {
            return Err(ApiError::Forbidden);
        }
        queries::end_couple(conn, reader.practice, id, actor.now()).await?;
        queries::find_couple(conn, &reader, id).await?.ok_or(ApiError::NotFound)
    };
    let row = actor.write(Event::new("end_couple", "couple").on(id).of_couple(id), end).await?;
    Ok(Tagged(row.into()))
}

async fn create(
    actor: &Actor<TherapistOnly>,
    conn: Conn<'_>,
    key: &IdempotencyKey,
    request: &CreateCoupleRequest,
    new: CoupleId,
) -> ApiResult<CoupleRow> {
    let (reader, members, now) = (actor.reader(), request.members()?, actor.now());
    let (claim, earlier) = actor.claim(conn, key, "create_couple", request).await?;
    let id = match earlier {
        Some(earlier) => Id::from_uuid(earlier.resource),
        None => {
            let (started_on, ()) = futures_util::try_join!(
                first_day(actor, conn, request.started_on),
                queries::check_own_care(conn, &reader, members)
            )?;
            queries::insert_couple(conn, reader.practice, new, members, started_on, now).await?;
            insert_place(conn, reader.practice, reader.member, Context::Couple(new), now).await?;
            claim.remember(conn, new.uuid(), None).await?;
            new
        }
    };
    queries::find_couple(conn, &reader, id).await?.ok_or(ApiError::NotFound)
}

async fn first_day(
    actor: &Actor<TherapistOnly>,
    conn: Conn<'_>,
    asked: Option<NaiveDate>,
) -> ApiResult<NaiveDate> {
    if let Some(day) = asked {
        return Ok(day);
    }
    let practice = find_practice(conn, actor.practice()).await?;
    let (AsText(zone), AsText(day_start)) = (practice.time_zone, practice.day_start);
    Ok(local_date(actor.now(), zone, day_start))
}
