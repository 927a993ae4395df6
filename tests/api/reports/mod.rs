//! `/v1/reports`.

mod change_report;
mod create_report;
mod read_reports;
