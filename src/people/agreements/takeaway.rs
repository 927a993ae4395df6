//! The agreements of one of a client's couples, page by page, with the client's own signature: to take along.

use super::dto::AgreementResponse;
use super::queries::list_agreements;
use crate::identity::actor::Reader;
use crate::identity::practice_keys::PracticeKey;
use crate::platform::db::Conn;
use crate::platform::http::{ApiResult, PageLimit};
use crate::platform::ids::kind::CoupleId;

/// A page of the versions that this client and the partner were given to sign, newest first, and where the next one goes on.
pub async fn list_own(
    conn: Conn<'_>,
    reader: &Reader,
    couple: CoupleId,
    before: Option<i32>,
    key: &PracticeKey,
) -> ApiResult<(Vec<AgreementResponse>, Option<i32>)> {
    let found = list_agreements(conn, reader, couple, before, PageLimit::default()).await?;
    let next = found.last().map(|(row, _)| row.number);
    let open = |(row, signatures)| AgreementResponse::open(row, signatures, reader, key);
    Ok((found.into_iter().map(open).collect::<ApiResult<_>>()?, next))
}
