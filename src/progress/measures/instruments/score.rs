//! What answers score by an instrument's key.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::figures::CutOff;
use super::model::{Instrument, InstrumentItem, RiskConcern};
use super::scale::{InstrumentScale, ScaleMethod};

/// Answers by the numbers of their items. An item that is not there was not answered.
pub type Answers = BTreeMap<u16, i16>;

/// How an instrument was answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Administration {
    /// Read and answered by the person.
    #[default]
    SelfReport,
    /// Asked aloud by a clinician, who leaves out what an earlier answer has settled.
    Interview,
}

/// Name of the rules by which a score was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum ScoreDefinition {
    /// Reversal, sum or mean, prorating by the share of the possible points.
    #[default]
    #[serde(rename = "score-1")]
    Score1,
}

/// The scores of some answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Scored {
    /// Name of the rules.
    pub definition: ScoreDefinition,
    /// Key of the instrument.
    #[schema(example = "phq-9")]
    pub instrument: String,
    /// Version of its key.
    #[schema(example = 1)]
    pub version: i32,
    /// One for every scale, in the instrument's order.
    pub scales: Vec<ScaleScore>,
    /// Answers that must be seen by somebody, whatever the total.
    pub risks: Vec<RaisedRisk>,
}

/// The score of one scale.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ScaleScore {
    /// Name of the scale.
    #[schema(example = "total")]
    pub scale: String,
    /// The score, unrounded; null when too few items were answered.
    #[schema(required, example = 12)]
    pub value: Option<f64>,
    /// Why `value` is null.
    #[schema(required)]
    pub reason: Option<NoScoreReason>,
    /// Items of the scale that were answered.
    #[schema(example = 9)]
    pub n_answered: u16,
    /// Items of the scale.
    #[schema(example = 9)]
    pub n_items: u16,
    /// Whether items were missing and the score stands for all the same.
    pub prorated: bool,
    /// The band it is in; null where the scale has none or the score is in none.
    #[schema(required, example = "moderate")]
    pub band: Option<String>,
    /// On which side of each cut-off it is. On a safety screen also without a score, as soon as no further answer
    /// can change it.
    pub sides: Vec<Side>,
}

/// Why there is no score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NoScoreReason {
    /// Fewer items were answered than the scale asks for.
    TooFewAnswers,
}

/// On which side of a cut-off a score is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Side {
    /// The cut-off.
    #[schema(example = 10)]
    pub cut_off: f64,
    /// What its clinical side is called.
    #[schema(example = "probable depression")]
    pub label: String,
    /// Whether the score is on it.
    pub clinical: bool,
}

/// An answer that must be seen by somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RaisedRisk {
    /// Number of the item.
    #[schema(example = 9)]
    pub item: u16,
    /// What it may mean.
    pub concern: RiskConcern,
}

/// An answer that the instrument does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerFault {
    /// There is no item of this number.
    NoSuchItem {
        /// The number.
        item: u16,
    },
    /// The answer is not between the lowest and the highest.
    OutOfRange {
        /// Number of the item.
        item: u16,
        /// Its lowest answer.
        min: i16,
        /// Its highest answer.
        max: i16,
    },
}

/// Every answer that the instrument does not have.
pub fn check_answers(instrument: &Instrument, answers: &Answers) -> Vec<AnswerFault> {
    let fault = |(&number, &answer): (&u16, &i16)| match instrument.item(number) {
        None => Some(AnswerFault::NoSuchItem { item: number }),
        Some(item) if item.takes(answer) => None,
        Some(item) => Some(AnswerFault::OutOfRange { item: number, min: item.min, max: item.max }),
    };
    answers.iter().filter_map(fault).collect()
}

/// Whether every item that enters a scale is answered, or was rightly left out in an interview.
pub fn is_complete(instrument: &Instrument, answers: &Answers, administration: Administration) -> bool {
    let sheet = Sheet::new(instrument, answers, administration);
    instrument.items.iter().filter(|item| item.scored).all(|item| sheet.points(item).is_some())
}

/// Scores answers. What the instrument does not have counts as not answered.
pub fn score(instrument: &Instrument, answers: &Answers, administration: Administration) -> Scored {
    let sheet = Sheet::new(instrument, answers, administration);
    Scored {
        definition: ScoreDefinition::Score1,
        instrument: instrument.key.clone(),
        version: instrument.version,
        scales: instrument.scales.iter().map(|scale| sheet.score(scale)).collect(),
        risks: risks(instrument, answers),
    }
}

