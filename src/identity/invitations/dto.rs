//! Requests and answers of inviting and accepting.

use chrono::{DateTime, Utc};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::identity::accounts::Email;
use crate::identity::passwords::check_length;
use crate::identity::sessions::{SecondFactorNeeded, SignedIn};
use crate::platform::ids::kind::{InvitationId, MembershipId};

/// Invite a staff member or client.
#[derive(Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"email": "ada@example.org"}))]
pub struct CreateInvitationRequest {
    /// Where the invitation goes; the e-mail address on record when not said. It becomes the account's address.
    #[garde(skip)]
    #[serde(default)]
    pub email: Option<Email>,
}

/// An invitation just made. The token is told this once.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c15", "membership_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13",
    "email": "ada@example.org", "token": "AZNrLnoQfMOfYy8fb3ocEQ", "expires_at": "2026-03-09T18:30:00Z"
}))]
pub struct InvitationResponse {
    /// The id.
    pub id: InvitationId,
    /// Whom it makes a member.
    pub membership_id: MembershipId,
    /// Where it should go.
    #[schema(max_length = 254)]
    pub email: String,
    /// The one-time token for the link; works once, until it expires or another invitation is made.
    #[schema(max_length = 100)]
    pub token: String,
    /// When it stops working: after 7 days.
    pub expires_at: DateTime<Utc>,
}

/// Accept an invitation.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"token": "AZNrLnoQfMOfYy8fb3ocEQ", "password": "tall-ship-quiet-harbour", "device": "Ada's phone"}))]
pub struct AcceptInvitationRequest {
    /// The token of the link.
    #[garde(length(bytes, min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    pub token: String,
    /// A new password of at least 15 characters that is not easy to guess; the account's own password where the invited
    /// address already has an account.
    #[garde(custom(check_length))]
    #[schema(min_length = 15, max_length = 200, format = "password")]
    pub password: String,
    /// A code of the authenticator app, or a recovery code, where the invited address has an account with a second
    /// factor.
    #[garde(length(chars, min = 6, max = 40))]
    #[serde(default)]
    #[schema(min_length = 6, max_length = 40)]
    pub second_factor_code: Option<String>,
    /// What the person calls this device.
    #[garde(length(chars, min = 1, max = 100))]
    #[serde(default)]
    #[schema(min_length = 1, max_length = 100)]
    pub device: Option<String>,
}

/// How accepting went; `status` tells which.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[schema(discriminator(property_name = "status", mapping(
    ("signed_in" = "#/components/schemas/SignedIn"),
    ("second_factor_needed" = "#/components/schemas/SecondFactorNeeded")
)))]
pub enum AcceptInvitationResponse {
    /// Accepted and signed in.
    SignedIn(SignedIn),
    /// The account of the invited address has a second factor: accept again with a code of it.
    SecondFactorNeeded(SecondFactorNeeded),
}
