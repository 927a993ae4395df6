//! Programmes: ordered sets of library items with a release rule for each step, built in or of the practice's own. Versions
//! never change; an enrolment pins one.

mod built_in;
mod dto;
mod install;
mod model;
mod queries;
mod routes;
mod steps;

pub use built_in::{BuiltInProgramme, built_in_programmes};
pub use install::install_programmes;
pub use model::{ProgrammeRow, ProgrammeVersionRow};
pub use queries::{find_current, find_versions};
pub use routes::configure;
pub use steps::{ProgrammeStep, Release, ReleaseRule, StepItem};
