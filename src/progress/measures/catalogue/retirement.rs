//! Retiring an instrument of the practice's own, and bringing it back.

use actix_web::{delete, put, web};

use super::dto::InstrumentResponse;
use super::model::InstrumentWriter;
use super::queries;
use super::routes::check_room;
use crate::identity::actor::{Access, Actor};
use crate::identity::audit::Event;
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult, IfMatch, IfMatchHeader, Routes, Tagged};
use crate::progress::measures::dto::InstrumentKey;

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes.service(retire_instrument).service(restore_instrument);
}

/// Retire an instrument
///
/// One of the practice's own. It is asked for no more and counts no more among those that the practice may have; what asks for it
/// already goes on, and what was answered stays with its scores. Retiring a retired one changes nothing.
#[utoipa::path(
    operation_id = "retire_instrument",
    tag = "Measures",
    params(("instrument_key" = String, Path, description = "The instrument", max_length = 40), IfMatchHeader),
    responses((status = 200, description = "The instrument as it is now", body = InstrumentResponse)),
    extensions(("x-roles" = json!(InstrumentWriter::ROLES)), ("x-phi" = json!(false)), ("x-audit" = json!("write")))
)]
#[put("/instruments/{instrument_key}/retirement")]
async fn retire_instrument(
    actor: Actor<InstrumentWriter>,
    path: web::Path<InstrumentKey>,
    version: IfMatch,
) -> ApiResult<Tagged<InstrumentResponse>> {
    set_retired(&actor, "retire_instrument", &path.into_inner().0, version.0, true).await
}

/// Bring an instrument back
///
/// It can be asked for again. Bringing back what is not retired changes nothing.
#[utoipa::path(
    operation_id = "restore_instrument",
    tag = "Measures",
    params(("instrument_key" = String, Path, description = "The instrument", max_length = 40), IfMatchHeader),
    responses((status = 200, description = "The instrument as it is now", body = InstrumentResponse)),
    extensions(("x-roles" = json!(InstrumentWriter::ROLES)), ("x-phi" = json!(false)), ("x-audit" = json!("write")))
)]
#[delete("/instruments/{instrument_key}/retirement")]
async fn restore_instrument(
    actor: Actor<InstrumentWriter>,
    path: web::Path<InstrumentKey>,
    version: IfMatch,
) -> ApiResult<Tagged<InstrumentResponse>> {
    set_retired(&actor, "restore_instrument", &path.into_inner().0, version.0, false).await
}

async fn set_retired(
    actor: &Actor<InstrumentWriter>,
    operation: &'static str,
    key: &str,
    version: i32,
    retired: bool,
) -> ApiResult<Tagged<InstrumentResponse>> {
    let (by, now) = (actor.reader(), actor.now());
    let find = async |conn: Conn<'_>| {
        queries::find_instrument(conn, by.practice, key, None).await?.ok_or(ApiError::NotFound)
    };
    let set = async |conn: Conn<'_>| {
        let found = find(conn).await?;
        if found.version() != version {
            return Err(ApiError::PreconditionFailed);
        }
        if found.made_at.is_none() {
            return Err(ApiError::wrong_state("It comes with the product and stays as it is."));
        }
        if found.retired_at.is_some() == retired {
            return Ok(found);
        }
        if !retired {
            check_room(&queries::list_own(conn, by.practice).await?)?;
        }
        queries::write_retirement(conn, &by, &found, retired.then_some(now), now).await?;
        find(conn).await
    };
    Ok(Tagged(actor.write(Event::new(operation, "instrument"), set).await?.into()))
}
