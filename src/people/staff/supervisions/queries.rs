//! Supervisions in the database.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::platform::db::Conn;
use crate::platform::http::{ApiResult, PageLimit};
use crate::platform::ids::kind::{PracticeId, StaffId};
use crate::schema::{staff, supervisions};

/// A supervised staff member.
#[derive(Queryable, Selectable)]
#[diesel(table_name = staff)]
pub(super) struct SuperviseeRow {
    pub id: StaffId,
    pub name: String,
    #[diesel(select_expression = supervisions::created_at)]
    pub since: DateTime<Utc>,
}

#[diesel::dsl::auto_type]
fn supervisees_of(practice: PracticeId, supervisor: StaffId) -> _ {
    let supervisee =
        staff::practice_id.eq(supervisions::practice_id).and(staff::id.eq(supervisions::supervisee_id));
    supervisions::table
        .inner_join(staff::table.on(supervisee))
        .filter(supervisions::practice_id.eq(practice))
        .filter(staff::practice_id.eq(practice))
        .filter(supervisions::supervisor_id.eq(supervisor))
}

/// A page of a supervisor's supervisees, in the order of their ids.
pub(super) async fn list_supervisees(
    mut conn: Conn<'_>,
    practice: PracticeId,
    supervisor: StaffId,
    after: Option<StaffId>,
    limit: PageLimit,
) -> ApiResult<Vec<SuperviseeRow>> {
    let mut query = supervisees_of(practice, supervisor)
        .order(supervisions::supervisee_id)
        .limit(limit.rows())
        .select(SuperviseeRow::as_select())
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(supervisions::supervisee_id.gt(after));
    }
    Ok(query.load(&mut conn).await?)
}

/// One supervisee of a supervisor.
pub(super) async fn find_supervisee(
    mut conn: Conn<'_>,
    practice: PracticeId,
    supervisor: StaffId,
    supervisee: StaffId,
) -> ApiResult<SuperviseeRow> {
    let query = supervisees_of(practice, supervisor)
        .filter(supervisions::supervisee_id.eq(supervisee))
        .select(SuperviseeRow::as_select());
    Ok(query.first(&mut conn).await?)
}

/// Lets a supervisor see what this member sees; says whether that is new.
pub(super) async fn insert_supervision(
    mut conn: Conn<'_>,
    practice: PracticeId,
    supervisor: StaffId,
    supervisee: StaffId,
    now: DateTime<Utc>,
) -> ApiResult<bool> {
    let inserted = diesel::insert_into(supervisions::table)
        .values((
            supervisions::practice_id.eq(practice),
            supervisions::supervisor_id.eq(supervisor),
            supervisions::supervisee_id.eq(supervisee),
            supervisions::created_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .execute(&mut conn)
        .await?;
    Ok(inserted > 0)
}

/// Takes a supervision back; says whether there was one.
pub(super) async fn delete_supervision(
    mut conn: Conn<'_>,
    practice: PracticeId,
    supervisor: StaffId,
    supervisee: StaffId,
) -> ApiResult<bool> {
    let deleted = diesel::delete(supervisions::table.find((practice, supervisor, supervisee)))
        .execute(&mut conn)
        .await?;
    Ok(deleted > 0)
}
