//! Erasing a client: asked for by the person or the office, restricted for as long as the record must be kept, carried out
//! by a job in one transaction, and written down so that a restored backup does not bring anybody back.

mod carry_out;
mod close;
mod dto;
mod ledger;
mod model;
mod queries;
mod removal;
mod replay;
mod routes;

pub use carry_out::carry_out;
pub use ledger::{Ledger, Line};
pub use replay::{Replayed, list_lines, replay};
pub use routes::configure;
