//! Measures: what clients answer about themselves in questionnaires with a published key, scored when it is read. A partner
//! reads none of it, and safety screens are for the care team alone.

mod catalogue;
mod correct;
mod corrections;
mod create;
mod dto;
mod figures;
pub mod instruments;
mod model;
mod queries;
pub mod requests;
mod routes;
mod takeaway;
mod versions;
mod view;
mod wordings;

pub use dto::{InstrumentKeyText, MeasureResponse, MeasureVersionResponse, ScaleResponse};
pub use figures::{InstrumentFigures, PersonMeasures, ScaleFigures, ScoreResponse, measures_of_window};
pub use model::{Administered, ItemAnswer};
pub use takeaway::{AfterOwn, OwnMeasure, list_own};

use crate::platform::http::Routes;

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes
        .configure(catalogue::configure)
        .configure(routes::configure)
        .configure(corrections::configure)
        .configure(requests::configure)
        .configure(figures::configure)
        .configure(wordings::configure);
}
