//! Plans for a couple that give each partner homework of an own, such as acting opposite to the own style. They are two
//! assignments of one client each; that they belong together, and why, only the care team knows.

mod create;
mod dto;
mod queries;
mod routes;
mod suggest;

pub use routes::configure;
