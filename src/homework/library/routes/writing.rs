//! Operations that write items of the practice's own.

use actix_web::{delete, post, put, web};

use crate::homework::library::draft::LibraryDraft;
use crate::homework::library::dto::{
    CopyLibraryItemRequest, CreateLibraryItemRequest, LibraryItemResponse, LibraryVersionResponse,
};
use crate::homework::library::model::LibraryItem;
use crate::homework::library::{editing, queries};
use crate::identity::actor::{Access, Actor, Clinician};
use crate::identity::audit::Event;
use crate::platform::db::Conn;
use crate::platform::http::{
    ApiError, ApiResult, Change, Created, IdempotencyKey, IdempotencyKeyHeader, IfMatch, IfMatchHeader,
    Routes, Tagged, Valid,
};
use crate::platform::ids::Id;
use crate::platform::ids::kind::LibraryItemId;

/// Mounts the operations.
pub(super) fn configure(routes: &mut Routes<'_>) {
    routes
        .service(create_library_item)
        .service(copy_library_item)
        .service(update_library_draft)
        .service(delete_library_draft)
        .service(publish_library_item)
        .service(retire_library_item)
        .service(restore_library_item);
}

/// Create a library item
///
/// Makes an item of the practice's own, with a draft that can be assigned once it is published.
#[utoipa::path(
    operation_id = "create_library_item",
    tag = "Library",
    params(IdempotencyKeyHeader),
    request_body = CreateLibraryItemRequest,
    responses((status = 201, description = "Made", body = LibraryItemResponse)),
    extensions(("x-roles" = json!(Clinician::ROLES)), ("x-phi" = json!(false)), ("x-audit" = json!("write")))
)]
#[post("/library-items")]
async fn create_library_item(
    actor: Actor<Clinician>,
    key: IdempotencyKey,
    body: Valid<CreateLibraryItemRequest>,
) -> ApiResult<Created<LibraryItemResponse>> {
    let (Valid(request), new, reader) = (body, LibraryItemId::generate(), actor.reader());
    let create = async |conn: Conn<'_>| {
        let (claim, earlier) = actor.claim(conn, &key, "create_library_item", &request).await?;
        if let Some(earlier) = earlier {
            return find(conn, &actor, Id::from_uuid(earlier.resource)).await;
        }
        editing::create_item(conn, &reader, new, &request, actor.now()).await?;
        claim.remember(conn, new.uuid(), None).await?;
        find(conn, &actor, new).await
    };
    let made = actor.write(Event::new("create_library_item", "library_item").on(new), create).await?;
    Ok(created(&actor, made))
}

/// Copy a library item
///
/// Makes an item of the practice's own out of a built-in or own one: its published version, or else its draft,
/// becomes the draft of the copy.
#[utoipa::path(
    operation_id = "copy_library_item",
    tag = "Library",
    params(("item_id" = LibraryItemId, Path, description = "The item to copy"), IdempotencyKeyHeader),
    request_body = CopyLibraryItemRequest,
    responses((status = 201, description = "Made", body = LibraryItemResponse)),
    extensions(("x-roles" = json!(Clinician::ROLES)), ("x-phi" = json!(false)), ("x-audit" = json!("write")))
)]
#[post("/library-items/{item_id}/copies")]
async fn copy_library_item(
    actor: Actor<Clinician>,
    path: web::Path<LibraryItemId>,
    key: IdempotencyKey,
    body: Valid<CopyLibraryItemRequest>,
) -> ApiResult<Created<LibraryItemResponse>> {
    let (from, Valid(request), new) = (path.into_inner(), body, LibraryItemId::generate());
    let reader = actor.reader();
    let copy = async |conn: Conn<'_>| {
        let (claim, earlier) = actor.claim(conn, &key, "copy_library_item", &(from, &request)).await?;
        if let Some(earlier) = earlier {
            return find(conn, &actor, Id::from_uuid(earlier.resource)).await;
        }
        editing::copy_item(conn, &reader, (from, new), &request, actor.now()).await?;
        claim.remember(conn, new.uuid(), None).await?;
        find(conn, &actor, new).await
    };
    let made = actor.write(Event::new("copy_library_item", "library_item").on(new), copy).await?;
    Ok(created(&actor, made))
}

/// Write the draft of a library item
///
/// Begins the next version, or replaces its draft as a whole; what is published stays as it is. A built-in item
/// cannot be edited, but copied. `If-Match` takes the ETag of the item. The same words again keep the version.
#[utoipa::path(
    operation_id = "update_library_draft",
    tag = "Library",
    params(("item_id" = LibraryItemId, Path, description = "The item"), IfMatchHeader),
    request_body = LibraryDraft,
    responses((status = 200, description = "The draft as it is now", body = LibraryVersionResponse)),
    extensions(("x-roles" = json!(Clinician::ROLES)), ("x-phi" = json!(false)), ("x-audit" = json!("write")))
)]
#[put("/library-items/{item_id}/draft")]
async fn update_library_draft(
    actor: Actor<Clinician>,
    path: web::Path<LibraryItemId>,
    change: Change<LibraryDraft>,
) -> ApiResult<Tagged<LibraryVersionResponse>> {
    let (id, reader, now) = (path.into_inner(), actor.reader(), actor.now());
    let Change { version, body } = change;
    let replace =
        async |conn: Conn<'_>| editing::replace_draft(conn, &reader, (id, version), &body, now).await;
    let event = Event::new("update_library_draft", "library_item").on(id);
    let LibraryItem { item, version } = actor.write(event, replace).await?;
    Ok(Tagged(LibraryVersionResponse::new(version, item.version)))
}

