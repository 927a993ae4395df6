//! Answers as a QuestionnaireResponse, scores as Observations.

use chrono::{DateTime, Utc};

use super::export::{canonical, coded, loinc};
use super::resources::{DATA_ABSENT, FhirCoding};
use super::results::{
    Annotation, CodeableConcept, Observation, Quantity, QuestionnaireResponse, Reference, ResponseAnswer,
    ResponseItem,
};
use super::wording::Wording;
use crate::progress::measures::instruments::model::Instrument;
use crate::progress::measures::instruments::scale::InstrumentScale;
use crate::progress::measures::instruments::score::{
    Administration, Answers, ScaleScore, Scored, is_complete,
};

/// What the resources say of the answers besides themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// Id of the answers.
    pub id: String,
    /// Id of the person whom they are about.
    pub subject: String,
    /// When they were given.
    pub answered_at: DateTime<Utc>,
    /// How they were given.
    pub administration: Administration,
}

impl About {
    fn subject(&self) -> Reference {
        Reference { reference: format!("Patient/{}", self.subject) }
    }
}

/// The answers. Without wording they are the numbers alone.
pub fn response(
    instrument: &Instrument,
    wording: Option<&Wording>,
    answers: &Answers,
    about: &About,
) -> QuestionnaireResponse {
    let complete = is_complete(instrument, answers, about.administration);
    let item = |(number, value): (&u16, &i16)| {
        let words = wording.and_then(|wording| wording.item(*number));
        let coding = words.and_then(|words| words.option(*value)).map(coded);
        ResponseItem {
            link_id: number.to_string(),
            text: words.map(|words| words.text.clone()),
            answer: vec![ResponseAnswer {
                value_integer: coding.is_none().then_some(i64::from(*value)),
                value_coding: coding,
            }],
        }
    };
    QuestionnaireResponse {
        resource_type: "QuestionnaireResponse".to_owned(),
        id: about.id.clone(),
        questionnaire: format!("{}|{}", canonical(instrument), instrument.version),
        status: if complete { "completed" } else { "in-progress" }.to_owned(),
        subject: about.subject(),
        authored: about.answered_at,
        item: answers.iter().map(item).collect(),
    }
}

/// Every score, in the instrument's order. While the form goes on, none of them is final.
pub fn observations(instrument: &Instrument, scored: &Scored, about: &About) -> Vec<Observation> {
    let complete = scored.scales.iter().all(|score| score.n_answered == score.n_items);
    let status = if complete { "final" } else { "preliminary" };
    let one = |score: &ScaleScore| {
        let scale = instrument.scale(&score.scale)?;
        Some(observation((instrument, scale), score, status, about))
    };
    scored.scales.iter().filter_map(one).collect()
}

fn observation(
    (instrument, scale): (&Instrument, &InstrumentScale),
    score: &ScaleScore,
    status: &str,
    about: &About,
) -> Observation {
    Observation {
        resource_type: "Observation".to_owned(),
        status: status.to_owned(),
        category: vec![concept("http://terminology.hl7.org/CodeSystem/observation-category", "survey")],
        code: CodeableConcept {
            coding: scale.loinc.as_deref().map(loinc).into_iter().chain([own(instrument, scale)]).collect(),
            text: Some(format!("{}: {}", instrument.title, scale.title)),
        },
        subject: about.subject(),
        effective_date_time: about.answered_at,
        value_quantity: score.value.map(quantity),
        data_absent_reason: score.reason.map(|_| CodeableConcept {
            text: Some("too few items were answered".to_owned()),
            ..concept(DATA_ABSENT, "unknown")
        }),
        interpretation: score.band.iter().map(|band| text(band)).collect(),
        note: score.prorated.then(|| prorated(score)).into_iter().collect(),
        derived_from: vec![Reference { reference: format!("QuestionnaireResponse/{}", about.id) }],
    }
}

fn own(instrument: &Instrument, scale: &InstrumentScale) -> FhirCoding {
    FhirCoding { system: Some(canonical(instrument)), code: Some(scale.key.clone()), ..FhirCoding::default() }
}

fn quantity(value: f64) -> Quantity {
    Quantity {
        value,
        unit: "score".to_owned(),
        system: "http://unitsofmeasure.org".to_owned(),
        code: "{score}".to_owned(),
    }
}

fn prorated(score: &ScaleScore) -> Annotation {
    Annotation { text: format!("Prorated: {} of {} items were answered.", score.n_answered, score.n_items) }
}

fn concept(system: &str, code: &str) -> CodeableConcept {
    let (system, code) = (Some(system.to_owned()), Some(code.to_owned()));
    CodeableConcept { coding: vec![FhirCoding { system, code, ..FhirCoding::default() }], text: None }
}

fn text(text: &str) -> CodeableConcept {
    CodeableConcept { coding: Vec::new(), text: Some(text.to_owned()) }
}
