//! A staff member as a row, and the rule about owners.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::identity::actor::{Access, Actor};
use crate::identity::memberships::{MembershipStatus, Role};
use crate::platform::db::AsText;
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::{PracticeId, StaffId};
use crate::schema::{memberships, staff};

/// A staff member with the membership's roles and access.
#[derive(Clone, PartialEq, Queryable, Selectable)]
#[diesel(table_name = staff)]
pub struct StaffRow {
    /// The id.
    pub id: StaffId,
    /// The name.
    pub name: String,
    /// E-mail address at work.
    pub email: String,
    /// The roles held.
    #[diesel(select_expression = memberships::roles)]
    pub roles: Vec<AsText<Role>>,
    /// Access to the service.
    #[diesel(select_expression = memberships::status)]
    pub access: AsText<MembershipStatus>,
    /// Grows with every change of name or address.
    #[diesel(column_name = version)]
    pub own_version: i32,
    /// Grows with every change of roles or access.
    #[diesel(select_expression = memberships::version)]
    pub membership_version: i32,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When name or address was last changed.
    #[diesel(column_name = updated_at)]
    pub own_updated_at: DateTime<Utc>,
    /// When roles or access were last changed.
    #[diesel(select_expression = memberships::updated_at)]
    pub membership_updated_at: DateTime<Utc>,
}

impl StaffRow {
    /// The version of the whole: grows with every change of either row.
    pub fn version(&self) -> i32 {
        self.own_version.saturating_add(self.membership_version).saturating_sub(1)
    }

    /// Whether the roles held include this one.
    pub fn has(&self, role: Role) -> bool {
        self.roles.contains(&AsText(role))
    }

    /// Whether this is an owner who can sign in.
    pub(super) fn is_active_owner(&self) -> bool {
        self.has(Role::Owner) && self.access == AsText(MembershipStatus::Active)
    }
}

/// A staff member to be made.
#[derive(Clone, Debug)]
pub struct NewStaff {
    /// The practice.
    pub practice: PracticeId,
    /// The id.
    pub id: StaffId,
    /// The name.
    pub name: String,
    /// E-mail address at work, in lower case.
    pub email: String,
    /// The roles; never `client`.
    pub roles: Vec<Role>,
    /// The current instant.
    pub now: DateTime<Utc>,
}

/// Whether somebody with this role reads what clients write.
fn opens_care(role: Role) -> bool {
    match role {
        Role::Therapist | Role::Supervisor => true,
        Role::Owner | Role::Admin | Role::FrontDesk | Role::Auditor | Role::Client => false,
    }
}

/// Whoever holds the role of owner is made, changed, invited and suspended by owners alone, and owners alone give a role that
/// opens care, and invite who has one: otherwise an admin could read what clients write, for example by sending a
/// therapist's invitation to an address of their own.
pub(super) fn check_may_manage<A: Access>(actor: &Actor<A>, needs_owner: bool) -> ApiResult<()> {
    if needs_owner && !actor.has(Role::Owner) { Err(ApiError::Forbidden) } else { Ok(()) }
}

/// Whether only an owner gives these roles.
pub(super) fn owners_give(roles: &[Role]) -> bool {
    roles.iter().any(|role| *role == Role::Owner || opens_care(*role))
}

impl StaffRow {
    /// Whether only an owner invites this one.
    pub(super) fn is_invited_by_owners(&self) -> bool {
        self.roles.iter().any(|AsText(role)| owners_give(&[*role]))
    }

    /// Roles that were not held before.
    pub(super) fn gained_since(&self, before: &Self) -> Vec<Role> {
        self.roles.iter().filter(|role| !before.roles.contains(role)).map(|AsText(role)| *role).collect()
    }
}
