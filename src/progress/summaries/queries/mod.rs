//! What figures are made from, in one round trip: people, assignments with their revisions, pauses and acts.
//! Assignments start from [`visible_to`].

mod acts;
mod many;

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::{array, case_when};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Jsonb, Uuid};
use diesel_async::RunQueryDsl;

use self::acts::partner_acts;
pub(super) use self::acts::{acts, day_acts};
pub use self::many::{Case, load_running};
use super::lens::Viewer;
use super::model::{Homework, Loaded, PauseRow, PersonRow, TermsRow};
use crate::homework::assignments::{pinned, visible_to};
use crate::identity::actor::Reader;
use crate::people::care_teams::Context;
use crate::people::care_teams::reach::{cared, own_couples};
use crate::platform::db::{AsJson, Conn};
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{AssignmentId, ClientId, CoupleId, PracticeId};
use crate::progress::adherence::Window;
use crate::schema::{
    assignment_pauses, assignment_revisions, assignments, clients, couple_members, couples, library_versions,
    practices,
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
        terms(conn, reader, ids(reader.practice, scope, days)),
        pauses(conn, reader.practice, ids(reader.practice, scope, days), days),
        acts(conn, reader.practice, viewer, scope, days),
    )?;
    let homework = Homework::group(&terms, &people, now);
    Ok(Loaded { people, homework, pauses, acts })
}

/// The same for a client's day, with the acts of the partner in the active couple and what check-ins must answer.
pub(super) async fn load_day(
    conn: Conn<'_>,
    reader: &Reader,
    client: ClientId,
    days: Window,
    now: DateTime<Utc>,
) -> ApiResult<(Loaded, Required)> {
    let (viewer, scope) = (Viewer::of(reader), Scope::Client(client));
    let (mut loaded, theirs, required) = futures_util::try_join!(
        load(conn, reader, viewer, scope, days, now),
        partner_acts(conn, reader.practice, viewer, client, days),
        required_of(conn, reader, ids(reader.practice, scope, days)),
    )?;
    loaded.acts.extend(theirs);
    Ok((loaded, required))
}

/// The keys of the questions that a check-in must answer to be done, by assignment and revision.
pub type Required = HashMap<(AssignmentId, i32), Vec<String>>;

async fn required_of(mut conn: Conn<'_>, reader: &Reader, ids: Ids<'_>) -> ApiResult<Required> {
    let keys = pinned(reader.practice).select(required_answers(library_versions::content)).single_value();
    let rows: Vec<(AssignmentId, i32, AsJson<Vec<String>>)> = visible_to(reader)
        .filter(assignments::id.eq_any(array(ids)))
        .select((assignments::id, assignment_revisions::number, keys.assume_not_null()))
        .load(&mut conn)
        .await?;
    Ok(rows.into_iter().map(|(id, revision, AsJson(keys))| ((id, revision), keys)).collect())
}

#[diesel::declare_sql_function]
extern "SQL" {
    /// The keys of the questions of an item without an answer to which a check-in is not done.
    fn required_answers(content: Jsonb) -> Jsonb;
}

/// Everybody of a practice, with what it has set.
#[diesel::dsl::auto_type]
fn everybody(practice: PracticeId) -> _ {
    clients::table
        .inner_join(practices::table.on(practices::practice_id.eq(clients::practice_id)))
        .filter(clients::practice_id.eq(practice))
        .filter(practices::practice_id.eq(practice))
        .select((
            clients::id,
            clients::time_zone,
            clients::day_start,
            practices::day_start,
            practices::time_zone,
            practices::week_start,
            practices::streaks_shown,
        ))
}

/// The people of a scope: a client or couple in the reader's reach. Those of an assignment come without a look at
/// reach, because the assignment itself decides. To staff nobody whose record is restricted or erased.
pub async fn people(mut conn: Conn<'_>, reader: &Reader, scope: Scope) -> ApiResult<Vec<PersonRow>> {
    let practice = reader.practice;
    let query = everybody(practice).order(clients::id).into_boxed();
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

/// The day that it is for the people of a scope, the latest where there are two; by UTC where nobody is seen.
pub async fn local_day(
    conn: Conn<'_>,
    reader: &Reader,
    scope: Scope,
    now: DateTime<Utc>,
) -> ApiResult<NaiveDate> {
    let people = people(conn, reader, scope).await?;
    Ok(people.iter().map(|person| person.local_date(now)).max().unwrap_or_else(|| now.date_naive()))
}

/// A subquery of assignment ids.
type Ids<'q> = assignments::BoxedQuery<'q, Pg, Uuid>;

async fn terms(mut conn: Conn<'_>, reader: &Reader, ids: Ids<'_>) -> ApiResult<Vec<TermsRow>> {
    let couple_ended_at = couples::table
        .filter(couples::practice_id.eq(reader.practice))
        .filter(couples::id.nullable().eq(assignments::couple_id))
        .select(couples::ended_at)
        .single_value();
    let rows = visible_to(reader)
        .filter(assignments::id.eq_any(array(ids)))
        .order((assignments::id, assignment_revisions::number))
        .select((
            assignments::id,
            assignments::client_id,
            assignments::couple_id,
            assignments::status,
            assignments::starts_on,
            assignments::ends_on,
            couple_ended_at,
            assignment_revisions::number,
            assignment_revisions::effective_from,
            assignment_revisions::mode,
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
    ids: Ids<'_>,
    days: Window,
) -> ApiResult<Vec<PauseRow>> {
    let rows = assignment_pauses::table
        .filter(assignment_pauses::practice_id.eq(practice))
        .filter(assignment_pauses::assignment_id.eq_any(array(ids)))
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

fn members<'q>(practice: PracticeId) -> couple_members::BoxedQuery<'q, Pg> {
    couple_members::table.filter(couple_members::practice_id.eq(practice)).into_boxed()
}

/// Assignments of a scope that have a day in the window: without a look at reach.
fn ids<'q>(practice: PracticeId, scope: Scope, days: Window) -> Ids<'q> {
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
