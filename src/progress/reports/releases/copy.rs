//! The copy that a therapist hands over to somebody outside: what was checked when it was released is checked again.

use super::model::ReleaseRow;
use super::queries;
use super::release::about;
use super::taken_back::check_nothing_taken_back;
use crate::identity::actor::{Access, Actor, Reader};
use crate::people::agreements::check_joint;
use crate::people::care_teams::Context;
use crate::people::couples::find_couple;
use crate::people::practices::local_day;
use crate::people::safety::list_held;
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult, Conflict};
use crate::progress::reports::authorisations::find_whole;

/// Refuses to hand over what could not be released now.
pub(super) async fn check(
    actor: &Actor<impl Access>,
    conn: Conn<'_>,
    reader: &Reader,
    release: &ReleaseRow,
) -> ApiResult<()> {
    let Some(outside) = release.authorisation_id else {
        return Err(ApiError::wrong_state("It is released to a client, who reads it in person."));
    };
    if release.withdrawn_at.is_some() {
        return Err(ApiError::wrong_state("The release was taken back."));
    }
    let report = queries::find_report(conn, reader, release.report_id).await?.ok_or(ApiError::NotFound)?;
    let about = about(&report)?;
    if let Context::Couple(couple) = about {
        let found = find_couple(conn, reader, couple).await?.ok_or(ApiError::NotFound)?;
        if found.ended_at.is_some() {
            return Err(ApiError::Conflict(Conflict::CoupleEnded));
        }
    }
    if !list_held(conn, reader.practice, &[about.id()]).await?.is_empty() {
        return Err(ApiError::Conflict(Conflict::Held));
    }
    if let Context::Couple(couple) = about {
        check_joint(conn, reader.practice, couple).await?;
    }
    check_nothing_taken_back(conn, reader.practice, about, &report, &*actor.key(conn).await?).await?;
    let today = local_day(conn, reader.practice, actor.now()).await?;
    let standing = find_whole(conn, reader, outside).await?.is_some_and(|found| found.stands(today));
    if standing { Ok(()) } else { Err(ApiError::Conflict(Conflict::NotAuthorised)) }
}
