//! Crisis resources in the database: all of the practice, for everybody in it.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::dto::CrisisResourceResponse;
use super::model::{ResourceContent, ResourceRow};
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult, PageLimit};
use crate::platform::ids::kind::{CrisisResourceId, PracticeId};
use crate::schema::crisis_resources;

/// One resource.
pub(super) async fn find_resource(
    mut conn: Conn<'_>,
    practice: PracticeId,
    id: CrisisResourceId,
) -> ApiResult<Option<ResourceRow>> {
    let found = crisis_resources::table.find((practice, id)).select(ResourceRow::as_select());
    Ok(found.first(&mut conn).await.optional()?)
}

/// A page of the resources, in the order in which they were made.
pub(super) async fn list_resources(
    mut conn: Conn<'_>,
    practice: PracticeId,
    after: Option<CrisisResourceId>,
    limit: PageLimit,
) -> ApiResult<Vec<ResourceRow>> {
    let mut query = crisis_resources::table
        .filter(crisis_resources::practice_id.eq(practice))
        .order(crisis_resources::id)
        .limit(limit.rows())
        .select(ResourceRow::as_select())
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(crisis_resources::id.gt(after));
    }
    Ok(query.load(&mut conn).await?)
}

/// The first resources of the practice, as everybody reads them.
pub async fn list_all(conn: Conn<'_>, practice: PracticeId) -> ApiResult<Vec<CrisisResourceResponse>> {
    let mut found = list_resources(conn, practice, None, PageLimit::default()).await?;
    found.truncate(PageLimit::default().rows().try_into().unwrap_or(usize::MAX).saturating_sub(1));
    Ok(found.into_iter().map(CrisisResourceResponse::from).collect())
}

/// Writes a new resource.
pub(super) async fn insert_resource(
    mut conn: Conn<'_>,
    practice: PracticeId,
    id: CrisisResourceId,
    content: &ResourceContent,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    diesel::insert_into(crisis_resources::table)
        .values((
            crisis_resources::practice_id.eq(practice),
            crisis_resources::id.eq(id),
            crisis_resources::created_at.eq(now),
            crisis_resources::updated_at.eq(now),
            content,
        ))
        .execute(&mut conn)
        .await?;
    Ok(())
}

/// Writes over the version that the caller knows; 412 when it is not the current one any more.
pub(super) async fn update_resource(
    mut conn: Conn<'_>,
    practice: PracticeId,
    (id, version): (CrisisResourceId, i32),
    content: &ResourceContent,
    now: DateTime<Utc>,
) -> ApiResult<ResourceRow> {
    diesel::update(crisis_resources::table.find((practice, id)))
        .filter(crisis_resources::version.eq(version))
        .set((
            content,
            crisis_resources::version.eq(crisis_resources::version + 1),
            crisis_resources::updated_at.eq(now),
        ))
        .returning(ResourceRow::as_returning())
        .get_result(&mut conn)
        .await
        .optional()?
        .ok_or(ApiError::PreconditionFailed)
}

/// Takes a resource off the list, over the version that the caller knows.
pub(super) async fn delete_resource(
    mut conn: Conn<'_>,
    practice: PracticeId,
    (id, version): (CrisisResourceId, i32),
) -> ApiResult<()> {
    let known = crisis_resources::table.find((practice, id)).filter(crisis_resources::version.eq(version));
    if diesel::delete(known).execute(&mut conn).await? == 0 {
        Err(ApiError::PreconditionFailed)
    } else {
        Ok(())
    }
}
