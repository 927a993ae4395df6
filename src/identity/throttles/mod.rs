//! How often something may be tried: kept in the database, so that replicas agree and a restart forgets nothing.
//!
//! A try is counted before it is looked at and given back when it was right, so that many at once are no more tries than
//! one after the other. Counted are the account, by a keyed digest of what was typed, so that an address that is
//! nobody's counts alike, and the network. Who comes from where the account has signed in before is counted apart from
//! all others: strangers cannot lock anybody out of the place where they are at home.

mod model;
mod queries;
mod tries;

pub use model::{Kind, ThrottleRules};
pub use queries::prune_throttles;
pub use tries::{Try, begin, forgive};
