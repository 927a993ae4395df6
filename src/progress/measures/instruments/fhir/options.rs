//! The answers of a question, and the number of each.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::import::line;
use super::misfits::{Misfit, MisfitCode, shortened};
use super::resources::{DATA_ABSENT, Extension, FhirCoding, LOINC, ORDINALS, QuestionnaireItem, ValueSet};
use super::wording::OptionWording;
use crate::progress::measures::instruments::model::{Coding, Instrument, InstrumentItem};

/// Most answers that are read of one question.
const MOST: usize = 201;

/// Reads the answers of questions.
pub(super) struct Options<'a> {
    instrument: &'a Instrument,
    lists: BTreeMap<String, ValueSet>,
    /// The LOINC list whose numbers run the other way.
    opposite: Option<&'a str>,
}

/// An answer as the questionnaire has it.
struct Found {
    extension: Vec<Extension>,
    coding: FhirCoding,
    integer: Option<i64>,
}

impl Found {
    /// Its ordinal, wherever it stands.
    fn ordinal(&self) -> Option<f64> {
        let extensions = self.extension.iter().chain(&self.coding.extension);
        let mut ordinals = extensions.filter(|it| ORDINALS.contains(&it.url.as_str()));
        ordinals.find_map(|it| it.value_decimal.or_else(|| it.value_integer.and_then(number)))
    }
}

fn number(whole: i64) -> Option<f64> {
    i32::try_from(whole).ok().map(f64::from)
}

impl<'a> Options<'a> {
    pub fn new(instrument: &'a Instrument, contained: &[Value]) -> Self {
        let sets = contained.iter().filter_map(|resource| ValueSet::deserialize(resource).ok());
        let sets = sets.filter(|set| set.resource_type == "ValueSet");
        let lists = sets.map(|set| (set.id.clone(), set)).collect();
        let opposite = instrument.loinc.as_ref().and_then(|loinc| loinc.opposite_answer_list.as_deref());
        Self { instrument, lists, opposite }
    }

    /// The answers of a question, or what keeps them from being the item's.
    pub fn of(
        &self,
        question: &QuestionnaireItem,
        item: &InstrumentItem,
    ) -> Result<Vec<OptionWording>, Vec<Misfit>> {
        let misfit = |code, detail: String| Misfit::at(code, &question.link_id, Some(item.number), detail);
        let opposite = || vec![misfit(MisfitCode::OppositeAnswerList, opposite_detail(item))];
        let of_opposite_list = self.is_opposite(question);
        let found = self.found(question).map_err(|detail| {
            if of_opposite_list { opposite() } else { vec![misfit(MisfitCode::NoAnswers, detail)] }
        })?;
        let found: Vec<Found> = found.into_iter().filter(|answer| !is_declined(&answer.coding)).collect();
        if of_opposite_list && found.iter().any(|answer| answer.ordinal().is_none()) {
            return Err(opposite());
        }
        let (mut options, mut misfits, mut values) = (Vec::new(), Vec::new(), Vec::new());
        for answer in found.iter().take(MOST) {
            match self.option(answer, item, &mut values) {
                Ok(option) => options.push(option),
                Err((code, detail)) => misfits.push(misfit(code, detail)),
            }
        }
        if self.opposite.is_some()
            && !values.is_empty()
            && values.iter().all(|value| *value > f64::from(item.min))
        {
            return Err(opposite());
        }
        match numeric_codes(&options).filter(|_| misfits.is_empty()) {
            // The list's own numbers must run against what they are turned into.
            Some(Way::Along) if of_opposite_list => return Err(opposite()),
            // Beside the keyed number a code may say the place, and a keyed form prints some items downward.
            Some(Way::Against) if !of_opposite_list && self.instrument.coding == Coding::Raw => {
                let detail = "its codes are numbers that run the other way than its ordinals".to_owned();
                return Err(vec![misfit(MisfitCode::OtherValue, detail)]);
            }
            _ => {}
        }
        misfits.extend(gaps(&options, item).map(|(code, detail)| misfit(code, detail)));
        if misfits.is_empty() { Ok(options) } else { Err(misfits) }
    }

    fn option(
        &self,
        answer: &Found,
        item: &InstrumentItem,
        values: &mut Vec<f64>,
    ) -> Result<OptionWording, (MisfitCode, String)> {
        let name =
            shortened(answer.coding.display.as_deref().or(answer.coding.code.as_deref()).unwrap_or("?"));
        let Some(given) = self.value(answer) else {
            let detail = format!("the answer “{name}” has no number: give it an ordinalValue");
            return Err((MisfitCode::NoValue, detail));
        };
        values.push(given);
        let known = self.known(&answer.coding).or_else(|| self.named(&answer.coding));
        if known.is_some_and(|known| (f64::from(known) - given).abs() > f64::EPSILON) {
            return Err((MisfitCode::OtherValue, format!("“{name}” is {given}, which its code is not")));
        }
        let value = (item.min..=item.max).find(|value| (f64::from(*value) - given).abs() < f64::EPSILON);
        let Some(value) = value else {
            let detail = format!("“{name}” is {given}, and answers are {} to {}", item.min, item.max);
            return Err((MisfitCode::ValueOutOfRange, detail));
        };
        let label = answer.coding.display.clone().or_else(|| answer.coding.code.clone()).unwrap_or_default();
        let label = line(&label, 200).map_err(|code| (code, "an answer has no fitting text".to_owned()))?;
        let code = answer.coding.code.clone().unwrap_or_else(|| value.to_string());
        let code = line(&code, 100).map_err(|code| (code, "an answer has no fitting code".to_owned()))?;
        Ok(OptionWording { value, label, system: answer.coding.system.clone(), code })
    }

