//! Change over an episode of care: of a client, and of both partners side by side. For the care team alone; a safety screen is
//! never in it.

mod dto;
mod load;
mod pairs;
mod queries;
mod routes;
mod series;
mod window;

pub use dto::{InstrumentFigures, ScaleFigures, ScoreResponse};
pub use routes::configure;
pub use window::{PersonMeasures, measures_of_window};
