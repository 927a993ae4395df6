//! Operations on writing prompts.

use actix_web::{get, web};

use super::dto::{ListWritingPromptsQuery, WritingPromptResponse};
use super::queries;
use crate::identity::actor::{Access, Actor, ClientOnly};
use crate::identity::audit::Event;
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult, Page, Routes, Tagged, ValidQuery};
use crate::platform::ids::kind::LibraryItemId;

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes.service(list_writing_prompts).service(find_writing_prompt);
}

/// List writing prompts
///
/// Published reflections and boundary scripts with their questions, oldest first: what a client names by `item_id` in a journal
/// entry or a boundary of its own. What was assigned is read below its assignment.
#[utoipa::path(
    operation_id = "list_writing_prompts",
    tag = "Library",
    params(ListWritingPromptsQuery),
    responses((status = 200, description = "A page of prompts", body = Page<WritingPromptResponse>)),
    extensions(("x-roles" = json!(ClientOnly::ROLES)), ("x-phi" = json!(false)), ("x-audit" = json!("denials")))
)]
#[get("/writing-prompts")]
async fn list_writing_prompts(
    actor: Actor<ClientOnly>,
    query: ValidQuery<ListWritingPromptsQuery>,
) -> ApiResult<Page<WritingPromptResponse>> {
    let ListWritingPromptsQuery { kind, limit, cursor } = query.0;
    let (key, reader) = (actor.cursor("list_writing_prompts", &kind), actor.reader());
    let after = key.open(cursor.as_ref())?;
    let list = async |conn: Conn<'_>| queries::list_prompts(conn, &reader, kind, after, limit).await;
    let rows = actor.read(Event::plain("list_writing_prompts", "library_item"), list).await?;
    Page::cut(rows, limit, &key, |found| found.item.id, |found| Ok(found.into()))
}

/// Read a writing prompt
///
/// With its questions, as they are now; an entry keeps those of its own time.
#[utoipa::path(
    operation_id = "find_writing_prompt",
    tag = "Library",
    params(("item_id" = LibraryItemId, Path, description = "The item")),
    responses((status = 200, description = "The prompt", body = WritingPromptResponse)),
    extensions(("x-roles" = json!(ClientOnly::ROLES)), ("x-phi" = json!(false)), ("x-audit" = json!("denials")))
)]
#[get("/writing-prompts/{item_id}")]
async fn find_writing_prompt(
    actor: Actor<ClientOnly>,
    path: web::Path<LibraryItemId>,
) -> ApiResult<Tagged<WritingPromptResponse>> {
    let (id, reader) = (path.into_inner(), actor.reader());
    let find =
        async |conn: Conn<'_>| queries::find_prompt(conn, &reader, id).await?.ok_or(ApiError::NotFound);
    let found = actor.read(Event::plain("find_writing_prompt", "library_item").on(id), find).await?;
    Ok(Tagged(found.into()))
}
