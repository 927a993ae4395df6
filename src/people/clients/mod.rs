//! Clients: the people in care, with names, contact data, time zone and language.
//! Nothing clinical stands here: owner, admin and front desk may read a client.

mod dto;
mod model;
mod queries;
mod routes;

pub use dto::ClientResponse;
pub use model::{ClientRow, ClientStatus};
pub use queries::{check_unrestricted, find_client, keep_known, visible_to};
pub use routes::configure;
