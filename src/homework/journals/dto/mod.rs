//! Requests and answers of journal entries.

mod requests;
mod responses;

pub use requests::{CorrectJournalEntryRequest, CreateJournalEntryRequest, ListJournalEntriesQuery};
pub use responses::{JournalEntryResponse, JournalEntryVersionResponse, JournalPrompt};
