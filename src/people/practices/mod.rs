//! Practices: the name of one, and the settings that hold for everybody in it.
//! A session reaches its own practice alone, so there is no id in its path.

mod dto;
mod model;
mod queries;
mod routes;

pub use dto::PracticeResponse;
pub use model::{NewPractice, PracticeRow};
pub use queries::{create_practice, find_practice, local_day};
pub use routes::configure;
