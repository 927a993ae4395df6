//! What a client is told of programmes: the title, and which step an assignment belongs to.

use actix_web::{get, web};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde::Serialize;
use utoipa::ToSchema;

use crate::homework::assignments::visible_to;
use crate::identity::actor::{Access, Actor, ClientOnly, Reader};
use crate::identity::audit::Event;
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult, Page, PageLimit, PageQuery, Routes, ValidQuery};
use crate::platform::ids::kind::{AssignmentId, ClientId};
use crate::schema::{assignment_revisions, assignments, enrolment_releases, enrolments, programme_versions};

/// Mounts the operation.
pub fn configure(routes: &mut Routes<'_>) {
    routes.service(list_programme_steps);
}

/// The step of a programme that an assignment belongs to.
#[derive(Queryable, Serialize, ToSchema)]
#[schema(example = json!({
    "assignment_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c30", "programme": "A month of small habits", "step": 1
}))]
pub struct ReleasedStepResponse {
    /// The assignment.
    pub assignment_id: AssignmentId,
    /// What the programme is called.
    #[schema(max_length = 80)]
    pub programme: String,
    /// The step's place in it, from 1.
    #[schema(minimum = 1, maximum = 40)]
    pub step: i32,
}

/// List the own steps of programmes
///
/// Which of the client's assignments, the own ones and those of its couples, are steps of a programme. Nothing of steps to
/// come, and nothing of what the partner gets alone. Oldest first.
#[utoipa::path(
    operation_id = "list_programme_steps",
    tag = "Programmes",
    params(("client_id" = ClientId, Path, description = "The client"), PageQuery),
    responses((status = 200, description = "A page of steps", body = Page<ReleasedStepResponse>)),
    extensions(("x-roles" = json!(ClientOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/clients/{client_id}/programme-steps")]
async fn list_programme_steps(
    actor: Actor<ClientOnly>,
    path: web::Path<ClientId>,
    query: ValidQuery<PageQuery>,
) -> ApiResult<Page<ReleasedStepResponse>> {
    let (client, reader) = (path.into_inner(), actor.reader());
    let PageQuery { limit, cursor } = query.0;
    let sealing = actor.cursor("list_programme_steps", &client);
    let after = sealing.open(cursor.as_ref())?;
    let load = async |conn: Conn<'_>| match client == reader.member {
        true => list_steps(conn, &reader, after, limit).await,
        false => Err(ApiError::NotFound),
    };
    let event = Event::new("list_programme_steps", "enrolment").of_client(client);
    let rows = actor.read(event, load).await?;
    Page::cut(rows, limit, &sealing, |row| row.assignment_id, Ok)
}

/// A page of a client's steps, oldest first, and where the next one goes on: for the client to take along.
pub async fn list_own(
    conn: Conn<'_>,
    reader: &Reader,
    after: Option<AssignmentId>,
) -> ApiResult<(Vec<ReleasedStepResponse>, Option<AssignmentId>)> {
    let rows = list_steps(conn, reader, after, PageLimit::default()).await?;
    let next = rows.last().map(|row| row.assignment_id);
    Ok((rows, next))
}

async fn list_steps(
    mut conn: Conn<'_>,
    reader: &Reader,
    after: Option<AssignmentId>,
    limit: PageLimit,
) -> ApiResult<Vec<ReleasedStepResponse>> {
    let own = visible_to(reader)
        .filter(assignment_revisions::number.eq(assignments::revision))
        .select(assignments::id);
    let of_enrolment = enrolments::practice_id
        .eq(enrolment_releases::practice_id)
        .and(enrolments::id.eq(enrolment_releases::enrolment_id));
    let of_version = programme_versions::practice_id
        .eq(enrolments::practice_id)
        .and(programme_versions::programme_id.eq(enrolments::programme_id))
        .and(programme_versions::number.eq(enrolments::number));
    let mut query = enrolment_releases::table
        .inner_join(enrolments::table.on(of_enrolment))
        .inner_join(programme_versions::table.on(of_version))
        .filter(enrolment_releases::practice_id.eq(reader.practice))
        .filter(enrolments::practice_id.eq(reader.practice))
        .filter(programme_versions::practice_id.eq(reader.practice))
        .filter(enrolment_releases::assignment_id.eq_any(own))
        .order(enrolment_releases::assignment_id)
        .limit(limit.rows())
        .select((enrolment_releases::assignment_id, programme_versions::title, enrolment_releases::position))
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(enrolment_releases::assignment_id.gt(after));
    }
    Ok(query.load(&mut conn).await?)
}
