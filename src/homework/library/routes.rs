//! Operations on the library.

mod writing;

use actix_web::{get, post, web};

use super::dto::{
    LibraryItemResponse, LibraryItemSummary, LibraryVersionResponse, ListLibraryItemsQuery,
    SearchLibraryItemsRequest,
};
use super::feelings::FeelingVocabulary;
use super::queries::{self, Wanted};
use crate::identity::actor::{Access, Actor, AnyMember};
use crate::identity::audit::Event;
use crate::identity::memberships::Role;
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult, Json, Number, Page, Routes, Tagged, Valid, ValidQuery};
use crate::platform::ids::kind::LibraryItemId;

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes
        .service(list_feelings)
        .service(list_library_items)
        .service(search_library_items)
        .service(find_library_item)
        .service(find_library_version)
        .configure(writing::configure);
}

/// Who reads the library: those who assign from it, and those who run the practice.
pub enum LibraryReader {}

impl Access for LibraryReader {
    const ROLES: &'static [Role] = &[Role::Owner, Role::Admin, Role::Supervisor, Role::Therapist];
}

/// List library items
///
/// Built-in and own items, oldest first. Those who write items also see the ones that were never published.
#[utoipa::path(
    operation_id = "list_library_items",
    tag = "Library",
    params(ListLibraryItemsQuery),
    responses((status = 200, description = "A page of items", body = Page<LibraryItemSummary>)),
    extensions(("x-roles" = json!(LibraryReader::ROLES)), ("x-phi" = json!(false)), ("x-audit" = json!("denials")))
)]
#[get("/library-items")]
async fn list_library_items(
    actor: Actor<LibraryReader>,
    query: ValidQuery<ListLibraryItemsQuery>,
) -> ApiResult<Page<LibraryItemSummary>> {
    let ListLibraryItemsQuery { kind, audience, tag, status, limit, cursor } = query.0;
    let key = actor.cursor("list_library_items", &(&kind, &audience, &tag, &status));
    let after = key.open(cursor.as_ref())?;
    let reader = actor.reader();
    let wanted = Wanted { kinds: &kind, audiences: &audience, tags: &tag, statuses: &status, text: None };
    let list = async |conn: Conn<'_>| queries::list_items(conn, &reader, &wanted, after, limit).await;
    let rows = actor.read(Event::plain("list_library_items", "library_item"), list).await?;
    Page::cut(rows, limit, &key, |(item, _)| item.id, |row| Ok(LibraryItemSummary::new(row, &reader)))
}

/// Search the library
///
/// The same items as in the list, where the title, the summary or a tag contains the text, in any case.
#[utoipa::path(
    operation_id = "search_library_items",
    tag = "Library",
    request_body = SearchLibraryItemsRequest,
    responses((status = 200, description = "A page of items", body = Page<LibraryItemSummary>)),
    extensions(("x-roles" = json!(LibraryReader::ROLES)), ("x-phi" = json!(false)), ("x-audit" = json!("denials")))
)]
#[post("/library-items/search")]
async fn search_library_items(
    actor: Actor<LibraryReader>,
    body: Valid<SearchLibraryItemsRequest>,
) -> ApiResult<Page<LibraryItemSummary>> {
    let SearchLibraryItemsRequest { text, status, limit, cursor } = body.0;
    let key = actor.cursor("search_library_items", &(&text, &status));
    let after = key.open(cursor.as_ref())?;
    let reader = actor.reader();
    let wanted = Wanted { statuses: &status, text: Some(&text), ..Wanted::default() };
    let search = async |conn: Conn<'_>| queries::list_items(conn, &reader, &wanted, after, limit).await;
    let rows = actor.read(Event::plain("search_library_items", "library_item"), search).await?;
    Page::cut(rows, limit, &key, |(item, _)| item.id, |row| Ok(LibraryItemSummary::new(row, &reader)))
}

/// Read a library item
///
/// The item with its published version, or with its draft when it was never published. `draft_number` tells those
/// who write items whether a next version is being written.
#[utoipa::path(
    operation_id = "find_library_item",
    tag = "Library",
    params(("item_id" = LibraryItemId, Path, description = "The item")),
    responses((status = 200, description = "The item", body = LibraryItemResponse)),
    extensions(("x-roles" = json!(LibraryReader::ROLES)), ("x-phi" = json!(false)), ("x-audit" = json!("denials")))
)]
#[get("/library-items/{item_id}")]
async fn find_library_item(
    actor: Actor<LibraryReader>,
    path: web::Path<LibraryItemId>,
) -> ApiResult<Tagged<LibraryItemResponse>> {
    let (id, reader) = (path.into_inner(), actor.reader());
    let find = async |conn: Conn<'_>| queries::find_item(conn, &reader, id).await?.ok_or(ApiError::NotFound);
    let found = actor.read(Event::plain("find_library_item", "library_item").on(id), find).await?;
    Ok(Tagged(LibraryItemResponse::new(found, &reader)))
}

/// Read a version of a library item
///
/// A published version, which never changes, or the draft for those who write items. The ETag is that of the item.
#[utoipa::path(
    operation_id = "find_library_version",
    tag = "Library",
    params(
        ("item_id" = LibraryItemId, Path, description = "The item"),
        ("number" = i32, Path, description = "The number of the version", minimum = 1, maximum = 2147483647)
    ),
    responses((status = 200, description = "The version", body = LibraryVersionResponse)),
    extensions(("x-roles" = json!(LibraryReader::ROLES)), ("x-phi" = json!(false)), ("x-audit" = json!("denials")))
)]
#[get("/library-items/{item_id}/versions/{number}")]
async fn find_library_version(
    actor: Actor<LibraryReader>,
    path: web::Path<(LibraryItemId, Number)>,
) -> ApiResult<Tagged<LibraryVersionResponse>> {
    let ((id, Number(number)), reader) = (path.into_inner(), actor.reader());
    let find = async |conn: Conn<'_>| {
        queries::find_visible_version(conn, &reader, id, number).await?.ok_or(ApiError::NotFound)
    };
    let found = actor.read(Event::plain("find_library_version", "library_version").on(id), find).await?;
    Ok(Tagged(LibraryVersionResponse::new(found.version, found.item.version)))
}

/// List the feeling vocabulary
///
/// Families of words for feelings, each word with how it feels. It is the same for every practice.
#[utoipa::path(
    operation_id = "list_feelings",
    tag = "Library",
    responses((status = 200, description = "The vocabulary", body = FeelingVocabulary)),
    extensions(("x-roles" = json!(AnyMember::ROLES)), ("x-phi" = json!(false)), ("x-audit" = json!("denials")))
)]
#[get("/feelings")]
async fn list_feelings(actor: Actor<AnyMember>) -> ApiResult<Json<&'static FeelingVocabulary>> {
    let signed_in = async |_: Conn<'_>| Ok(());
    actor.read(Event::plain("list_feelings", "feeling"), signed_in).await?;
    Ok(Json(FeelingVocabulary::get()))
}
