//! Uses of boundaries: when a limit began, when the return is due, and whether it came. They are never shared with a
//! partner; a sign without content goes to one where the author asks.

mod correct;
mod create;
mod dto;
mod figures;
mod lately;
mod model;
mod queries;
mod routes;
mod sign;
mod takeaway;
mod versions;

pub use dto::{BoundaryUseResponse, BoundaryUseVersionResponse};
pub use figures::{UseFigures, figures_between};
pub use lately::uses_lately;
pub use routes::configure;
pub use takeaway::{AfterOwn, OwnBoundaryUse, list_own};
