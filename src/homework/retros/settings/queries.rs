//! The settings in the database.

use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::dto::RetroSettingsResponse;
use crate::identity::actor::Reader;
use crate::people::care_teams::reach::cared;
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::{CoupleId, PracticeId};
use crate::schema::{care_team_members, couples, practices};

/// Whether the agreement of both partners carries a retro out: practice and therapist let it, and somebody cares for the couple.
pub async fn partners_apply(mut conn: Conn<'_>, practice: PracticeId, couple: CoupleId) -> ApiResult<bool> {
    let care = care_team_members::table
        .filter(care_team_members::practice_id.eq(practice))
        .filter(care_team_members::couple_id.eq(couple))
        .filter(care_team_members::ended_at.is_null());
    let settled = couples::table
        .inner_join(practices::table.on(practices::practice_id.eq(couples::practice_id)))
        .filter(practices::practice_id.eq(practice))
        .filter(couples::practice_id.eq(practice))
        .filter(couples::id.eq(couple))
        .filter(practices::partners_apply_retros)
        .filter(couples::partners_apply_retros)
        .filter(exists(care));
    Ok(diesel::select(exists(settled)).get_result(&mut conn).await?)
}

/// What is settled on a couple in the reader's care.
pub async fn find(mut conn: Conn<'_>, reader: &Reader, couple: CoupleId) -> ApiResult<RetroSettingsResponse> {
    let row = couples::table
        .find((reader.practice, couple))
        .filter(couples::id.eq_any(cared(reader)))
        .select((couples::partners_apply_retros, couples::retro_settings_version))
        .first::<(bool, i32)>(&mut conn)
        .await
        .optional()?;
    let (partners_apply, version) = row.ok_or(ApiError::NotFound)?;
    Ok(RetroSettingsResponse { couple_id: couple, partners_apply, version })
}

/// Writes it over the version that the caller knows; 412 when it is not the current one any more. Nothing that a client reads of
/// the couple moves with it.
pub async fn update(
    mut conn: Conn<'_>,
    practice: PracticeId,
    settings: &RetroSettingsResponse,
) -> ApiResult<RetroSettingsResponse> {
    let version = couples::table
        .find((practice, settings.couple_id))
        .filter(couples::retro_settings_version.eq(settings.version));
    let version = diesel::update(version)
        .set((
            couples::partners_apply_retros.eq(settings.partners_apply),
            couples::retro_settings_version.eq(couples::retro_settings_version + 1),
        ))
        .returning(couples::retro_settings_version)
        .get_result(&mut conn)
        .await
        .optional()?
        .ok_or(ApiError::PreconditionFailed)?;
    Ok(RetroSettingsResponse { version, ..*settings })
}
