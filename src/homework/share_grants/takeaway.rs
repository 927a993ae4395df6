//! The grants that a client gave, page by page: for the client to take along.

use super::dto::ShareGrantResponse;
use super::queries::list_grants;
use crate::identity::actor::Reader;
use crate::platform::db::Conn;
use crate::platform::http::{ApiResult, PageLimit};
use crate::platform::ids::kind::ShareGrantId;

/// A page of this client's grants, newest first, and where the next one goes on.
pub async fn list_own(
    conn: Conn<'_>,
    reader: &Reader,
    before: Option<ShareGrantId>,
) -> ApiResult<(Vec<ShareGrantResponse>, Option<ShareGrantId>)> {
    let rows = list_grants(conn, reader, reader.member, before, PageLimit::default()).await?;
    let next = rows.last().map(|row| row.id);
    Ok((rows.into_iter().map(ShareGrantResponse::from).collect(), next))
}
