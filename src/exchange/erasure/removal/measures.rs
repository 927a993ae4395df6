//! What a client answered, and what asked for it. After the safety marks, of which some name a measure.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::platform::db::Conn;
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{ClientId, PracticeId};
use crate::schema::{measure_requests, measure_versions, measures};

pub(super) async fn remove(mut conn: Conn<'_>, practice: PracticeId, client: ClientId) -> ApiResult<()> {
    let earlier = measure_versions::table
        .filter(measure_versions::practice_id.eq(practice))
        .filter(measure_versions::client_id.eq(client));
    diesel::delete(earlier).execute(&mut conn).await?;
    let answered =
        measures::table.filter(measures::practice_id.eq(practice)).filter(measures::client_id.eq(client));
    diesel::delete(answered).execute(&mut conn).await?;
    let asked = measure_requests::table
        .filter(measure_requests::practice_id.eq(practice))
        .filter(measure_requests::client_id.eq(client));
    diesel::delete(asked).execute(&mut conn).await?;
    Ok(())
}
