//! Filled-in forms and scores of FHIR R4, with the members that are written here.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::resources::FhirCoding;

/// A concept, in codes and in words.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CodeableConcept {
    /// In codes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub coding: Vec<FhirCoding>,
    /// In words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// Where another resource is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// Type and id.
    pub reference: String,
}

/// A filled-in form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct QuestionnaireResponse {
    /// `QuestionnaireResponse`.
    pub resource_type: String,
    /// Its id.
    pub id: String,
    /// The form and its version.
    pub questionnaire: String,
    /// `completed` or `in-progress`.
    pub status: String,
    /// Whom it is about.
    pub subject: Reference,
    /// When it was answered.
    pub authored: DateTime<Utc>,
    /// The answers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub item: Vec<ResponseItem>,
}

/// The answer to a question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ResponseItem {
    /// Names the question.
    pub link_id: String,
    /// Its words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// What was answered.
    pub answer: Vec<ResponseAnswer>,
}

/// What was answered.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ResponseAnswer {
    /// As a code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_coding: Option<FhirCoding>,
    /// As a whole number, where the words are not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_integer: Option<i64>,
}

/// A score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Observation {
    /// `Observation`.
    pub resource_type: String,
    /// `final`, or `preliminary` while items are missing.
    pub status: String,
    /// `survey`.
    pub category: Vec<CodeableConcept>,
    /// Which score.
    pub code: CodeableConcept,
    /// Whom it is about.
    pub subject: Reference,
    /// When it was answered.
    pub effective_date_time: DateTime<Utc>,
    /// The score.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value_quantity: Option<Quantity>,
    /// Why there is no score.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data_absent_reason: Option<CodeableConcept>,
    /// The band it is in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub interpretation: Vec<CodeableConcept>,
    /// What is to be known of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub note: Vec<Annotation>,
    /// The filled-in form.
    pub derived_from: Vec<Reference>,
}

/// A number and its unit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Quantity {
    /// The number.
    pub value: f64,
    /// The unit, in words.
    pub unit: String,
    /// The system of the unit.
    pub system: String,
    /// The unit, as a code.
    pub code: String,
}

/// A remark.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Annotation {
    /// Its words.
    pub text: String,
}
