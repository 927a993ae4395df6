//! Confidentiality agreements: versions of a text for one couple, signed by each partner on an own line. A partner reads
//! the own signature and whether the agreement is in force; a policy discloses nothing by itself.

mod dto;
mod model;
mod queries;
mod routes;
mod takeaway;
mod view;

pub use dto::AgreementResponse;
pub use model::Policy;
pub use queries::{check_joint, find_agreed, find_current, find_policy};
pub use routes::configure;
pub use takeaway::list_own;
