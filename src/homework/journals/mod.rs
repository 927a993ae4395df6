//! Journal entries: what a client writes, free or to the questions of a reflection, private unless its author shares it.
//! What a partner gets is a projection of its own, in `shared`.

mod correct;
mod create;
mod dto;
mod lately;
mod model;
mod queries;
mod routes;
mod shared;
mod takeaway;
mod versions;

pub use dto::{JournalEntryResponse, JournalEntryVersionResponse, JournalPrompt};
pub use lately::{Entry, list_lately};
pub use shared::{After as AfterShared, SharedJournalEntryResponse, list_received};
pub use takeaway::{AfterOwn, OwnJournalEntry, list_own};

use crate::platform::http::Routes;

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes.configure(routes::configure).configure(shared::configure);
}
