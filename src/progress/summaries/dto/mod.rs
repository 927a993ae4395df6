//! Answers of today, periods and progress.

mod periods;
mod progress;
mod today;

pub use periods::{PeriodResponse, PeriodsResponse, SubjectPeriods};
pub use progress::{AssignmentProgress, HabitFigures, ProgressResponse, SubjectFigures, SubjectOverall};
pub use today::{AvailableItem, DueItem, PeriodProgress, PeriodSpan, TodayResponse};
