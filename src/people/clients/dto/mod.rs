//! Requests and answers of clients.

mod requests;
mod responses;

pub use requests::{CreateClientRequest, ListClientsQuery, SearchClientsRequest, UpdateClientRequest};
pub use responses::ClientResponse;
