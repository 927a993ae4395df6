//! Requests for measures in the database. Every read starts from [`visible_to`].

use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::array;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::model::{RequestInsert, RequestRow};
use crate::identity::actor::Reader;
use crate::people::care_teams::reach::{cared, restricted};
use crate::platform::db::{AsText, Conn, coalesce};
use crate::platform::http::{ApiError, ApiResult, PageLimit};
use crate::platform::ids::kind::{ClientId, CoupleId, MeasureId, MeasureRequestId, MembershipId, PracticeId};
use crate::platform::local_day::{DayStart, TimeZone};
use crate::progress::measures::queries::visible_to as visible_measures;
use crate::schema::{clients, measure_requests, measures, practices};

/// Requests that the reader may know: the own ones for a client; for therapist and supervisor those made in the care of clients
/// and couples in their care; none of a restricted record.
pub(super) fn visible_to<'q>(reader: &Reader) -> measure_requests::BoxedQuery<'q, Pg> {
    let query =
        measure_requests::table.filter(measure_requests::practice_id.eq(reader.practice)).into_boxed();
    if reader.client {
        return query.filter(measure_requests::client_id.eq(reader.member));
    }
    let context = coalesce(measure_requests::couple_id, measure_requests::client_id);
    query
        .filter(measure_requests::client_id.ne_all(array(restricted(reader.practice))))
        .filter(context.eq_any(cared(reader)))
}

/// One request.
pub(super) async fn find_request(
    mut conn: Conn<'_>,
    reader: &Reader,
    client: ClientId,
    id: MeasureRequestId,
) -> ApiResult<Option<RequestRow>> {
    let found = visible_to(reader)
        .filter(measure_requests::client_id.eq(client))
        .filter(measure_requests::id.eq(id))
        .select(RequestRow::as_select())
        .first(&mut conn)
        .await
        .optional()?;
    Ok(found)
}

/// A page of a client's requests, oldest first.
pub(super) async fn list_requests(
    mut conn: Conn<'_>,
    reader: &Reader,
    client: ClientId,
    after: Option<MeasureRequestId>,
    limit: PageLimit,
) -> ApiResult<Vec<RequestRow>> {
    let mut query = visible_to(reader)
        .filter(measure_requests::client_id.eq(client))
        .order(measure_requests::id)
        .limit(limit.rows())
        .select(RequestRow::as_select());
    if let Some(after) = after {
        query = query.filter(measure_requests::id.gt(after));
    }
    Ok(query.load(&mut conn).await?)
}

/// The requests that were made at once, as the reader may know them.
pub(super) async fn list_made_with(
    mut conn: Conn<'_>,
    reader: &Reader,
    made_with: Uuid,
) -> ApiResult<Vec<RequestRow>> {
    let rows = visible_to(reader)
        .filter(measure_requests::made_with.eq(made_with))
        .order(measure_requests::client_id)
        .select(RequestRow::as_select());
    Ok(rows.load(&mut conn).await?)
}

/// Requests that go on: of these clients and couples in care, or all of one client.
pub(super) async fn list_running(
    mut conn: Conn<'_>,
    reader: &Reader,
    client: Option<ClientId>,
    contexts: &[Uuid],
) -> ApiResult<Vec<RequestRow>> {
    let mut query = visible_to(reader)
        .filter(measure_requests::ended_at.is_null())
        .order(measure_requests::id)
        .select(RequestRow::as_select());
    if let Some(client) = client {
        query = query.filter(measure_requests::client_id.eq(client));
    } else {
        let context = coalesce(measure_requests::couple_id, measure_requests::client_id);
        query = query.filter(context.eq_any(contexts.to_vec()));
    }
    Ok(query.load(&mut conn).await?)
}

/// What was answered.
#[derive(Queryable, Selectable)]
#[diesel(table_name = measures)]
pub(super) struct Answered {
    pub client_id: ClientId,
    pub couple_id: Option<CoupleId>,
    pub instrument_key: String,
    pub entered_by: MembershipId,
    pub complete: bool,
    pub local_date: NaiveDate,
    pub id: MeasureId,
}

/// What these clients answered to these instruments since a day, newest first.
pub(super) async fn list_answered(
    mut conn: Conn<'_>,
    reader: &Reader,
    clients: &[ClientId],
    instruments: Vec<String>,
    since: NaiveDate,
) -> ApiResult<Vec<Answered>> {
    let rows = visible_measures(reader)
        .filter(measures::client_id.eq_any(clients.to_vec()))
        .filter(measures::instrument_key.eq_any(instruments))
        .filter(measures::local_date.ge(since))
        .order((measures::local_date.desc(), measures::occurred_at.desc(), measures::id.desc()))
        .select(Answered::as_select())
        .load(&mut conn)
        .await?;
    Ok(rows)
}

/// Waits until nobody else asks the same client for something, and holds others up until the transaction ends.
pub(super) async fn take_turn(mut conn: Conn<'_>, practice: PracticeId, client: ClientId) -> ApiResult<()> {
    let row = clients::table.find((practice, client)).select(clients::id).for_no_key_update();
    row.first::<ClientId>(&mut conn).await?;
    Ok(())
}

/// The zone of a client, and when its day begins.
pub(super) async fn find_clock(
    mut conn: Conn<'_>,
    practice: PracticeId,
    client: ClientId,
) -> ApiResult<(TimeZone, DayStart)> {
    let (AsText(zone), own, AsText(usual)): (AsText<TimeZone>, Option<AsText<DayStart>>, AsText<DayStart>) =
        clients::table
            .inner_join(practices::table.on(practices::practice_id.eq(clients::practice_id)))
            .filter(clients::practice_id.eq(practice))
            .filter(practices::practice_id.eq(practice))
            .filter(clients::id.eq(client))
            .select((clients::time_zone, clients::day_start, practices::day_start))
            .first(&mut conn)
            .await?;
    Ok((zone, own.map_or(usual, |AsText(own)| own)))
}

/// Writes new requests.
pub(super) async fn insert_requests(mut conn: Conn<'_>, rows: &[RequestInsert]) -> ApiResult<()> {
    diesel::insert_into(measure_requests::table).values(rows).execute(&mut conn).await?;
    Ok(())
}

/// Ends a request over the version that the caller knows.
pub(super) async fn end_request(
    mut conn: Conn<'_>,
    practice: PracticeId,
    (id, version): (MeasureRequestId, i32),
    now: DateTime<Utc>,
) -> ApiResult<RequestRow> {
    diesel::update(measure_requests::table.find((practice, id)))
        .filter(measure_requests::version.eq(version))
        .filter(measure_requests::ended_at.is_null())
        .set((
            measure_requests::ended_at.eq(now),
            measure_requests::version.eq(measure_requests::version + 1),
            measure_requests::updated_at.eq(now),
        ))
        .returning(RequestRow::as_returning())
        .get_result(&mut conn)
        .await
        .optional()?
        .ok_or(ApiError::PreconditionFailed)
}
