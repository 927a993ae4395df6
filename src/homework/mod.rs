//! Homework: what is asked, how often, and what was done.

pub mod assignments;
mod authored;
pub mod boundaries;
pub mod cadence;
pub mod check_ins;
pub mod feedback;
pub mod journals;
pub mod library;
pub mod life_events;
pub mod pacts;
pub mod plans;
pub mod programmes;
pub mod repairs;
pub mod retros;
pub mod reviews;
pub mod ruptures;
pub mod schedule_previews;
pub mod share_grants;
pub mod words;
pub use authored::{Asked, Ground, Known, Lately, Place, corrected, find_ground, first_digest};
