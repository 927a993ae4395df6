//! Operations on what a couple shares of its journals.

use actix_web::{get, web};

use super::dto::SharedJournalEntryResponse;
use super::model::SharedRow;
use super::queries;
use crate::homework::assignments::reaches_couple;
use crate::identity::actor::{Access, Actor, ClinicianOrClient};
use crate::identity::audit::Event;
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult, Page, PageQuery, Routes, Tagged, ValidQuery};
use crate::platform::ids::kind::{CoupleId, SharedJournalEntryId};

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes.service(list_shared_journal_entries).service(find_shared_journal_entry);
}

/// List journal entries that a couple shares
///
/// What either partner shares with the other, newest day first.
#[utoipa::path(
    operation_id = "list_shared_journal_entries",
    tag = "Journals",
    params(("couple_id" = CoupleId, Path, description = "The couple"), PageQuery),
    responses((status = 200, description = "A page of shared entries", body = Page<SharedJournalEntryResponse>)),
    extensions(("x-roles" = json!(ClinicianOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/couples/{couple_id}/journal-entries")]
async fn list_shared_journal_entries(
    actor: Actor<ClinicianOrClient>,
    path: web::Path<CoupleId>,
    query: ValidQuery<PageQuery>,
) -> ApiResult<Page<SharedJournalEntryResponse>> {
    let (couple, reader) = (path.into_inner(), actor.reader());
    let PageQuery { limit, cursor } = query.0;
    let sealing = actor.cursor("list_shared_journal_entries", &couple);
    let after = sealing.open(cursor.as_ref())?;
    let list = async |conn: Conn<'_>| {
        let (found, key) = futures_util::try_join!(
            queries::list_shared(conn, &reader, couple, after, limit),
            actor.key(conn)
        )?;
        if found.is_empty() && !reaches_couple(conn, &reader, couple).await? {
            return Err(ApiError::NotFound);
        }
        Ok((found, key))
    };
    let event = Event::new("list_shared_journal_entries", "journal_entry").of_couple(couple);
    let (found, key) = actor.read(event, list).await?;
    let order = |item: &SharedRow| (item.local_date, item.id);
    let open = |item| SharedJournalEntryResponse::open(item, reader.practice, &key);
    Page::cut(found, limit, &sealing, order, open)
}

/// Read a shared journal entry
///
/// By the id under which it is shared.
#[utoipa::path(
    operation_id = "find_shared_journal_entry",
    tag = "Journals",
    params(
        ("couple_id" = CoupleId, Path, description = "The couple"),
        ("shared_entry_id" = SharedJournalEntryId, Path, description = "The id under which it is shared")
    ),
    responses((status = 200, description = "The shared entry", body = SharedJournalEntryResponse)),
    extensions(("x-roles" = json!(ClinicianOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/couples/{couple_id}/journal-entries/{shared_entry_id}")]
async fn find_shared_journal_entry(
    actor: Actor<ClinicianOrClient>,
    path: web::Path<(CoupleId, SharedJournalEntryId)>,
) -> ApiResult<Tagged<SharedJournalEntryResponse>> {
    let ((couple, id), reader) = (path.into_inner(), actor.reader());
    let find = async |conn: Conn<'_>| {
        let (found, key) =
            futures_util::try_join!(queries::find_shared(conn, &reader, couple, id), actor.key(conn))?;
        SharedJournalEntryResponse::open(found.ok_or(ApiError::NotFound)?, reader.practice, &key)
    };
    let event = Event::new("find_shared_journal_entry", "journal_entry").on(id).of_couple(couple);
    actor.read(event, find).await.map(Tagged)
}
