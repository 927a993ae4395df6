//! What was said to a client's check-ins, page by page: for the client to take along.

use super::dto::{CheckInFeedbackResponse, ListCheckInFeedbackQuery};
use super::queries::list_feedback;
use crate::identity::actor::Reader;
use crate::identity::practice_keys::PracticeKey;
use crate::platform::db::Conn;
use crate::platform::http::{ApiResult, PageLimit};
use crate::platform::ids::kind::CheckInFeedbackId;

/// A page, the newest first, and where the next one goes on.
pub async fn list_own(
    conn: Conn<'_>,
    reader: &Reader,
    before: Option<CheckInFeedbackId>,
    key: &PracticeKey,
) -> ApiResult<(Vec<CheckInFeedbackResponse>, Option<CheckInFeedbackId>)> {
    let all = ListCheckInFeedbackQuery { check_in_id: None, limit: PageLimit::default(), cursor: None };
    let rows = list_feedback(conn, reader, reader.member, &all, before).await?;
    let next = rows.last().map(|row| row.id);
    let open = |row| CheckInFeedbackResponse::open(row, reader.practice, key);
    Ok((rows.into_iter().map(open).collect::<ApiResult<_>>()?, next))
}
