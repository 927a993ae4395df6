//! Days of an assignment that count otherwise than they did: what a frozen report is held against.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::platform::db::Conn;
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{AssignmentChangeId, AssignmentId, ClientId, PracticeId};
use crate::schema::assignment_changes;

/// A first day, and a last one where there is one.
pub(super) type ChangedDays = (NaiveDate, Option<NaiveDate>);

/// What changed, for everybody or for one member.
#[derive(Clone, Copy)]
pub(super) struct Of {
    pub practice: PracticeId,
    pub assignment: AssignmentId,
    pub member: Option<ClientId>,
}

/// Notes that these days count otherwise from now on; no day, no note.
pub(super) async fn note_change(
    mut conn: Conn<'_>,
    of: Of,
    (from, to): ChangedDays,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    if to.is_some_and(|to| to < from) {
        return Ok(());
    }
    diesel::insert_into(assignment_changes::table)
        .values((
            assignment_changes::practice_id.eq(of.practice),
            assignment_changes::id.eq(AssignmentChangeId::generate()),
            assignment_changes::assignment_id.eq(of.assignment),
            assignment_changes::client_id.eq(of.member),
            assignment_changes::from_day.eq(from),
            assignment_changes::to_day.eq(to),
            assignment_changes::changed_at.eq(now),
        ))
        .execute(&mut conn)
        .await?;
    Ok(())
}

/// The days on which two stretches with an end each differ; none where they are the same.
pub(super) fn apart(one: (NaiveDate, NaiveDate), other: (NaiveDate, NaiveDate)) -> Option<ChangedDays> {
    let after = |day: NaiveDate| day.succ_opt().unwrap_or(day);
    match (one, other) {
        _ if one == other => None,
        _ if one.0 == other.0 => Some((after(one.1.min(other.1)), Some(one.1.max(other.1)))),
        _ => Some((one.0.min(other.0), Some(one.1.max(other.1)))),
    }
}
