//! What a client wrote of ruptures and repairs, and answered.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::platform::db::Conn;
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{ClientId, PracticeId, RepairId, RuptureId};
use crate::schema::{
    repair_response_versions, repair_responses, repair_versions, repairs, rupture_versions, ruptures,
    shared_repair_responses, shared_repairs, shared_ruptures,
};

pub(super) async fn remove(conn: Conn<'_>, practice: PracticeId, client: ClientId) -> ApiResult<()> {
    remove_responses(conn, practice, client).await?;
    remove_repairs(conn, practice, client).await?;
    remove_ruptures(conn, practice, client).await
}

/// The answers, what they were before, and the copies at the partner's.
async fn remove_responses(mut conn: Conn<'_>, practice: PracticeId, client: ClientId) -> ApiResult<()> {
    let copies = shared_repair_responses::table
        .filter(shared_repair_responses::practice_id.eq(practice))
        .filter(shared_repair_responses::client_id.eq(client));
    diesel::delete(copies).execute(&mut conn).await?;
    let versions = repair_response_versions::table
        .filter(repair_response_versions::practice_id.eq(practice))
        .filter(repair_response_versions::client_id.eq(client));
    diesel::delete(versions).execute(&mut conn).await?;
    let responses = repair_responses::table
        .filter(repair_responses::practice_id.eq(practice))
        .filter(repair_responses::client_id.eq(client));
    diesel::delete(responses).execute(&mut conn).await?;
    Ok(())
}

/// The repairs, what they said before, and the copies. What the partner answered stays the partner's, and names no repair.
async fn remove_repairs(mut conn: Conn<'_>, practice: PracticeId, client: ClientId) -> ApiResult<()> {
    let of_answers = repair_responses::table
        .filter(repair_responses::practice_id.eq(practice))
        .filter(repair_responses::repair_client_id.eq(client))
        .select(repair_responses::shared_repair_id);
    let answered = shared_repair_responses::table
        .filter(shared_repair_responses::practice_id.eq(practice))
        .filter(shared_repair_responses::shared_repair_id.eq_any(of_answers));
    diesel::delete(answered).execute(&mut conn).await?;
    let answers = repair_responses::table
        .filter(repair_responses::practice_id.eq(practice))
        .filter(repair_responses::repair_client_id.eq(client));
    diesel::update(answers)
        .set((
            repair_responses::repair_client_id.eq(None::<ClientId>),
            repair_responses::repair_id.eq(None::<RepairId>),
        ))
        .execute(&mut conn)
        .await?;
    let versions = repair_versions::table
        .filter(repair_versions::practice_id.eq(practice))
        .filter(repair_versions::client_id.eq(client));
    diesel::delete(versions).execute(&mut conn).await?;
    let copies = shared_repairs::table
        .filter(shared_repairs::practice_id.eq(practice))
        .filter(shared_repairs::client_id.eq(client));
    diesel::delete(copies).execute(&mut conn).await?;
    let written =
        repairs::table.filter(repairs::practice_id.eq(practice)).filter(repairs::client_id.eq(client));
    diesel::delete(written).execute(&mut conn).await?;
    Ok(())
}

/// The ruptures, what they said before, and the copies. Repairs of the partner that were linked to one stay, without the link.
async fn remove_ruptures(mut conn: Conn<'_>, practice: PracticeId, client: ClientId) -> ApiResult<()> {
    let linked = repairs::table
        .filter(repairs::practice_id.eq(practice))
        .filter(repairs::rupture_client_id.eq(client));
    diesel::update(linked)
        .set((repairs::rupture_client_id.eq(None::<ClientId>), repairs::rupture_id.eq(None::<RuptureId>)))
        .execute(&mut conn)
        .await?;
    let versions = rupture_versions::table
        .filter(rupture_versions::practice_id.eq(practice))
        .filter(rupture_versions::client_id.eq(client));
    diesel::delete(versions).execute(&mut conn).await?;
    let copies = shared_ruptures::table
        .filter(shared_ruptures::practice_id.eq(practice))
        .filter(shared_ruptures::client_id.eq(client));
    diesel::delete(copies).execute(&mut conn).await?;
    let written =
        ruptures::table.filter(ruptures::practice_id.eq(practice)).filter(ruptures::client_id.eq(client));
    diesel::delete(written).execute(&mut conn).await?;
    Ok(())
}
