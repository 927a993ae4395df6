//! `/v1/reports`.

mod change_report;
mod changed_sections;
mod changed_terms;
mod cost;
mod create_report;
mod first_form;
mod forms;
mod read_reports;
mod sections;
mod summary;