    /// The number of an answer: its ordinal, itself, that of its LOINC code or of a code that the key knows, or a
    /// code that is a number. Never its place in the list.
    fn value(&self, answer: &Found) -> Option<f64> {
        answer
            .ordinal()
            .or_else(|| answer.integer.and_then(number))
            .or_else(|| self.known(&answer.coding).map(f64::from))
            .or_else(|| self.named(&answer.coding).map(f64::from))
            .or_else(|| answer.coding.code.as_deref()?.parse::<i16>().ok().map(f64::from))
    }

    /// The number of a LOINC answer. Answers are often written without their system.
    fn known(&self, coding: &FhirCoding) -> Option<i16> {
        let named = coding.system.as_deref().is_none_or(|system| system == LOINC);
        let code = coding.code.as_deref().filter(|_| named)?;
        let answers = self.instrument.loinc.as_ref().map(|loinc| &loinc.answers)?;
        answers.iter().find(|answer| answer.code == code).map(|answer| answer.value)
    }

    /// The number of a code that the key knows, in whatever system.
    fn named(&self, coding: &FhirCoding) -> Option<i16> {
        let code = coding.code.as_deref()?.to_lowercase();
        self.instrument.answer_codes.iter().find(|answer| answer.code == code).map(|answer| answer.value)
    }

    fn found(&self, question: &QuestionnaireItem) -> Result<Vec<Found>, String> {
        if !question.answer_option.is_empty() {
            let answer = |option: &super::resources::AnswerOption| Found {
                extension: option.extension.clone(),
                coding: option.value_coding.clone().unwrap_or_default(),
                integer: option.value_integer,
            };
            return Ok(question.answer_option.iter().map(answer).collect());
        }
        let list =
            self.list(question).ok_or("its answers are not in the questionnaire: contain the value set")?;
        let answer = |coding: FhirCoding| Found { extension: Vec::new(), coding, integer: None };
        let composed = list.compose.include.iter().flat_map(|include| {
            let system = move |coding: &FhirCoding| coding.system.clone().or_else(|| include.system.clone());
            include.concept.iter().map(move |it| FhirCoding { system: system(it), ..it.clone() })
        });
        let found: Vec<Found> = if list.expansion.contains.is_empty() {
            composed.map(answer).collect()
        } else {
            list.expansion.contains.iter().cloned().map(answer).collect()
        };
        if found.is_empty() { Err("its list of answers is empty".to_owned()) } else { Ok(found) }
    }

    fn list(&self, question: &QuestionnaireItem) -> Option<&ValueSet> {
        self.lists.get(question.answer_value_set.as_deref()?.strip_prefix('#')?)
    }

    fn is_opposite(&self, question: &QuestionnaireItem) -> bool {
        let Some(opposite) = self.opposite else { return false };
        let list = self.list(question);
        let names = [question.answer_value_set.as_deref(), list.and_then(|list| list.url.as_deref())];
        names.into_iter().flatten().any(|name| name.contains(opposite))
    }
}

/// An option for not answering: leaving the item out says the same.
fn is_declined(coding: &FhirCoding) -> bool {
    coding.system.as_deref() == Some(DATA_ABSENT) || coding.code.as_deref() == Some("asked-declined")
}

fn opposite_detail(item: &InstrumentItem) -> String {
    let turned = i32::from(item.max) + 1;
    format!("the numbers of this LOINC list run the other way: the score is {turned} − number, so write that")
}

/// Which way codes that are numbers run, seen from the numbers of the answers.
enum Way {
    Along,
    Against,
}

/// Which way its codes run, where all are numbers and run one way: against its ordinals, one of the two is reversed.
fn numeric_codes(options: &[OptionWording]) -> Option<Way> {
    let coded = |option: &OptionWording| Some((option.code.parse::<i16>().ok()?, option.value));
    let mut numbers = options.iter().map(coded).collect::<Option<Vec<_>>>()?;
    numbers.sort_unstable();
    let all = |one_way: fn(i16, i16) -> bool| {
        numbers.len() > 1
            && numbers.windows(2).all(|pair| matches!(pair, [one, next] if one_way(one.1, next.1)))
    };
    if all(|one, next| one < next) {
        Some(Way::Along)
    } else {
        all(|one, next| one > next).then_some(Way::Against)
    }
}

/// Numbers that two answers have, or none.
fn gaps(options: &[OptionWording], item: &InstrumentItem) -> impl Iterator<Item = (MisfitCode, String)> {
    let mut counts: BTreeMap<i16, usize> = BTreeMap::new();
    for option in options {
        *counts.entry(option.value).or_default() += 1;
    }
    (item.min..=item.max).filter_map(move |value| match counts.get(&value) {
        None => Some((MisfitCode::ValueMissing, format!("no answer stands for {value}"))),
        Some(1) => None,
        Some(_) => Some((MisfitCode::ValueTwice, format!("several answers stand for {value}"))),
    })
}