/// Throw the draft of a library item away
///
/// What is published stays. An item that was never published has nothing but its draft, so it keeps it and can be
/// retired instead.
#[utoipa::path(
    operation_id = "delete_library_draft",
    tag = "Library",
    params(("item_id" = LibraryItemId, Path, description = "The item"), IfMatchHeader),
    responses((status = 200, description = "The item as it is now", body = LibraryItemResponse)),
    extensions(("x-roles" = json!(Clinician::ROLES)), ("x-phi" = json!(false)), ("x-audit" = json!("write")))
)]
#[delete("/library-items/{item_id}/draft")]
async fn delete_library_draft(
    actor: Actor<Clinician>,
    path: web::Path<LibraryItemId>,
    IfMatch(version): IfMatch,
) -> ApiResult<Tagged<LibraryItemResponse>> {
    let (id, reader, now) = (path.into_inner(), actor.reader(), actor.now());
    let discard = async |conn: Conn<'_>| editing::discard_draft(conn, &reader, (id, version), now).await;
    let item = actor.write(Event::new("delete_library_draft", "library_item").on(id), discard).await?;
    Ok(Tagged(LibraryItemResponse::new(item, &reader)))
}

/// Publish the draft of a library item
///
/// From now on new assignments pin this version. It never changes again; running assignments keep theirs.
#[utoipa::path(
    operation_id = "publish_library_item",
    tag = "Library",
    params(("item_id" = LibraryItemId, Path, description = "The item"), IfMatchHeader),
    responses((status = 200, description = "The item as it is now", body = LibraryItemResponse)),
    extensions(("x-roles" = json!(Clinician::ROLES)), ("x-phi" = json!(false)), ("x-audit" = json!("write")))
)]
#[put("/library-items/{item_id}/publication")]
async fn publish_library_item(
    actor: Actor<Clinician>,
    path: web::Path<LibraryItemId>,
    IfMatch(version): IfMatch,
) -> ApiResult<Tagged<LibraryItemResponse>> {
    let (id, reader, now) = (path.into_inner(), actor.reader(), actor.now());
    let publish = async |conn: Conn<'_>| editing::publish_item(conn, &reader, (id, version), now).await;
    let item = actor.write(Event::new("publish_library_item", "library_item").on(id), publish).await?;
    Ok(Tagged(LibraryItemResponse::new(item, &reader)))
}

/// Retire a library item
///
/// It cannot be assigned any more; running assignments go on. Built-in items can be retired too. Retiring a
/// retired item changes nothing.
#[utoipa::path(
    operation_id = "retire_library_item",
    tag = "Library",
    params(("item_id" = LibraryItemId, Path, description = "The item"), IfMatchHeader),
    responses((status = 200, description = "The item as it is now", body = LibraryItemResponse)),
    extensions(("x-roles" = json!(Clinician::ROLES)), ("x-phi" = json!(false)), ("x-audit" = json!("write")))
)]
#[put("/library-items/{item_id}/retirement")]
async fn retire_library_item(
    actor: Actor<Clinician>,
    path: web::Path<LibraryItemId>,
    IfMatch(version): IfMatch,
) -> ApiResult<Tagged<LibraryItemResponse>> {
    let (id, reader, now) = (path.into_inner(), actor.reader(), actor.now());
    let retire = async |conn: Conn<'_>| editing::set_retired(conn, &reader, (id, version), true, now).await;
    let item = actor.write(Event::new("retire_library_item", "library_item").on(id), retire).await?;
    Ok(Tagged(LibraryItemResponse::new(item, &reader)))
}

/// Bring a retired library item back
///
/// It can be assigned again. Bringing back an item that is not retired changes nothing.
#[utoipa::path(
    operation_id = "restore_library_item",
    tag = "Library",
    params(("item_id" = LibraryItemId, Path, description = "The item"), IfMatchHeader),
    responses((status = 200, description = "The item as it is now", body = LibraryItemResponse)),
    extensions(("x-roles" = json!(Clinician::ROLES)), ("x-phi" = json!(false)), ("x-audit" = json!("write")))
)]
#[delete("/library-items/{item_id}/retirement")]
async fn restore_library_item(
    actor: Actor<Clinician>,
    path: web::Path<LibraryItemId>,
    IfMatch(version): IfMatch,
) -> ApiResult<Tagged<LibraryItemResponse>> {
    let (id, reader, now) = (path.into_inner(), actor.reader(), actor.now());
    let restore = async |conn: Conn<'_>| editing::set_retired(conn, &reader, (id, version), false, now).await;
    let item = actor.write(Event::new("restore_library_item", "library_item").on(id), restore).await?;
    Ok(Tagged(LibraryItemResponse::new(item, &reader)))
}

async fn find(conn: Conn<'_>, actor: &Actor<Clinician>, id: LibraryItemId) -> ApiResult<LibraryItem> {
    queries::find_item(conn, &actor.reader(), id).await?.ok_or(ApiError::NotFound)
}

fn created(actor: &Actor<Clinician>, made: LibraryItem) -> Created<LibraryItemResponse> {
    let location = format!("/v1/library-items/{}", made.item.id);
    Created { location, body: LibraryItemResponse::new(made, &actor.reader()) }
}
