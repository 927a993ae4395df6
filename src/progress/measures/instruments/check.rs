//! The rules that every instrument keeps: the built-in ones, and those that a practice writes.

use std::collections::BTreeSet;

use garde::Validate;

use super::figures::Bound;
use super::model::{Coding, Instrument, InstrumentAudience, InstrumentItem, OppositeItems};
use super::scale::{InstrumentScale, ScaleMethod, ScaleRange};

/// A broken rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// JSON pointer to the member that breaks it.
    pub pointer: String,
    /// What the rule is.
    pub detail: String,
}

/// Collects broken rules below a place.
struct Faults {
    found: Vec<Fault>,
}

impl Faults {
    fn unless(&mut self, holds: bool, pointer: impl Into<String>, detail: &str) {
        if !holds {
            self.found.push(Fault { pointer: pointer.into(), detail: detail.to_owned() });
        }
    }

    /// One line of text of a length.
    fn line(&mut self, text: &str, most: usize, pointer: &str) {
        let fits = (1..=most).contains(&text.chars().count());
        self.unless(fits, pointer, &format!("length must be 1 to {most} characters"));
        self.unless(!text.trim().is_empty() || text.is_empty(), pointer, "must not be blank");
        let plain = !text.chars().any(char::is_control);
        self.unless(plain, pointer, "must be one line without control characters");
    }

    fn key(&mut self, key: &str, separator: char, pointer: &str) {
        let words = key.split(separator);
        let good = |word: &str| {
            !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        };
        let fits = key.len() <= 40
            && key.starts_with(|c: char| c.is_ascii_lowercase())
            && words.into_iter().all(good);
        let detail = format!("must be lower-case words joined by {separator}, at most 40 characters");
        self.unless(fits, pointer, &detail);
    }

    fn count(&mut self, count: usize, least: usize, most: usize, pointer: &str) {
        let detail = format!("length must be {least} to {most}");
        self.unless((least..=most).contains(&count), pointer, &detail);
    }

    fn score(&mut self, value: f64, range: ScaleRange, pointer: String) {
        self.unless(value.is_finite() && range.holds(value), pointer, "must be in the range of the scale");
    }
}

impl Instrument {
    /// Every rule that it breaks, in the order of its members; none for one that can be used.
    pub fn check(&self) -> Vec<Fault> {
        let mut faults = Faults { found: Vec::new() };
        self.check_words(&mut faults);
        self.check_items(&mut faults);
        self.check_names(&mut faults);
        for (at, scale) in self.scales.iter().enumerate() {
            self.check_scale(scale, &format!("/scales/{at}"), &mut faults);
        }
        self.check_rules(&mut faults);
        faults.found
    }

    fn check_words(&self, faults: &mut Faults) {
        faults.key(&self.key, '-', "/key");
        faults.unless((1..=10_000).contains(&self.version), "/version", "must be between 1 and 10000");
        faults.line(&self.title, 160, "/title");
        faults.line(&self.citation, 600, "/citation");
        if let Some(recall) = &self.recall {
            faults.line(recall, 80, "/recall");
        }
        if let Some(interval) = &self.suggested_interval {
            let weeks = (1..=104).contains(&interval.weeks);
            faults.unless(weeks, "/suggested_interval/weeks", "must be between 1 and 104");
            faults.line(&interval.source, 300, "/suggested_interval/source");
        }
        let sent = self.is_safety_screen() && self.audience == InstrumentAudience::Client;
        faults.unless(!sent, "/audience", "a safety screen is for clinicians only");
        faults.line(&self.licence.terms, 600, "/licence/terms");
    }

    fn check_items(&self, faults: &mut Faults) {
        faults.count(self.items.len(), 1, 100, "/items");
        let mut seen = BTreeSet::new();
        for (at, item) in self.items.iter().enumerate() {
            let place = format!("/items/{at}");
            let InstrumentItem { number, min, max, reversed, scored, loinc } = item;
            faults.unless((1..=200).contains(number), format!("{place}/number"), "must be between 1 and 200");
            faults.unless(
                seen.insert(*number),
                format!("{place}/number"),
                "there is an item of this number already",
            );
            let bounded = *min >= -100 && *max <= 100;
            faults.unless(bounded, place.clone(), "answers must be between -100 and 100");
            faults.unless(min < max, format!("{place}/max"), "must be above the lowest answer");
            let keyed = self.coding == Coding::Keyed && *reversed;
            faults.unless(!keyed, format!("{place}/reversed"), "keyed answers are not reversed again");
            let used = self.scales.iter().any(|scale| scale.items.contains(number));
            let says_so =
                if *scored { "a scored item must be in a scale" } else { "an unscored item is in a scale" };
            faults.unless(used == *scored, format!("{place}/scored"), says_so);
            if let Some(code) = loinc {
                faults.line(code, 12, &format!("{place}/loinc"));
            }
        }
    }

