//! The operation on many check-ins.

use actix_web::{post, web};

use super::dto::{CheckInBatchResponse, CreateCheckInBatchRequest};
use super::{ACTION, create_check_ins};
use crate::identity::actor::{Access, Actor, ClientOnly};
use crate::identity::audit::Event;
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult, Batch, Conflict, Json, Routes};
use crate::platform::ids::kind::ClientId;

/// How often an id may be taken by another sending that runs at the same time.
const TRIES: usize = 10;

/// Mounts the operation.
pub fn configure(routes: &mut Routes<'_>) {
    routes.service(create_check_in_batch);
}

/// Check in many times at once
///
/// Up to 500 check-ins of one author, such as a phone has kept while it was offline; the body may have 4 MiB. Each has a
/// result of its own, in the order in which they were sent: written, known from an earlier sending, or refused for the
/// reason that it would be refused for alone. One that is refused holds nothing else up, and sending all of it again does no harm.
#[utoipa::path(
    operation_id = "create_check_in_batch",
    tag = "Check-ins",
    params(("client_id" = ClientId, Path, description = "The author")),
    request_body = CreateCheckInBatchRequest,
    responses((status = 200, description = "What became of each", body = CheckInBatchResponse)),
    extensions(("x-roles" = json!(ClientOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[post("/clients/{client_id}/check-in-batches")]
async fn create_check_in_batch(
    actor: Actor<ClientOnly>,
    path: web::Path<ClientId>,
    body: Batch<CreateCheckInBatchRequest>,
) -> ApiResult<Json<CheckInBatchResponse>> {
    let (client, Batch(request)) = (path.into_inner(), body);
    let write = async |conn: Conn<'_>| create_check_ins(&actor, conn, client, &request.check_ins).await;
    let refused = Event::new(ACTION, "check_in").of_client(client);
    // An id taken by a sending that ran at the same time: the next look finds what became of it.
    for _ in 0..TRIES {
        match actor.write_each(refused, write).await {
            Err(ApiError::Conflict(Conflict::IdTaken)) => {}
            written => return written.map(Json),
        }
    }
    Err(ApiError::Conflict(Conflict::Race))
}
