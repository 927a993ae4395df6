//! What the trail tells, and which of it is asked for.

use chrono::{DateTime, Datelike, Utc};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::model::Outcome;
use super::queries::EventRow;
use crate::platform::db::AsText;
use crate::platform::http::rules::some;
use crate::platform::http::{PageCursor, PageLimit};
use crate::platform::ids::kind::{AuditEventId, ClientId, CoupleId, MembershipId, SessionId};

/// Which events to list.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListAuditEventsQuery {
    /// Only those about this client's data.
    #[garde(skip)]
    #[param(value_type = Option<Uuid>)]
    pub client_id: Option<ClientId>,
    /// Only those about this couple's data.
    #[garde(skip)]
    #[param(value_type = Option<Uuid>)]
    pub couple_id: Option<CoupleId>,
    /// Only those of this member: what a staff member or client did.
    #[garde(skip)]
    #[param(value_type = Option<Uuid>)]
    pub membership_id: Option<MembershipId>,
    /// Only this action: an operation id such as `find_client`, or `sign_in`.
    #[garde(inner(custom(is_action)))]
    #[param(min_length = 1, max_length = 60, pattern = "^[a-z_]+$")]
    pub action: Option<String>,
    /// Only those that ended so.
    #[garde(skip)]
    pub outcome: Option<Outcome>,
    /// Only those from this instant on.
    #[garde(custom(some(known_year)))]
    pub at_from: Option<DateTime<Utc>>,
    /// Only those before this instant.
    #[garde(custom(some(known_year)))]
    pub at_to: Option<DateTime<Utc>>,
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

impl ListAuditEventsQuery {
    /// The filter that a cursor is bound to.
    pub(super) fn bound(&self) -> impl std::fmt::Debug {
        let about = (self.client_id, self.couple_id, self.membership_id);
        (about, self.action.clone(), self.outcome, self.at_from, self.at_to)
    }
}

fn is_action<T: AsRef<str>>(action: &T, _: &()) -> garde::Result {
    let action = action.as_ref();
    let fits = (1..=60).contains(&action.len())
        && action.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    if fits { Ok(()) } else { Err(garde::Error::new("must be an operation id")) }
}

/// What PostgreSQL can compare with.
fn known_year(at: &DateTime<Utc>, _: &()) -> garde::Result {
    if (1900..=2199).contains(&at.year()) {
        Ok(())
    } else {
        Err(garde::Error::new("must be between the years 1900 and 2199"))
    }
}

/// Who did what, when, and how it ended. Ids and names of actions only.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c60", "at": "2026-03-02T18:30:00Z",
    "account_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c10", "membership_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c12",
    "session_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c14", "acting_as": ["therapist"], "action": "find_client",
    "resource": "client", "resource_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13",
    "client_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13", "couple_id": null, "outcome": "success",
    "request_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c61"
}))]
pub struct AuditEventResponse {
    /// The event.
    pub id: AuditEventId,
    /// When it was recorded.
    pub at: DateTime<Utc>,
    /// The account of who did it.
    pub account_id: Uuid,
    /// The membership of who did it: the id of the staff member or client.
    pub membership_id: MembershipId,
    /// The session; null for a sign-in that failed.
    pub session_id: Option<SessionId>,
    /// The roles held then; empty for a sign-in that failed.
    #[schema(max_items = 20)]
    pub acting_as: Vec<String>,
    /// The operation, or `sign_in`.
    #[schema(max_length = 60)]
    pub action: String,
    /// The kind of thing that it was about.
    #[schema(max_length = 60)]
    pub resource: String,
    /// The thing, as it was asked for; null for a list.
    pub resource_id: Option<Uuid>,
    /// The client whose data it was about, as far as the request named one.
    pub client_id: Option<ClientId>,
    /// The couple whose data it was about, as far as the request named one.
    pub couple_id: Option<CoupleId>,
    /// How it ended.
    pub outcome: Outcome,
    /// The `X-Request-Id` of the request.
    pub request_id: Uuid,
}

impl From<EventRow> for AuditEventResponse {
    fn from(row: EventRow) -> Self {
        let EventRow {
            id,
            at,
            account_id,
            membership_id,
            session_id,
            acting_as,
            action,
            resource,
            resource_id,
            client_id,
            couple_id,
            outcome: AsText(outcome),
            request_id,
        } = row;
        Self {
            id,
            at,
            account_id,
            membership_id,
            session_id,
            acting_as,
            action,
            resource,
            resource_id,
            client_id,
            couple_id,
            outcome,
            request_id,
        }
    }
}
