//! Progress: what is due today, what became of each period, and the figures of a client or a couple.
//! Everything is computed when it is asked for, from the check-ins that the reader may see.

mod dto;
mod habits;
mod lens;
mod met;
mod model;
mod periods;
mod progress;
mod queries;
mod routes;
mod since_session;
mod standing;
mod summary;
mod today;
mod window;

pub use dto::{AssignmentProgress, HabitFigures, ProgressResponse, SubjectFigures, SubjectOverall};
pub use habits::{Habit, habits, habits_of_window};
pub use lens::{AsSeenBy, Viewer};
pub use met::has_met;
pub use model::{ItemSummary, Loaded, PersonRow};
pub use progress::progress;
pub use queries::{Case, Scope, load, load_running, local_day};
pub use since_session::{day_of, no_session, settle};
pub use standing::{Standing, standing};
pub use summary::{
    CheckInRatings, EventKind, Of, PersonGrowth, Rated, RatingWeek, RatingsDefinition, ReportAudience,
    Sections, Summary, TimelineEvent, settle_window, summarise,
};
pub use today::find_day;
pub use window::{
    Asked, HORIZON_DAYS, WEEKS, Wanted, WindowQuery, WindowResponse, check_day, check_window, earlier, later,
};

use crate::platform::http::Routes;

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes.configure(routes::configure).configure(summary::configure);
}
