//! FHIR R4: the wording of an instrument, which is the practice's licensed copy, in and out as a Questionnaire; answers and
//! scores out as a QuestionnaireResponse and Observations.

mod answered;
mod fhir;
mod misfits;
mod queries;
mod routes;

use crate::platform::http::Routes;

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes.configure(routes::configure).configure(answered::configure);
}
