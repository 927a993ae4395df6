//! The measures of an episode of care, in the database.

use chrono::NaiveDate;
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

/// The measures of the episode that runs, oldest first, and its first day.
pub(super) async fn list_episode(
    mut conn: Conn<'_>,
    reader: &Reader,
    of: Context,
) -> ApiResult<(Option<NaiveDate>, Vec<MeasureRow>)> {
    let episode = find_episode(conn, reader.practice, of).await?;
    let mut query = visible_to(reader)
        .order((measures::local_date.desc(), measures::occurred_at.desc(), measures::id.desc()))
        .limit(MOST)
        .select(MeasureRow::as_select());
    query = match of {
        Context::Client(client) => {
            query.filter(measures::client_id.eq(client)).filter(measures::couple_id.is_null())
        }
        Context::Couple(couple) => query.filter(measures::couple_id.eq(couple)),
    };
    if let Some(after) = episode.and_then(|episode| episode.after) {
        query = query.filter(measures::local_date.gt(after));
    }
    let mut rows: Vec<MeasureRow> = query.load(&mut conn).await?;
    rows.reverse();
    Ok((episode.map(|episode| episode.since), rows))
}
