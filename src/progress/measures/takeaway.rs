//! The measures of a client, page by page, as the client reads them: to take along.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::catalogue::load_shelf;
use super::dto::MeasureResponse;
use super::model::MeasureRow;
use super::queries::{After, visible_to};
use super::view::{View, find_help};
use crate::identity::actor::Reader;
use crate::identity::practice_keys::PracticeKey;
use crate::platform::db::Conn;
use crate::platform::http::{ApiResult, PageLimit};
use crate::schema::measures;

/// Where a page of own measures goes on.
pub type AfterOwn = After;

/// A page of this client's measures, newest day first, and where the next one goes on.
pub async fn list_own(
    mut conn: Conn<'_>,
    reader: &Reader,
    after: Option<AfterOwn>,
    key: &PracticeKey,
) -> ApiResult<(Vec<MeasureResponse>, Option<AfterOwn>)> {
    let mut query = visible_to(reader)
        .order((measures::local_date.desc(), measures::id.desc()))
        .limit(PageLimit::default().rows())
        .select(MeasureRow::as_select());
    if let Some((date, id)) = after {
        let later = measures::local_date.lt(date);
        let same_day = measures::local_date.eq(date).and(measures::id.lt(id));
        query = query.filter(measures::local_date.le(date)).filter(later.or(same_day));
    }
    let rows: Vec<MeasureRow> = query.load(&mut conn).await?;
    let next = rows.last().map(|row| (row.local_date, row.id));
    let shelf = load_shelf(conn, reader.practice, rows.iter().map(|row| row.instrument_key.as_str())).await?;
    let help = find_help(conn, reader).await?;
    let view = View { reader, shelf: &shelf, key, help };
    let page = rows.into_iter().map(|row| view.open(row)).collect::<ApiResult<_>>()?;
    Ok((page, next))
}
