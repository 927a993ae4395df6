//! How acts felt to those who did them: effort, helpfulness and closeness, without words.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::ratings::lived;
use crate::identity::actor::Reader;
use crate::people::care_teams::Context;
use crate::platform::db::Conn;
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{AssignmentId, ClientId, CoupleId, PracticeId};
use crate::schema::{check_in_personals, check_ins, couples, shared_check_ins};

/// What one check-in says of it, each 0 to 10 where it was said.
#[derive(Clone, Copy, Debug, Queryable)]
pub struct Felt {
    /// Its author.
    pub client: ClientId,
    /// The homework.
    pub assignment: AssignmentId,
    /// Its local day.
    pub local_date: NaiveDate,
    /// How much effort it took.
    pub effort: Option<i16>,
    /// How much it helped.
    pub helpfulness: Option<i16>,
    /// How close it felt.
    pub closeness: Option<i16>,
}

/// Of a client's check-ins of one care on these local dates, as far as the reader may read them.
pub async fn felt_between(
    mut conn: Conn<'_>,
    reader: &Reader,
    client: ClientId,
    within: Context,
    days: (NaiveDate, NaiveDate),
) -> ApiResult<Vec<Felt>> {
    let said = check_in_personals::effort
        .is_not_null()
        .or(check_in_personals::helpfulness.is_not_null())
        .or(check_in_personals::closeness.is_not_null());
    let rows = lived(reader, client, Some(within), days)
        .filter(said)
        .select((
            check_ins::client_id,
            check_ins::assignment_id,
            check_ins::local_date,
            check_in_personals::effort.nullable(),
            check_in_personals::helpfulness.nullable(),
            check_in_personals::closeness.nullable(),
        ))
        .load(&mut conn)
        .await?;
    Ok(rows)
}

/// Of what both partners share on these local dates: from the copies alone, and nothing once the couple has ended.
pub async fn felt_by_both(
    mut conn: Conn<'_>,
    practice: PracticeId,
    couple: CoupleId,
    (from, to): (NaiveDate, NaiveDate),
) -> ApiResult<Vec<Felt>> {
    let lasting = couples::table
        .filter(couples::practice_id.eq(practice))
        .filter(couples::ended_at.is_null())
        .select(couples::id);
    let said = shared_check_ins::effort
        .is_not_null()
        .or(shared_check_ins::helpfulness.is_not_null())
        .or(shared_check_ins::closeness.is_not_null());
    let rows = shared_check_ins::table
        .filter(shared_check_ins::practice_id.eq(practice))
        .filter(shared_check_ins::couple_id.eq(couple))
        .filter(shared_check_ins::couple_id.eq_any(lasting))
        .filter(shared_check_ins::local_date.between(from, to))
        .filter(said)
        .select((
            shared_check_ins::client_id,
            shared_check_ins::assignment_id,
            shared_check_ins::local_date,
            shared_check_ins::effort,
            shared_check_ins::helpfulness,
            shared_check_ins::closeness,
        ))
        .load(&mut conn)
        .await?;
    Ok(rows)
}
