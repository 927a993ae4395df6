//! What a session is told of itself.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::identity::memberships::Role;
use crate::identity::second_factors::SecondFactorState;
use crate::platform::ids::kind::{AccountId, MembershipId, PracticeId, SessionId};

/// What the bearer of the token is and may do.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "account_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c11", "email": "ada@example.org",
    "practice_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c12", "practice_name": "Harbour Practice",
    "membership_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13", "session_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c14",
    "roles": ["owner", "therapist"], "permissions": ["clients:read", "clients:write", "homework:read", "homework:write"],
    "second_factor": "confirmed", "limited": false
}))]
pub struct MeResponse {
    /// The account.
    pub account_id: AccountId,
    /// The account's e-mail address.
    #[schema(max_length = 254)]
    pub email: String,
    /// The practice of this session.
    pub practice_id: PracticeId,
    /// Its name.
    #[schema(max_length = 200)]
    pub practice_name: String,
    /// The membership: also the id as staff member (`staff_id`) or client (`client_id`).
    pub membership_id: MembershipId,
    /// This session.
    pub session_id: SessionId,
    /// The roles held, in a fixed order.
    #[schema(max_items = 7)]
    pub roles: Vec<Role>,
    /// What these roles may do; reach over clients and couples is decided for each of them.
    #[schema(max_items = 20)]
    pub permissions: Vec<Permission>,
    /// Whether the account has a second factor.
    pub second_factor: SecondFactorState,
    /// Whether this session is limited: the practice requires a second factor that was not proved in it. It can read
    /// this, set a second factor up or prove it, and sign out; everything else is 403 `second_factor_required`.
    pub limited: bool,
}

/// What a client takes along of the account: the rest is about signing in.
#[derive(Serialize)]
pub struct OwnAccount {
    /// The account's e-mail address.
    pub email: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// A kind of thing that a member may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
pub enum Permission {
    /// Read names and contact data.
    #[serde(rename = "clients:read")]
    ClientsRead,
    /// Write names and contact data.
    #[serde(rename = "clients:write")]
    ClientsWrite,
    /// Read homework, check-ins and progress of those in reach.
    #[serde(rename = "homework:read")]
    HomeworkRead,
    /// Assign homework to those in care.
    #[serde(rename = "homework:write")]
    HomeworkWrite,
    /// Write check-ins of one's own.
    #[serde(rename = "check_ins:write")]
    CheckInsWrite,
    /// Write and publish library items.
    #[serde(rename = "library:write")]
    LibraryWrite,
    /// Make reports.
    #[serde(rename = "reports:write")]
    ReportsWrite,
    /// Manage staff, roles and invitations of staff.
    #[serde(rename = "staff:write")]
    StaffWrite,
    /// Change the practice's settings.
    #[serde(rename = "practice:write")]
    PracticeWrite,
    /// Read audit events.
    #[serde(rename = "audit:read")]
    AuditRead,
}

impl Permission {
    /// What a role may do.
    pub fn of_role(role: Role) -> &'static [Self] {
        match role {
            Role::Owner | Role::Admin => &[
                Self::ClientsRead,
                Self::ClientsWrite,
                Self::StaffWrite,
                Self::PracticeWrite,
                Self::AuditRead,
            ],
            Role::Supervisor => &[Self::ClientsRead, Self::HomeworkRead],
            Role::Therapist => &[
                Self::ClientsRead,
                Self::ClientsWrite,
                Self::HomeworkRead,
                Self::HomeworkWrite,
                Self::LibraryWrite,
                Self::ReportsWrite,
            ],
            Role::FrontDesk => &[Self::ClientsRead, Self::ClientsWrite],
            Role::Auditor => &[Self::AuditRead],
            Role::Client => &[Self::ClientsRead, Self::HomeworkRead, Self::CheckInsWrite],
        }
    }
}
