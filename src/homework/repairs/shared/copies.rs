//! The partner's copies of repairs, as they are written.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::model::SharedInsert;
use crate::homework::repairs::state::Place;
use crate::people::couples::withdraw;
use crate::platform::db::Conn;
use crate::platform::http::ApiResult;
use crate::schema::shared_repairs;

/// Makes the partner's copy of a repair.
pub async fn insert_shared(mut conn: Conn<'_>, row: &SharedInsert) -> ApiResult<()> {
    diesel::insert_into(shared_repairs::table).values(row).execute(&mut conn).await?;
    Ok(())
}

/// Brings the partner's copy of a repair up to date, or takes it away.
pub async fn replace_shared(mut conn: Conn<'_>, place: Place, row: Option<&SharedInsert>) -> ApiResult<()> {
    let known = shared_repairs::table
        .filter(shared_repairs::practice_id.eq(place.practice))
        .filter(shared_repairs::client_id.eq(place.client))
        .filter(shared_repairs::repair_id.eq(place.id));
    let Some(row) = row else {
        let gone = diesel::delete(known).execute(&mut conn).await?;
        return withdraw(conn, place.practice, place.client, gone).await;
    };
    let updated = diesel::update(known.filter(shared_repairs::author_ref.eq(row.author_ref)))
        .set((
            shared_repairs::in_person.eq(row.in_person),
            shared_repairs::own_done.eq(row.own_done),
            shared_repairs::impact_done.eq(row.impact_done),
            shared_repairs::validate_done.eq(row.validate_done),
            shared_repairs::do_over_done.eq(row.do_over_done),
            shared_repairs::follow_through_by.eq(row.follow_through_by),
            shared_repairs::follow_through.eq(row.follow_through),
            shared_repairs::follow_through_on.eq(row.follow_through_on),
            shared_repairs::words_sealed.eq(&row.words_sealed),
            shared_repairs::version.eq(shared_repairs::version + 1),
            shared_repairs::updated_at.eq(row.updated_at),
        ))
        .execute(&mut conn)
        .await?;
    if updated > 0 {
        return withdraw(conn, place.practice, place.client, updated).await;
    }
    // What it was called before, if it was shared, is over.
    let gone = diesel::delete(known).execute(&mut conn).await?;
    withdraw(conn, place.practice, place.client, gone).await?;
    insert_shared(conn, row).await
}
