//! Requests and answers of couples.

use chrono::{DateTime, NaiveDate, Utc};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::model::{CoupleMember, CoupleRow};
use crate::platform::http::rules::{calendar_date, some};
use crate::platform::http::{ApiError, ApiResult, PageCursor, PageLimit, Versioned};
use crate::platform::ids::kind::{ClientId, CoupleId};
use crate::platform::local_day::some_date;

/// A new couple.
#[derive(Clone, Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "member_ids": ["01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13", "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c14"],
    "started_on": "2026-03-02"
}))]
pub struct CreateCoupleRequest {
    /// Two different clients in the caller's own care; neither may be in an active couple.
    #[garde(length(min = 2, max = 2), custom(different))]
    #[schema(min_items = 2, max_items = 2)]
    pub member_ids: Vec<ClientId>,
    /// The first day of care as a couple, from 1900 to 2199; today in the practice's zone when not said.
    #[garde(custom(some(calendar_date)))]
    #[serde(default, deserialize_with = "some_date")]
    pub started_on: Option<NaiveDate>,
}

impl CreateCoupleRequest {
    /// The two members; their number was checked before.
    pub(super) fn members(&self) -> ApiResult<[ClientId; 2]> {
        <[ClientId; 2]>::try_from(self.member_ids.as_slice()).map_err(|_| ApiError::Internal)
    }
}

fn different(ids: &[ClientId], _: &()) -> garde::Result {
    match ids {
        [first, second] if first == second => Err(garde::Error::new("must be two different clients")),
        _ => Ok(()),
    }
}

/// Which couples to list.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListCouplesQuery {
    /// Only couples, active or ended, with one of these clients; repeat for more than one.
    #[garde(length(max = 20))]
    #[serde(default)]
    #[param(max_items = 20)]
    pub client_id: Vec<ClientId>,
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

/// A couple.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c21",
    "members": [
        {"client_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13", "name": "Ada", "pronouns": "she/her"},
        {"client_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c14", "name": "Sam", "pronouns": null}
    ],
    "started_on": "2026-03-02", "ended_at": null, "version": 1,
    "created_at": "2026-03-02T18:30:00Z", "updated_at": "2026-03-02T18:30:00Z"
}))]
pub struct CoupleResponse {
    /// The id.
    pub id: CoupleId,
    /// The two members.
    #[schema(min_items = 2, max_items = 2)]
    pub members: Vec<CoupleMemberResponse>,
    /// The first day of care as a couple.
    pub started_on: NaiveDate,
    /// When it ended; null while it lasts. From then on its joint record is frozen.
    pub ended_at: Option<DateTime<Utc>>,
    /// Grows with every change.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// A member of a couple, as its partner may know it.
#[derive(Serialize, ToSchema)]
pub struct CoupleMemberResponse {
    /// The client.
    pub client_id: ClientId,
    /// What the person is called. Null for a former partner once the couple has ended, and where the record is restricted
    /// or erased.
    #[schema(max_length = 100)]
    pub name: Option<String>,
    /// Pronouns. Null where the name is.
    #[schema(max_length = 40)]
    pub pronouns: Option<String>,
}

impl Versioned for CoupleResponse {
    fn version(&self) -> i32 {
        self.version
    }
}

impl From<CoupleRow> for CoupleResponse {
    fn from(row: CoupleRow) -> Self {
        let CoupleRow { id, members, started_on, ended_at, version, created_at, updated_at } = row;
        let members = members.into_iter().map(CoupleMemberResponse::from).collect();
        Self { id, members, started_on, ended_at, version, created_at, updated_at }
    }
}

impl From<CoupleMember> for CoupleMemberResponse {
    fn from(member: CoupleMember) -> Self {
        let CoupleMember { client_id, name, pronouns } = member;
        Self { client_id, name, pronouns }
    }
}
