//! `/v1/reports`.

mod change_report;
mod changed_terms;
mod create_report;
mod forms;
mod read_reports;
