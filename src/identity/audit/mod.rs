//! The audit trail: one row for each clinical read and write, sign-in and denial, never with content.
//! Writes put their row into their own transaction; reads and denials go through a bounded buffer. A sealer chains the
//! rows of each practice afterwards, and a verifier names the first one that does not fit.

mod buffer;
mod chain;
mod dto;
mod model;
mod queries;
mod routes;
mod sealer;
mod verify;

pub use buffer::{AuditBuffer, insert_audit_rows};
pub use chain::{Head, Mac};
pub use model::{AuditRow, Event, Member, Outcome, insert_audit_row};
pub use routes::configure;
pub use sealer::{HEAD_MESSAGE, Sealer};
pub use verify::{Broken, Verdict, Verifier};
