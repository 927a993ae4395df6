//! A Questionnaire as the wording of an instrument, when it fits the key.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::misfits::{Misfit, MisfitCode, shortened};
use super::options::Options;
use super::questions::Contents;
use super::resources::{Questionnaire, QuestionnaireItem};
use super::wording::{ItemWording, OptionWording, Wording};
use crate::platform::http::pointer_of;
use crate::progress::measures::instruments::model::{Coding, Instrument, InstrumentItem, OppositeItems};

/// Most texts around the items that are kept.
const MOST_TEXTS: usize = 20;

/// Reads the wording of an instrument. What cannot be so by its key is refused, with everything that does not fit:
/// a wrong number beside an answer would make every later score wrong.
///
/// # Errors
/// All misfits, in the order of the questionnaire.
pub fn import(questionnaire: &Value, instrument: &Instrument) -> Result<Wording, Vec<Misfit>> {
    let form = read(questionnaire).map_err(|misfit| vec![misfit])?;
    let mut misfits = Vec::new();
    misfits.extend(other_instrument(&form, instrument));
    let mut contents = Contents::of(&form.item, instrument);
    let numbered = contents.numbered();
    misfits.append(&mut contents.misfits);
    let options = Options::new(instrument, &form.contained);
    let mut items = Vec::new();
    for (number, question) in numbered {
        let Some(item) = instrument.item(number) else { continue };
        match words(question, item, &options) {
            Ok(item) => items.push(item),
            Err(mut found) => misfits.append(&mut found),
        }
    }
    misfits.extend(already_reversed(&items, instrument));
    misfits.extend(run_alike(&items, instrument));
    let texts = contents.texts.iter().filter(|text| !text.trim().is_empty());
    let texts = texts.take(MOST_TEXTS).map(|text| paragraphs(text));
    let instructions = texts.collect::<Result<Vec<_>, _>>();
    if let Err(code) = instructions {
        misfits.push(Misfit::whole(code, "a text around the items is too long or has control characters"));
    }
    match instructions {
        Ok(instructions) if misfits.is_empty() => Ok(Wording {
            title: form.title.and_then(|title| line(&title, 300).ok()),
            language: form.language.and_then(|language| line(&language, 35).ok()),
            copyright: form.copyright.and_then(|copyright| paragraphs(&copyright).ok()),
            instructions,
            items,
        }),
        _ => Err(misfits),
    }
}

fn read(questionnaire: &Value) -> Result<Questionnaire, Misfit> {
    let wrong = |detail: String| Misfit::whole(MisfitCode::NotAQuestionnaire, detail);
    if questionnaire.get("resourceType").and_then(Value::as_str) != Some("Questionnaire") {
        let misfit = wrong("must be Questionnaire".to_owned());
        return Err(Misfit { place: "/resourceType".to_owned(), ..misfit });
    }
    let form: Result<Questionnaire, _> = serde_path_to_error::deserialize(questionnaire);
    form.map_err(|error| {
        let misfit = wrong("has not the type that FHIR R4 gives it".to_owned());
        Misfit { place: pointer_of(error.path()), ..misfit }
    })
}

/// A panel code that is not this instrument's.
fn other_instrument(form: &Questionnaire, instrument: &Instrument) -> Option<Misfit> {
    let panel = instrument.loinc.as_ref().and_then(|loinc| loinc.panel.as_deref())?;
    let codes: Vec<&str> = form.code.iter().filter_map(|coding| coding.loinc()).collect();
    let other = !codes.is_empty() && !codes.contains(&panel);
    let detail = format!("its LOINC code is not that of this instrument, {panel}");
    other.then(|| Misfit::whole(MisfitCode::OtherInstrument, detail))
}

fn words(
    question: &QuestionnaireItem,
    item: &InstrumentItem,
    options: &Options<'_>,
) -> Result<ItemWording, Vec<Misfit>> {
    let misfit = |code, detail: &str| Misfit::at(code, &question.link_id, Some(item.number), detail);
    let mut misfits = Vec::new();
    if question.repeats {
        misfits.push(misfit(MisfitCode::Repeats, "takes several answers"));
    }
    let text = paragraphs(question.text.as_deref().unwrap_or_default());
    if let Err(code) = text {
        misfits.push(misfit(code, "must have a text of 1 to 4000 characters"));
    }
    let options = options.of(question, item).unwrap_or_else(|mut found| {
        misfits.append(&mut found);
        Vec::new()
    });
    match text {
        Ok(text) if misfits.is_empty() => Ok(ItemWording { number: item.number, text, options }),
        _ => Err(misfits),
    }
}

