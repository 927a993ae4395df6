//! Requests and answers of signing in and out.

use chrono::{DateTime, Utc};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::model::SessionRow;
use crate::identity::accounts::Email;
use crate::platform::ids::kind::{MembershipId, PracticeId, SessionId};

/// Sign in with e-mail address and password.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"email": "ada@example.org", "password": "tall-ship-quiet-harbour", "device": "Ada's phone"}))]
pub struct SignInRequest {
    /// The account's e-mail address.
    #[garde(skip)]
    pub email: Email,
    /// The password.
    #[garde(length(chars, min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, format = "password")]
    pub password: String,
    /// A code of the authenticator app, or a recovery code, for an account that has a second factor.
    #[garde(length(chars, min = 6, max = 40))]
    #[schema(min_length = 6, max_length = 40)]
    pub second_factor_code: Option<String>,
    /// Which membership to sign in to, for a person who has several.
    #[garde(skip)]
    pub membership_id: Option<MembershipId>,
    /// What the person calls this device; shown in the list of sessions.
    #[garde(length(chars, min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100)]
    pub device: Option<String>,
}

/// How signing in went. `status` tells which: more ways may come.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[schema(discriminator(property_name = "status", mapping(
    ("signed_in" = "#/components/schemas/SignedIn"),
    ("second_factor_needed" = "#/components/schemas/SecondFactorNeeded"),
    ("choose_membership" = "#/components/schemas/ChooseMembership")
)))]
pub enum SignInResponse {
    /// Signed in.
    SignedIn(SignedIn),
    /// The password is right, and the account has a second factor: sign in again with a code of it.
    SecondFactorNeeded(SecondFactorNeeded),
    /// The person has several memberships: sign in again, naming one.
    ChooseMembership(ChooseMembership),
}

/// A session was opened or refreshed.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "status": "signed_in", "access_token": "eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJFZERTQSJ9.e30.c2ln", "token_type": "Bearer",
    "expires_in": 600, "refresh_token": "AZNrLnoQfMOfYy8fb3ocEQ", "session_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c14",
    "practice_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c12", "membership_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13"
}))]
pub struct SignedIn {
    /// Always `signed_in`.
    pub status: SignedInStatus,
    /// The access token, for the `Authorization: Bearer` header.
    #[schema(max_length = 4000)]
    pub access_token: String,
    /// Always `Bearer`.
    #[schema(max_length = 10)]
    pub token_type: &'static str,
    /// Seconds the access token lives.
    #[schema(minimum = 1, maximum = 3600)]
    pub expires_in: i64,
    /// Gives the next pair of tokens, once. Keep it where only this app can read it.
    #[schema(max_length = 100)]
    pub refresh_token: String,
    /// The session.
    pub session_id: SessionId,
    /// The practice of the session.
    pub practice_id: PracticeId,
    /// The membership: also the id as staff member or client.
    pub membership_id: MembershipId,
}

/// The word of [`SignedIn`].
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SignedInStatus {
    /// A session is open.
    SignedIn,
}

/// The account has a second factor: sign in again with `second_factor_code`.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"status": "second_factor_needed"}))]
pub struct SecondFactorNeeded {
    /// Always `second_factor_needed`.
    pub status: SecondFactorNeededStatus,
}

impl SecondFactorNeeded {
    /// The answer.
    pub const ANSWER: Self = Self { status: SecondFactorNeededStatus::SecondFactorNeeded };
}

/// The word of [`SecondFactorNeeded`].
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SecondFactorNeededStatus {
    /// Nothing is open yet.
    SecondFactorNeeded,
}

/// A person with several memberships must name one.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "status": "choose_membership", "memberships": [{
        "membership_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13", "practice_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c12",
        "practice_name": "Harbour Practice", "kind": "staff"
    }]
}))]
pub struct ChooseMembership {
    /// Always `choose_membership`.
    pub status: ChooseMembershipStatus,
    /// The active memberships.
    #[schema(max_items = 100)]
    pub memberships: Vec<MembershipChoice>,
}

/// The word of [`ChooseMembership`].
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChooseMembershipStatus {
    /// Nothing is open yet.
    ChooseMembership,
}

/// A membership to choose.
#[derive(Serialize, ToSchema)]
pub struct MembershipChoice {
    /// Give it as `membership_id`.
    pub membership_id: MembershipId,
    /// Where.
    pub practice_id: PracticeId,
    /// The name of the practice.
    #[schema(max_length = 200)]
    pub practice_name: String,
    /// As what.
    pub kind: MembershipKind,
}

/// As what a person belongs to a practice.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MembershipKind {
    /// A member of staff.
    Staff,
    /// A person in care.
    Client,
}

/// Trade a refresh token for the next pair of tokens.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"refresh_token": "AZNrLnoQfMOfYy8fb3ocEQ"}))]
pub struct RefreshRequest {
    /// The newest refresh token of the session.
    #[garde(length(bytes, min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    pub refresh_token: String,
}

/// Prove again who one is: by a code where the account has a second factor, else by the password.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"code": "287082"}))]
pub struct ProveSessionRequest {
    /// A code of the authenticator app, or a recovery code.
    #[garde(length(chars, min = 6, max = 40))]
    #[schema(min_length = 6, max_length = 40)]
    pub code: Option<String>,
    /// The password, where the account has no second factor.
    #[garde(length(chars, min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, format = "password")]
    pub password: Option<String>,
}

/// The session has proved itself.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "proved_at": "2026-03-02T18:30:00Z", "counts_until": "2026-03-02T18:40:00Z", "refresh_needed": false
}))]
pub struct ProofResponse {
    /// When.
    pub proved_at: DateTime<Utc>,
    /// Until when sensitive operations take it.
    pub counts_until: DateTime<Utc>,
    /// Whether this session was limited: the tokens of `POST /v1/tokens` open it.
    pub refresh_needed: bool,
}

/// An open session of one's own.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c14", "device": "Ada's phone", "current": true,
    "created_at": "2026-03-02T18:30:00Z", "refreshed_at": "2026-03-02T18:40:00Z", "expires_at": "2026-04-01T18:30:00Z"
}))]
pub struct SessionResponse {
    /// The id.
    pub id: SessionId,
    /// What the person calls the device.
    #[schema(max_length = 100)]
    pub device: Option<String>,
    /// Whether it is the session that asks.
    pub current: bool,
    /// When it was opened.
    pub created_at: DateTime<Utc>,
    /// When its tokens were last renewed.
    pub refreshed_at: DateTime<Utc>,
    /// When it ends at the latest.
    pub expires_at: DateTime<Utc>,
}

impl SessionResponse {
    pub(super) fn new(row: SessionRow, current: SessionId) -> Self {
        let SessionRow {
            id,
            membership_id: _,
            account_id: _,
            device,
            refreshed_at,
            expires_at,
            ended_at: _,
            created_at,
            proved_at: _,
            second_factor_at: _,
        } = row;
        Self { id, device, current: id == current, created_at, refreshed_at, expires_at }
    }
}
