//! The operation on many assignments.

use actix_web::post;

use super::dto::{AssignmentBatchResponse, CreateAssignmentBatchRequest};
use super::{ACTION, create_assignments};
use crate::identity::actor::{Access, Actor, TherapistOnly};
use crate::identity::audit::Event;
use crate::platform::db::Conn;
use crate::platform::http::{ApiResult, Batch, IdempotencyKey, IdempotencyKeyHeader, Json, Routes};
use crate::platform::ids::kind::AssignmentId;

/// Mounts the operation.
pub fn configure(routes: &mut Routes<'_>) {
    routes.service(create_assignment_batch);
}

/// Assign homework to many at once
///
/// The same item for up to 100 clients and couples in the caller's care. Each has a result of its own, in the order in which
/// they were named: assigned, or refused for the reason that it would be refused for alone. One that is refused holds
/// nothing else up. A repeated request with the same key answers what became of the first one.
#[utoipa::path(
    operation_id = "create_assignment_batch",
    tag = "Assignments",
    params(IdempotencyKeyHeader),
    request_body = CreateAssignmentBatchRequest,
    responses((status = 200, description = "What became of each", body = AssignmentBatchResponse)),
    extensions(("x-roles" = json!(TherapistOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[post("/assignment-batches")]
async fn create_assignment_batch(
    actor: Actor<TherapistOnly>,
    key: IdempotencyKey,
    body: Batch<CreateAssignmentBatchRequest>,
) -> ApiResult<Json<AssignmentBatchResponse>> {
    let (Batch(request), new) = (body, AssignmentId::generate());
    let create = async |conn: Conn<'_>| create_assignments(&actor, conn, &key, new.uuid(), &request).await;
    actor.write_each(Event::new(ACTION, "assignment"), create).await.map(Json)
}
