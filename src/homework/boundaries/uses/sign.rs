//! A small sign to the partner that a limit has begun, where its author asks for one. It names nobody and says nothing; what it
//! means is between the two.

use chrono::TimeDelta;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::model::UseRow;
use super::queries::count_signs;
use crate::homework::boundaries::model::BoundaryRow;
use crate::identity::actor::{Access, Actor};
use crate::identity::notices::{NewNotice, NoticeKind, create_notice};
use crate::people::contact_preferences::find_reachable;
use crate::people::couples::keep_lasting;
use crate::platform::db::Conn;
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{ClientId, CoupleId, PracticeId};
use crate::schema::couple_members;

/// A sign of what began longer ago, or is over, would be a report.
const FRESH: TimeDelta = TimeDelta::minutes(15);
/// Signs of one author within a day: more would be a way to press.
const MOST: i64 = 3;

/// Sends a sign, unless the partner does not want to be reached now. Nothing of that is told to the author.
pub(super) async fn send(
    actor: &Actor<impl Access>,
    conn: Conn<'_>,
    boundary: &BoundaryRow,
    row: &UseRow,
) -> ApiResult<()> {
    let (practice, now) = (actor.practice(), actor.now());
    let Some(couple) = boundary.couple_id else { return Ok(()) };
    keep_lasting(conn, practice, couple).await?;
    if now - row.started_at > FRESH || row.returned_at.is_some() {
        return Ok(());
    }
    if count_signs(conn, practice, row.client_id, now - TimeDelta::days(1)).await? >= MOST {
        return Ok(());
    }
    let partner = find_partner(conn, practice, couple, row.client_id).await?;
    let Some((account, to)) = find_reachable(conn, practice, partner, now).await? else { return Ok(()) };
    let new = NewNotice { kind: NoticeKind::SmallSign, to: &to, account: Some(account), now };
    create_notice(conn, &actor.services().shared.keys, new).await
}

async fn find_partner(
    mut conn: Conn<'_>,
    practice: PracticeId,
    couple: CoupleId,
    author: ClientId,
) -> ApiResult<ClientId> {
    let partner = couple_members::table
        .filter(couple_members::practice_id.eq(practice))
        .filter(couple_members::couple_id.eq(couple))
        .filter(couple_members::client_id.ne(author))
        .select(couple_members::client_id);
    Ok(partner.first(&mut conn).await?)
}