/// Risks of answers as they are given: they ask for no total and no complete form.
fn risks(instrument: &Instrument, answers: &Answers) -> Vec<RaisedRisk> {
    let raised = instrument.risk_rules.iter().filter(|rule| {
        let item = instrument.item(rule.item);
        let answer = answers.get(&rule.item).filter(|answer| item.is_some_and(|item| item.takes(**answer)));
        answer.is_some_and(|answer| *answer >= rule.at_least)
    });
    raised.map(|rule| RaisedRisk { item: rule.item, concern: rule.concern }).collect()
}

/// A score as it is shown: two decimals at most, none that are zero. Figures are never made from it.
pub fn display(score: f64) -> String {
    let text = format!("{score:.2}");
    let short = text.trim_end_matches('0').trim_end_matches('.');
    if short == "-0" { "0".to_owned() } else { short.to_owned() }
}

/// A filled-in form.
struct Sheet<'a> {
    instrument: &'a Instrument,
    answers: &'a Answers,
    administration: Administration,
}

/// Points and the bounds of what they could be, over some items.
#[derive(Clone, Copy, Default)]
struct Tally {
    items: u16,
    points: i32,
    min: i32,
    max: i32,
}

impl Tally {
    fn add(&mut self, item: &InstrumentItem, points: i16) {
        self.items += 1;
        self.points += i32::from(points);
        self.min += i32::from(item.min);
        self.max += i32::from(item.max);
    }
}

impl<'a> Sheet<'a> {
    fn new(instrument: &'a Instrument, answers: &'a Answers, administration: Administration) -> Self {
        Self { instrument, answers, administration }
    }

    /// What an item counts, reversed where the key says so.
    fn points(&self, item: &InstrumentItem) -> Option<i16> {
        let given = self.answers.get(&item.number).copied().or_else(|| self.skipped(item.number));
        let answer = given.filter(|answer| item.takes(*answer))?;
        Some(if item.reversed { item.min + item.max - answer } else { answer })
    }

    /// What an item counts that the interviewer left out.
    fn skipped(&self, number: u16) -> Option<i16> {
        let interview = self.administration == Administration::Interview;
        let skip = self
            .instrument
            .interview_skips
            .iter()
            .filter(|_| interview)
            .find(|skip| skip.item == number && self.answers.get(&skip.after) == Some(&skip.answered));
        skip.map(|skip| skip.counts_as)
    }

    fn score(&self, scale: &InstrumentScale) -> ScaleScore {
        let (mut all, mut answered) = (Tally::default(), Tally::default());
        for item in self.instrument.items_of(scale) {
            all.add(item, 0);
            if let Some(points) = self.points(item) {
                answered.add(item, points);
            }
        }
        let enough = answered.items >= scale.missing.fewest && answered.items > 0;
        let value = enough.then(|| value(scale, answered, all));
        ScaleScore {
            scale: scale.key.clone(),
            value,
            reason: value.is_none().then_some(NoScoreReason::TooFewAnswers),
            n_answered: answered.items,
            n_items: all.items,
            prorated: enough && answered.items < all.items,
            band: value.and_then(|value| scale.band(value)).map(|band| band.label.clone()),
            sides: self.sides(scale, value, answered, all),
        }
    }

    fn sides(&self, scale: &InstrumentScale, value: Option<f64>, answered: Tally, all: Tally) -> Vec<Side> {
        let (lowest, highest) = match value {
            Some(value) => (value, value),
            None if self.instrument.is_safety_screen() => bounds(scale, answered, all),
            None => return Vec::new(),
        };
        let side = |cut_off: &CutOff| {
            let clinical = cut_off.is_clinical(lowest);
            (clinical == cut_off.is_clinical(highest)).then(|| Side {
                cut_off: cut_off.value,
                label: cut_off.label.clone(),
                clinical,
            })
        };
        scale.cut_offs.iter().filter_map(side).collect()
    }
}

/// The score of what was answered, standing for all items.
fn value(scale: &InstrumentScale, answered: Tally, all: Tally) -> f64 {
    let points = f64::from(answered.points);
    let value = match scale.method {
        ScaleMethod::Mean => points / f64::from(answered.items),
        ScaleMethod::Sum if answered.items == all.items => points,
        // Multiplied before it is divided: a result that is a whole number comes out as one.
        ScaleMethod::Sum => {
            let gained = f64::from((answered.points - answered.min) * (all.max - all.min));
            f64::from(all.min) + gained / f64::from(answered.max - answered.min)
        }
    };
    value * scale.factor
}

/// The lowest and highest score that the missing answers leave possible.
fn bounds(scale: &InstrumentScale, answered: Tally, all: Tally) -> (f64, f64) {
    let complete = |points: i32| value(scale, Tally { points, ..all }, all);
    (complete(answered.points + all.min - answered.min), complete(answered.points + all.max - answered.max))
}
