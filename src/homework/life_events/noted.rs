//! The life events of a client or couple over some days, for their time line.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::model::EventRow;
use super::queries::visible_to;
use crate::identity::actor::Reader;
use crate::identity::practice_keys::PracticeKey;
use crate::people::care_teams::Context;
use crate::platform::db::Conn;
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::ClientId;
use crate::schema::life_events;

/// What a client marked, and when it was.
pub struct NotedEvent {
    /// Who marked it.
    pub client_id: ClientId,
    /// The local day that it is of.
    pub on: NaiveDate,
    /// What happened.
    pub title: String,
}

/// What the reader may know of the events of these days, both included, oldest first: of a client those of the own care alone, of a
/// couple those that either told in its care.
pub async fn noted_between(
    mut conn: Conn<'_>,
    reader: &Reader,
    context: Context,
    (from, to): (NaiveDate, NaiveDate),
    key: &PracticeKey,
) -> ApiResult<Vec<NotedEvent>> {
    let query = visible_to(reader);
    let query = match context {
        Context::Client(client) => {
            query.filter(life_events::client_id.eq(client)).filter(life_events::couple_id.is_null())
        }
        Context::Couple(couple) => query.filter(life_events::couple_id.eq(couple)),
    };
    let rows: Vec<EventRow> = query
        .filter(life_events::happened_on.between(from, to))
        .order((life_events::happened_on, life_events::id, life_events::client_id))
        .select(EventRow::as_select())
        .load(&mut conn)
        .await?;
    let open = |row: EventRow| {
        let state = row.state(reader.practice, key)?;
        Ok(NotedEvent { client_id: row.client_id, on: state.on, title: state.title })
    };
    rows.into_iter().map(open).collect()
}
