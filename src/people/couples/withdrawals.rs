//! That something shared changed or went: what was prepared from it before is over.

use diesel::dsl::{count, sum};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::people::care_teams::reach::couples_of;
use crate::platform::db::Conn;
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{ClientId, PracticeId};
use crate::schema::{couple_members, report_releases};

/// Notes that so many things that this client shared are no longer what the partner reads. In the transaction that changes them.
pub async fn withdraw(
    mut conn: Conn<'_>,
    practice: PracticeId,
    client: ClientId,
    gone: usize,
) -> ApiResult<()> {
    if gone == 0 {
        return Ok(());
    }
    let member = couple_members::table
        .filter(couple_members::practice_id.eq(practice))
        .filter(couple_members::client_id.eq(client))
        .filter(couple_members::ended_at.is_null());
    let noted = couple_members::withdrawals.eq(couple_members::withdrawals + 1);
    diesel::update(member).set(noted).execute(&mut conn).await?;
    Ok(())
}

/// Grows with everything that goes from what this client reads of others: with each withdrawal of what the partners shared, with each
/// end, and with each report that is taken back from the client.
pub async fn count_withdrawals(mut conn: Conn<'_>, practice: PracticeId, client: ClientId) -> ApiResult<i64> {
    let mut also = conn;
    let taken_back = report_releases::table
        .filter(report_releases::practice_id.eq(practice))
        .filter(report_releases::client_id.eq(client))
        .filter(report_releases::withdrawn_at.is_not_null())
        .count();
    let partners = couple_members::table
        .filter(couple_members::practice_id.eq(practice))
        .filter(couple_members::couple_id.eq_any(couples_of(practice, client)))
        .filter(couple_members::client_id.ne(client))
        .select((sum(couple_members::withdrawals), count(couple_members::ended_at)));
    let (of_partners, taken_back): ((Option<i64>, i64), i64) =
        futures_util::try_join!(partners.first(&mut conn), taken_back.get_result(&mut also))?;
    let (withdrawals, ends) = of_partners;
    Ok(withdrawals.unwrap_or_default().saturating_add(ends).saturating_add(taken_back))
}
