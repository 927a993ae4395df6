//! The pacts of one of a client's couples, page by page, with the client's own acceptances: to take along.

use chrono::{DateTime, Utc};

use super::dto::PactResponse;
use super::model::PactRow;
use super::queries::list_of_couple;
use super::view::{Homework, open_all};
use crate::identity::actor::Reader;
use crate::identity::practice_keys::PracticeKey;
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::{AssignmentId, CoupleId};

/// Where a page goes on.
pub type AfterOwn = (AssignmentId, i32);

/// A page of the versions that this client can read, homework by homework, and where the next one goes on.
pub async fn list_own(
    conn: Conn<'_>,
    reader: &Reader,
    (couple, now): (CoupleId, DateTime<Utc>),
    after: Option<AfterOwn>,
    key: &PracticeKey,
) -> ApiResult<(Vec<PactResponse>, Option<AfterOwn>)> {
    let rows = list_of_couple(conn, reader, couple, after).await?;
    let next = rows.last().map(|row| (row.assignment_id, row.number));
    let mut page = Vec::with_capacity(rows.len());
    for of_one in in_groups(rows) {
        let Some(assignment) = of_one.first().map(|row| row.assignment_id) else { continue };
        let homework = Homework::find(conn, reader, assignment, now).await?.ok_or(ApiError::Internal)?;
        page.extend(open_all(conn, reader, &homework, of_one, key).await?);
    }
    Ok((page, next))
}

/// The versions of each homework by themselves.
fn in_groups(rows: Vec<PactRow>) -> Vec<Vec<PactRow>> {
    let mut groups: Vec<Vec<PactRow>> = Vec::new();
    for row in rows {
        match groups.last_mut() {
            Some(group) if group.first().is_some_and(|one| one.assignment_id == row.assignment_id) => {
                group.push(row);
            }
            _ => groups.push(vec![row]),
        }
    }
    groups
}
