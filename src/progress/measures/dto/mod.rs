//! Requests and answers of measures.

mod requests;
mod responses;

pub use requests::{
    CompleteMeasureRequest, CorrectMeasureRequest, CreateMeasureRequest, InstrumentKey, InstrumentKeyText,
    ListMeasuresQuery,
};
pub use responses::{HelpResponse, MeasureResponse, MeasureVersionResponse, ScaleResponse};
