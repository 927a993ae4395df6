//! Requests and answers of crisis resources.

use chrono::{DateTime, Utc};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::model::{ResourceContent, ResourceRow};
use crate::platform::http::Versioned;
use crate::platform::http::rules::{chars, line, some};
use crate::platform::ids::kind::CrisisResourceId;

/// A place of help, as it is to be listed. At least one of phone, text and address on the web.
#[derive(Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "name": "Samaritans", "phone": "116 123", "url": "https://www.samaritans.org", "hours": "Always", "region": "United Kingdom"
}))]
pub struct CrisisResourceRequest {
    /// What it is called.
    #[garde(length(chars, min = 1, max = 200), custom(line))]
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// The number to call.
    #[garde(custom(some(chars(2, 40))), custom(some(line)), custom(reachable(self)))]
    #[serde(default)]
    #[schema(min_length = 2, max_length = 40)]
    pub phone: Option<String>,
    /// The number to write a text message to, with what to write where that matters.
    #[garde(custom(some(chars(2, 100))), custom(some(line)), custom(reachable(self)))]
    #[serde(default)]
    #[schema(min_length = 2, max_length = 100)]
    pub text_number: Option<String>,
    /// Its page, over https.
    #[garde(custom(some(chars(9, 500))), custom(some(line)), custom(some(secure)), custom(reachable(self)))]
    #[serde(default)]
    #[schema(min_length = 9, max_length = 500)]
    pub url: Option<String>,
    /// When somebody is there.
    #[garde(length(chars, min = 1, max = 200), custom(line))]
    #[schema(min_length = 1, max_length = 200)]
    pub hours: String,
    /// For whom: a country or a part of one.
    #[garde(length(chars, min = 1, max = 100), custom(line))]
    #[schema(min_length = 1, max_length = 100)]
    pub region: String,
}

/// Told of each of the three, since any of them would do.
fn reachable(request: &CrisisResourceRequest) -> impl FnOnce(&Option<String>, &()) -> garde::Result + use<> {
    let there = request.phone.is_some() || request.text_number.is_some() || request.url.is_some();
    move |_, ()| {
        if there { Ok(()) } else { Err(garde::Error::new("one of phone, text_number and url is needed")) }
    }
}

fn secure<T: AsRef<str>>(url: &T, _: &()) -> garde::Result {
    let url = url.as_ref();
    let fits = url.starts_with("https://") && !url.contains(|c: char| c.is_whitespace() || c.is_control());
    if fits { Ok(()) } else { Err(garde::Error::new("must begin with https://")) }
}

impl From<CrisisResourceRequest> for ResourceContent {
    fn from(request: CrisisResourceRequest) -> Self {
        let CrisisResourceRequest { name, phone, text_number, url, hours, region } = request;
        Self { name, phone, text_number, url, hours, region }
    }
}

/// A place of help.
#[derive(Clone, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c81", "name": "Samaritans", "phone": "116 123", "text_number": null,
    "url": "https://www.samaritans.org", "hours": "Always", "region": "United Kingdom", "version": 1,
    "created_at": "2026-03-02T18:30:00Z", "updated_at": "2026-03-02T18:30:00Z"
}))]
pub struct CrisisResourceResponse {
    /// The id.
    pub id: CrisisResourceId,
    /// What it is called.
    #[schema(max_length = 200)]
    pub name: String,
    /// The number to call.
    #[schema(max_length = 40)]
    pub phone: Option<String>,
    /// The number to write a text message to.
    #[schema(max_length = 100)]
    pub text_number: Option<String>,
    /// Its page.
    #[schema(max_length = 500)]
    pub url: Option<String>,
    /// When somebody is there.
    #[schema(max_length = 200)]
    pub hours: String,
    /// For whom.
    #[schema(max_length = 100)]
    pub region: String,
    /// Grows with every change.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

impl Versioned for CrisisResourceResponse {
    fn version(&self) -> i32 {
        self.version
    }
}

impl From<ResourceRow> for CrisisResourceResponse {
    fn from(row: ResourceRow) -> Self {
        let ResourceRow { id, name, phone, text_number, url, hours, region, version, created_at, updated_at } =
            row;
        Self { id, name, phone, text_number, url, hours, region, version, created_at, updated_at }
    }
}
