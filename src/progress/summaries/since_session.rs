//! The window that begins with the last session.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::queries::Scope;
use super::window::{Asked, Wanted};
use crate::homework::assignments::visible_to;
use crate::identity::actor::Reader;
use crate::people::appointments::{LastHeld, last_held};
use crate::people::care_teams::reach::known_couples_of;
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult, FieldError};
use crate::platform::ids::kind::ClientId;
use crate::schema::assignments;

/// The window that is wanted; none where it begins with a session and none was held that the reader may know of. A client's
/// sessions are the own ones and those of the couples; a couple's are its own alone.
pub async fn settle(
    conn: Conn<'_>,
    reader: &Reader,
    scope: Scope,
    wanted: Wanted,
    now: DateTime<Utc>,
) -> ApiResult<Option<Asked>> {
    match wanted {
        Wanted::Known(asked) => Ok(Some(asked)),
        Wanted::SinceLastSession => {
            let contexts = contexts(conn, reader, scope).await?;
            let last = last_held(conn, reader, &contexts, now).await?;
            Ok(last.map(|last| Asked::Since(day_of(&last))))
        }
    }
}

/// What somebody is told who asked for the time since a session where there was none.
pub fn no_session() -> ApiError {
    let detail = "no session has been held yet: ask for days instead";
    ApiError::Invalid(vec![FieldError::of_parameter("window", "no_session", detail)])
}

/// The day of a session, by the clock that it was agreed by.
pub fn day_of(session: &LastHeld) -> NaiveDate {
    session.time_zone.0.wall_clock(session.starts_at).date()
}

async fn contexts(mut conn: Conn<'_>, reader: &Reader, scope: Scope) -> ApiResult<Vec<Uuid>> {
    Ok(match scope {
        Scope::Couple(couple) => vec![couple.uuid()],
        Scope::Client(client) => with_couples(conn, reader, client).await?,
        Scope::Assignment(id) => {
            let whose =
                visible_to(reader).filter(assignments::id.eq(id)).select(assignments::context_id).limit(1);
            whose.load(&mut conn).await?
        }
    })
}

async fn with_couples(mut conn: Conn<'_>, reader: &Reader, client: ClientId) -> ApiResult<Vec<Uuid>> {
    let mut all: Vec<Uuid> = known_couples_of(reader, client).load(&mut conn).await?;
    all.push(client.uuid());
    Ok(all)
}
