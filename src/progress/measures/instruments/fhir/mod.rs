//! FHIR R4 (<https://hl7.org/fhir/R4>): the wording of an instrument as a Questionnaire, answers as a
//! QuestionnaireResponse, scores as Observations.

mod answered;
mod export;
mod import;
mod misfits;
mod options;
mod questions;
mod resources;
mod results;
mod wording;

pub use answered::{About, observations, response};
pub use export::{canonical, export};
pub use import::import;
pub use misfits::{Misfit, MisfitCode, shortened};
pub use resources::{AnswerOption, Extension, FhirCoding, Questionnaire, QuestionnaireItem};
pub use results::{
    Annotation, CodeableConcept, Observation, Quantity, QuestionnaireResponse, Reference, ResponseAnswer,
    ResponseItem,
};
pub use wording::{ItemWording, OptionWording, Wording};
