//! The audit trail: one row for each clinical read and write, sign-in and denial, never with content.
//! Writes put their row into their own transaction; reads and denials go through a bounded buffer.

mod buffer;
mod model;

pub use buffer::AuditBuffer;
pub use model::{AuditRow, Event, Member, Outcome, insert_audit_row};
