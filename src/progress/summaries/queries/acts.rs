//! Acts, from the indexes `check_ins_figures` and `shared_check_ins_figures` alone, without a look at care teams: the lens
//! then counts those of visible assignments that its viewer may read. Of a partner nothing is loaded but the copies that
//! were shared.

use diesel::dsl::{IntoBoxed, array};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Uuid;
use diesel_async::RunQueryDsl;

use super::{Scope, audience, members};
use crate::people::care_teams::reach::restricted;
use crate::platform::db::Conn;
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{ClientId, PracticeId};
use crate::progress::adherence::Window;
use crate::progress::summaries::lens::Viewer;
use crate::progress::summaries::model::{ActRow, CopyRow};
use crate::schema::{assignments, check_ins, couple_members, shared_check_ins};

/// The acts of a scope in these days: for the care team as they were written, for a client the own ones and the copies
/// that the partner shared, for both at once the copies alone.
pub(in crate::progress::summaries) async fn acts(
    conn: Conn<'_>,
    practice: PracticeId,
    viewer: Viewer,
    scope: Scope,
    days: Window,
) -> ApiResult<Vec<ActRow>> {
    let of_one = matches!(scope, Scope::Client(_));
    match viewer {
        Viewer::CareTeam => written(conn, practice, scope, days).await,
        Viewer::Client(me) if of_one => written(conn, practice, Scope::Client(me), days).await,
        Viewer::Client(me) => {
            let (mut own, theirs) = futures_util::try_join!(
                written(conn, practice, Scope::Client(me), days),
                shared(conn, practice, scope, Some(me), days),
            )?;
            own.extend(theirs);
            Ok(own)
        }
        // A report about one client holds no joint homework, and of the rest what its audience may read.
        Viewer::Couple | Viewer::ThirdParty if of_one => written(conn, practice, scope, days).await,
        Viewer::Couple | Viewer::ThirdParty => shared(conn, practice, scope, None, days).await,
    }
}

/// The acts of a client and of the partner in the active couple.
pub(in crate::progress::summaries) async fn day_acts(
    conn: Conn<'_>,
    practice: PracticeId,
    viewer: Viewer,
    client: ClientId,
    days: Window,
) -> ApiResult<Vec<ActRow>> {
    let (mut own, theirs) = futures_util::try_join!(
        acts(conn, practice, viewer, Scope::Client(client), days),
        partner_acts(conn, practice, viewer, client, days),
    )?;
    own.extend(theirs);
    Ok(own)
}

/// The acts of these authors, as they were written: for the care team.
pub(super) async fn written_by(
    mut conn: Conn<'_>,
    practice: PracticeId,
    authors: &[ClientId],
    days: Window,
) -> ApiResult<Vec<ActRow>> {
    Ok(acts_in(practice, days).filter(check_ins::client_id.eq_any(authors)).load(&mut conn).await?)
}

async fn written(
    mut conn: Conn<'_>,
    practice: PracticeId,
    scope: Scope,
    days: Window,
) -> ApiResult<Vec<ActRow>> {
    let query = acts_in(practice, days);
    // What both wrote is read by the care team alone: nothing of a restricted record is in it.
    let shown = || check_ins::client_id.ne_all(array(restricted(practice)));
    let query = match scope {
        Scope::Client(client) => query.filter(check_ins::client_id.eq(client)),
        Scope::Couple(couple) => {
            let of_couple = members(practice).filter(couple_members::couple_id.eq(couple));
            query
                .filter(check_ins::client_id.eq_any(array(of_couple.select(couple_members::client_id))))
                .filter(shown())
        }
        Scope::Assignment(id) => query
            .filter(check_ins::client_id.eq_any(array(audience(practice, id))))
            .filter(check_ins::assignment_id.eq(id))
            .filter(shown()),
    };
    Ok(query.load(&mut conn).await?)
}

