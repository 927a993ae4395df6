//! `/v1/reports`.

mod bounds;
mod change_report;
mod changed_elsewhere;
mod changed_sections;
mod changed_terms;
mod cost;
mod create_report;
mod demo;
mod first_form;
mod forms;
mod read_reports;
mod sections;
mod strictest_label;
mod summary;
mod time_line;
