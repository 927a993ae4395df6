//! Details and answers against the content that the assignment pins.

use std::collections::BTreeSet;

use crate::homework::check_ins::answers::{Answer, RatedEntry};
use crate::homework::check_ins::details::{
    BoundaryScriptDetails, Details, ReconnectPlan, RepairRitualDetails,
};
use crate::homework::library::{
    AnswerSpec, BoundaryScriptContent, Choice, Content, Purpose, RepairRitualContent, Ritual,
};
use crate::platform::http::FieldError;

const AT: &str = "/personal/details";

/// Names every rule that the details break.
pub fn check(details: &Details, content: &Content, errors: &mut Vec<FieldError>) {
    if details.kind() != content.kind() {
        let detail = "must be the kind of the homework";
        errors.push(FieldError::at(format!("{AT}/kind"), "wrong_kind", detail));
        return;
    }
    check_steps(details.steps_done(), content, errors);
    check_answers(details.answers(), content, &format!("{AT}/answers"), errors);
    match (details, content) {
        (Details::RepairRitual(details), Content::RepairRitual(content)) => {
            check_repair(details, content, errors);
        }
        (Details::BoundaryScript(details), Content::BoundaryScript(content)) => {
            check_boundary(details, content, errors);
        }
        _ => {}
    }
}

/// Names every question that something done must answer and does not.
pub fn check_required(details: Option<&Details>, content: &Content, errors: &mut Vec<FieldError>) {
    let answered: BTreeSet<&str> =
        details.map_or(&[][..], Details::answers).iter().map(Answer::prompt).collect();
    for question in content.questions() {
        if question.required && !answered.contains(question.key) {
            let detail = format!("needs an answer to {}", question.key);
            errors.push(FieldError::at(format!("{AT}/answers"), "required_answer", detail));
        }
    }
}

fn check_steps(steps: &[String], content: &Content, errors: &mut Vec<FieldError>) {
    let known = content.step_keys();
    let mut seen = BTreeSet::new();
    for (index, step) in steps.iter().enumerate() {
        let at = || format!("{AT}/steps_done/{index}");
        if !known.contains(&step.as_str()) {
            errors.push(FieldError::at(at(), "unknown_step", "must be the key of a step of the homework"));
        } else if !seen.insert(step) {
            errors.push(FieldError::at(at(), "repeated", "must not stand twice"));
        }
    }
}

/// Names every rule that answers break, below this pointer.
pub fn check_answers(answers: &[Answer], content: &Content, below: &str, errors: &mut Vec<FieldError>) {
    let questions = content.questions();
    let mut seen = BTreeSet::new();
    for (index, answer) in answers.iter().enumerate() {
        let at = format!("{below}/{index}");
        let Some(question) = questions.iter().find(|question| question.key == answer.prompt()) else {
            let detail = "must be the key of a question of the homework";
            errors.push(FieldError::at(format!("{at}/prompt"), "unknown_prompt", detail));
            continue;
        };
        if !seen.insert(answer.prompt()) {
            errors.push(FieldError::at(format!("{at}/prompt"), "repeated", "must not be answered twice"));
        }
        check_answer(answer, question.answer, &at, errors);
    }
}

fn check_answer(answer: &Answer, asked: &AnswerSpec, at: &str, errors: &mut Vec<FieldError>) {
    match (answer, asked) {
        (Answer::Text(answer), AnswerSpec::Text { max_length }) => {
            if answer.text.chars().count() > usize::from(*max_length) {
                let detail = format!("length must be at most {max_length} characters");
                errors.push(FieldError::at(format!("{at}/text"), "out_of_length", detail));
            }
        }
        (Answer::Choice(answer), AnswerSpec::Choice { options, multiple }) => {
            check_choice(&answer.options, options, *multiple, at, errors);
        }
        (Answer::Feelings(answer), AnswerSpec::Feelings { max }) => {
            if answer.feelings.len() > usize::from(*max) {
                let detail = format!("must be at most {max} words");
                errors.push(FieldError::at(format!("{at}/feelings"), "out_of_length", detail));
            }
        }
        (Answer::Entries(answer), AnswerSpec::Entries { items, max_entries, .. }) => {
            if answer.entries.len() > usize::from(*max_entries) {
                let detail = format!("must be at most {max_entries} entries");
                errors.push(FieldError::at(format!("{at}/entries"), "out_of_length", detail));
            }
            check_entries(&answer.entries, items.as_deref(), at, errors);
        }
        (Answer::Scale(_), AnswerSpec::Scale { .. })
        | (Answer::Date(_), AnswerSpec::Date {})
        | (Answer::Time(_), AnswerSpec::Time {}) => {}
        _ => {
            let detail = "must be the form that the question asks for";
            errors.push(FieldError::at(format!("{at}/type"), "wrong_form", detail));
        }
    }
}

