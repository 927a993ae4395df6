//! What was disclosed about a client, page by page: for the client to take along.

use super::dto::DisclosureResponse;
use super::queries::list_disclosures;
use crate::identity::actor::Reader;
use crate::identity::practice_keys::PracticeKey;
use crate::platform::db::Conn;
use crate::platform::http::{ApiResult, PageLimit};
use crate::platform::ids::kind::DisclosureId;

/// A page of the disclosures about this client, newest first, and where the next one goes on.
pub async fn list_own(
    conn: Conn<'_>,
    reader: &Reader,
    before: Option<DisclosureId>,
    key: &PracticeKey,
) -> ApiResult<(Vec<DisclosureResponse>, Option<DisclosureId>)> {
    let rows = list_disclosures(conn, reader, reader.member, before, PageLimit::default()).await?;
    let next = rows.last().map(|row| row.id);
    let open = |row| DisclosureResponse::open(row, reader.practice, key);
    Ok((rows.into_iter().map(open).collect::<ApiResult<_>>()?, next))
}
