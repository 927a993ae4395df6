//! Reviews in the database. Every read starts from the check-ins that the reader may see.

use chrono::NaiveDate;
use diesel::dsl::case_when;
use diesel::prelude::*;
use diesel::query_dsl::methods;
use diesel::sql_types::{Nullable, Text};
use diesel::upsert::excluded;
use diesel_async::RunQueryDsl;

use super::dto::ListCheckInReviewsQuery;
use super::model::{CheckInRow, Found, ReviewInsert, ReviewRow, ReviewState, state_of};
use crate::homework::authored::Lately;
use crate::homework::check_ins::{lately, visible_to};
use crate::identity::actor::Reader;
use crate::platform::db::{AsText, Conn};
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{CheckInId, ClientId, CoupleId};
use crate::schema::{check_in_reviews, check_ins};

/// The review of a check-in, to be joined with it.
#[diesel::dsl::auto_type]
fn of_check_in() -> _ {
    check_in_reviews::table.on(check_in_reviews::practice_id
        .eq(check_ins::practice_id)
        .and(check_in_reviews::client_id.eq(check_ins::client_id))
        .and(check_in_reviews::check_in_id.eq(check_ins::id)))
}

/// Whether nobody has reviewed what the care team reads now.
#[diesel::dsl::auto_type]
fn unreviewed() -> _ {
    check_in_reviews::team_version.nullable().is_distinct_from(check_ins::team_version.nullable())
}

/// The key of the list's order.
pub(super) type After = (NaiveDate, CheckInId);

/// A page of the check-ins of a client that the reader may see, each with its review, newest day first.
pub(super) async fn list_reviews(
    mut conn: Conn<'_>,
    reader: &Reader,
    client: ClientId,
    filter: &ListCheckInReviewsQuery,
    after: Option<After>,
) -> ApiResult<Vec<Found>> {
    let mut query = visible_to(reader)
        .left_join(of_check_in())
        .filter(check_ins::client_id.eq(client))
        .order((check_ins::local_date.desc(), check_ins::id.desc()))
        .limit(filter.limit.rows())
        .select((CheckInRow::as_select(), Option::<ReviewRow>::as_select()));
    if !filter.state.is_empty() {
        let states: Vec<_> = filter.state.iter().map(|state| AsText(*state)).collect();
        let new = AsText(ReviewState::New).into_sql::<Nullable<Text>>();
        let state = case_when(unreviewed(), new).otherwise(check_in_reviews::state.nullable());
        query = query.filter(state.eq_any(states));
    }
    if let Some((date, id)) = after {
        let later = check_ins::local_date.lt(date);
        let same_day = check_ins::local_date.eq(date).and(check_ins::id.lt(id));
        query = query.filter(check_ins::local_date.le(date)).filter(later.or(same_day));
    }
    Ok(query.load(&mut conn).await?)
}

/// These check-ins of a client, as far as the reader may see them, each with its review.
pub(super) async fn find_reviews(
    mut conn: Conn<'_>,
    reader: &Reader,
    client: ClientId,
    ids: &[CheckInId],
) -> ApiResult<Vec<Found>> {
    let found = visible_to(reader)
        .left_join(of_check_in())
        .filter(check_ins::client_id.eq(client))
        .filter(check_ins::id.eq_any(ids))
        .select((CheckInRow::as_select(), Option::<ReviewRow>::as_select()))
        .load(&mut conn)
        .await?;
    Ok(found)
}

/// Writes reviews over the versions that they were made from, and tells how many were still these.
pub(super) async fn write_reviews(mut conn: Conn<'_>, rows: &[ReviewInsert]) -> ApiResult<usize> {
    if rows.is_empty() {
        return Ok(0);
    }
    let upsert = diesel::insert_into(check_in_reviews::table)
        .values(rows)
        .on_conflict((
            check_in_reviews::practice_id,
            check_in_reviews::client_id,
            check_in_reviews::check_in_id,
        ))
        .do_update()
        .set((
            check_in_reviews::state.eq(excluded(check_in_reviews::state)),
            check_in_reviews::team_version.eq(excluded(check_in_reviews::team_version)),
            check_in_reviews::reviewed_by.eq(excluded(check_in_reviews::reviewed_by)),
            check_in_reviews::version.eq(excluded(check_in_reviews::version)),
            check_in_reviews::updated_at.eq(excluded(check_in_reviews::updated_at)),
        ));
    let over = methods::FilterDsl::filter(
        upsert,
        (check_in_reviews::version + 1).eq(excluded(check_in_reviews::version)),
    );
    Ok(over.execute(&mut conn).await?)
}

/// A check-in, by its author and id, and how far the care team has come with it.
pub type Reviewed = (ClientId, CheckInId, ReviewState);

/// Those of one or two people since a day, as far as the reader may see them.
pub async fn list_lately(mut conn: Conn<'_>, reader: &Reader, asked: &Lately) -> ApiResult<Vec<Reviewed>> {
    let rows: Vec<Found> = lately(reader, asked)
        .left_join(of_check_in())
        .select((CheckInRow::as_select(), Option::<ReviewRow>::as_select()))
        .load(&mut conn)
        .await?;
    Ok(rows.iter().map(|found| (found.0.client_id, found.0.id, state_of(found))).collect())
}

/// A check-in that nobody has reviewed as it is now: its couple, if it belongs to one, its author and its day.
pub type Unseen = (Option<CoupleId>, ClientId, NaiveDate);

/// Those of these authors that the reader may see, from a day on.
pub async fn list_unseen(
    mut conn: Conn<'_>,
    reader: &Reader,
    authors: &[ClientId],
    since: NaiveDate,
) -> ApiResult<Vec<Unseen>> {
    let unset = check_in_reviews::state.nullable().eq(AsText(ReviewState::New));
    let rows = visible_to(reader)
        .left_join(of_check_in())
        .filter(check_ins::client_id.eq_any(authors))
        .filter(check_ins::local_date.ge(since))
        .filter(unreviewed().or(unset))
        .select((check_ins::couple_id, check_ins::client_id, check_ins::local_date))
        .load(&mut conn)
        .await?;
    Ok(rows)
}
