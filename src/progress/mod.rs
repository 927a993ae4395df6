//! Progress: what came of the homework.

pub mod adherence;
pub mod boundary_figures;
pub mod caseload;
pub mod disclosures;
pub mod enrolments;
pub mod measures;
pub mod preparations;
pub mod rating_figures;
pub mod reminders;
pub mod repair_figures;
pub mod report_runs;
pub mod reports;
pub mod share;
pub mod small_wins;
pub mod summaries;
