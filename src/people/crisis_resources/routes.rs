//! Operations on crisis resources.

use actix_web::{delete, get, post, put, web};

use super::dto::{CrisisResourceRequest, CrisisResourceResponse};
use super::model::ResourceContent;
use super::queries;
use crate::identity::actor::{Access, Actor, Administrator, AnyMember};
use crate::identity::audit::Event;
use crate::platform::db::Conn;
use crate::platform::http::{
    ApiError, ApiResult, Change, Created, IdempotencyKey, IdempotencyKeyHeader, IfMatch, IfMatchHeader,
    NoContent, Page, PageQuery, Routes, Tagged, Valid, ValidQuery,
};
use crate::platform::ids::Id;
use crate::platform::ids::kind::CrisisResourceId;

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes
        .service(create_crisis_resource)
        .service(list_crisis_resources)
        .service(find_crisis_resource)
        .service(update_crisis_resource)
        .service(delete_crisis_resource);
}

/// Add a crisis resource
///
/// A place of help, for everybody of the practice to read.
#[utoipa::path(
    operation_id = "create_crisis_resource",
    tag = "Practice",
    params(IdempotencyKeyHeader),
    request_body = CrisisResourceRequest,
    responses((status = 201, description = "Added", body = CrisisResourceResponse)),
    extensions(("x-roles" = json!(Administrator::ROLES)), ("x-phi" = json!(false)), ("x-audit" = json!("write")))
)]
#[post("/crisis-resources")]
async fn create_crisis_resource(
    actor: Actor<Administrator>,
    key: IdempotencyKey,
    body: Valid<CrisisResourceRequest>,
) -> ApiResult<Created<CrisisResourceResponse>> {
    let (Valid(request), new, practice) = (body, CrisisResourceId::generate(), actor.practice());
    let create = async |conn: Conn<'_>| {
        let (claim, earlier) = actor.claim(conn, &key, "create_crisis_resource", &request).await?;
        let id = match earlier {
            Some(earlier) => Id::from_uuid(earlier.resource),
            None => {
                let content = ResourceContent::from(request.clone());
                queries::insert_resource(conn, practice, new, &content, actor.now()).await?;
                claim.remember(conn, new.uuid(), None).await?;
                new
            }
        };
        queries::find_resource(conn, practice, id).await?.ok_or(ApiError::NotFound)
    };
    let row = actor.write(Event::new("create_crisis_resource", "crisis_resource").on(new), create).await?;
    Ok(Created { location: format!("/v1/crisis-resources/{}", row.id), body: row.into() })
}

/// List crisis resources
///
/// Where a person in need finds help now; oldest entry first. Nobody at the practice watches messages round the clock.
#[utoipa::path(
    operation_id = "list_crisis_resources",
    tag = "Practice",
    params(PageQuery),
    responses((status = 200, description = "A page of crisis resources", body = Page<CrisisResourceResponse>)),
    extensions(("x-roles" = json!(AnyMember::ROLES)), ("x-phi" = json!(false)), ("x-audit" = json!("denials")))
)]
#[get("/crisis-resources")]
async fn list_crisis_resources(
    actor: Actor<AnyMember>,
    query: ValidQuery<PageQuery>,
) -> ApiResult<Page<CrisisResourceResponse>> {
    let PageQuery { limit, cursor } = query.0;
    let sealing = actor.cursor("list_crisis_resources", &());
    let after = sealing.open(cursor.as_ref())?;
    let list = async |conn: Conn<'_>| queries::list_resources(conn, actor.practice(), after, limit).await;
    let rows = actor.read(Event::plain("list_crisis_resources", "crisis_resource"), list).await?;
    Page::cut(rows, limit, &sealing, |row| row.id, |row| Ok(row.into()))
}

/// Read a crisis resource
///
/// One place of help.
#[utoipa::path(
    operation_id = "find_crisis_resource",
    tag = "Practice",
    params(("resource_id" = CrisisResourceId, Path, description = "The crisis resource")),
    responses((status = 200, description = "The crisis resource", body = CrisisResourceResponse)),
    extensions(("x-roles" = json!(AnyMember::ROLES)), ("x-phi" = json!(false)), ("x-audit" = json!("denials")))
)]
#[get("/crisis-resources/{resource_id}")]
async fn find_crisis_resource(
    actor: Actor<AnyMember>,
    path: web::Path<CrisisResourceId>,
) -> ApiResult<Tagged<CrisisResourceResponse>> {
    let (id, practice) = (path.into_inner(), actor.practice());
    let find =
        async |conn: Conn<'_>| queries::find_resource(conn, practice, id).await?.ok_or(ApiError::NotFound);
    let row = actor.read(Event::plain("find_crisis_resource", "crisis_resource").on(id), find).await?;
    Ok(Tagged(row.into()))
}

/// Change a crisis resource
///
/// Replaces all that is said of it. Changing nothing keeps the version.
#[utoipa::path(
    operation_id = "update_crisis_resource",
    tag = "Practice",
    params(("resource_id" = CrisisResourceId, Path, description = "The crisis resource"), IfMatchHeader),
    request_body = CrisisResourceRequest,
    responses((status = 200, description = "The crisis resource as it is now", body = CrisisResourceResponse)),
    extensions(("x-roles" = json!(Administrator::ROLES)), ("x-phi" = json!(false)), ("x-audit" = json!("write")))
)]
#[put("/crisis-resources/{resource_id}")]
async fn update_crisis_resource(
    actor: Actor<Administrator>,
    path: web::Path<CrisisResourceId>,
    change: Change<CrisisResourceRequest>,
) -> ApiResult<Tagged<CrisisResourceResponse>> {
    let (id, practice, Change { version, body }) = (path.into_inner(), actor.practice(), change);
    let update = async |conn: Conn<'_>| {
        let known = queries::find_resource(conn, practice, id).await?.ok_or(ApiError::NotFound)?;
        if known.version != version {
            return Err(ApiError::PreconditionFailed);
        }
        let content = ResourceContent::from(body.clone());
        if known.content() == content {
            return Ok(known);
        }
        queries::update_resource(conn, practice, (id, version), &content, actor.now()).await
    };
    let row = actor.write(Event::new("update_crisis_resource", "crisis_resource").on(id), update).await?;
    Ok(Tagged(row.into()))
}

/// Remove a crisis resource
///
/// Takes it off the list.
#[utoipa::path(
    operation_id = "delete_crisis_resource",
    tag = "Practice",
    params(("resource_id" = CrisisResourceId, Path, description = "The crisis resource"), IfMatchHeader),
    responses((status = 204, description = "Removed")),
    extensions(("x-roles" = json!(Administrator::ROLES)), ("x-phi" = json!(false)), ("x-audit" = json!("write")))
)]
#[delete("/crisis-resources/{resource_id}")]
async fn delete_crisis_resource(
    actor: Actor<Administrator>,
    path: web::Path<CrisisResourceId>,
    known: IfMatch,
) -> ApiResult<NoContent> {
    let (id, practice, IfMatch(version)) = (path.into_inner(), actor.practice(), known);
    let delete = async |conn: Conn<'_>| {
        queries::find_resource(conn, practice, id).await?.ok_or(ApiError::NotFound)?;
        queries::delete_resource(conn, practice, (id, version)).await
    };
    let event = Event::new("delete_crisis_resource", "crisis_resource").on(id);
    actor.write(event, delete).await.map(|()| NoContent)
}
