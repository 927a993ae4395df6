//! Preparations: for one appointment what was given, done, learned and what got stuck since the session before, person by
//! person, from what the care team may read. Computed when it is asked for.

mod dto;
mod prepare;
mod routes;
mod sort;

pub use routes::configure;