    fn check_names(&self, faults: &mut Faults) {
        faults.count(self.scales.len(), 1, 12, "/scales");
        let mut seen = BTreeSet::new();
        for (at, scale) in self.scales.iter().enumerate() {
            let pointer = format!("/scales/{at}/key");
            faults.key(&scale.key, '_', &pointer);
            faults.unless(seen.insert(&scale.key), pointer, "there is a scale of this name already");
        }
    }

    fn check_rules(&self, faults: &mut Faults) {
        faults.count(self.risk_rules.len(), 0, 20, "/risk_rules");
        for (at, rule) in self.risk_rules.iter().enumerate() {
            let reached = self.item(rule.item).is_some_and(|item| item.takes(rule.at_least));
            faults.unless(reached, format!("/risk_rules/{at}"), "must name an item and one of its answers");
        }
        faults.count(self.interview_skips.len(), 0, 20, "/interview_skips");
        for (at, skip) in self.interview_skips.iter().enumerate() {
            let takes = |number, answer| self.item(number).is_some_and(|item| item.takes(answer));
            let fits = takes(skip.after, skip.answered) && takes(skip.item, skip.counts_as);
            let fits = fits && skip.after != skip.item;
            faults.unless(
                fits,
                format!("/interview_skips/{at}"),
                "must name two items and an answer of each",
            );
        }
        faults.count(self.answer_codes.len(), 0, 40, "/answer_codes");
        for (at, answer) in self.answer_codes.iter().enumerate() {
            faults.line(&answer.code, 60, &format!("/answer_codes/{at}/code"));
            let takes = self.items.iter().any(|item| item.takes(answer.value));
            faults.unless(takes, format!("/answer_codes/{at}/value"), "must be an answer of an item");
        }
        self.check_opposites(faults);
        if let Some(loinc) = &self.loinc {
            let codes = loinc.answers.iter().map(|answer| &answer.code).chain(&loinc.outside);
            for code in codes.chain(&loinc.panel).chain(&loinc.opposite_answer_list) {
                faults.line(code, 12, "/loinc");
            }
            faults.count(loinc.answers.len(), 0, 40, "/loinc/answers");
            faults.count(loinc.outside.len(), 0, 20, "/loinc/outside");
        }
    }

    fn check_opposites(&self, faults: &mut Faults) {
        faults.count(self.opposite_items.len(), 0, 10, "/opposite_items");
        for (at, OppositeItems { items, against }) in self.opposite_items.iter().enumerate() {
            let place = format!("/opposite_items/{at}");
            for (name, numbers) in [("items", items), ("against", against)] {
                let pointer = format!("{place}/{name}");
                faults.count(numbers.len(), 1, 100, &pointer);
                let known = numbers.iter().all(|number| self.item(*number).is_some());
                faults.unless(known, pointer, "names an item that there is not");
            }
            let apart = !items.iter().any(|number| against.contains(number));
            faults.unless(apart, place, "an item cannot run both ways");
        }
    }

    fn check_scale(&self, scale: &InstrumentScale, place: &str, faults: &mut Faults) {
        faults.line(&scale.title, 120, &format!("{place}/title"));
        faults.count(scale.items.len(), 1, 100, &format!("{place}/items"));
        let distinct: BTreeSet<_> = scale.items.iter().collect();
        faults.unless(distinct.len() == scale.items.len(), format!("{place}/items"), "names an item twice");
        let known = scale.items.iter().all(|number| self.item(*number).is_some());
        faults.unless(known, format!("{place}/items"), "names an item that there is not");
        let fewest = usize::from(scale.missing.fewest);
        let enough = (1..=scale.items.len()).contains(&fewest);
        faults.unless(enough, format!("{place}/missing/fewest"), "must be between 1 and the number of items");
        if let Some(source) = &scale.missing.source {
            faults.line(source, 300, &format!("{place}/missing/source"));
        }
        let factor = (0.01..=100.0).contains(&scale.factor);
        faults.unless(factor, format!("{place}/factor"), "must be between 0.01 and 100");
        if scale.method == ScaleMethod::Mean {
            let ranges: BTreeSet<_> = self.items_of(scale).map(|item| (item.min, item.max)).collect();
            faults.unless(ranges.len() <= 1, format!("{place}/method"), "a mean needs items of one range");
        }
        let range = self.range_of(scale);
        let same = |a: f64, b: f64| (a - b).abs() < 1e-6;
        let right = same(range.min, scale.range.min) && same(range.max, scale.range.max);
        let detail = format!("the items give {} to {}", range.min, range.max);
        faults.unless(right, format!("{place}/range"), &detail);
        check_figures(scale, place, faults);
        check_spread(scale, place, faults);
    }

