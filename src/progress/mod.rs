//! Progress: what came of the homework.

pub mod adherence;
pub mod boundary_figures;
pub mod disclosures;
pub mod repair_figures;
pub mod reports;
pub mod summaries;
