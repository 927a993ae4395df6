//! Practices in the database.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::model::{NewPractice, PracticeRow};
use crate::identity::services::Services;
use crate::platform::db::{AsText, Conn};
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::PracticeId;
use crate::platform::local_day::local_date;
use crate::schema::practices;

/// Makes a practice and the key that seals its free text, inside a transaction of that practice.
pub async fn create_practice(mut conn: Conn<'_>, services: &Services, new: NewPractice) -> ApiResult<()> {
    let NewPractice {
        id,
        name,
        time_zone,
        language,
        day_start,
        week_start,
        streaks_shown,
        agreement_required,
        second_factor_required,
        now,
    } = new;
    diesel::insert_into(practices::table)
        .values((
            practices::practice_id.eq(id),
            practices::name.eq(name),
            practices::time_zone.eq(AsText(time_zone)),
            practices::language.eq(language),
            practices::day_start.eq(AsText(day_start)),
            practices::week_start.eq(AsText(week_start)),
            practices::streaks_shown.eq(streaks_shown),
            practices::agreement_required.eq(agreement_required),
            practices::second_factor_required.eq(second_factor_required),
            practices::created_at.eq(now),
            practices::updated_at.eq(now),
        ))
        .execute(&mut conn)
        .await?;
    services.shared.practice_keys.create(conn, id).await
}

/// The practice.
pub async fn find_practice(mut conn: Conn<'_>, practice: PracticeId) -> ApiResult<PracticeRow> {
    Ok(practices::table.find(practice).select(PracticeRow::as_select()).first(&mut conn).await?)
}

/// The day that it is at the practice.
pub async fn local_day(conn: Conn<'_>, practice: PracticeId, now: DateTime<Utc>) -> ApiResult<NaiveDate> {
    let PracticeRow { time_zone: AsText(zone), day_start: AsText(start), .. } =
        find_practice(conn, practice).await?;
    Ok(local_date(now, zone, start))
}

/// Writes a changed row over the version that the caller knows; 412 when it is not the current one any more.
pub(super) async fn update_practice(
    mut conn: Conn<'_>,
    row: &PracticeRow,
    now: DateTime<Utc>,
) -> ApiResult<PracticeRow> {
    diesel::update(practices::table.find(row.practice_id))
        .filter(practices::version.eq(row.version))
        .set((
            practices::name.eq(&row.name),
            practices::time_zone.eq(row.time_zone),
            practices::language.eq(&row.language),
            practices::day_start.eq(row.day_start),
            practices::week_start.eq(row.week_start),
            practices::streaks_shown.eq(row.streaks_shown),
            practices::agreement_required.eq(row.agreement_required),
            practices::second_factor_required.eq(row.second_factor_required),
            practices::retention_months.eq(row.retention_months),
            practices::legal_hold.eq(row.legal_hold),
            practices::partners_apply_retros.eq(row.partners_apply_retros),
            practices::version.eq(practices::version + 1),
            practices::updated_at.eq(now),
        ))
        .returning(PracticeRow::as_returning())
        .get_result(&mut conn)
        .await
        .optional()?
        .ok_or(ApiError::PreconditionFailed)
}
