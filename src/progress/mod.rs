//! Progress: what came of the homework.

pub mod adherence;
pub mod disclosures;
pub mod reports;
pub mod summaries;
