//! Uses since a day.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::queries::visible_to;
use crate::homework::authored::Lately;
use crate::identity::actor::Reader;
use crate::platform::db::Conn;
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{BoundaryId, ClientId};
use crate::schema::{boundaries, boundary_uses};

/// Most uses that are counted.
const MOST: i64 = 1000;

/// The boundary of each use that the reader may read, newest first.
pub async fn uses_lately(
    mut conn: Conn<'_>,
    reader: &Reader,
    asked: &Lately,
) -> ApiResult<Vec<(ClientId, BoundaryId)>> {
    let mut query = visible_to(reader)
        .filter(boundary_uses::client_id.eq_any(asked.authors.clone()))
        .filter(boundary_uses::local_date.ge(asked.from))
        .order((boundary_uses::local_date.desc(), boundary_uses::id.desc()))
        .limit(MOST)
        .select((boundary_uses::client_id, boundary_uses::boundary_id));
    if let Some(couple) = asked.couple {
        query = query.filter(boundaries::couple_id.eq(couple));
    }
    Ok(query.load(&mut conn).await?)
}
