//! With a hold go the copies of small wins that their owner took back or replaced while it stood.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::platform::db::Conn;
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{AssignmentId, ClientId, CoupleId, PracticeId};
use crate::schema::{retro_readers, retro_wins, retros};

/// Where a win stands, who reads it, what it says, and when it was brought in.
type Win = ((CoupleId, NaiveDate, AssignmentId), ClientId, (String, NaiveDate, NaiveDate), DateTime<Utc>);

/// Takes them away; says how many.
pub(super) async fn take_wins(
    mut conn: Conn<'_>,
    practice: PracticeId,
    client: ClientId,
) -> ApiResult<usize> {
    let all: Vec<Win> = retro_wins::table
        .filter(retro_wins::practice_id.eq(practice))
        .filter(retro_wins::client_id.eq(client))
        .select((
            (retro_wins::couple_id, retro_wins::month, retro_wins::assignment_id),
            retro_wins::reader_id,
            (retro_wins::kind, retro_wins::since, retro_wins::until),
            retro_wins::created_at,
        ))
        .load(&mut conn)
        .await?;
    let (own, copies): (Vec<&Win>, Vec<&Win>) = all.iter().partition(|(_, reader, ..)| *reader == client);
    // Of joint homework a copy may say something else; then it came in the same moment.
    let same = |own: &Win, copy: &Win| own.0 == copy.0 && (own.2 == copy.2 || own.3 == copy.3);
    let stands = |copy: &Win| own.iter().any(|own| same(own, copy));
    let mut gone = 0_usize;
    for &((couple, month, assignment), reader, ..) in copies.into_iter().filter(|copy| !stands(copy)) {
        let copy = retro_wins::table.find((practice, couple, month, client, assignment, reader));
        gone = gone.saturating_add(diesel::delete(copy).execute(&mut conn).await?);
        note(conn, practice, (couple, month), reader).await?;
    }
    Ok(gone)
}

/// What this reader is told of the retro of a month has changed.
async fn note(
    mut conn: Conn<'_>,
    practice: PracticeId,
    (couple, month): (CoupleId, NaiveDate),
    reader: ClientId,
) -> ApiResult<()> {
    let of_month = retros::table
        .filter(retros::practice_id.eq(practice))
        .filter(retros::couple_id.eq(couple))
        .filter(retros::month.eq(month))
        .select(retros::number);
    let told = retro_readers::table
        .filter(retro_readers::practice_id.eq(practice))
        .filter(retro_readers::couple_id.eq(couple))
        .filter(retro_readers::client_id.eq(reader))
        .filter(retro_readers::number.eq_any(of_month));
    diesel::update(told)
        .set(retro_readers::version.eq(retro_readers::version + 1))
        .execute(&mut conn)
        .await?;
    Ok(())
}
