//! The uses of boundaries that a client wrote, page by page, with what they said before: for the client to take along.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde::Serialize;

use super::dto::{BoundaryUseResponse, BoundaryUseVersionResponse};
use super::model::{Place, UseRow};
use super::queries::visible_to;
use super::versions::list_versions;
use crate::homework::check_ins::Audience;
use crate::identity::actor::Reader;
use crate::identity::practice_keys::PracticeKey;
use crate::platform::db::Conn;
use crate::platform::http::{ApiResult, PageLimit};
use crate::platform::ids::kind::BoundaryUseId;
use crate::schema::boundary_uses;

/// A use with its earlier versions, newest first.
#[derive(Serialize)]
pub struct OwnBoundaryUse {
    /// As it is now.
    #[serde(flatten)]
    pub now: BoundaryUseResponse,
    /// What it said before.
    pub earlier_versions: Vec<BoundaryUseVersionResponse>,
}

/// Where a page of own uses goes on.
pub type AfterOwn = (NaiveDate, BoundaryUseId);

/// A page of what this client wrote, newest day first, and where the next one goes on.
pub async fn list_own(
    mut conn: Conn<'_>,
    reader: &Reader,
    after: Option<AfterOwn>,
    key: &PracticeKey,
) -> ApiResult<(Vec<OwnBoundaryUse>, Option<AfterOwn>)> {
    let mut query = visible_to(reader)
        .filter(boundary_uses::client_id.eq(reader.member))
        .order((boundary_uses::local_date.desc(), boundary_uses::id.desc()))
        .limit(PageLimit::default().rows())
        .select(UseRow::as_select());
    if let Some((date, id)) = after {
        let later = boundary_uses::local_date.lt(date);
        let same_day = boundary_uses::local_date.eq(date).and(boundary_uses::id.lt(id));
        query = query.filter(boundary_uses::local_date.le(date)).filter(later.or(same_day));
    }
    let rows: Vec<UseRow> = query.load(&mut conn).await?;
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
    row: UseRow,
    key: &PracticeKey,
) -> ApiResult<OwnBoundaryUse> {
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
    let now = BoundaryUseResponse::open(row, reader.practice, Audience::Author, key)?;
    Ok(OwnBoundaryUse { now, earlier_versions })
}
