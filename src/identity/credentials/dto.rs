//! Requests about password and e-mail address.

use garde::Validate;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::identity::accounts::Email;
use crate::identity::passwords::check_length;
use crate::identity::sessions::yes;

/// Change one's password.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"new_password": "quiet-tide-under-stars", "end_other_sessions": true}))]
pub struct UpdatePasswordRequest {
    /// At least 15 characters, and not easy to guess: no common words alone, nothing of the address or the names.
    #[garde(custom(check_length))]
    #[schema(min_length = 15, max_length = 200, format = "password")]
    pub new_password: String,
    /// Whether one's other sessions end, in every practice.
    #[garde(skip)]
    #[serde(default = "yes")]
    #[schema(default = true)]
    pub end_other_sessions: bool,
}

/// Ask for a token to choose a new password.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"email": "ada@example.org"}))]
pub struct CreatePasswordResetRequest {
    /// The account's e-mail address.
    #[garde(skip)]
    pub email: Email,
}

/// Choose a new password with a token.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "token": "AZNrLnoQfMOfYy8fb3ocEQ", "new_password": "quiet-tide-under-stars", "end_other_sessions": true
}))]
pub struct CreatePasswordResetCompletionRequest {
    /// The token of the notice.
    #[garde(length(bytes, min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    pub token: String,
    /// At least 15 characters, and not easy to guess: no common words alone, nothing of the address or the names.
    #[garde(custom(check_length))]
    #[schema(min_length = 15, max_length = 200, format = "password")]
    pub new_password: String,
    /// Whether the account's sessions end, in every practice. Offer the choice; it is the safe one not to ask.
    #[garde(skip)]
    #[serde(default = "yes")]
    #[schema(default = true)]
    pub end_other_sessions: bool,
}

/// Ask for another e-mail address.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"email": "ada@example.net"}))]
pub struct CreateEmailChangeRequest {
    /// The new address. A token goes there.
    #[garde(skip)]
    pub email: Email,
}

/// Confirm another e-mail address.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"token": "AZNrLnoQfMOfYy8fb3ocEQ", "end_other_sessions": true}))]
pub struct CreateEmailChangeConfirmationRequest {
    /// The token of the notice.
    #[garde(length(bytes, min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    pub token: String,
    /// Whether the account's sessions end, in every practice. Offer the choice; it is the safe one not to ask.
    #[garde(skip)]
    #[serde(default = "yes")]
    #[schema(default = true)]
    pub end_other_sessions: bool,
}
