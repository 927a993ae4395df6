//! Sessions and refresh tokens as rows, and how long they live.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;

use crate::identity::memberships::Role;
use crate::platform::ids::kind::{AccountId, MembershipId, PracticeId, SessionId};
use crate::schema::{refresh_tokens, sessions};

/// A replaced refresh token is still answered with the same successor for this long.
pub(super) const GRACE: TimeDelta = TimeDelta::seconds(30);

/// A session to be opened.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// Who signs in.
    pub account: AccountId,
    /// Where.
    pub practice: PracticeId,
    /// As which member.
    pub membership: MembershipId,
    /// The member's roles.
    pub roles: Vec<Role>,
    /// The member's access version.
    pub access: i32,
    /// What the person calls the device.
    pub device: Option<String>,
    /// Whether a second factor was proved just now.
    pub second_factor: bool,
}

#[derive(Insertable)]
#[diesel(table_name = sessions, treat_none_as_default_value = false)]
pub(super) struct SessionInsert {
    pub practice_id: PracticeId,
    pub id: SessionId,
    pub membership_id: MembershipId,
    pub account_id: AccountId,
    pub device: Option<String>,
    pub refreshed_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub created_at: DateTime<Utc>,
    pub proved_at: DateTime<Utc>,
    pub second_factor_at: Option<DateTime<Utc>>,
}

#[derive(Insertable)]
#[diesel(table_name = refresh_tokens)]
pub(super) struct RefreshTokenInsert {
    pub practice_id: PracticeId,
    pub token_hash: Vec<u8>,
    pub session_id: SessionId,
    pub created_at: DateTime<Utc>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = sessions)]
pub(super) struct SessionRow {
    pub id: SessionId,
    pub membership_id: MembershipId,
    pub account_id: AccountId,
    pub device: Option<String>,
    pub refreshed_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub ended_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    pub proved_at: DateTime<Utc>,
    pub second_factor_at: Option<DateTime<Utc>>,
}
