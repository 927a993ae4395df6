//! Reviewing many check-ins of a client at once, each with a result of its own, in two round trips however many they are.

use std::collections::BTreeMap;

use actix_web::{post, web};

use super::dto::{
    CheckInReviewBatchResponse, CreateCheckInReviewBatchRequest, ReviewItem, ReviewResult, ReviewResultStatus,
};
use super::model::{Found, ReviewInsert, ReviewRow, reviewed, state_of, version_of};
use super::queries::{find_reviews, write_reviews};
use crate::homework::assignments::reaches_client;
use crate::identity::actor::{Access, Actor, Reader, TherapistOnly};
use crate::identity::audit::Event;
use crate::people::care_teams::reach::own_care;
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult, Batch, Conflict, Item, Json, Routes};
use crate::platform::ids::kind::{CheckInId, ClientId};
use chrono::{DateTime, Utc};

/// What an audit event of it is called.
const ACTION: &str = "create_check_in_review_batch";

/// Mounts the operation.
pub fn configure(routes: &mut Routes<'_>) {
    routes.service(create_check_in_review_batch);
}

/// Review many check-ins at once
///
/// Up to 200 check-ins of one client, such as all that are new. Each has a result of its own, in the order in which they
/// were sent; one that was corrected since the `version` that the caller knows is refused and holds nothing else up. Sending all of
/// it again does no harm.
#[utoipa::path(
    operation_id = "create_check_in_review_batch",
    tag = "Reviewing",
    params(("client_id" = ClientId, Path, description = "The author of the check-ins")),
    request_body = CreateCheckInReviewBatchRequest,
    responses((status = 200, description = "What became of each", body = CheckInReviewBatchResponse)),
    extensions(("x-roles" = json!(TherapistOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[post("/clients/{client_id}/check-in-review-batches")]
async fn create_check_in_review_batch(
    actor: Actor<TherapistOnly>,
    path: web::Path<ClientId>,
    body: Batch<CreateCheckInReviewBatchRequest>,
) -> ApiResult<Json<CheckInReviewBatchResponse>> {
    let (client, Batch(request)) = (path.into_inner(), body);
    let write = async |conn: Conn<'_>| review_all(&actor, conn, client, &request.reviews).await;
    let refused = Event::new(ACTION, "check_in").of_client(client);
    actor.write_each(refused, write).await.map(Json)
}

async fn review_all(
    actor: &Actor<impl Access>,
    conn: Conn<'_>,
    client: ClientId,
    items: &[Item<ReviewItem>],
) -> ApiResult<(CheckInReviewBatchResponse, Vec<Event>)> {
    let reader = own_care(&actor.reader());
    let read = items.iter().filter_map(|item| item.read.as_ref().ok());
    let ids: Vec<CheckInId> = read.map(|item| item.check_in_id).collect();
    let (found, reaches) = futures_util::try_join!(
        find_reviews(conn, &reader, client, &ids),
        reaches_client(conn, &reader, client)
    )?;
    if !reaches {
        return Err(ApiError::NotFound);
    }
    let found = found.into_iter().map(|one| (one.0.id, one)).collect();
    let mut desk = Desk { reader, now: actor.now(), found, changed: BTreeMap::new() };
    let results: Vec<ReviewResult> = items.iter().map(|item| desk.result(item)).collect();
    let rows: Vec<ReviewInsert> = desk.changed.into_values().collect();
    if write_reviews(conn, &rows).await? != rows.len() {
        return Err(ApiError::Conflict(Conflict::Race));
    }
    let kept = results.iter().filter_map(|result| result.review.as_ref());
    let event = |kept: CheckInId| Event::new(ACTION, "check_in").on(kept).of_client(client);
    let events = kept.map(|review| event(review.check_in_id)).collect();
    Ok((CheckInReviewBatchResponse { results }, events))
}

struct Desk {
    reader: Reader,
    now: DateTime<Utc>,
    found: BTreeMap<CheckInId, Found>,
    changed: BTreeMap<CheckInId, ReviewInsert>,
}

impl Desk {
    fn result(&mut self, item: &Item<ReviewItem>) -> ReviewResult {
        match &item.read {
            Err(error) => ReviewResult::rejected(None, error),
            Ok(item) => match self.review(item) {
                Ok(result) => result,
                Err(error) => ReviewResult::rejected(Some(item.check_in_id), &error),
            },
        }
    }

    /// What a check-in has twice, it gets from the first.
    fn review(&mut self, item: &ReviewItem) -> ApiResult<ReviewResult> {
        let found = self.found.get_mut(&item.check_in_id).ok_or(ApiError::NotFound)?;
        if state_of(found) == item.state {
            return Ok(ReviewResult::kept(ReviewResultStatus::Unchanged, (&*found).into()));
        }
        if version_of(found) != item.version || self.changed.contains_key(&item.check_in_id) {
            return Err(ApiError::PreconditionFailed);
        }
        let row = reviewed(found, self.reader.practice, item.state, self.reader.member, self.now);
        found.1 = Some(ReviewRow::from(&row));
        let result = ReviewResult::kept(ReviewResultStatus::Changed, (&*found).into());
        self.changed.insert(item.check_in_id, row);
        Ok(result)
    }
}
