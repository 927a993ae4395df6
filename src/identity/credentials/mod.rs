//! What one signs in with: changing password and e-mail address, and getting back in without the password. Tokens travel
//! by notices; no change here touches the second factor.

mod dto;
mod email;
mod password;
mod routes;

pub use routes::configure;
