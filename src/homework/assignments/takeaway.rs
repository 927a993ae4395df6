//! A client's homework, page by page, with the words of its item and what is the client's own: to take along.

use serde::Serialize;

use super::dto::{AssignedItemResponse, AssignmentResponse, RevisionResponse};
use super::model::AssignmentRow;
use super::participants::{ParticipantResponse, find_participant};
use super::queries::{Of, list_assignments, list_pinned_items, list_revisions};
use crate::identity::actor::Reader;
use crate::identity::practice_keys::PracticeKey;
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult, PageLimit};
use crate::platform::ids::kind::AssignmentId;

/// Homework with everything that its answers are read by.
#[derive(Serialize)]
pub struct OwnAssignment {
    /// Under its newest terms.
    pub assignment: AssignmentResponse,
    /// What the pinned version of its item says.
    pub item: AssignedItemResponse,
    /// What the versions before it say, by which earlier check-ins are read; newest first.
    pub earlier_items: Vec<AssignedItemResponse>,
    /// What was asked from which day on, newest first.
    pub revisions: Vec<RevisionResponse>,
    /// The client's own confidence and plan; none where the client has no part in it.
    pub own_part: Option<ParticipantResponse>,
}

/// A page of this client's homework, oldest first, and where the next one goes on.
pub async fn list_own(
    conn: Conn<'_>,
    reader: &Reader,
    after: Option<AssignmentId>,
    key: &PracticeKey,
) -> ApiResult<(Vec<OwnAssignment>, Option<AssignmentId>)> {
    let of = Of::Client(reader.member);
    let rows = list_assignments(conn, reader, of, &[], after, PageLimit::default()).await?;
    let next = rows.last().map(|row| row.id);
    let mut page = Vec::with_capacity(rows.len());
    for row in rows {
        page.push(with_words(conn, reader, row, key).await?);
    }
    Ok((page, next))
}

async fn with_words(
    conn: Conn<'_>,
    reader: &Reader,
    row: AssignmentRow,
    key: &PracticeKey,
) -> ApiResult<OwnAssignment> {
    let id = row.id;
    let (mut items, revisions, own_part) = futures_util::try_join!(
        list_pinned_items(conn, reader, id),
        list_all_revisions(conn, reader, id, key),
        find_own_part(conn, reader, id, key)
    )?;
    let assignment = AssignmentResponse::open(row, reader.practice, key)?;
    let earlier_items = items.split_off(items.len().min(1));
    let item = items.pop().ok_or(ApiError::NotFound)?;
    Ok(OwnAssignment { assignment, item, earlier_items, revisions, own_part })
}

async fn list_all_revisions(
    conn: Conn<'_>,
    reader: &Reader,
    id: AssignmentId,
    key: &PracticeKey,
) -> ApiResult<Vec<RevisionResponse>> {
    let (mut revisions, mut before) = (Vec::new(), None);
    loop {
        let rows = list_revisions(conn, reader, id, before, PageLimit::default()).await?;
        // They count from 1.
        before = rows.last().map(|row| row.number).filter(|number| *number > 1);
        for row in rows {
            revisions.push(RevisionResponse::open(row, reader.practice, key)?);
        }
        if before.is_none() {
            return Ok(revisions);
        }
    }
}

async fn find_own_part(
    conn: Conn<'_>,
    reader: &Reader,
    id: AssignmentId,
    key: &PracticeKey,
) -> ApiResult<Option<ParticipantResponse>> {
    match find_participant(conn, reader, id, reader.member).await {
        Err(ApiError::NotFound) => Ok(None),
        found => found?.open(reader.practice, key).map(Some),
    }
}
