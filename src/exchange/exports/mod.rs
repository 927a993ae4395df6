//! Exports: a client's own data and what the partner shared, as one archive to take along.
//! A job prepares it in one look at the database; it is kept sealed, in pieces, for a limited time.

mod archive;
mod dto;
mod model;
mod parts;
mod prepare;
mod queries;
mod readable;
mod routes;
mod source;
mod structured;

pub use prepare::{EXPIRE, PREPARE, expire, give_up, prepare};
pub use routes::configure;
