//! The questions of a questionnaire, and which item of the instrument each one is.

use std::collections::BTreeSet;

use super::misfits::{Misfit, MisfitCode, shortened};
use super::resources::QuestionnaireItem;
use crate::progress::measures::instruments::model::Instrument;

/// Groups within groups are followed so far.
const DEEPEST: usize = 8;
/// Ends of the addresses of expressions that fill an item in.
const COMPUTED: &str = "calculatedExpression";

/// Questions and texts, in the order of the form.
pub(super) struct Contents<'a> {
    pub questions: Vec<&'a QuestionnaireItem>,
    pub texts: Vec<&'a str>,
    instrument: &'a Instrument,
    pub misfits: Vec<Misfit>,
}

impl<'a> Contents<'a> {
    pub fn of(items: &'a [QuestionnaireItem], instrument: &'a Instrument) -> Self {
        let mut contents = Self { questions: vec![], texts: vec![], instrument, misfits: vec![] };
        contents.walk(items, DEEPEST);
        contents
    }

    fn walk(&mut self, items: &'a [QuestionnaireItem], depth: usize) {
        let Some(depth) = depth.checked_sub(1) else {
            let detail = format!("groups go deeper than {DEEPEST}");
            return self.misfits.push(Misfit::whole(MisfitCode::UnsupportedType, detail));
        };
        for item in items {
            if is_total(item) {
                self.check_total(item);
                continue;
            }
            match item.kind.as_str() {
                "group" | "display" => self.texts.extend(item.text.as_deref()),
                _ if self.is_outside(item) => {}
                "choice" | "integer" => self.questions.push(item),
                other => self.misfits.push(Misfit::at(
                    MisfitCode::UnsupportedType,
                    &item.link_id,
                    None,
                    format!("a question of type {} has no answers with numbers", shortened(other)),
                )),
            }
            self.walk_below(item, depth);
        }
    }

    fn walk_below(&mut self, item: &'a QuestionnaireItem, depth: usize) {
        if !item.item.is_empty() {
            self.walk(&item.item, depth);
        }
    }

    /// Whether it belongs to the panel and not to the key.
    fn is_outside(&self, item: &QuestionnaireItem) -> bool {
        let outside = self.instrument.loinc.iter().flat_map(|loinc| &loinc.outside);
        let codes: BTreeSet<&str> = outside.map(String::as_str).collect();
        item.code.iter().filter_map(|coding| coding.loinc()).any(|code| codes.contains(code))
    }

    /// Totals are made here and not taken over; one that says that it is something else is not this instrument's.
    fn check_total(&mut self, item: &QuestionnaireItem) {
        let known: BTreeSet<&str> =
            self.instrument.scales.iter().filter_map(|scale| scale.loinc.as_deref()).collect();
        let wrong = item.code.iter().filter_map(|coding| coding.loinc()).find(|code| !known.contains(code));
        if let Some(code) = wrong.filter(|_| !known.is_empty()) {
            let detail = format!("{} is not the code of a score of this instrument", shortened(code));
            self.misfits.push(Misfit::at(MisfitCode::WrongTotal, &item.link_id, None, detail));
        }
        if self.instrument.items.iter().any(|item| item.reversed) {
            let detail = "adds up answers of which some are to be reversed first: leave the total out";
            self.misfits.push(Misfit::at(MisfitCode::ForeignTotal, &item.link_id, None, detail));
        }
    }

    /// Each question with the number of its item: by LOINC code, else by the number at the end of its name, else by
    /// its place.
    pub fn numbered(&mut self) -> Vec<(u16, &'a QuestionnaireItem)> {
        let by_code = self.by_code();
        let numbers = if by_code.iter().any(Option::is_some) {
            by_code
        } else {
            self.by_name().unwrap_or_else(|| self.by_place())
        };
        let mut found = Vec::new();
        let mut seen = BTreeSet::new();
        for (number, question) in numbers.into_iter().zip(self.questions.clone()) {
            match number.filter(|_| !self.is_foreign(question)) {
                None => self.unknown(question),
                Some(number) if !seen.insert(number) => {
                    let detail = format!("item {number} is asked already");
                    self.misfits.push(Misfit::at(
                        MisfitCode::ItemTwice,
                        &question.link_id,
                        Some(number),
                        detail,
                    ));
                }
                Some(number) => found.push((number, question)),
            }
        }
        for item in self.instrument.items.iter().filter(|it| it.scored && !seen.contains(&it.number)) {
            let detail = format!("item {} is not asked", item.number);
            let whole = Misfit::whole(MisfitCode::MissingItem, detail);
            self.misfits.push(Misfit { item: Some(item.number), ..whole });
        }
        found.sort_by_key(|(number, _)| *number);
        found
    }

    fn unknown(&mut self, question: &QuestionnaireItem) {
        let detail = "is not an item of this instrument";
        self.misfits.push(Misfit::at(MisfitCode::UnknownItem, &question.link_id, None, detail));
    }

    fn by_code(&self) -> Vec<Option<u16>> {
        let number = |question: &&QuestionnaireItem| {
            let codes = question.code.iter().filter_map(|coding| coding.loinc());
            // Some forms have the code in the name alone.
            codes.chain([question.link_id.trim_start_matches('/')]).find_map(|code| {
                let item = self.instrument.items.iter().find(|item| item.loinc.as_deref() == Some(code));
                item.map(|item| item.number)
            })
        };
        self.questions.iter().map(number).collect()
    }

    /// By the numbers at the end of their names, where these are the instrument's numbers and no others.
    fn by_name(&self) -> Option<Vec<Option<u16>>> {
        let numbers: Vec<Option<u16>> = self.questions.iter().map(|it| last_number(&it.link_id)).collect();
        let given: BTreeSet<u16> = numbers.iter().copied().flatten().collect();
        let wanted: BTreeSet<u16> = self.instrument.items.iter().map(|item| item.number).collect();
        (given == wanted && numbers.len() == wanted.len()).then_some(numbers)
    }

    fn by_place(&self) -> Vec<Option<u16>> {
        let mut numbers = self.instrument.items.iter().map(|item| item.number);
        self.questions.iter().map(|_| numbers.next()).collect()
    }

    /// Whether it has the LOINC code of something else.
    fn is_foreign(&self, question: &QuestionnaireItem) -> bool {
        let known: BTreeSet<&str> =
            self.instrument.items.iter().filter_map(|item| item.loinc.as_deref()).collect();
        let codes: Vec<&str> = question.code.iter().filter_map(|coding| coding.loinc()).collect();
        !known.is_empty() && !codes.is_empty() && !codes.iter().any(|code| known.contains(code))
    }
}

/// Filled in by the form, or a number that has a code: no question to anybody.
fn is_total(item: &QuestionnaireItem) -> bool {
    let is_number = matches!(item.kind.as_str(), "decimal" | "quantity");
    let coded = item.code.iter().any(|coding| coding.loinc().is_some());
    let computed = item.extension.iter().any(|extension| extension.url.ends_with(COMPUTED));
    item.read_only || computed || (is_number && coded)
}

fn last_number(name: &str) -> Option<u16> {
    let start = name.trim_end_matches(|letter: char| letter.is_ascii_digit()).len();
    name.get(start..)?.parse().ok()
}
