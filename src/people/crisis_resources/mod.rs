//! Crisis resources: where a person in need finds help now. The practice keeps the list, and everybody in it reads it.

mod dto;
mod model;
mod queries;
mod routes;

pub use dto::CrisisResourceResponse;
pub use queries::list_all;
pub use routes::configure;
