//! The wording of an instrument as a Questionnaire.

use super::resources::{AnswerOption, Extension, FhirCoding, LOINC, Questionnaire, QuestionnaireItem};
use super::wording::{ItemWording, OptionWording, Wording};
use crate::progress::measures::instruments::model::Instrument;

/// The address by which resources name the instrument, without its version.
pub fn canonical(instrument: &Instrument) -> String {
    format!("urn:holdfast:instrument:{}", instrument.key)
}

/// The wording as a Questionnaire. Answers carry their numbers as ordinals; no total is computed in it.
pub fn export(instrument: &Instrument, wording: &Wording) -> Questionnaire {
    let panel = instrument.loinc.as_ref().and_then(|loinc| loinc.panel.as_deref());
    let texts = wording.instructions.iter().zip(1..).map(text);
    let questions = wording.items.iter().map(|item| question(instrument, item));
    Questionnaire {
        resource_type: "Questionnaire".to_owned(),
        url: Some(canonical(instrument)),
        version: Some(instrument.version.to_string()),
        language: wording.language.clone(),
        title: wording.title.clone().or_else(|| Some(instrument.title.clone())),
        status: "active".to_owned(),
        subject_type: vec!["Patient".to_owned()],
        copyright: wording.copyright.clone(),
        code: panel.map(loinc).into_iter().collect(),
        contained: Vec::new(),
        item: texts.chain(questions).collect(),
    }
}

fn text((text, count): (&String, u32)) -> QuestionnaireItem {
    QuestionnaireItem {
        link_id: format!("text-{count}"),
        text: Some(text.clone()),
        kind: "display".to_owned(),
        ..QuestionnaireItem::default()
    }
}

fn question(instrument: &Instrument, item: &ItemWording) -> QuestionnaireItem {
    let code = instrument.item(item.number).and_then(|item| item.loinc.as_deref());
    QuestionnaireItem {
        link_id: item.number.to_string(),
        code: code.map(loinc).into_iter().collect(),
        prefix: Some(item.number.to_string()),
        text: Some(item.text.clone()),
        kind: "choice".to_owned(),
        answer_option: item.options.iter().map(option).collect(),
        ..QuestionnaireItem::default()
    }
}

fn option(option: &OptionWording) -> AnswerOption {
    let coding = FhirCoding { extension: Vec::new(), ..coded(option) };
    AnswerOption {
        extension: vec![Extension::ordinal(option.value)],
        value_coding: Some(coding),
        value_integer: None,
    }
}

/// An answer as a code that carries its number.
pub(super) fn coded(option: &OptionWording) -> FhirCoding {
    FhirCoding {
        extension: vec![Extension::ordinal(option.value)],
        system: option.system.clone(),
        code: Some(option.code.clone()),
        display: Some(option.label.clone()),
    }
}

/// A code of LOINC.
pub(super) fn loinc(code: &str) -> FhirCoding {
    FhirCoding { system: Some(LOINC.to_owned()), code: Some(code.to_owned()), ..FhirCoding::default() }
}
