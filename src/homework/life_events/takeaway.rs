//! The life events of a client, page by page, with what they said before: for the client to take along.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde::Serialize;

use super::dto::{LifeEventResponse, LifeEventVersionResponse};
use super::model::{EventRow, Place};
use super::queries::visible_to;
use super::versions::list_versions;
use crate::homework::check_ins::Audience;
use crate::identity::actor::Reader;
use crate::identity::practice_keys::PracticeKey;
use crate::platform::db::Conn;
use crate::platform::http::{ApiResult, PageLimit};
use crate::platform::ids::kind::LifeEventId;
use crate::schema::life_events;

/// An event with its earlier versions, newest first.
#[derive(Serialize)]
pub struct OwnLifeEvent {
    /// As it is now.
    #[serde(flatten)]
    pub now: LifeEventResponse,
    /// What it said before.
    pub earlier_versions: Vec<LifeEventVersionResponse>,
}

/// Where a page of own events goes on.
pub type AfterOwn = (NaiveDate, LifeEventId);

/// A page of this client's events, newest day first, and where the next one goes on.
pub async fn list_own(
    mut conn: Conn<'_>,
    reader: &Reader,
    after: Option<AfterOwn>,
    key: &PracticeKey,
) -> ApiResult<(Vec<OwnLifeEvent>, Option<AfterOwn>)> {
    let mut query = visible_to(reader)
        .order((life_events::happened_on.desc(), life_events::id.desc()))
        .limit(PageLimit::default().rows())
        .select(EventRow::as_select());
    if let Some((date, id)) = after {
        let later = life_events::happened_on.lt(date);
        let same_day = life_events::happened_on.eq(date).and(life_events::id.lt(id));
        query = query.filter(life_events::happened_on.le(date)).filter(later.or(same_day));
    }
    let rows: Vec<EventRow> = query.load(&mut conn).await?;
    let next = rows.last().map(|row| (row.happened_on, row.id));
    let mut page = Vec::with_capacity(rows.len());
    for row in rows {
        page.push(with_earlier(conn, reader, row, key).await?);
    }
    Ok((page, next))
}

async fn with_earlier(
    conn: Conn<'_>,
    reader: &Reader,
    row: EventRow,
    key: &PracticeKey,
) -> ApiResult<OwnLifeEvent> {
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
    Ok(OwnLifeEvent { now: row.told(reader.practice, Audience::Author, key)?.into(), earlier_versions })
}
