//! Requests and answers of care teams.

use chrono::{DateTime, Utc};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::model::PlaceRow;
use crate::platform::http::{PageCursor, PageLimit};
use crate::platform::ids::kind::StaffId;

/// Which places of a care team to list.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListCareTeamQuery {
    /// Items of a page.
    #[garde(skip)]
    #[serde(default)]
    #[param(value_type = Option<u8>, minimum = 1, maximum = 200)]
    pub limit: PageLimit,
    /// `next_cursor` of the page before.
    #[garde(skip)]
    #[param(value_type = Option<String>, max_length = 1000)]
    pub cursor: Option<PageCursor>,
}

/// A therapist on a care team.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "staff_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13", "name": "Grace Okafor", "since": "2026-03-02T18:30:00Z"
}))]
pub struct CareTeamMemberResponse {
    /// The therapist.
    pub staff_id: StaffId,
    /// Name.
    #[schema(max_length = 200)]
    pub name: String,
    /// Since when.
    pub since: DateTime<Utc>,
}

impl From<PlaceRow> for CareTeamMemberResponse {
    fn from(row: PlaceRow) -> Self {
        let PlaceRow { id: _, staff_id, name, since } = row;
        Self { staff_id, name, since }
    }
}
