//! What a client was asked to authorise, page by page, with the own signature: to take along.

use super::dto::ReportAuthorisationResponse;
use super::queries::list_whole;
use crate::identity::actor::Reader;
use crate::identity::practice_keys::PracticeKey;
use crate::platform::db::Conn;
use crate::platform::http::{ApiResult, PageLimit};
use crate::platform::ids::kind::ReportAuthorisationId;

/// A page of what this client was asked to authorise, newest first, and where the next one goes on.
pub async fn list_own(
    conn: Conn<'_>,
    reader: &Reader,
    before: Option<ReportAuthorisationId>,
    key: &PracticeKey,
) -> ApiResult<(Vec<ReportAuthorisationResponse>, Option<ReportAuthorisationId>)> {
    let found = list_whole(conn, reader, None, before, PageLimit::default()).await?;
    let next = found.last().map(|one| one.row.id);
    let open = |one| ReportAuthorisationResponse::open(one, reader, key);
    Ok((found.into_iter().map(open).collect::<ApiResult<_>>()?, next))
}
