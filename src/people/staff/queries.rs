//! Staff in the database. Every member of staff may know the others.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::model::{NewStaff, StaffRow};
use crate::identity::memberships::{MembershipStatus, Role};
use crate::platform::db::{AsText, Conn};
use crate::platform::http::{ApiError, ApiResult, Conflict, PageLimit};
use crate::platform::ids::kind::{PracticeId, StaffId};
use crate::schema::{memberships, practices, staff};

#[diesel::dsl::auto_type]
fn of_practice(practice: PracticeId) -> _ {
    let of_staff = memberships::practice_id.eq(staff::practice_id).and(memberships::id.eq(staff::id));
    staff::table
        .inner_join(memberships::table.on(of_staff))
        .filter(staff::practice_id.eq(practice))
        .filter(memberships::practice_id.eq(practice))
}

/// Makes a staff member and the membership it will sign in with.
pub async fn create_staff(mut conn: Conn<'_>, new: NewStaff) -> ApiResult<()> {
    let NewStaff { practice, id, name, email, roles, now } = new;
    diesel::insert_into(memberships::table)
        .values((
            memberships::practice_id.eq(practice),
            memberships::id.eq(id),
            memberships::roles.eq(sorted(roles)),
            memberships::status.eq(AsText(MembershipStatus::NotInvited)),
            memberships::created_at.eq(now),
            memberships::updated_at.eq(now),
        ))
        .execute(&mut conn)
        .await?;
    diesel::insert_into(staff::table)
        .values((
            staff::practice_id.eq(practice),
            staff::id.eq(id),
            staff::name.eq(name),
            staff::email.eq(email),
            staff::created_at.eq(now),
            staff::updated_at.eq(now),
        ))
        .execute(&mut conn)
        .await?;
    Ok(())
}

/// One staff member.
pub async fn find_staff(
    mut conn: Conn<'_>,
    practice: PracticeId,
    id: StaffId,
) -> ApiResult<Option<StaffRow>> {
    let query = of_practice(practice).filter(staff::id.eq(id)).select(StaffRow::as_select());
    Ok(query.first(&mut conn).await.optional()?)
}

/// A page of the staff, oldest first.
pub(super) async fn list_staff(
    mut conn: Conn<'_>,
    practice: PracticeId,
    after: Option<StaffId>,
    limit: PageLimit,
) -> ApiResult<Vec<StaffRow>> {
    let mut query =
        of_practice(practice).order(staff::id).limit(limit.rows()).select(StaffRow::as_select()).into_boxed();
    if let Some(after) = after {
        query = query.filter(staff::id.gt(after));
    }
    Ok(query.load(&mut conn).await?)
}

/// One staff member, locked, and no change of anybody's roles or access in this practice beside this one: owners
/// are counted only behind this lock, so that two of them cannot take each other's place away at once.
pub(super) async fn lock_staff(mut conn: Conn<'_>, practice: PracticeId, id: StaffId) -> ApiResult<StaffRow> {
    let alone = practices::table.find(practice).select(practices::practice_id).for_no_key_update();
    let row =
        of_practice(practice).filter(staff::id.eq(id)).select(StaffRow::as_select()).for_no_key_update();
    let mut also = conn;
    // The second statement takes its snapshot after the first has its lock.
    let (_, row) =
        futures_util::try_join!(alone.first::<PracticeId>(&mut conn), row.first::<StaffRow>(&mut also))?;
    Ok(row)
}

/// Refuses when nobody else is an owner who can sign in. Only behind [`lock_staff`].
pub(super) async fn check_other_owner(
    mut conn: Conn<'_>,
    practice: PracticeId,
    id: StaffId,
) -> ApiResult<()> {
    let others = memberships::table
        .filter(memberships::practice_id.eq(practice))
        .filter(memberships::id.ne(id))
        .filter(memberships::status.eq(AsText(MembershipStatus::Active)))
        .filter(memberships::roles.contains(vec![AsText(Role::Owner)]));
    match diesel::select(diesel::dsl::exists(others)).get_result(&mut conn).await? {
        true => Ok(()),
        false => Err(ApiError::Conflict(Conflict::LastOwner)),
    }
}

/// Writes a new name and address over the version that was read.
pub(super) async fn update_details(
    mut conn: Conn<'_>,
    practice: PracticeId,
    row: &StaffRow,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let updated = diesel::update(staff::table.find((practice, row.id)))
        .filter(staff::version.eq(row.own_version))
        .set((
            staff::name.eq(&row.name),
            staff::email.eq(&row.email),
            staff::version.eq(staff::version + 1),
            staff::updated_at.eq(now),
        ))
        .execute(&mut conn)
        .await?;
    if updated == 0 { Err(ApiError::PreconditionFailed) } else { Ok(()) }
}

/// Writes new roles and access over the version that was read. Tokens made before are refused from now on.
pub(super) async fn update_membership(
    mut conn: Conn<'_>,
    practice: PracticeId,
    row: &StaffRow,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let roles = sorted(row.roles.iter().map(|AsText(role)| *role).collect());
    let updated = diesel::update(memberships::table.find((practice, row.id)))
        .filter(memberships::version.eq(row.membership_version))
        .set((
            memberships::roles.eq(roles),
            memberships::status.eq(row.access),
            memberships::access_version.eq(memberships::access_version + 1),
            memberships::version.eq(memberships::version + 1),
            memberships::updated_at.eq(now),
        ))
        .execute(&mut conn)
        .await?;
    if updated == 0 { Err(ApiError::PreconditionFailed) } else { Ok(()) }
}

fn sorted(mut roles: Vec<Role>) -> Vec<AsText<Role>> {
    roles.sort_unstable();
    roles.into_iter().map(AsText).collect()
}
