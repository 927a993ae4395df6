//! Rests in the database.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::homework::assignments::participants::model::{REASON, RestKind, reason_place};
use crate::homework::assignments::participants::queries::Place;
use crate::identity::practice_keys::PracticeKey;
use crate::platform::db::{AsText, Conn};
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{ClientId, MembershipId, PauseId, PracticeId};
use crate::platform::local_day::{DayStart, TimeZone, local_date};
use crate::schema::{assignment_pauses, clients, practices};

/// The local day that it is for a client.
pub async fn find_today(
    mut conn: Conn<'_>,
    practice: PracticeId,
    client: ClientId,
    now: DateTime<Utc>,
) -> ApiResult<NaiveDate> {
    type Row = (AsText<TimeZone>, Option<AsText<DayStart>>, AsText<DayStart>);
    let (AsText(zone), own, usual): Row = clients::table
        .inner_join(practices::table.on(practices::practice_id.eq(clients::practice_id)))
        .filter(clients::practice_id.eq(practice))
        .filter(practices::practice_id.eq(practice))
        .filter(clients::id.eq(client))
        .select((clients::time_zone, clients::day_start, practices::day_start))
        .first(&mut conn)
        .await?;
    let AsText(day_start) = own.unwrap_or(usual);
    Ok(local_date(now, zone, day_start))
}

/// What is written of a rest.
pub struct Rest<'a> {
    pub id: PauseId,
    pub kind: RestKind,
    pub from: NaiveDate,
    pub until: NaiveDate,
    pub reason: Option<&'a String>,
}

impl Rest<'_> {
    fn sealed(&self, practice: PracticeId, key: &PracticeKey) -> ApiResult<Option<Vec<u8>>> {
        key.seal_some(REASON, &reason_place(practice, self.id), self.reason)
    }
}

/// Writes a new rest.
pub async fn insert_rest(
    mut conn: Conn<'_>,
    (practice, assignment, client): Place,
    rest: &Rest<'_>,
    (by, now): (MembershipId, DateTime<Utc>),
    key: &PracticeKey,
) -> ApiResult<()> {
    diesel::insert_into(assignment_pauses::table)
        .values((
            assignment_pauses::practice_id.eq(practice),
            assignment_pauses::id.eq(rest.id),
            assignment_pauses::assignment_id.eq(assignment),
            assignment_pauses::client_id.eq(client),
            assignment_pauses::kind.eq(AsText(rest.kind)),
            assignment_pauses::starts_on.eq(rest.from),
            assignment_pauses::ends_on.eq(rest.until),
            assignment_pauses::reason_sealed.eq(rest.sealed(practice, key)?),
            assignment_pauses::created_by.eq(by),
            assignment_pauses::created_at.eq(now),
        ))
        .execute(&mut conn)
        .await?;
    Ok(())
}

/// Writes over a rest that is there.
pub async fn update_rest(
    mut conn: Conn<'_>,
    practice: PracticeId,
    rest: &Rest<'_>,
    key: &PracticeKey,
) -> ApiResult<()> {
    diesel::update(assignment_pauses::table.find((practice, rest.id)))
        .set((
            assignment_pauses::starts_on.eq(rest.from),
            assignment_pauses::ends_on.eq(rest.until),
            assignment_pauses::reason_sealed.eq(rest.sealed(practice, key)?),
        ))
        .execute(&mut conn)
        .await?;
    Ok(())
}

/// Ends a pause with a day.
pub async fn end_pause(
    mut conn: Conn<'_>,
    practice: PracticeId,
    id: PauseId,
    last: NaiveDate,
) -> ApiResult<()> {
    diesel::update(assignment_pauses::table.find((practice, id)))
        .set(assignment_pauses::ends_on.eq(last))
        .execute(&mut conn)
        .await?;
    Ok(())
}

/// Takes away what no day was rested by, or what shall count again.
pub async fn delete_rest(mut conn: Conn<'_>, practice: PracticeId, id: PauseId) -> ApiResult<()> {
    diesel::delete(assignment_pauses::table.find((practice, id))).execute(&mut conn).await?;
    Ok(())
}
