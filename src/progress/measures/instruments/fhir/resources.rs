//! Forms of FHIR R4, with the members that are read or written here; others are passed over.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Codes of LOINC.
pub const LOINC: &str = "http://loinc.org";
/// The number that an answer stands for.
pub const ORDINAL: &str = "http://hl7.org/fhir/StructureDefinition/ordinalValue";
/// Earlier and other addresses of the same.
pub const ORDINALS: [&str; 3] = [
    ORDINAL,
    "http://hl7.org/fhir/StructureDefinition/questionnaire-ordinalValue",
    "http://hl7.org/fhir/StructureDefinition/itemWeight",
];
/// Why something is not there.
pub const DATA_ABSENT: &str = "http://terminology.hl7.org/CodeSystem/data-absent-reason";

/// A form.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Questionnaire {
    /// `Questionnaire`.
    pub resource_type: String,
    /// Its canonical address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Its version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The language of its words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// What it is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// `draft`, `active`, `retired` or `unknown`.
    pub status: String,
    /// Who may answer it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub subject_type: Vec<String>,
    /// Who holds the rights.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub copyright: Option<String>,
    /// What it is, in terms of code systems.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub code: Vec<FhirCoding>,
    /// Resources inside it, such as lists of answers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contained: Vec<Value>,
    /// Groups, questions and texts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub item: Vec<QuestionnaireItem>,
}

/// A group, question or text.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct QuestionnaireItem {
    /// Additional content.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub extension: Vec<Extension>,
    /// Names it within the form.
    pub link_id: String,
    /// What it is, in terms of code systems.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub code: Vec<FhirCoding>,
    /// What is printed before it, such as a number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    /// Its words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// `group`, `display`, `choice` and others.
    #[serde(rename = "type")]
    pub kind: String,
    /// Whether it is filled in by the form.
    #[serde(skip_serializing_if = "is_false")]
    pub read_only: bool,
    /// Whether it takes several answers.
    #[serde(skip_serializing_if = "is_false")]
    pub repeats: bool,
    /// A list of answers elsewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer_value_set: Option<String>,
    /// Its answers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub answer_option: Vec<AnswerOption>,
    /// What is below it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub item: Vec<QuestionnaireItem>,
}

fn is_false(value: &bool) -> bool {
    !value
}

/// Additional content of a number or an expression.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Extension {
    /// What it is.
    pub url: String,
    /// A number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_decimal: Option<f64>,
    /// A whole number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_integer: Option<i64>,
}

/// An answer that can be chosen.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct AnswerOption {
    /// Additional content.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub extension: Vec<Extension>,
    /// As a code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_coding: Option<FhirCoding>,
    /// As a whole number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_integer: Option<i64>,
}

/// A code of a system.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct FhirCoding {
    /// Additional content.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub extension: Vec<Extension>,
    /// The system.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub system: Option<String>,
    /// The code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// What it says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display: Option<String>,
}

/// A list of codes, inside a form.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct ValueSet {
    pub resource_type: String,
    pub id: String,
    pub url: Option<String>,
    pub compose: Compose,
    pub expansion: Expansion,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Compose {
    pub include: Vec<Include>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Include {
    pub system: Option<String>,
    pub concept: Vec<FhirCoding>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Expansion {
    pub contains: Vec<FhirCoding>,
}

impl FhirCoding {
    /// The code, where it is one of LOINC.
    pub(super) fn loinc(&self) -> Option<&str> {
        self.code.as_deref().filter(|_| self.system.as_deref() == Some(LOINC))
    }
}

impl Extension {
    /// The number that an answer stands for.
    pub(super) fn ordinal(value: i16) -> Self {
        Self { url: ORDINAL.to_owned(), value_decimal: Some(value.into()), value_integer: None }
    }
}
