//! Reminders of one member: at which times of day, how many in a week at most. Whether one is sent is decided when its time
//! comes: only of what is still due then, only as the member wants to be reached, and in words that say nothing.

mod dto;
mod queries;
mod routes;
mod schedule;

pub use dto::{ReminderChannel, ReminderResponse};
pub use queries::{DueReminder, REMIND, find_reminder, note_reminder};
pub use routes::configure;
