//! The retros of one of a client's couples, page by page, with the client's own agreements: to take along.

use super::dto::RetroResponse;
use super::queries::list_retros;
use super::view::open_all;
use crate::identity::actor::Reader;
use crate::identity::practice_keys::PracticeKey;
use crate::platform::db::Conn;
use crate::platform::http::{ApiResult, PageLimit};
use crate::platform::ids::kind::CoupleId;

/// Where a page goes on: with those below this number.
pub type BeforeOwn = i32;

/// A page of the versions that this client can read, the newest first, and where the next one goes on.
pub async fn list_own(
    conn: Conn<'_>,
    reader: &Reader,
    couple: CoupleId,
    before: Option<BeforeOwn>,
    key: &PracticeKey,
) -> ApiResult<(Vec<RetroResponse>, Option<BeforeOwn>)> {
    let rows = list_retros(conn, reader, couple, before, PageLimit::default()).await?;
    let page = open_all(conn, reader, couple, rows, key).await?;
    let next = page.last().map(|retro| retro.number);
    Ok((page, next))
}
