//! The request and the answer.

use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::platform::http::{Versioned, present};
use crate::platform::ids::kind::CoupleId;

/// Changes of what is settled on a couple's retros; what is absent stays.
#[derive(Clone, Copy, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"partners_apply": false}))]
pub struct UpdateRetroSettingsRequest {
    /// Whether what both partners agree to is carried out by that, where the practice lets partners. Of agreements given from now on.
    #[garde(skip)]
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    pub partners_apply: Option<bool>,
}

/// What is settled on a couple's retros.
#[derive(Clone, Copy, Serialize, ToSchema)]
#[schema(example = json!({
    "couple_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c15", "partners_apply": true, "version": 1
}))]
pub struct RetroSettingsResponse {
    /// The couple.
    pub couple_id: CoupleId,
    /// Whether what both partners agree to is carried out by that, where the practice lets partners.
    pub partners_apply: bool,
    /// Grows with every change.
    #[schema(minimum = 1)]
    pub version: i32,
}

impl Versioned for RetroSettingsResponse {
    fn version(&self) -> i32 {
        self.version
    }
}
