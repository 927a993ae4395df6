//! Requests for measures: once, every few weeks or before each appointment. What is due of them is computed.

mod create;
mod dto;
mod due;
mod model;
mod queries;
mod rhythm;
mod routes;
mod takeaway;

pub use dto::{DueMeasure, MeasureRequestResponse};
pub use due::{Asks, list_asked};
pub use routes::configure;
pub use takeaway::list_own;
