//! Progress: what is due today, what became of each period, and the figures of a client or a couple.
//! Everything is computed when it is asked for, from the check-ins that the reader may see.

mod dto;
mod lens;
mod model;
mod periods;
mod progress;
mod queries;
mod routes;
mod today;
mod window;

pub use dto::{AssignmentProgress, HabitFigures, ProgressResponse, SubjectFigures, SubjectOverall};
pub use lens::{AsSeenBy, Viewer};
pub use model::{ItemSummary, Loaded, PersonRow};
pub use progress::progress;
pub use queries::{Scope, load};
pub use routes::configure;
pub use window::{Asked, HORIZON_DAYS, WEEKS, WindowQuery, WindowResponse, check_day, check_window};
