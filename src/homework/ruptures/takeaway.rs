//! The ruptures that a client wrote, page by page, with what they said before: for the client to take along.

use chrono::NaiveDate;
use serde::Serialize;

use super::dto::{RuptureResponse, RuptureVersionResponse};
use super::model::{Place, RuptureRow};
use super::queries::{list_ruptures, list_versions};
use super::views::{open, open_version};
use crate::homework::check_ins::Audience;
use crate::identity::actor::Reader;
use crate::identity::practice_keys::PracticeKey;
use crate::platform::db::Conn;
use crate::platform::http::{ApiResult, PageLimit};
use crate::platform::ids::kind::RuptureId;

/// A rupture with its earlier versions, newest first.
#[derive(Serialize)]
pub struct OwnRupture {
    /// As it is now.
    #[serde(flatten)]
    pub now: RuptureResponse,
    /// What it said before.
    pub earlier_versions: Vec<RuptureVersionResponse>,
}

/// A page of what this client wrote, newest day first, and where the next one goes on.
pub async fn list_own(
    conn: Conn<'_>,
    reader: &Reader,
    after: Option<(NaiveDate, RuptureId)>,
    key: &PracticeKey,
) -> ApiResult<(Vec<OwnRupture>, Option<(NaiveDate, RuptureId)>)> {
    let rows = list_ruptures(conn, reader, reader.member, after, PageLimit::default()).await?;
    let next = rows.last().map(|(row, _)| (row.local_date, row.id));
    let mut page = Vec::with_capacity(rows.len());
    for (row, _) in rows {
        page.push(with_earlier(conn, reader, row, key).await?);
    }
    Ok((page, next))
}

async fn with_earlier(
    conn: Conn<'_>,
    reader: &Reader,
    row: RuptureRow,
    key: &PracticeKey,
) -> ApiResult<OwnRupture> {
    let place = Place { practice: reader.practice, client: row.client_id, id: row.id };
    let (mut earlier_versions, mut before, mut more) = (Vec::new(), None, row.version > 1);
    let now = open((row, None), reader.practice, Audience::Author, key)?;
    while more {
        let rows = list_versions(conn, reader, place, before, PageLimit::default()).await?;
        before = rows.last().map(|row| row.version);
        more = before.is_some();
        for row in rows {
            earlier_versions.push(open_version(row, place, Audience::Author, key)?);
        }
    }
    Ok(OwnRupture { now, earlier_versions })
}
