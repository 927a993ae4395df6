//! The check-ins that a client wrote, page by page, with what they said before: for the client to take along.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde::Serialize;

use super::correct::queries::list_versions;
use super::dto::{CheckInResponse, CheckInVersionResponse};
use super::model::{Audience, CheckInRow, PersonalRow};
use super::queries::{Found, visible_to};
use super::state::Place;
use super::views::{open, open_version};
use crate::identity::actor::Reader;
use crate::identity::practice_keys::PracticeKey;
use crate::platform::db::Conn;
use crate::platform::http::{ApiResult, PageLimit};
use crate::platform::ids::kind::CheckInId;
use crate::schema::check_ins;

/// A check-in with its earlier versions, newest first.
#[derive(Serialize)]
pub struct OwnCheckIn {
    /// As it is now.
    #[serde(flatten)]
    pub now: CheckInResponse,
    /// What it said before.
    pub earlier_versions: Vec<CheckInVersionResponse>,
}

/// Where a page of own check-ins goes on.
pub type AfterOwn = (NaiveDate, CheckInId);

/// A page of what this client wrote, newest day first, and where the next one goes on.
pub async fn list_own(
    mut conn: Conn<'_>,
    reader: &Reader,
    after: Option<AfterOwn>,
    key: &PracticeKey,
) -> ApiResult<(Vec<OwnCheckIn>, Option<AfterOwn>)> {
    let mut query = visible_to(reader)
        .filter(check_ins::client_id.eq(reader.member))
        .order((check_ins::local_date.desc(), check_ins::id.desc()))
        .limit(PageLimit::default().rows())
        .select((CheckInRow::as_select(), Option::<PersonalRow>::as_select()));
    if let Some((date, id)) = after {
        let later = check_ins::local_date.lt(date);
        let same_day = check_ins::local_date.eq(date).and(check_ins::id.lt(id));
        query = query.filter(check_ins::local_date.le(date)).filter(later.or(same_day));
    }
    let rows: Vec<Found> = query.load(&mut conn).await?;
    let next = rows.last().map(|(act, _)| (act.local_date, act.id));
    let mut page = Vec::with_capacity(rows.len());
    for found in rows {
        page.push(with_earlier(conn, reader, found, key).await?);
    }
    Ok((page, next))
}

async fn with_earlier(
    conn: Conn<'_>,
    reader: &Reader,
    found: Found,
    key: &PracticeKey,
) -> ApiResult<OwnCheckIn> {
    let (place, changed) =
        (Place { practice: reader.practice, client: found.0.client_id, id: found.0.id }, found.0.version > 1);
    let couple_ended = found.0.couple_ended_at.is_some();
    let now = open(found, reader.practice, Audience::Author, key)?;
    let (mut earlier_versions, mut before, mut more) = (Vec::new(), None, changed);
    while more {
        let rows = list_versions(conn, reader, place, before, PageLimit::default()).await?;
        before = rows.last().map(|row| row.version);
        // They count from 1.
        more = before.is_some_and(|version| version > 1);
        for row in rows {
            earlier_versions.push(open_version(row, place, Audience::Author, couple_ended, key)?);
        }
    }
    Ok(OwnCheckIn { now, earlier_versions })
}
