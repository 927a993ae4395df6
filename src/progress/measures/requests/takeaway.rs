//! What asks a client for measures, page by page: for the client to take along.

use super::dto::MeasureRequestResponse;
use super::queries::list_requests;
use crate::identity::actor::Reader;
use crate::platform::db::Conn;
use crate::platform::http::{ApiResult, PageLimit};
use crate::platform::ids::kind::MeasureRequestId;

/// A page of the requests to this client, oldest first, and where the next one goes on.
pub async fn list_own(
    conn: Conn<'_>,
    reader: &Reader,
    after: Option<MeasureRequestId>,
) -> ApiResult<(Vec<MeasureRequestResponse>, Option<MeasureRequestId>)> {
    let rows = list_requests(conn, reader, reader.member, after, PageLimit::default()).await?;
    let next = rows.last().map(|row| row.id);
    Ok((rows.into_iter().map(MeasureRequestResponse::from).collect(), next))
}
