//! What keeps a questionnaire from being the wording of an instrument, as broken rules of the request.

use crate::platform::http::{ApiError, FieldError};
use crate::progress::measures::instruments::fhir::{Misfit, MisfitCode};

/// All of them, as one refusal.
pub(super) fn refusal(misfits: Vec<Misfit>) -> ApiError {
    ApiError::Invalid(misfits.into_iter().take(100).map(broken).collect())
}

fn broken(misfit: Misfit) -> FieldError {
    let Misfit { code, link_id, item, detail } = misfit;
    let place = match (link_id, item) {
        (Some(link_id), Some(item)) => format!("item {item} (linkId {link_id}): "),
        (Some(link_id), None) => format!("linkId {link_id}: "),
        (None, Some(item)) => format!("item {item}: "),
        (None, None) => String::new(),
    };
    FieldError::at("", word(code), place + &detail)
}

const fn word(code: MisfitCode) -> &'static str {
    match code {
        MisfitCode::NotAQuestionnaire => "not_a_questionnaire",
        MisfitCode::OtherInstrument => "other_instrument",
        MisfitCode::UnknownItem => "unknown_item",
        MisfitCode::MissingItem => "missing_item",
        MisfitCode::ItemTwice => "item_twice",
        MisfitCode::UnsupportedType => "unsupported_type",
        MisfitCode::Repeats => "repeats",
        MisfitCode::NoText => "no_text",
        MisfitCode::UnsuitableText => "unsuitable_text",
        MisfitCode::NoAnswers => "no_answers",
        MisfitCode::NoValue => "no_value",
        MisfitCode::ValueOutOfRange => "value_out_of_range",
        MisfitCode::ValueTwice => "value_twice",
        MisfitCode::ValueMissing => "value_missing",
        MisfitCode::OtherValue => "other_value",
        MisfitCode::OppositeAnswerList => "opposite_answer_list",
        MisfitCode::AlreadyReversed => "already_reversed",
        MisfitCode::WrongTotal => "wrong_total",
        MisfitCode::ForeignTotal => "foreign_total",
    }
}
