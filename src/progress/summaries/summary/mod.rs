//! One summary of a client or couple over a window, as a declared audience may know it. Reports are frozen from it, and the
//! care team reads it as it is now.

mod audience;
mod dto;
mod events;
mod felt;
mod load;
mod routes;

pub use audience::ReportAudience;
pub use dto::{EventKind, PersonGrowth, Sections, Summary, TimelineEvent};
pub use felt::{CheckInRatings, Rated, RatingWeek, RatingsDefinition};
pub use load::{Of, settle_window, summarise};
pub use routes::configure;
