//! Disclosures: what a therapist told of a client outside the client's own sharing, on what ground and under which version
//! of the couple's agreement. Each is an act of its own, as releasing a report
//! is; the client reads those about itself.

mod dto;
mod model;
mod queries;
mod record;
mod released;
mod routes;
mod takeaway;

pub use dto::DisclosureResponse;
pub use model::{DisclosedKind, DisclosureGround, DisclosureRecipient};
pub use released::{Released, ReleasedTo, record_released};
pub use routes::configure;
pub use takeaway::list_own;
