//! The journal entries that a client wrote, page by page, with what they said before: for the client to take along.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde::Serialize;

use super::dto::{JournalEntryResponse, JournalEntryVersionResponse};
use super::model::{EntryRow, Place};
use super::queries::visible_to;
use super::versions::list_versions;
use crate::homework::check_ins::Audience;
use crate::identity::actor::Reader;
use crate::identity::practice_keys::PracticeKey;
use crate::platform::db::Conn;
use crate::platform::http::{ApiResult, PageLimit};
use crate::platform::ids::kind::JournalEntryId;
use crate::schema::journal_entries;

/// An entry with its earlier versions, newest first.
#[derive(Serialize)]
pub struct OwnJournalEntry {
    /// As it is now.
    #[serde(flatten)]
    pub now: JournalEntryResponse,
    /// What it said before.
    pub earlier_versions: Vec<JournalEntryVersionResponse>,
}

/// Where a page of own entries goes on.
pub type AfterOwn = (NaiveDate, JournalEntryId);

/// A page of what this client wrote, newest day first, and where the next one goes on.
pub async fn list_own(
    mut conn: Conn<'_>,
    reader: &Reader,
    after: Option<AfterOwn>,
    key: &PracticeKey,
) -> ApiResult<(Vec<OwnJournalEntry>, Option<AfterOwn>)> {
    let mut query = visible_to(reader)
        .filter(journal_entries::client_id.eq(reader.member))
        .order((journal_entries::local_date.desc(), journal_entries::id.desc()))
        .limit(PageLimit::default().rows())
        .select(EntryRow::as_select());
    if let Some((date, id)) = after {
        let later = journal_entries::local_date.lt(date);
        let same_day = journal_entries::local_date.eq(date).and(journal_entries::id.lt(id));
        query = query.filter(journal_entries::local_date.le(date)).filter(later.or(same_day));
    }
    let rows: Vec<EntryRow> = query.load(&mut conn).await?;
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
    row: EntryRow,
    key: &PracticeKey,
) -> ApiResult<OwnJournalEntry> {
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
    let now = JournalEntryResponse::open(row, false, reader.practice, Audience::Author, key)?;
    Ok(OwnJournalEntry { now, earlier_versions })
}
