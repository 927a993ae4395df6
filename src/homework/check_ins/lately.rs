//! The check-ins of one or two people since a day, as the care team reads them.

use diesel::dsl::IntoBoxed;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::dto::CheckInResponse;
use super::model::{CheckInRow, PersonalRow};
use super::queries::{Found, audience, visible_to, with_parts};
use super::views::open;
use crate::homework::authored::Lately;
use crate::identity::actor::Reader;
use crate::identity::practice_keys::PracticeKey;
use crate::platform::db::Conn;
use crate::platform::http::ApiResult;
use crate::schema::check_ins;

/// The newest of them that the reader may read, at most so many, newest day first.
pub async fn list_lately(
    mut conn: Conn<'_>,
    reader: &Reader,
    asked: &Lately,
    most: i64,
    key: &PracticeKey,
) -> ApiResult<Vec<CheckInResponse>> {
    let rows: Vec<Found> = lately(reader, asked)
        .order((check_ins::local_date.desc(), check_ins::id.desc()))
        .limit(most)
        .select((CheckInRow::as_select(), Option::<PersonalRow>::as_select()))
        .load(&mut conn)
        .await?;
    rows.into_iter().map(|found| open(found, reader.practice, audience(reader), key)).collect()
}

/// All of them that the reader may know.
pub(in crate::homework) fn lately<'q>(reader: &Reader, asked: &Lately) -> IntoBoxed<'q, with_parts, Pg> {
    let mut query = visible_to(reader)
        .filter(check_ins::client_id.eq_any(asked.authors.clone()))
        .filter(check_ins::local_date.ge(asked.first_day()));
    if let Some(couple) = asked.couple {
        query = query.filter(check_ins::couple_id.eq(couple));
    }
    if let Some(arrived_after) = asked.arrived_after {
        let late = check_ins::received_at.gt(arrived_after);
        query = query.filter(check_ins::local_date.ge(asked.from).or(late));
    }
    query
}
