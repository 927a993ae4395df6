//! Feedback in the database. Every read starts from [`visible_to`].

use chrono::{DateTime, Utc};
use diesel::dsl::IntoBoxed;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::dto::ListCheckInFeedbackQuery;
use super::model::{FeedbackInsert, FeedbackRow, VersionInsert, VersionRow};
use crate::homework::check_ins;
use crate::identity::actor::Reader;
use crate::platform::db::{Cached, Conn};
use crate::platform::http::{ApiError, ApiResult, PageLimit};
use crate::platform::ids::kind::{CheckInFeedbackId, ClientId, PracticeId};
use crate::schema::{check_in_feedback, check_in_feedback_versions, check_ins as acts, staff};

#[diesel::dsl::auto_type]
fn with_writer() -> _ {
    check_in_feedback::table.inner_join(
        staff::table.on(staff::practice_id
            .eq(check_in_feedback::practice_id)
            .and(staff::id.eq(check_in_feedback::written_by))),
    )
}

/// What was said to check-ins of one client that the reader may see: the own ones for their author, what the care team reads
/// for the care team. A partner reads no check-in of the other, and so none of this.
fn visible_to<'q>(reader: &Reader, client: ClientId) -> IntoBoxed<'q, with_writer, Pg> {
    let readable = check_ins::visible_to(reader).filter(acts::client_id.eq(client)).select(acts::id);
    with_writer()
        .filter(check_in_feedback::practice_id.eq(reader.practice))
        .filter(staff::practice_id.eq(reader.practice))
        .filter(check_in_feedback::client_id.eq(client))
        .filter(check_in_feedback::deleted_at.is_null())
        .filter(check_in_feedback::check_in_id.eq_any(readable))
        .into_boxed()
}

/// One, if the reader may see it.
pub(super) async fn find_feedback(
    mut conn: Conn<'_>,
    reader: &Reader,
    client: ClientId,
    id: CheckInFeedbackId,
) -> ApiResult<Option<FeedbackRow>> {
    let row = visible_to(reader, client)
        .filter(check_in_feedback::id.eq(id))
        .select(FeedbackRow::as_select())
        .first(&mut conn)
        .await
        .optional()?;
    Ok(row)
}

/// A page of what the reader may see, the newest first.
pub(super) async fn list_feedback(
    mut conn: Conn<'_>,
    reader: &Reader,
    client: ClientId,
    filter: &ListCheckInFeedbackQuery,
    before: Option<CheckInFeedbackId>,
) -> ApiResult<Vec<FeedbackRow>> {
    let mut query = visible_to(reader, client)
        .order(check_in_feedback::id.desc())
        .limit(filter.limit.rows())
        .select(FeedbackRow::as_select());
    if let Some(check_in) = filter.check_in_id {
        query = query.filter(check_in_feedback::check_in_id.eq(check_in));
    }
    if let Some(before) = before {
        query = query.filter(check_in_feedback::id.lt(before));
    }
    Ok(query.load(&mut conn).await?)
}

/// A page of what one said before, the newest first.
pub(super) async fn list_versions(
    mut conn: Conn<'_>,
    practice: PracticeId,
    id: CheckInFeedbackId,
    before: Option<i32>,
    limit: PageLimit,
) -> ApiResult<Vec<VersionRow>> {
    let mut query = check_in_feedback_versions::table
        .filter(check_in_feedback_versions::practice_id.eq(practice))
        .filter(check_in_feedback_versions::feedback_id.eq(id))
        .order(check_in_feedback_versions::version.desc())
        .limit(limit.rows())
        .select(VersionRow::as_select())
        .into_boxed();
    if let Some(before) = before {
        query = query.filter(check_in_feedback_versions::version.lt(before));
    }
    Ok(query.load(&mut conn).await?)
}

/// Writes it.
pub(super) async fn insert_feedback(mut conn: Conn<'_>, row: &FeedbackInsert) -> ApiResult<()> {
    diesel::insert_into(check_in_feedback::table).values(row).execute(&mut conn).await?;
    Ok(())
}

/// Puts another text over the version that is kept; 412 when it is not the current one any more.
pub(super) async fn replace_text(
    conn: Conn<'_>,
    kept: &VersionInsert,
    text_sealed: Vec<u8>,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let (mut first, mut second) = (conn, conn);
    let update = diesel::update(check_in_feedback::table.find((kept.practice_id, kept.feedback_id)))
        .filter(check_in_feedback::version.eq(kept.version))
        .filter(check_in_feedback::deleted_at.is_null())
        .set((
            check_in_feedback::text_sealed.eq(text_sealed),
            check_in_feedback::version.eq(check_in_feedback::version + 1),
            check_in_feedback::updated_at.eq(now),
        ));
    let (updated, _) = futures_util::try_join!(
        Cached(update).execute(&mut first),
        diesel::insert_into(check_in_feedback_versions::table).values(kept).execute(&mut second)
    )?;
    if updated == 0 { Err(ApiError::PreconditionFailed) } else { Ok(()) }
}

/// Takes it back over the version that the caller knows: nobody reads it any more.
pub(super) async fn retract(
    mut conn: Conn<'_>,
    practice: PracticeId,
    id: CheckInFeedbackId,
    version: i32,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let update = diesel::update(check_in_feedback::table.find((practice, id)))
        .filter(check_in_feedback::version.eq(version))
        .filter(check_in_feedback::deleted_at.is_null())
        .set((
            check_in_feedback::deleted_at.eq(now),
            check_in_feedback::version.eq(check_in_feedback::version + 1),
            check_in_feedback::updated_at.eq(now),
        ));
    if Cached(update).execute(&mut conn).await? == 0 { Err(ApiError::PreconditionFailed) } else { Ok(()) }
}
