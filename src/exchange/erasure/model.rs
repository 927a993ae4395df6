//! A request for erasure as a row.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::identity::actor::Access;
use crate::identity::memberships::Role;
use crate::platform::ids::kind::MembershipId;
use crate::schema::erasure_requests;

/// Who may ask: the client, and owner and admin for the client. Never the partner, nor a therapist.
pub enum ErasureAsker {}

impl Access for ErasureAsker {
    const ROLES: &'static [Role] = &[Role::Owner, Role::Admin, Role::Client];
    // Asking again changes nothing.
    const OPEN_TO_RESTRICTED: bool = true;
}

/// How an erasure stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ErasureStatus {
    /// Nothing keeps the record: it is erased in a moment.
    Queued,
    /// The record must be kept: it is restricted, and erased as soon as nothing keeps it.
    Restricted,
    /// It was erased.
    Erased,
}

/// A request that is not carried out yet.
#[derive(Queryable, Selectable)]
#[diesel(table_name = erasure_requests)]
pub struct RequestRow {
    pub requested_by: MembershipId,
    pub last_act_at: Option<DateTime<Utc>>,
    pub started_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
}

/// The row of a client, locked.
#[derive(Queryable)]
pub struct ClientState {
    pub restricted_at: Option<DateTime<Utc>>,
    pub erased_at: Option<DateTime<Utc>>,
}
