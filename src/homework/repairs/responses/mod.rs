//! What the one who got a repair answers: to the sender, or to the therapist alone, which the sender cannot tell from silence.

mod dto;
mod give;
mod model;
mod queries;
mod routes;

pub use dto::{EarlierRepairResponse, GivenRepairResponse};
pub use model::RepairAnswer;
pub(super) use model::{CopyRow, ResponseRow, open_words};
pub use queries::{OwnRepairResponse, list_own, visible_to};
pub use routes::configure;
