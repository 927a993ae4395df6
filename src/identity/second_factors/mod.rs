//! The second factor of an account: an authenticator app (RFC 6238), and recovery codes for when it is lost. It is the
//! person's, in every practice, and counts from its confirmation on.

mod ask;
mod change;
mod codes;
mod dto;
mod lost;
mod model;
mod queries;
mod routes;
pub mod totp;

pub use ask::{Answer, Use, ask};
pub use dto::SecondFactorState;
pub use lost::{Removal, remove_lost};
pub(super) use model::secret_place;
pub use queries::{find_state, is_confirmed};
pub use routes::configure;
