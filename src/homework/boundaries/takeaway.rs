//! The boundaries that a client wrote, page by page, with what they said before: for the client to take along.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde::Serialize;

use super::dto::{BoundaryResponse, BoundaryVersionResponse};
use super::model::{BoundaryRow, Place};
use super::queries::visible_to;
use super::versions::list_versions;
use crate::homework::check_ins::Audience;
use crate::identity::actor::Reader;
use crate::identity::practice_keys::PracticeKey;
use crate::platform::db::Conn;
use crate::platform::http::{ApiResult, PageLimit};
use crate::platform::ids::kind::BoundaryId;
use crate::schema::boundaries;

/// A boundary with its earlier versions, newest first.
#[derive(Serialize)]
pub struct OwnBoundary {
    /// As it is now.
    #[serde(flatten)]
    pub now: BoundaryResponse,
    /// What it said before.
    pub earlier_versions: Vec<BoundaryVersionResponse>,
}

/// Where a page of own boundaries goes on.
pub type AfterOwn = (NaiveDate, BoundaryId);

/// A page of what this client wrote, newest day first, and where the next one goes on.
pub async fn list_own(
    mut conn: Conn<'_>,
    reader: &Reader,
    after: Option<AfterOwn>,
    key: &PracticeKey,
) -> ApiResult<(Vec<OwnBoundary>, Option<AfterOwn>)> {
    let mut query = visible_to(reader)
        .filter(boundaries::client_id.eq(reader.member))
        .order((boundaries::local_date.desc(), boundaries::id.desc()))
        .limit(PageLimit::default().rows())
        .select(BoundaryRow::as_select());
    if let Some((date, id)) = after {
        let later = boundaries::local_date.lt(date);
        let same_day = boundaries::local_date.eq(date).and(boundaries::id.lt(id));
        query = query.filter(boundaries::local_date.le(date)).filter(later.or(same_day));
    }
    let rows: Vec<BoundaryRow> = query.load(&mut conn).await?;
    let next = rows.last().map(|row| (row.local_date, row.id));
    let mut page = Vec::with_capacity(rows.len());
    for row in rows {
        page.push(with_earlier(conn, reader, row, key).await?);
    }
    Ok((page, next))
}

async fn with_earlier(
    conn: Conn<'_>,
    reader: &Reader,
    row: BoundaryRow,
    key: &PracticeKey,
) -> ApiResult<OwnBoundary> {
    let place = Place { practice: reader.practice, client: row.client_id, id: row.id };
    let (mut earlier_versions, mut before, mut more) = (Vec::new(), None, row.version > 1);
    while more {
        let rows = list_versions(conn, reader, place, before, PageLimit::default()).await?;
        before = rows.last().map(|row| row.version);
        more = before.is_some();
        for row in rows {
            earlier_versions.push(row.open(place, Audience::Author, key)?);
        }
    }
    let now = BoundaryResponse::open(row, false, reader.practice, Audience::Author, key)?;
    Ok(OwnBoundary { now, earlier_versions })
}
