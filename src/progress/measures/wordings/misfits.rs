//! What keeps a questionnaire from being the wording of an instrument, as broken rules of the request.

use serde_json::Value;

use crate::platform::http::{ApiError, FieldError};
use crate::progress::measures::instruments::fhir::{Misfit, MisfitCode, shortened};

/// All of them, as one refusal of a form.
pub(super) fn refusal(misfits: Vec<Misfit>, form: &Value) -> ApiError {
    ApiError::Invalid(misfits.into_iter().take(100).map(|misfit| broken(misfit, form)).collect())
}

fn broken(misfit: Misfit, form: &Value) -> FieldError {
    let Misfit { code, link_id, item, detail, place: at } = misfit;
    let at = link_id.as_deref().and_then(|name| find(form, name, "")).unwrap_or(at);
    let place = match (link_id, item) {
        (Some(link_id), Some(item)) => format!("item {item} (linkId {link_id}): "),
        (Some(link_id), None) => format!("linkId {link_id}: "),
        (None, Some(item)) => format!("item {item}: "),
        (None, None) => String::new(),
    };
    FieldError::at(at, word(code), place + &detail)
}

/// Where the first item of this name stands below a form or a group.
fn find(within: &Value, name: &str, at: &str) -> Option<String> {
    let items = within.get("item").and_then(Value::as_array)?;
    items.iter().enumerate().find_map(|(index, item)| {
        let at = format!("{at}/item/{index}");
        let its_name = item.get("linkId").and_then(Value::as_str).map(shortened);
        if its_name.as_deref() == Some(name) { Some(at) } else { find(item, name, &at) }
    })
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
