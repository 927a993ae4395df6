//! Progress: what came of the homework.

pub mod adherence;
pub mod reports;
pub mod summaries;
