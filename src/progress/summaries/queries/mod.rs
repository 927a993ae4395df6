//! What figures are made from, in one round trip: people, assignments with their revisions, pauses and acts.
//!
//! Assignments start from [`visible_to`]. Acts are read from the indexes `check_ins_figures` and
//! `shared_check_ins_figures` alone, without a look at care teams: the lens then counts those of visible assignments that
//! its viewer may read. Of a partner nothing is loaded but the copies that were shared.

use chrono::{DateTime, Utc};
use diesel::dsl::{IntoBoxed, array, case_when};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Uuid;
use diesel_async::RunQueryDsl;

use super::lens::Viewer;
use super::model::{ActRow, CopyRow, Homework, Loaded, PauseRow, PersonRow, TermsRow};
use crate::homework::assignments::visible_to;
use crate::identity::actor::Reader;
use crate::people::care_teams::Context;
use crate::people::care_teams::reach::{cared, own_couples, restricted};
use crate::platform::db::Conn;
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{AssignmentId, ClientId, CoupleId, PracticeId};
use crate::progress::adherence::Window;
use crate::schema::{
    assignment_pauses, assignment_revisions, assignments, check_ins, clients, couple_members, couples,
    practices, shared_check_ins,
};

/// What an answer is about.
#[derive(Clone, Copy, Debug)]
pub enum Scope {
    /// What one client does alone, of individual homework and of a couple's.
    Client(ClientId),
    /// The homework of one couple.
    Couple(CoupleId),
    /// One assignment.
    Assignment(AssignmentId),
}

impl From<Context> for Scope {
    fn from(context: Context) -> Self {
        match context {
            Context::Client(id) => Self::Client(id),
            Context::Couple(id) => Self::Couple(id),
        }
    }
}

/// Everything that the figures of a scope are made from, as far as these days need it and this viewer may count it. No
/// people: not visible.
pub async fn load(
    conn: Conn<'_>,
    reader: &Reader,
    viewer: Viewer,
    scope: Scope,
    days: Window,
    now: DateTime<Utc>,
) -> ApiResult<Loaded> {
    let (people, terms, pauses, acts) = futures_util::try_join!(
        people(conn, reader, scope),
        terms(conn, reader, scope, days),
        pauses(conn, reader.practice, scope, days),
        acts(conn, reader.practice, viewer, scope, days),
    )?;
    let homework = Homework::group(&terms, &people, now);
    Ok(Loaded { people, homework, pauses, acts })
}

/// The same for a client's day, with the acts of the partner in the active couple.
pub(super) async fn load_day(
    conn: Conn<'_>,
    reader: &Reader,
    client: ClientId,
    days: Window,
    now: DateTime<Utc>,
) -> ApiResult<Loaded> {
    let viewer = Viewer::of(reader);
    let (mut loaded, theirs) = futures_util::try_join!(
        load(conn, reader, viewer, Scope::Client(client), days, now),
        partner_acts(conn, reader.practice, viewer, client, days),
    )?;
    loaded.acts.extend(theirs);
    Ok(loaded)
}

