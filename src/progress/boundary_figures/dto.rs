//! Answers of the figures.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::figures;
use crate::homework::boundaries::UseFigures;
use crate::platform::ids::kind::ClientId;
use crate::progress::share::Share;
use crate::progress::summaries::{AsSeenBy, WindowResponse};

/// Figures about a client's uses of boundaries, from the uses that the reader may read.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "client_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13", "definition": "boundary-1", "as_seen_by": "self",
    "window": {"from": "2026-01-05", "to": "2026-03-29"}, "uses": 9, "for_connection": 8,
    "returned_on_time": {"value": 0.75, "numerator": 6, "denominator": 8, "reason": null},
    "reconnected": {"value": 1.0, "numerator": 5, "denominator": 5, "reason": null},
    "respected": {"yes": 5, "partly": 2, "no": 1, "unsaid": 1}
}))]
pub struct BoundaryFiguresResponse {
    /// The client.
    pub client_id: ClientId,
    /// How the figures are made: `boundary-1`.
    #[schema(max_length = 20)]
    pub definition: &'static str,
    /// Whose view of the uses they are made from.
    pub as_seen_by: AsSeenBy,
    /// The local days that were looked at.
    pub window: WindowResponse,
    /// Uses in that time.
    #[schema(minimum = 0)]
    pub uses: usize,
    /// Those of limits for connection; only these have a return.
    #[schema(minimum = 0)]
    pub for_connection: usize,
    /// Returns no later than they were due, of the returns that were noted.
    pub returned_on_time: Share,
    /// Uses after which the closeness happened, of those of which it was said whether it did.
    pub reconnected: Share,
    /// Whether limits were respected, as the author sees it.
    pub respected: RespectedCounts,
}

/// The same in a summary: of the limits of one care, without naming anybody.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct BoundarySummary {
    /// How the figures are made: `boundary-1`.
    #[schema(max_length = 20)]
    pub definition: String,
    /// Whose view of the uses they are made from.
    pub as_seen_by: AsSeenBy,
    /// Uses in the window.
    #[schema(minimum = 0)]
    pub uses: usize,
    /// Those of limits for connection; only these have a return.
    #[schema(minimum = 0)]
    pub for_connection: usize,
    /// Returns no later than they were due, of the returns that were noted.
    pub returned_on_time: Share,
    /// Uses after which the closeness happened, of those of which it was said whether it did.
    pub reconnected: Share,
    /// Whether limits were respected, as the author sees it.
    pub respected: RespectedCounts,
}

impl BoundarySummary {
    /// The figures of these uses.
    pub fn of(uses: &[UseFigures]) -> Self {
        Self {
            definition: figures::DEFINITION.to_owned(),
            as_seen_by: AsSeenBy::CareTeam,
            uses: uses.len(),
            for_connection: figures::for_connection(uses),
            returned_on_time: figures::returned_on_time(uses),
            reconnected: figures::reconnected(uses),
            respected: figures::respected(uses),
        }
    }
}

/// How often which was said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RespectedCounts {
    /// It was respected.
    #[schema(minimum = 0)]
    pub yes: u32,
    /// In part.
    #[schema(minimum = 0)]
    pub partly: u32,
    /// It was not.
    #[schema(minimum = 0)]
    pub no: u32,
    /// Nothing was said.
    #[schema(minimum = 0)]
    pub unsaid: u32,
}