    /// Lowest and highest score that the items can give.
    fn range_of(&self, scale: &InstrumentScale) -> ScaleRange {
        let (mut items, mut min, mut max) = (0_u16, 0.0, 0.0);
        for item in self.items_of(scale) {
            items += 1;
            min += f64::from(item.min);
            max += f64::from(item.max);
        }
        let share = match scale.method {
            ScaleMethod::Sum => scale.factor,
            ScaleMethod::Mean => scale.factor / f64::from(items.max(1)),
        };
        ScaleRange { min: min * share, max: max * share }
    }
}

/// Cut-offs, bands and thresholds.
fn check_figures(scale: &InstrumentScale, place: &str, faults: &mut Faults) {
    faults.count(scale.cut_offs.len(), 0, 6, &format!("{place}/cut_offs"));
    for (at, cut_off) in scale.cut_offs.iter().enumerate() {
        let place = format!("{place}/cut_offs/{at}");
        faults.score(cut_off.value, scale.range, format!("{place}/value"));
        faults.line(&cut_off.label, 120, &format!("{place}/label"));
        faults.line(&cut_off.source, 300, &format!("{place}/source"));
        let worse_is_high = scale.direction.sign() < 0.0;
        let takes_high = matches!(cut_off.clinical, Bound::AtLeast | Bound::Above);
        faults.unless(
            worse_is_high == takes_high,
            format!("{place}/clinical"),
            "must be the side that is worse",
        );
    }
    let for_change = scale.cut_offs.iter().filter(|it| it.for_change).count();
    faults.unless(for_change <= 1, format!("{place}/cut_offs"), "only one can be for change");
    faults.count(scale.bands.len(), 0, 12, &format!("{place}/bands"));
    let mut below = f64::NEG_INFINITY;
    for (at, band) in scale.bands.iter().enumerate() {
        let place = format!("{place}/bands/{at}");
        faults.score(band.from, scale.range, format!("{place}/from"));
        faults.score(band.to, scale.range, format!("{place}/to"));
        faults.unless(band.from > below, format!("{place}/from"), "must be above the band before");
        faults.unless(band.to >= band.from, format!("{place}/to"), "must not be below where the band begins");
        faults.line(&band.label, 80, &format!("{place}/label"));
        faults.line(&band.source, 300, &format!("{place}/source"));
        below = band.to;
    }
    faults.count(scale.thresholds.len(), 0, 6, &format!("{place}/thresholds"));
    for (at, threshold) in scale.thresholds.iter().enumerate() {
        let place = format!("{place}/thresholds/{at}");
        let widest = scale.range.max - scale.range.min;
        let sensible = threshold.points > 0.0 && threshold.points <= widest;
        faults.unless(sensible, format!("{place}/points"), "must be above 0 and no wider than the scale");
        let upward = matches!(threshold.bound, Bound::AtLeast | Bound::Above);
        faults.unless(upward, format!("{place}/bound"), "must be at_least or above");
        faults.line(&threshold.source, 300, &format!("{place}/source"));
    }
}

/// What is more reliable, or spreads less as a part of its scale, is a mistake: an index made from it would be about nothing.
const MOST_RELIABLE: f64 = 0.9999;
const LEAST_SPREAD: f64 = 0.001;

/// Reliability and norms.
fn check_spread(scale: &InstrumentScale, place: &str, faults: &mut Faults) {
    faults.count(scale.reliability.len(), 0, 6, &format!("{place}/reliability"));
    for (at, reliability) in scale.reliability.iter().enumerate() {
        let place = format!("{place}/reliability/{at}");
        let sensible = reliability.value > 0.0 && reliability.value <= MOST_RELIABLE;
        faults.unless(sensible, format!("{place}/value"), "must be above 0 and at most 0.9999");
        faults.line(&reliability.source, 300, &format!("{place}/source"));
    }
    faults.count(scale.norms.len(), 0, 6, &format!("{place}/norms"));
    for (at, norm) in scale.norms.iter().enumerate() {
        let place = format!("{place}/norms/{at}");
        let widest = scale.range.max - scale.range.min;
        let sensible = norm.sd >= widest * LEAST_SPREAD && norm.sd <= widest;
        let detail = "must be at least a thousandth of the scale and no wider than it";
        faults.unless(sensible, format!("{place}/sd"), detail);
        if let Some(mean) = norm.mean {
            faults.score(mean, scale.range, format!("{place}/mean"));
        }
        faults.line(&norm.population, 200, &format!("{place}/population"));
        faults.line(&norm.source, 300, &format!("{place}/source"));
    }
}

impl Validate for Instrument {
    type Context = ();

    fn validate_into(
        &self,
        (): &Self::Context,
        parent: &mut dyn FnMut() -> garde::Path,
        report: &mut garde::Report,
    ) {
        for fault in self.check() {
            let parts = fault.pointer.split('/').filter(|part| !part.is_empty());
            let path = parts.fold(parent(), |path, part| path.join(part));
            report.append(path, garde::Error::new(fault.detail));
        }
    }
}
