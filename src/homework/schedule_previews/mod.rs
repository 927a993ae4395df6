//! Schedules that are looked at before anything is assigned: the periods of a cadence, the instants at which they begin, end
//! and fall due, and what the clocks do meanwhile. Nothing is written and nobody is named.

mod dto;
mod expand;
mod notes;
mod routes;

pub use dto::{
    CreateSchedulePreviewRequest, PreviewedPeriod, ScheduleNote, ScheduleNoteKind, SchedulePreview,
};
pub use expand::{Clocks, expand};
pub use routes::configure;
