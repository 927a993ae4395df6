//! The measures of a client, page by page, as the client reads them, with what was answered before: to take along.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde::Serialize;

use super::catalogue::load_shelf;
use super::dto::{MeasureResponse, MeasureVersionResponse};
use super::model::{MeasureRow, Place};
use super::queries::{After, visible_to};
use super::versions::list_versions;
use super::view::{View, find_help};
use crate::identity::actor::Reader;
use crate::identity::practice_keys::PracticeKey;
use crate::platform::db::Conn;
use crate::platform::http::{ApiResult, PageLimit};
use crate::schema::measures;

/// A measure with its earlier versions, newest first.
#[derive(Serialize)]
pub struct OwnMeasure {
    /// As it is now.
    #[serde(flatten)]
    pub now: MeasureResponse,
    /// What was answered before.
    pub earlier_versions: Vec<MeasureVersionResponse>,
}

/// Where a page of own measures goes on.
pub type AfterOwn = After;

/// A page of this client's measures, newest day first, and where the next one goes on.
pub async fn list_own(
    mut conn: Conn<'_>,
    reader: &Reader,
    after: Option<AfterOwn>,
    key: &PracticeKey,
) -> ApiResult<(Vec<OwnMeasure>, Option<AfterOwn>)> {
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
    let mut page = Vec::with_capacity(rows.len());
    for row in rows {
        let place = Place { practice: reader.practice, client: row.client_id, id: row.id };
        let earlier_versions = list_earlier(conn, reader, place, row.version, key).await?;
        page.push(OwnMeasure { now: view.open(row)?, earlier_versions });
    }
    Ok((page, next))
}

async fn list_earlier(
    conn: Conn<'_>,
    reader: &Reader,
    place: Place,
    version: i32,
    key: &PracticeKey,
) -> ApiResult<Vec<MeasureVersionResponse>> {
    let (mut earlier, mut before, mut more) = (Vec::new(), None, version > 1);
    while more {
        let rows = list_versions(conn, reader, place, before, PageLimit::default()).await?;
        before = rows.last().map(|row| row.version);
        more = before.is_some();
        for row in rows {
            earlier.push(row.open(place, key)?);
        }
    }
    Ok(earlier)
}