fn check_choice(
    chosen: &[String],
    options: &[Choice],
    multiple: bool,
    at: &str,
    errors: &mut Vec<FieldError>,
) {
    if chosen.len() > 1 && !multiple {
        errors.push(FieldError::at(format!("{at}/options"), "out_of_length", "must be one option"));
    }
    let mut seen = BTreeSet::new();
    for (index, key) in chosen.iter().enumerate() {
        let at = || format!("{at}/options/{index}");
        if !options.iter().any(|option| option.key == *key) {
            errors.push(FieldError::at(at(), "unknown_option", "must be the key of an option"));
        } else if !seen.insert(key) {
            errors.push(FieldError::at(at(), "repeated", "must not stand twice"));
        }
    }
}

fn check_entries(entries: &[RatedEntry], items: Option<&[Choice]>, at: &str, errors: &mut Vec<FieldError>) {
    let mut seen = BTreeSet::new();
    for (index, entry) in entries.iter().enumerate() {
        let at = format!("{at}/entries/{index}");
        match (items, &entry.item, &entry.label) {
            (Some(items), Some(item), None) => {
                if !items.iter().any(|given| given.key == *item) {
                    let detail = "must be the key of a given item";
                    errors.push(FieldError::at(format!("{at}/item"), "unknown_item", detail));
                } else if !seen.insert(item) {
                    errors.push(FieldError::at(format!("{at}/item"), "repeated", "must not be rated twice"));
                }
            }
            (None, None, Some(_)) => {}
            (Some(_), ..) => {
                errors.push(FieldError::at(at, "wrong_entry", "must name a given item, and no label"));
            }
            (None, ..) => {
                errors.push(FieldError::at(at, "wrong_entry", "must have a label in own words, and no item"));
            }
        }
    }
}

fn check_repair(details: &RepairRitualDetails, content: &RepairRitualContent, errors: &mut Vec<FieldError>) {
    if details.parts.is_some() && !matches!(content.ritual, Ritual::FourParts(_)) {
        let detail = "is only for a repair of four parts";
        errors.push(FieldError::at(format!("{AT}/parts"), "not_asked", detail));
    }
    if content.follow_through {
        return;
    }
    let detail = "is only for a repair with something promised";
    if details.follow_through_by.is_some() {
        errors.push(FieldError::at(format!("{AT}/follow_through_by"), "not_asked", detail));
    }
    if details.follow_through.is_some() {
        errors.push(FieldError::at(format!("{AT}/follow_through"), "not_asked", detail));
    }
}

/// A protective limit never asks for closeness.
fn check_boundary(
    details: &BoundaryScriptDetails,
    content: &BoundaryScriptContent,
    errors: &mut Vec<FieldError>,
) {
    if content.purpose == Purpose::Protective {
        let detail = "is never asked of a protective limit";
        if details.reconnect.is_some() {
            errors.push(FieldError::at(format!("{AT}/reconnect"), "protective", detail));
        }
        if details.reconnected.is_some() {
            errors.push(FieldError::at(format!("{AT}/reconnected"), "protective", detail));
        }
    } else if let Some(ReconnectPlan { what: _, after_minutes, at }) = &details.reconnect
        && after_minutes.is_some() == at.is_some()
    {
        let detail = "must say either after how many minutes or at what time";
        errors.push(FieldError::at(format!("{AT}/reconnect"), "one_of_two", detail));
    }
}
