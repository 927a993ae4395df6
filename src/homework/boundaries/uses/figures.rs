//! What a figure needs of uses.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::queries::visible_to;
use crate::homework::check_ins::Respected;
use crate::homework::library::Purpose;
use crate::identity::actor::Reader;
use crate::people::care_teams::Context;
use crate::platform::db::{AsText, Conn};
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::ClientId;
use crate::schema::{boundaries, boundary_uses};

/// A use, as a figure counts it.
pub struct UseFigures {
    /// What the limit is for.
    pub purpose: Purpose,
    /// When the return was due.
    pub return_due_at: Option<DateTime<Utc>>,
    /// When it came.
    pub returned_at: Option<DateTime<Utc>>,
    /// Whether the closeness happened.
    pub reconnected: Option<bool>,
    /// Whether the limit was respected.
    pub respected: Option<Respected>,
}

/// The uses of a client on these local dates, both included, that the reader may read; with `within` those of limits of this
/// care alone, the client's own or a couple's.
pub async fn figures_between(
    mut conn: Conn<'_>,
    reader: &Reader,
    client: ClientId,
    within: Option<Context>,
    (from, to): (NaiveDate, NaiveDate),
) -> ApiResult<Vec<UseFigures>> {
    let query = visible_to(reader)
        .filter(boundary_uses::client_id.eq(client))
        .filter(boundary_uses::local_date.between(from, to));
    let query = match within {
        None => query,
        Some(Context::Client(_)) => query.filter(boundaries::couple_id.is_null()),
        Some(Context::Couple(couple)) => query.filter(boundaries::couple_id.eq(couple)),
    };
    let rows: Vec<Columns> = query
        .select((
            boundaries::purpose,
            boundary_uses::return_due_at,
            boundary_uses::returned_at,
            boundary_uses::reconnected,
            boundary_uses::respected,
        ))
        .load(&mut conn)
        .await?;
    Ok(rows.into_iter().map(UseFigures::from).collect())
}

type Columns =
    (AsText<Purpose>, Option<DateTime<Utc>>, Option<DateTime<Utc>>, Option<bool>, Option<AsText<Respected>>);

impl From<Columns> for UseFigures {
    fn from((AsText(purpose), return_due_at, returned_at, reconnected, respected): Columns) -> Self {
        let respected = respected.map(|AsText(respected)| respected);
        Self { purpose, return_due_at, returned_at, reconnected, respected }
    }
}
