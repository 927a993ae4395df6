//! Homework: what is asked, how often, and what was done.

pub mod assignments;
pub mod cadence;
pub mod check_ins;
pub mod library;
pub mod share_grants;
