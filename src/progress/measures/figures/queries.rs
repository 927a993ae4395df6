//! The measures of an episode of care, in the database.

use chrono::NaiveDate;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::identity::actor::Reader;
use crate::people::care_teams::{Context, find_episode};
use crate::platform::db::Conn;
use crate::platform::http::ApiResult;
use crate::progress::measures::model::MeasureRow;
use crate::progress::measures::queries::visible_to;
use crate::schema::measures;

/// Most measures that figures are made from: the newest.
const MOST: i64 = 2000;

/// Measures of one care that the reader may see, after the last day of an earlier episode.
pub(super) fn of_care<'q>(
    reader: &Reader,
    of: Context,
    after: Option<NaiveDate>,
) -> measures::BoxedQuery<'q, Pg> {
    let query = visible_to(reader);
    let query = match of {
        Context::Client(client) => {
            query.filter(measures::client_id.eq(client)).filter(measures::couple_id.is_null())
        }
        Context::Couple(couple) => query.filter(measures::couple_id.eq(couple)),
    };
    match after {
        Some(after) => query.filter(measures::local_date.gt(after)),
        None => query,
    }
}

/// The measures of the episode that runs, oldest first, and its first day.
pub(super) async fn list_episode(
    mut conn: Conn<'_>,
    reader: &Reader,
    of: Context,
) -> ApiResult<(Option<NaiveDate>, Vec<MeasureRow>)> {
    let episode = find_episode(conn, reader.practice, of).await?;
    let query = of_care(reader, of, episode.and_then(|episode| episode.after))
        .order((measures::local_date.desc(), measures::occurred_at.desc(), measures::id.desc()))
        .limit(MOST)
        .select(MeasureRow::as_select());
    let mut rows: Vec<MeasureRow> = query.load(&mut conn).await?;
    rows.reverse();
    Ok((episode.map(|episode| episode.since), rows))
}