/// The acts of a client and of the partner in the active couple.
pub(super) async fn day_acts(
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

/// The people of a scope: a client or couple in the reader's reach. Those of an assignment come without a look at
/// reach, because the assignment itself decides. To staff nobody whose record is restricted or erased.
async fn people(mut conn: Conn<'_>, reader: &Reader, scope: Scope) -> ApiResult<Vec<PersonRow>> {
    let practice = reader.practice;
    let query = clients::table
        .inner_join(practices::table.on(practices::practice_id.eq(clients::practice_id)))
        .filter(clients::practice_id.eq(practice))
        .filter(practices::practice_id.eq(practice))
        .order(clients::id)
        .select((
            clients::id,
            clients::time_zone,
            clients::day_start,
            practices::day_start,
            practices::week_start,
            practices::streaks_shown,
        ))
        .into_boxed();
    let query = if reader.client { query } else { query.filter(clients::restricted_at.is_null()) };
    let query = match scope {
        Scope::Client(client) if reader.client => {
            query.filter(clients::id.eq(client)).filter(clients::id.eq(reader.member))
        }
        Scope::Client(client) => {
            let partners = members(practice)
                .filter(couple_members::couple_id.eq_any(cared(reader)))
                .select(couple_members::client_id);
            let cared = clients::id.eq_any(cared(reader));
            query.filter(clients::id.eq(client)).filter(cared.or(clients::id.eq_any(partners)))
        }
        Scope::Couple(couple) => {
            let of_couple = members(practice).filter(couple_members::couple_id.eq(couple));
            let in_reach = if reader.client {
                of_couple.filter(couple_members::couple_id.eq_any(own_couples(reader)))
            } else {
                of_couple.filter(couple_members::couple_id.eq_any(cared(reader)))
            };
            query.filter(clients::id.eq_any(array(in_reach.select(couple_members::client_id))))
        }
        Scope::Assignment(id) => query.filter(clients::id.eq_any(array(audience(practice, id)))),
    };
    Ok(query.load(&mut conn).await?)
}

async fn terms(mut conn: Conn<'_>, reader: &Reader, scope: Scope, days: Window) -> ApiResult<Vec<TermsRow>> {
    let couple_ended_at = couples::table
        .filter(couples::practice_id.eq(reader.practice))
        .filter(couples::id.nullable().eq(assignments::couple_id))
        .select(couples::ended_at)
        .single_value();
    let rows = visible_to(reader)
        .filter(assignments::id.eq_any(array(ids(reader.practice, scope, days))))
        .order((assignments::id, assignment_revisions::number))
        .select((
            assignments::id,
            assignments::client_id,
            assignments::couple_id,
            assignments::mode,
            assignments::status,
            assignments::starts_on,
            assignments::ends_on,
            couple_ended_at,
            assignment_revisions::number,
            assignment_revisions::effective_from,
            assignment_revisions::cadence,
            assignment_revisions::minutes,
            assignment_revisions::time_zone,
            assignment_revisions::day_start,
            assignment_revisions::week_start,
            assignment_revisions::item_id,
            assignment_revisions::item_key,
            assignment_revisions::item_kind,
            assignment_revisions::item_title,
        ))
        .load(&mut conn)
        .await?;
    Ok(rows)
}

/// Pauses that reach to this day or beyond.
async fn pauses(
    mut conn: Conn<'_>,
    practice: PracticeId,
    scope: Scope,
    days: Window,
) -> ApiResult<Vec<PauseRow>> {
    let rows = assignment_pauses::table
        .filter(assignment_pauses::practice_id.eq(practice))
        .filter(assignment_pauses::assignment_id.eq_any(array(ids(practice, scope, days))))
        .filter(assignment_pauses::ends_on.is_null().or(assignment_pauses::ends_on.ge(days.from)))
        .order((assignment_pauses::assignment_id, assignment_pauses::starts_on, assignment_pauses::id))
        .select((
            assignment_pauses::assignment_id,
            assignment_pauses::client_id,
            assignment_pauses::starts_on,
            assignment_pauses::ends_on,
        ))
        .load(&mut conn)
        .await?;
    Ok(rows)
}

/// The acts of a scope in these days: for the care team as they were written, for a client the own ones and the copies
/// that the partner shared, for both at once the copies alone.
pub(super) async fn acts(
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
            let active = members(practice)
                .filter(couple_members::client_id.eq(client))
                .filter(couple_members::ended_at.is_null())
                .select(couple_members::couple_id);
            query.filter(shared_check_ins::couple_id.eq_any(array(active)))
        }
    };
    if let Some(but) = but {
        query = query.filter(shared_check_ins::client_id.ne(but));
    }
    let rows: Vec<CopyRow> = query.load(&mut conn).await?;
    Ok(rows.into_iter().map(CopyRow::into_act).collect())
}

/// What the partner in the active couple did, as the viewer may count it.
async fn partner_acts(
    mut conn: Conn<'_>,
    practice: PracticeId,
    viewer: Viewer,
    client: ClientId,
    days: Window,
) -> ApiResult<Vec<ActRow>> {
    if viewer != Viewer::CareTeam {
        return shared(conn, practice, Scope::Client(client), Some(client), days).await;
    }
    let active = members(practice)
        .filter(couple_members::client_id.eq(client))
        .filter(couple_members::ended_at.is_null())
        .select(couple_members::couple_id);
    let partners = members(practice)
        .filter(couple_members::couple_id.eq_any(array(active)))
        .filter(couple_members::client_id.ne(client))
        .select(couple_members::client_id);
    Ok(acts_in(practice, days).filter(check_ins::client_id.eq_any(array(partners))).load(&mut conn).await?)
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

fn members<'q>(practice: PracticeId) -> couple_members::BoxedQuery<'q, Pg> {
    couple_members::table.filter(couple_members::practice_id.eq(practice)).into_boxed()
}

/// Assignments of a scope that have a day in the window: without a look at reach.
fn ids<'q>(practice: PracticeId, scope: Scope, days: Window) -> assignments::BoxedQuery<'q, Pg, Uuid> {
    let all = assignments::table.filter(assignments::practice_id.eq(practice)).into_boxed();
    let in_scope = match scope {
        Scope::Assignment(id) => return all.filter(assignments::id.eq(id)).select(assignments::id),
        Scope::Couple(couple) => all.filter(assignments::couple_id.eq(couple)),
        Scope::Client(client) => {
            let couples = members(practice)
                .filter(couple_members::client_id.eq(client))
                .select(couple_members::couple_id.nullable());
            let joint = assignments::couple_id.eq_any(array(couples));
            all.filter(assignments::client_id.eq(client).or(joint))
        }
    };
    in_scope
        .filter(assignments::starts_on.le(days.to))
        .filter(assignments::ends_on.is_null().or(assignments::ends_on.ge(days.from)))
        .select(assignments::id)
}

/// The people of an assignment: its client, or the members of its couple.
#[diesel::dsl::auto_type]
fn audience(practice: PracticeId, id: AssignmentId) -> _ {
    assignments::table
        .left_join(
            couple_members::table.on(couple_members::practice_id
                .eq(assignments::practice_id)
                .and(couple_members::couple_id.nullable().eq(assignments::couple_id))),
        )
        .filter(assignments::practice_id.eq(practice))
        .filter(assignments::id.eq(id))
        .select(
            case_when(assignments::client_id.is_null(), couple_members::client_id.nullable())
                .otherwise(assignments::client_id)
                .assume_not_null(),
        )
}