/// The copies of what is shared in a couple, but those of one of its members.
async fn shared(
    mut conn: Conn<'_>,
    practice: PracticeId,
    scope: Scope,
    but: Option<ClientId>,
    days: Window,
) -> ApiResult<Vec<ActRow>> {
    let query = copies_in(practice, days);
    let mut query = match scope {
        Scope::Couple(couple) => query.filter(shared_check_ins::couple_id.eq(couple)),
        Scope::Assignment(id) => {
            let couple = assignments::table
                .filter(assignments::practice_id.eq(practice))
                .filter(assignments::id.eq(id))
                .select(assignments::context_id);
            query
                .filter(shared_check_ins::couple_id.eq_any(array(couple)))
                .filter(shared_check_ins::assignment_id.eq(id))
        }
        Scope::Client(client) => {
            query.filter(shared_check_ins::couple_id.eq_any(array(active_couple(practice, client))))
        }
    };
    if let Some(but) = but {
        query = query.filter(shared_check_ins::client_id.ne(but));
    }
    let rows: Vec<CopyRow> = query.load(&mut conn).await?;
    Ok(rows.into_iter().map(CopyRow::into_act).collect())
}

/// What the partner in the active couple did, as the viewer may count it.
pub(super) async fn partner_acts(
    mut conn: Conn<'_>,
    practice: PracticeId,
    viewer: Viewer,
    client: ClientId,
    days: Window,
) -> ApiResult<Vec<ActRow>> {
    if viewer != Viewer::CareTeam {
        return shared(conn, practice, Scope::Client(client), Some(client), days).await;
    }
    let partners = members(practice)
        .filter(couple_members::couple_id.eq_any(array(active_couple(practice, client))))
        .filter(couple_members::client_id.ne(client))
        .select(couple_members::client_id);
    Ok(acts_in(practice, days).filter(check_ins::client_id.eq_any(array(partners))).load(&mut conn).await?)
}

fn active_couple<'q>(practice: PracticeId, client: ClientId) -> couple_members::BoxedQuery<'q, Pg, Uuid> {
    members(practice)
        .filter(couple_members::client_id.eq(client))
        .filter(couple_members::ended_at.is_null())
        .select(couple_members::couple_id)
}

type ActColumns = (
    check_ins::client_id,
    check_ins::local_date,
    check_ins::assignment_id,
    check_ins::outcome,
    check_ins::count,
    check_ins::purpose,
    check_ins::visibility,
);

/// Only columns of the index `check_ins_figures`: one more, and every row is fetched from the table.
fn acts_in<'q>(
    practice: PracticeId,
    days: Window,
) -> IntoBoxed<'q, diesel::dsl::Select<check_ins::table, ActColumns>, Pg> {
    check_ins::table
        .select((
            check_ins::client_id,
            check_ins::local_date,
            check_ins::assignment_id,
            check_ins::outcome,
            check_ins::count,
            check_ins::purpose,
            check_ins::visibility,
        ))
        .into_boxed()
        .filter(check_ins::practice_id.eq(practice))
        .filter(check_ins::local_date.between(days.from, days.to))
        .filter(check_ins::deleted_at.is_null())
}

type CopyColumns = (
    shared_check_ins::client_id,
    shared_check_ins::local_date,
    shared_check_ins::assignment_id,
    shared_check_ins::outcome,
    shared_check_ins::count,
    shared_check_ins::purpose,
);

/// Only columns of the index `shared_check_ins_figures`.
fn copies_in<'q>(
    practice: PracticeId,
    days: Window,
) -> IntoBoxed<'q, diesel::dsl::Select<shared_check_ins::table, CopyColumns>, Pg> {
    shared_check_ins::table
        .select((
            shared_check_ins::client_id,
            shared_check_ins::local_date,
            shared_check_ins::assignment_id,
            shared_check_ins::outcome,
            shared_check_ins::count,
            shared_check_ins::purpose,
        ))
        .into_boxed()
        .filter(shared_check_ins::practice_id.eq(practice))
        .filter(shared_check_ins::local_date.between(days.from, days.to))
}
