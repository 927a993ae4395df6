//! Progress: what came of the homework.

pub mod adherence;
pub mod boundary_figures;
pub mod caseload;
pub mod disclosures;
pub mod enrolments;
pub mod preparations;
pub mod rating_figures;
pub mod reminders;
pub mod repair_figures;
pub mod reports;
pub mod summaries;
