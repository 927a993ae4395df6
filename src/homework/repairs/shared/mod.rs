//! Repairs that were sent to the partner. Who gets one has a copy, made when it was sent, under an id of its own and with a
//! version that grows only when the copy or the own answer changes; who sent it sees the answer where that was given to the
//! sender, and silence otherwise.

mod copies;
mod dto;
mod model;
mod queries;
mod routes;

pub(super) use copies::{insert_shared, replace_shared};
pub use dto::{SharedRepairResponse, SharedResponseResponse};
pub(super) use model::SharedInsert;
pub use queries::{After, list_received};
pub(super) use queries::{find_answer_to_own, find_shared};
pub use routes::configure;
