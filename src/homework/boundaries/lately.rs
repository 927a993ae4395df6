//! The boundaries of one or two people that hold, and their uses since a day, as the care team reads them.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::dto::BoundaryResponse;
use super::model::BoundaryRow;
use super::queries::visible_to;
use super::uses::uses_lately;
use crate::homework::authored::Lately;
use crate::homework::check_ins::audience;
use crate::identity::actor::Reader;
use crate::identity::practice_keys::PracticeKey;
use crate::platform::db::Conn;
use crate::platform::http::ApiResult;
use crate::schema::boundaries;

/// A boundary with how often it was used.
pub struct UsedLately {
    /// The boundary.
    pub boundary: BoundaryResponse,
    /// Uses since the day that was asked for, as far as the reader may read them.
    pub uses: usize,
}

/// Those that have not ended and that the reader may read, newest first.
pub async fn list_lately(
    conn: Conn<'_>,
    reader: &Reader,
    asked: &Lately,
    most: i64,
    key: &PracticeKey,
) -> ApiResult<Vec<UsedLately>> {
    let (rows, uses) =
        futures_util::try_join!(list_open(conn, reader, asked, most), uses_lately(conn, reader, asked))?;
    let open = |row: BoundaryRow| -> ApiResult<UsedLately> {
        let id = (row.client_id, row.id);
        let uses = uses.iter().filter(|one| **one == id).count();
        let boundary = BoundaryResponse::open(row, false, reader.practice, audience(reader), key)?;
        Ok(UsedLately { boundary, uses })
    };
    rows.into_iter().map(open).collect()
}

async fn list_open(
    mut conn: Conn<'_>,
    reader: &Reader,
    asked: &Lately,
    most: i64,
) -> ApiResult<Vec<BoundaryRow>> {
    let mut query = visible_to(reader)
        .filter(boundaries::client_id.eq_any(asked.authors.clone()))
        .filter(boundaries::ended_at.is_null())
        .order((boundaries::local_date.desc(), boundaries::id.desc()))
        .limit(most)
        .select(BoundaryRow::as_select());
    if let Some(couple) = asked.couple {
        query = query.filter(boundaries::couple_id.eq(couple));
    }
    Ok(query.load(&mut conn).await?)
}