/// Items that scoring reverses, and whose answers carry reversed numbers already: the same words then stand for
/// other numbers than at items that are not reversed.
fn already_reversed(items: &[ItemWording], instrument: &Instrument) -> Vec<Misfit> {
    if instrument.coding == Coding::Keyed {
        return Vec::new();
    }
    let of = |reversed: bool| {
        let is = move |item: &&ItemWording| {
            instrument.item(item.number).is_some_and(|known| known.reversed == reversed)
        };
        items.iter().filter(is)
    };
    let plain: BTreeMap<String, i16> = said_by(of(false)).collect();
    let turned = of(true).filter(|item| {
        item.options.iter().any(|option| plain.get(&said(option)).is_some_and(|value| *value != option.value))
    });
    let misfit = |item: &ItemWording| {
        let detail =
            "its answers have reversed numbers, and scoring reverses it: give the numbers unreversed";
        let whole = Misfit::whole(MisfitCode::AlreadyReversed, detail);
        Misfit { item: Some(item.number), ..whole }
    };
    turned.map(misfit).collect()
}

/// Items whose answers have the same numbers as at items that are printed the other way round: one of the two is not
/// keyed. At each of the first, since which of the two it is cannot be told.
fn run_alike(items: &[ItemWording], instrument: &Instrument) -> Vec<Misfit> {
    let alike = |opposite: &OppositeItems| -> Vec<Misfit> {
        // A number as its own word is the same everywhere.
        let worded = |(said, _): &(String, i16)| said.chars().any(char::is_alphabetic);
        let others: BTreeSet<_> = said_by(among(items, &opposite.against)).filter(worded).collect();
        let misfit = |item: &ItemWording| {
            let shared = item.options.iter().find(|option| others.contains(&(said(option), option.value)))?;
            let (label, against) = (shortened(&shared.label), listed(&opposite.against));
            let detail = format!(
                "“{label}” is {} here and at one of the items {against}, which are printed the other way round: give the \
                 numbers that are printed beside the answers",
                shared.value
            );
            let whole = Misfit::whole(MisfitCode::OppositeAnswerList, detail);
            Some(Misfit { item: Some(item.number), ..whole })
        };
        among(items, &opposite.items).filter_map(misfit).collect()
    };
    instrument.opposite_items.iter().flat_map(alike).collect()
}

fn among<'a>(items: &'a [ItemWording], numbers: &'a [u16]) -> impl Iterator<Item = &'a ItemWording> {
    items.iter().filter(|item| numbers.contains(&item.number))
}

fn listed(numbers: &[u16]) -> String {
    numbers.iter().map(u16::to_string).collect::<Vec<_>>().join(", ")
}

/// What the answers of some items say, and the number of each.
fn said_by<'a>(items: impl Iterator<Item = &'a ItemWording>) -> impl Iterator<Item = (String, i16)> {
    items.flat_map(|item| &item.options).map(|option| (said(option), option.value))
}

fn said(option: &OptionWording) -> String {
    option.label.trim().to_lowercase()
}

/// One line of text.
pub(super) fn line(text: &str, most: usize) -> Result<String, MisfitCode> {
    fitting(text, most, |letter| !letter.is_control())
}

/// Text that may have several lines.
fn paragraphs(text: &str) -> Result<String, MisfitCode> {
    fitting(text, 4000, |letter| !letter.is_control() || matches!(letter, '\n' | '\r' | '\t'))
}

fn fitting(text: &str, most: usize, takes: impl Fn(char) -> bool) -> Result<String, MisfitCode> {
    let text = text.trim();
    if text.is_empty() {
        Err(MisfitCode::NoText)
    } else if text.chars().count() > most || !text.chars().all(takes) {
        Err(MisfitCode::UnsuitableText)
    } else {
        Ok(text.to_owned())
    }
}
