//! The catalogue of instruments: those that come with the product, and the practice's own. Safety screens are in it for
//! clinicians alone.

mod dto;
mod model;
mod queries;
mod routes;

pub use model::{Found, InstrumentReader, InstrumentWriter, Shelf};
pub use queries::{find_instrument, load_shelf};
pub use routes::configure;
