//! Plans in the database. Every read starts from the couples in the reader's care, and shows of the parts what the reader
//! may see of assignments.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::dto::{PlanPartResponse, PlanResponse};
use crate::homework::assignments::{AssignmentResponse, find_assignments};
use crate::identity::actor::Reader;
use crate::identity::practice_keys::PracticeKey;
use crate::people::care_teams::reach::cared;
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult, PageLimit};
use crate::platform::ids::kind::{
    AssignmentId, ClientId, CoupleId, LibraryItemId, PlanId, PracticeId, StaffId,
};
use crate::schema::{library_items, plan_parts, plans};

/// A plan as it stands.
#[derive(Queryable, Selectable)]
#[diesel(table_name = plans)]
pub(super) struct PlanRow {
    pub id: PlanId,
    pub couple_id: CoupleId,
    pub created_by: StaffId,
    pub created_at: chrono::DateTime<chrono::Utc>,
}

/// A new plan.
#[derive(Insertable)]
#[diesel(table_name = plans)]
pub(super) struct PlanInsert {
    pub practice_id: PracticeId,
    pub id: PlanId,
    pub couple_id: CoupleId,
    pub created_by: StaffId,
    pub created_at: chrono::DateTime<chrono::Utc>,
}

/// What one partner gets by it.
#[derive(Insertable)]
#[diesel(table_name = plan_parts)]
pub(super) struct PartInsert {
    pub practice_id: PracticeId,
    pub plan_id: PlanId,
    pub client_id: ClientId,
    pub assignment_id: AssignmentId,
}

/// One plan of a couple in the reader's care.
pub(super) async fn find_plan(mut conn: Conn<'_>, reader: &Reader, id: PlanId) -> ApiResult<Option<PlanRow>> {
    let row = plans::table
        .find((reader.practice, id))
        .filter(plans::couple_id.eq_any(cared(reader)))
        .select(PlanRow::as_select())
        .first(&mut conn)
        .await
        .optional()?;
    Ok(row)
}

/// A page of the plans of a couple in the reader's care, oldest first.
pub(super) async fn list_plans(
    mut conn: Conn<'_>,
    reader: &Reader,
    couple: CoupleId,
    after: Option<PlanId>,
    limit: PageLimit,
) -> ApiResult<Vec<PlanRow>> {
    let mut query = plans::table
        .filter(plans::practice_id.eq(reader.practice))
        .filter(plans::couple_id.eq(couple))
        .filter(plans::couple_id.eq_any(cared(reader)))
        .order(plans::id)
        .limit(limit.rows())
        .select(PlanRow::as_select())
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(plans::id.gt(after));
    }
    Ok(query.load(&mut conn).await?)
}

/// The plans with their parts, as far as the reader may see them.
pub(super) async fn open(
    mut conn: Conn<'_>,
    reader: &Reader,
    rows: Vec<PlanRow>,
    key: &PracticeKey,
) -> ApiResult<Vec<PlanResponse>> {
    let ids: Vec<PlanId> = rows.iter().map(|row| row.id).collect();
    let parts: Vec<(PlanId, ClientId, AssignmentId)> = plan_parts::table
        .filter(plan_parts::practice_id.eq(reader.practice))
        .filter(plan_parts::plan_id.eq_any(ids))
        .order((plan_parts::plan_id, plan_parts::client_id))
        .select((plan_parts::plan_id, plan_parts::client_id, plan_parts::assignment_id))
        .load(&mut conn)
        .await?;
    let given: Vec<AssignmentId> = parts.iter().map(|(_, _, assignment)| *assignment).collect();
    let mut seen: Vec<_> = find_assignments(conn, reader, &given).await?;
    rows.into_iter()
        .map(|row| {
            let mut response = PlanResponse {
                id: row.id,
                couple_id: row.couple_id,
                parts: Vec::new(),
                created_by: row.created_by,
                created_at: row.created_at,
                version: 1,
            };
            for (_, client_id, id) in parts.iter().filter(|(plan, _, _)| *plan == row.id) {
                if let Some(at) = seen.iter().position(|assignment| assignment.id == *id) {
                    let assignment = AssignmentResponse::open(seen.swap_remove(at), reader.practice, key)?;
                    response.parts.push(PlanPartResponse { client_id: *client_id, assignment });
                }
            }
            Ok::<_, ApiError>(response)
        })
        .collect()
}

/// Writes a plan whose assignments are there.
pub(super) async fn insert_plan(
    mut conn: Conn<'_>,
    plan: &PlanInsert,
    parts: &[PartInsert],
) -> ApiResult<()> {
    diesel::insert_into(plans::table).values(plan).execute(&mut conn).await?;
    diesel::insert_into(plan_parts::table).values(parts).execute(&mut conn).await?;
    Ok(())
}

/// The ids of built-in items by their keys.
pub(super) async fn find_built_in(
    mut conn: Conn<'_>,
    practice: PracticeId,
    keys: &[&str],
) -> ApiResult<Vec<(LibraryItemId, String)>> {
    let rows = library_items::table
        .filter(library_items::practice_id.eq(practice))
        .filter(library_items::built_in)
        .filter(library_items::key.eq_any(keys))
        .select((library_items::id, library_items::key))
        .load(&mut conn)
        .await?;
    Ok(rows)
}
