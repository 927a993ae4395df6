//! Operations on the settings.

use actix_web::{get, patch, web};

use super::dto::{RetroSettingsResponse, UpdateRetroSettingsRequest};
use super::queries;
use crate::identity::actor::{Access, Actor, Clinician, TherapistOnly};
use crate::identity::audit::Event;
use crate::people::care_teams::reach::own_care;
use crate::people::couples::take_turn;
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult, Change, IfMatchHeader, Routes, Tagged};
use crate::platform::ids::kind::CoupleId;

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes.service(find_retro_settings).service(update_retro_settings);
}

/// Read the settings of a couple's retros
///
/// What the couple's therapist settled. For the care team alone: no client can tell how it is set.
#[utoipa::path(
    operation_id = "find_retro_settings",
    tag = "Retros",
    params(("couple_id" = CoupleId, Path, description = "The couple")),
    responses((status = 200, description = "The settings", body = RetroSettingsResponse)),
    extensions(("x-roles" = json!(Clinician::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/couples/{couple_id}/retro-settings")]
async fn find_retro_settings(
    actor: Actor<Clinician>,
    path: web::Path<CoupleId>,
) -> ApiResult<Tagged<RetroSettingsResponse>> {
    let (couple, reader) = (path.into_inner(), actor.reader());
    let find = async |conn: Conn<'_>| queries::find(conn, &reader, couple).await;
    actor.read(Event::new("find_retro_settings", "retro_settings").of_couple(couple), find).await.map(Tagged)
}

/// Change the settings of a couple's retros
///
/// A JSON merge patch, by the couple's therapist. With `partners_apply` off the agreement of both partners carries nothing out: the
/// retro stays `agreed` until the therapist applies it. It counts only where the practice's `partners_apply_retros` is on. No client is
/// told, and changing nothing keeps the version.
#[utoipa::path(
    operation_id = "update_retro_settings",
    tag = "Retros",
    params(("couple_id" = CoupleId, Path, description = "The couple"), IfMatchHeader),
    request_body(content = UpdateRetroSettingsRequest, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The settings as they are now", body = RetroSettingsResponse)),
    extensions(("x-roles" = json!(TherapistOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[patch("/couples/{couple_id}/retro-settings")]
async fn update_retro_settings(
    actor: Actor<TherapistOnly>,
    path: web::Path<CoupleId>,
    change: Change<UpdateRetroSettingsRequest>,
) -> ApiResult<Tagged<RetroSettingsResponse>> {
    let (couple, Change { version, body }) = (path.into_inner(), change);
    let writer = own_care(&actor.reader());
    let update = async |conn: Conn<'_>| {
        let known = queries::find(conn, &writer, couple).await?;
        if known.version != version {
            return Err(ApiError::PreconditionFailed);
        }
        // Whoever agrees just now goes first.
        take_turn(conn, writer.practice, couple).await?;
        match body.partners_apply.filter(|wanted| *wanted != known.partners_apply) {
            Some(partners_apply) => {
                let settings = RetroSettingsResponse { partners_apply, ..known };
                queries::update(conn, writer.practice, &settings).await
            }
            None => Ok(known),
        }
    };
    let event = Event::new("update_retro_settings", "retro_settings").of_couple(couple);
    actor.write(event, update).await.map(Tagged)
}
