//! The catalogue of instruments: those that come with the product, and the practice's own. Safety screens are in it for
//! clinicians alone.

mod dto;
mod model;
mod queries;
mod retirement;
mod routes;

pub use model::{Found, InstrumentReader, InstrumentWriter, Shelf};
pub use queries::{find_instrument, load_shelf};

use crate::platform::http::Routes;

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes.configure(routes::configure).configure(retirement::configure);
}
