//! Sessions: sign-in, refresh with rotation, sign-out, and the list of one's own.
//! One session is one membership in one practice.

mod dto;
mod model;
mod queries;
mod refresh;
mod routes;
mod sign_in;

pub use dto::SignedIn;
pub use model::NewSession;
pub use routes::configure;
pub use sign_in::open_session;
