//! Life events: what a client marks on the own time line, such as a move or a loss. Private or for the care team; no partner reads
//! any.

mod correct;
mod create;
mod dto;
mod model;
mod noted;
mod queries;
mod routes;
mod takeaway;
mod versions;

pub use dto::{LifeEventResponse, LifeEventVersionResponse};
pub use model::LifeEventVisibility;
pub use noted::{NotedEvent, noted_between};
pub use routes::configure;
pub use takeaway::{AfterOwn, OwnLifeEvent, list_own};
