//! Operations on reviews of single check-ins.

use actix_web::{get, put, web};

use super::dto::{CheckInReviewResponse, ListCheckInReviewsQuery, UpdateCheckInReviewRequest};
use super::model::{ReviewRow, reviewed, state_of, version_of};
use super::queries::{self, find_reviews, write_reviews};
use crate::homework::assignments::reaches_client;
use crate::identity::actor::{Access, Actor, Clinician, TherapistOnly};
use crate::identity::audit::Event;
use crate::people::care_teams::reach::own_care;
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult, Change, IfMatchHeader, Page, Routes, Tagged, ValidQuery};
use crate::platform::ids::kind::{CheckInId, ClientId};

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes.service(list_check_in_reviews).service(find_check_in_review).service(update_check_in_review);
}

/// List the reviews of a client's check-ins
///
/// Every check-in that the care team reads, newest day first, with how far the team has come: `new`, `seen` or
/// `discussed`. For the care team alone; no client can tell that anything was looked at.
#[utoipa::path(
    operation_id = "list_check_in_reviews",
    tag = "Reviewing",
    params(("client_id" = ClientId, Path, description = "The author of the check-ins"), ListCheckInReviewsQuery),
    responses((status = 200, description = "A page of reviews", body = Page<CheckInReviewResponse>)),
    extensions(("x-roles" = json!(Clinician::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/clients/{client_id}/check-in-reviews")]
async fn list_check_in_reviews(
    actor: Actor<Clinician>,
    path: web::Path<ClientId>,
    query: ValidQuery<ListCheckInReviewsQuery>,
) -> ApiResult<Page<CheckInReviewResponse>> {
    let (client, reader, filter) = (path.into_inner(), actor.reader(), query.0);
    let sealing = actor.cursor("list_check_in_reviews", &(client, filter.state.clone()));
    let after = sealing.open(filter.cursor.as_ref())?;
    let list = async |conn: Conn<'_>| {
        let (found, reaches) = futures_util::try_join!(
            queries::list_reviews(conn, &reader, client, &filter, after),
            reaches_client(conn, &reader, client)
        )?;
        if reaches { Ok(found) } else { Err(ApiError::NotFound) }
    };
    let event = Event::new("list_check_in_reviews", "check_in").of_client(client);
    let found = actor.read(event, list).await?;
    let order = |(check_in, _): &super::model::Found| (check_in.local_date, check_in.id);
    Page::cut(found, filter.limit, &sealing, order, |found| Ok((&found).into()))
}

/// Read the review of a check-in
///
/// How far the care team has come with it. For the care team alone.
#[utoipa::path(
    operation_id = "find_check_in_review",
    tag = "Reviewing",
    params(
        ("client_id" = ClientId, Path, description = "The author"),
        ("check_in_id" = CheckInId, Path, description = "The check-in")
    ),
    responses((status = 200, description = "The review", body = CheckInReviewResponse)),
    extensions(("x-roles" = json!(Clinician::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/clients/{client_id}/check-ins/{check_in_id}/review")]
async fn find_check_in_review(
    actor: Actor<Clinician>,
    path: web::Path<(ClientId, CheckInId)>,
) -> ApiResult<Tagged<CheckInReviewResponse>> {
    let ((client, id), reader) = (path.into_inner(), actor.reader());
    let find = async |conn: Conn<'_>| {
        let found = find_reviews(conn, &reader, client, &[id]).await?;
        found.first().map(CheckInReviewResponse::from).ok_or(ApiError::NotFound)
    };
    let event = Event::new("find_check_in_review", "check_in").on(id).of_client(client);
    actor.read(event, find).await.map(Tagged)
}

/// Review a check-in
///
/// By a therapist on the care team: sets its state. A correction that changes what the care team reads makes it `new`
/// again, and raises the version, so that nothing unread is taken for seen. Changing nothing keeps the version.
#[utoipa::path(
    operation_id = "update_check_in_review",
    tag = "Reviewing",
    params(
        ("client_id" = ClientId, Path, description = "The author"),
        ("check_in_id" = CheckInId, Path, description = "The check-in"), IfMatchHeader),
    request_body = UpdateCheckInReviewRequest,
    responses((status = 200, description = "The review as it is now", body = CheckInReviewResponse)),
    extensions(("x-roles" = json!(TherapistOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[put("/clients/{client_id}/check-ins/{check_in_id}/review")]
async fn update_check_in_review(
    actor: Actor<TherapistOnly>,
    path: web::Path<(ClientId, CheckInId)>,
    change: Change<UpdateCheckInReviewRequest>,
) -> ApiResult<Tagged<CheckInReviewResponse>> {
    let (client, id) = path.into_inner();
    let review = async |conn: Conn<'_>| review(&actor, conn, client, id, &change).await;
    let event = Event::new("update_check_in_review", "check_in").on(id).of_client(client);
    actor.write(event, review).await.map(Tagged)
}

async fn review(
    actor: &Actor<impl Access>,
    conn: Conn<'_>,
    client: ClientId,
    id: CheckInId,
    Change { version, body }: &Change<UpdateCheckInReviewRequest>,
) -> ApiResult<CheckInReviewResponse> {
    let reader = own_care(&actor.reader());
    let mut found = find_reviews(conn, &reader, client, &[id]).await?.pop().ok_or(ApiError::NotFound)?;
    if version_of(&found) != *version {
        return Err(ApiError::PreconditionFailed);
    }
    if state_of(&found) == body.state {
        return Ok((&found).into());
    }
    let row = reviewed(&found, reader.practice, body.state, reader.member, actor.now());
    let review = ReviewRow::from(&row);
    if write_reviews(conn, &[row]).await? == 0 {
        return Err(ApiError::PreconditionFailed);
    }
    found.1 = Some(review);
    Ok((&found).into())
}
