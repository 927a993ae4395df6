//! Requests and answers of staff.

use chrono::{DateTime, Utc};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::model::{NewStaff, StaffRow};
use crate::identity::accounts::Email;
use crate::identity::memberships::{MembershipStatus, Role};
use crate::platform::db::AsText;
use crate::platform::http::rules::{chars, line, some};
use crate::platform::http::{Versioned, present};
use crate::platform::ids::kind::{PracticeId, StaffId};

/// A new staff member.
#[derive(Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "Grace Okafor", "email": "grace@example.org", "roles": ["therapist"]}))]
pub struct CreateStaffRequest {
    /// Name, as clients and colleagues know it.
    #[garde(custom(chars(1, 200)), custom(line))]
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// E-mail address at work.
    #[garde(skip)]
    pub email: Email,
    /// Roles, each once; never `client`. Only an owner gives the role of owner.
    #[garde(custom(staff_roles))]
    #[schema(min_items = 1, max_items = 6)]
    pub roles: Vec<Role>,
}

impl CreateStaffRequest {
    pub(super) fn into_new(self, practice: PracticeId, id: StaffId, now: DateTime<Utc>) -> NewStaff {
        let Self { name, email, roles } = self;
        NewStaff { practice, id, name, email: email.as_str().to_owned(), roles, now }
    }
}

/// Changes of a staff member; what is absent stays.
#[derive(Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"roles": ["supervisor", "therapist"]}))]
pub struct UpdateStaffRequest {
    /// Name.
    #[garde(custom(some(chars(1, 200))), custom(some(line)))]
    #[serde(default, deserialize_with = "present")]
    #[schema(min_length = 1, max_length = 200, nullable = false)]
    pub name: Option<String>,
    /// E-mail address at work. The address that the person signs in with stays as it is.
    #[garde(skip)]
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    pub email: Option<Email>,
    /// All roles from now on, each once; never `client`. Only an owner gives or takes the role of owner.
    #[garde(custom(some(staff_roles)))]
    #[serde(default, deserialize_with = "present")]
    #[schema(min_items = 1, max_items = 6, nullable = false)]
    pub roles: Option<Vec<Role>>,
}

impl UpdateStaffRequest {
    /// Applies the changes to a row.
    pub(super) fn apply(self, row: &mut StaffRow) {
        let Self { name, email, roles } = self;
        if let Some(name) = name {
            row.name = name;
        }
        if let Some(email) = email {
            row.email = email.as_str().to_owned();
        }
        if let Some(mut roles) = roles {
            roles.sort_unstable();
            row.roles = roles.into_iter().map(AsText).collect();
        }
    }
}

/// One to six roles of staff, each once.
fn staff_roles<T: AsRef<[Role]>>(roles: &T, _: &()) -> garde::Result {
    let roles = roles.as_ref();
    if !(1..=6).contains(&roles.len()) {
        return Err(garde::Error::new("length must be 1 to 6 roles"));
    }
    if roles.contains(&Role::Client) {
        return Err(garde::Error::new("must be roles of staff"));
    }
    let distinct: std::collections::BTreeSet<_> = roles.iter().collect();
    if distinct.len() == roles.len() { Ok(()) } else { Err(garde::Error::new("must name each role once")) }
}

/// A staff member.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13", "name": "Grace Okafor", "email": "grace@example.org",
    "roles": ["therapist"], "access": "not_invited", "version": 1,
    "created_at": "2026-03-02T18:30:00Z", "updated_at": "2026-03-02T18:30:00Z"
}))]
pub struct StaffResponse {
    /// The id.
    pub id: StaffId,
    /// Name.
    #[schema(max_length = 200)]
    pub name: String,
    /// E-mail address at work.
    #[schema(max_length = 254)]
    pub email: String,
    /// Roles, in a fixed order.
    #[schema(max_items = 6)]
    pub roles: Vec<Role>,
    /// Access to the service.
    pub access: MembershipStatus,
    /// Grows with every change, of roles and access too.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

impl Versioned for StaffResponse {
    fn version(&self) -> i32 {
        self.version
    }
}

impl From<StaffRow> for StaffResponse {
    fn from(row: StaffRow) -> Self {
        let version = row.version();
        let StaffRow {
            id,
            name,
            email,
            roles,
            access: AsText(access),
            own_version: _,
            membership_version: _,
            created_at,
            own_updated_at,
            membership_updated_at,
        } = row;
        let roles = roles.into_iter().map(|AsText(role)| role).collect();
        let updated_at = own_updated_at.max(membership_updated_at);
        Self { id, name, email, roles, access, version, created_at, updated_at }
    }
}
