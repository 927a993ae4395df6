//! Sessions: sign-in, refresh with rotation, proof in between, sign-out, and the list of one's own.
//! One session is one membership in one practice.

mod dto;
mod elsewhere;
mod model;
mod open;
mod places;
mod prove;
mod queries;
mod refresh;
mod routes;
mod rules;
mod sign_in;

pub use dto::{SecondFactorNeeded, SignedIn};
pub use elsewhere::{Ending, end_sessions_elsewhere, yes};
pub use model::NewSession;
pub use open::open_session;
pub use places::is_required_somewhere;
pub use queries::end_sessions_of;
pub use routes::configure;
pub use rules::SessionRules;
pub use sign_in::record_failure;
