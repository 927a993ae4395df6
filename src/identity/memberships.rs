//! A person's place in a practice: roles, status and the version that tokens are checked against.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a member of a practice may be. A membership holds a set of them, or `client` alone.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    ToSchema,
    strum::EnumString,
    strum::Display,
    strum::IntoStaticStr,
    strum::EnumIter,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Role {
    /// Runs the practice; reads no clinical content by this role.
    Owner,
    /// Administers staff, settings and contact data; reads no clinical content by this role.
    Admin,
    /// Sees what the supervised therapists see.
    Supervisor,
    /// Sees the clients and couples on whose care team they are.
    Therapist,
    /// Sees names and contact data.
    FrontDesk,
    /// Sees audit events.
    Auditor,
    /// A person in care.
    Client,
}

/// Whether a membership gives access.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    ToSchema,
    strum::EnumString,
    strum::Display,
    strum::IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum MembershipStatus {
    /// Known to the practice, without an account.
    NotInvited,
    /// Was sent an invitation that is not accepted yet.
    Invited,
    /// Has access.
    Active,
    /// Access is suspended.
    Suspended,
    /// A client whose record is restricted: reads the own data and takes them along, and writes nothing.
    Restricted,
    /// Access has ended.
    Ended,
}

impl MembershipStatus {
    /// Those that open a session.
    pub const WITH_ACCESS: [Self; 2] = [Self::Active, Self::Restricted];
}
