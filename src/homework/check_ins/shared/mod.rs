//! What a couple shares: a projection of each partner's shared acts, under an id made when it was shared and with a
//! version that grows only when something in the projection changes. Nothing else of an act can be told from it.

mod dto;
mod queries;
mod routes;

pub use routes::configure;
