//! Requests and answers of second factors.

use chrono::{DateTime, Utc};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::identity::sessions::yes;

/// Whether an account has a second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SecondFactorState {
    /// It has none.
    None,
    /// One was set up, and its first code is waited for; it does not count yet.
    Unconfirmed,
    /// It counts: signing in needs it.
    Confirmed,
}

/// The second factor of one's account.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "state": "confirmed", "confirmed_at": "2026-03-02T18:30:00Z", "recovery_codes_left": 9
}))]
pub struct SecondFactorResponse {
    /// Whether there is one.
    pub state: SecondFactorState,
    /// Since when it counts.
    pub confirmed_at: Option<DateTime<Utc>>,
    /// How many recovery codes are left.
    #[schema(minimum = 0, maximum = 10)]
    pub recovery_codes_left: i64,
}

/// A second factor that was set up, and counts once it is confirmed. Its secret is told this once.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "secret": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
    "uri": "otpauth://totp/Holdfast:ada%40example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Holdfast&algorithm=SHA1&digits=6&period=30"
}))]
pub struct SecondFactorEnrolmentResponse {
    /// The secret in base32, for typing it into an authenticator app.
    #[schema(max_length = 32)]
    pub secret: String,
    /// The same for a QR code.
    #[schema(max_length = 1000)]
    pub uri: String,
}

/// Confirm a second factor by its first code.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"code": "287082", "end_other_sessions": true}))]
pub struct ConfirmSecondFactorRequest {
    /// The six digits that the authenticator app shows.
    #[garde(length(chars, min = 6, max = 40))]
    #[schema(min_length = 6, max_length = 40)]
    pub code: String,
    /// Whether one's other sessions end, in every practice.
    #[garde(skip)]
    #[serde(default = "yes")]
    #[schema(default = true)]
    pub end_other_sessions: bool,
}

/// What ends with a change of the second factor that has no body.
#[derive(Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ChangeSecondFactorQuery {
    /// Whether one's other sessions end, in every practice.
    #[garde(skip)]
    #[serde(default = "yes")]
    #[param(default = true, inline)]
    pub end_other_sessions: bool,
}

/// Recovery codes, told this once.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "recovery_codes": ["MFRG-GZDF-MZTW-Q2LK-NNWG-23TP-OB", "OBYX-E43U-OV3H-O6DZ-PJQW-EY3E-MV"], "refresh_needed": true
}))]
pub struct RecoveryCodesResponse {
    /// Each works once in the place of a code of the app.
    #[schema(min_items = 1, max_items = 10)]
    pub recovery_codes: Vec<String>,
    /// Whether this session was limited: the tokens of `POST /v1/tokens` open it.
    pub refresh_needed: bool,
}
