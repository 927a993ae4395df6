//! The repairs that a client wrote, page by page, with what they said before and what was answered: for the client to take
//! along.

use serde::Serialize;

use super::dto::{RepairResponse, RepairVersionResponse};
use super::model::RepairRow;
use super::queries::{After, list_repairs, list_versions};
use super::shared::{SharedResponseResponse, find_answer_to_own};
use super::state::Place;
use super::views::{open, open_version};
use crate::homework::check_ins::Audience;
use crate::identity::actor::Reader;
use crate::identity::practice_keys::PracticeKey;
use crate::platform::db::Conn;
use crate::platform::http::{ApiResult, PageLimit};

/// A repair with its earlier versions, newest first, and with the answer that reached its author.
#[derive(Serialize)]
pub struct OwnRepair {
    /// As it is now.
    #[serde(flatten)]
    pub now: RepairResponse,
    /// What the partner answered to its author.
    pub response: Option<SharedResponseResponse>,
    /// What it said before.
    pub earlier_versions: Vec<RepairVersionResponse>,
}

/// A page of what this client wrote, newest day first, and where the next one goes on.
pub async fn list_own(
    conn: Conn<'_>,
    reader: &Reader,
    after: Option<After>,
    key: &PracticeKey,
) -> ApiResult<(Vec<OwnRepair>, Option<After>)> {
    let rows = list_repairs(conn, reader, reader.member, after, PageLimit::default()).await?;
    let next = rows.last().map(|(row, ..)| (row.local_date, row.id));
    let mut page = Vec::with_capacity(rows.len());
    for (row, ..) in rows {
        page.push(with_earlier(conn, reader, row, key).await?);
    }
    Ok((page, next))
}

async fn with_earlier(
    conn: Conn<'_>,
    reader: &Reader,
    row: RepairRow,
    key: &PracticeKey,
) -> ApiResult<OwnRepair> {
    let place = Place { practice: reader.practice, client: row.client_id, id: row.id };
    let (mut earlier_versions, mut before, mut more) = (Vec::new(), None, row.version > 1);
    let response = match find_answer_to_own(conn, reader, row.id).await? {
        Some(given) => SharedResponseResponse::open(given, reader.practice, false, key)?,
        None => None,
    };
    let now = open((row, None, None), reader.practice, Audience::Author, key)?;
    while more {
        let rows = list_versions(conn, reader, place, before, PageLimit::default()).await?;
        before = rows.last().map(|row| row.version);
        more = before.is_some();
        for row in rows {
            earlier_versions.push(open_version(row, place, Audience::Author, key)?);
        }
    }
    Ok(OwnRepair { now, response, earlier_versions })
}
