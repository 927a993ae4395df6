//! Where the entries of one or two people are, since a day, as far as the care team reads them.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::queries::visible_to;
use crate::homework::authored::Lately;
use crate::identity::actor::Reader;
use crate::platform::db::Conn;
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{ClientId, JournalEntryId};
use crate::schema::journal_entries;

/// Author, id and day of an entry.
pub type Entry = (ClientId, JournalEntryId, NaiveDate);

/// The newest of them that the reader may read, at most so many, newest day first.
pub async fn list_lately(
    mut conn: Conn<'_>,
    reader: &Reader,
    asked: &Lately,
    most: i64,
) -> ApiResult<Vec<Entry>> {
    let mut query = visible_to(reader)
        .filter(journal_entries::client_id.eq_any(asked.authors.clone()))
        .filter(journal_entries::local_date.ge(asked.first_day()))
        .order((journal_entries::local_date.desc(), journal_entries::id.desc()))
        .limit(most)
        .select((journal_entries::client_id, journal_entries::id, journal_entries::local_date));
    if let Some(couple) = asked.couple {
        query = query.filter(journal_entries::couple_id.eq(couple));
    }
    if let Some(arrived_after) = asked.arrived_after {
        let late = journal_entries::received_at.gt(arrived_after);
        query = query.filter(journal_entries::local_date.ge(asked.from).or(late));
    }
    Ok(query.load(&mut conn).await?)
}
