//! An instrument: items and their ranges, how they become scales, and where each figure comes from.
//! No item wording: that belongs to whoever holds the rights, and is kept apart.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::figures::Sureness;
use super::scale::{InstrumentScale, ItemNumber};

/// The key of an instrument: everything but its wording. A version never changes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Instrument {
    /// Its name among the instruments of a practice.
    #[schema(min_length = 1, max_length = 40, pattern = "^[a-z][a-z0-9]*(-[a-z0-9]+)*$", example = "phq-9")]
    pub key: String,
    /// Counts from 1; grows with every change of the key.
    #[schema(minimum = 1, maximum = 10000, example = 1)]
    pub version: i32,
    /// What it is called.
    #[schema(min_length = 1, max_length = 160, example = "Patient Health Questionnaire, 9 items")]
    pub title: String,
    /// Where it was published.
    #[schema(min_length = 1, max_length = 600, example = "Kroenke, Spitzer & Williams 2001")]
    pub citation: String,
    /// What it is for.
    pub purpose: MeasurePurpose,
    /// Who may answer it.
    pub audience: InstrumentAudience,
    /// The time that it asks about.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 80, example = "2 weeks")]
    pub recall: Option<String>,
    /// How often it is sensibly repeated.
    #[serde(default)]
    pub suggested_interval: Option<SuggestedInterval>,
    /// Whether answers are kept as the printed form counts them, or before reversal.
    pub coding: Coding,
    /// Its items, by their numbers.
    #[schema(min_items = 1, max_items = 100)]
    pub items: Vec<InstrumentItem>,
    /// What is counted from them.
    #[schema(min_items = 1, max_items = 12)]
    pub scales: Vec<InstrumentScale>,
    /// Answers that must be seen by somebody, whatever the total.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub risk_rules: Vec<RiskRule>,
    /// Items that an interviewer leaves out after a certain answer.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub interview_skips: Vec<InterviewSkip>,
    /// Codes by which forms name its answers instead of numbers, the same for every item and in any code system.
    #[serde(default)]
    #[schema(max_items = 40)]
    pub answer_codes: Vec<AnswerCode>,
    /// Items whose printed numbers run opposite ways.
    #[serde(default)]
    #[schema(max_items = 10)]
    pub opposite_items: Vec<OppositeItems>,
    /// On what terms it may be used.
    pub licence: InstrumentLicence,
    /// Its LOINC codes.
    #[serde(default)]
    pub loinc: Option<InstrumentLoinc>,
}

/// What an instrument is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MeasurePurpose {
    /// Scores are compared over time.
    Outcome,
    /// Whether to look closer, once: never an outcome and never compared over time.
    SafetyScreen,
}

/// Who may answer an instrument.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum InstrumentAudience {
    /// The client, or the therapist with them in session.
    Client,
    /// Only a clinician, in session: it is never sent to anybody.
    Clinician,
}

/// What the number of an answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Coding {
    /// The number that is printed beside the answer: nothing is reversed any more.
    Keyed,
    /// The number before reversal: scoring reverses the items that are marked.
    Raw,
}

/// An item, without its words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InstrumentItem {
    /// Its number on the form.
    #[schema(minimum = 1, maximum = 200, example = 9)]
    pub number: u16,
    /// Lowest answer.
    #[schema(minimum = -100, maximum = 100, example = 0)]
    pub min: i16,
    /// Highest answer.
    #[schema(minimum = -100, maximum = 100, example = 3)]
    pub max: i16,
    /// Whether scoring turns it round: `min + max − answer`.
    #[serde(default)]
    pub reversed: bool,
    /// Whether it enters a scale.
    #[serde(default = "yes")]
    #[schema(default = true)]
    pub scored: bool,
    /// Its LOINC code.
    #[serde(default)]
    #[schema(max_length = 12, example = "44260-8")]
    pub loinc: Option<String>,
}

fn yes() -> bool {
    true
}

impl InstrumentItem {
    /// Whether the number is one of its answers.
    pub fn takes(&self, answer: i16) -> bool {
        (self.min..=self.max).contains(&answer)
    }
}

/// How often it is sensibly repeated.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SuggestedInterval {
    /// Weeks from one time to the next.
    #[schema(minimum = 1, maximum = 104, example = 4)]
    pub weeks: u16,
    /// How sure the source is.
    pub sureness: Sureness,
    /// Who says so.
    #[schema(min_length = 1, max_length = 300)]
    pub source: String,
}

/// An answer that must be seen by somebody, whatever the total: also on partial and late answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RiskRule {
    /// Number of the item.
    #[schema(minimum = 1, maximum = 200, example = 9)]
    pub item: u16,
    /// The lowest answer that raises it, as it is given, before any reversal.
    #[schema(minimum = -100, maximum = 100, example = 1)]
    pub at_least: i16,
    /// What it may mean.
    pub concern: RiskConcern,
}

/// What an answer may mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RiskConcern {
    /// Thoughts of death or of hurting oneself.
    SelfHarm,
    /// Harm by somebody else.
    HarmByOthers,
    /// Something else that must be seen.
    Other,
}

/// An item that an interviewer leaves out after a certain answer to an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InterviewSkip {
    /// The item that is left out.
    #[schema(minimum = 1, maximum = 200, example = 3)]
    pub item: u16,
    /// The earlier item.
    #[schema(minimum = 1, maximum = 200, example = 2)]
    pub after: u16,
    /// The answer to the earlier one.
    #[schema(minimum = -100, maximum = 100, example = 1)]
    pub answered: i16,
    /// What the item that is left out counts as.
    #[schema(minimum = -100, maximum = 100, example = 1)]
    pub counts_as: i16,
}

/// A code for an answer, and its number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerCode {
    /// The code, in lower case.
    #[schema(min_length = 1, max_length = 60, example = "not-at-all")]
    pub code: String,
    /// The number.
    #[schema(minimum = -100, maximum = 100, example = 0)]
    pub value: i16,
}

/// Items whose printed numbers run opposite ways: an answer that both have has another number at each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OppositeItems {
    /// Numbers of items that run one way.
    #[schema(value_type = Vec<ItemNumber>, min_items = 1, max_items = 100)]
    pub items: Vec<u16>,
    /// Numbers of those that run the other.
    #[schema(value_type = Vec<ItemNumber>, min_items = 1, max_items = 100)]
    pub against: Vec<u16>,
}

/// On what terms an instrument may be used.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InstrumentLicence {
    /// In short.
    pub permission: Permission,
    /// In words.
    #[schema(min_length = 1, max_length = 600)]
    pub terms: String,
    /// How sure the source is; null where no grant was found, or the terms are the practice's own.
    #[serde(default)]
    pub sureness: Option<Sureness>,
}

/// What the holder of the rights asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = LicencePermission)]
pub enum Permission {
    /// No permission is needed.
    Free,
    /// None is needed for some uses, such as research; nothing is said of others, or they need one.
    FreeForSomeUses,
    /// Permission is needed.
    Needed,
    /// No grant was found: ask.
    Unclear,
    /// The practice's own.
    Own,
}

/// LOINC codes of an instrument.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InstrumentLoinc {
    /// The panel; null where only parts of it have a code.
    #[serde(default)]
    #[schema(max_length = 12, example = "44249-1")]
    pub panel: Option<String>,
    /// Answers that stand for numbers, the same for every item.
    #[serde(default)]
    #[schema(max_items = 40)]
    pub answers: Vec<LoincAnswer>,
    /// An answer list whose numbers run the other way, and must not be taken as they are.
    #[serde(default)]
    #[schema(max_length = 12, example = "LL1257-6")]
    pub opposite_answer_list: Option<String>,
    /// Further questions of the panel that are not part of the key.
    #[serde(default)]
    #[schema(value_type = Vec<LoincCode>, max_items = 20)]
    pub outside: Vec<String>,
}

/// A code of LOINC, as schemas describe it.
#[derive(ToSchema)]
#[schema(value_type = String, min_length = 3, max_length = 12, example = "69722-7")]
pub struct LoincCode(pub String);

/// An answer of LOINC and its number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LoincAnswer {
    /// The code.
    #[schema(min_length = 3, max_length = 12, example = "LA6568-5")]
    pub code: String,
    /// The number.
    #[schema(minimum = -100, maximum = 100, example = 0)]
    pub value: i16,
}

impl Instrument {
    /// The item of a number.
    pub fn item(&self, number: u16) -> Option<&InstrumentItem> {
        self.items.iter().find(|item| item.number == number)
    }

    /// The scale of a name.
    pub fn scale(&self, key: &str) -> Option<&InstrumentScale> {
        self.scales.iter().find(|scale| scale.key == key)
    }

    /// Whether it screens for safety: for clinicians only, and never an outcome.
    pub fn is_safety_screen(&self) -> bool {
        self.purpose == MeasurePurpose::SafetyScreen
    }

    /// Whether a client may be asked to answer it.
    pub fn client_may_answer(&self) -> bool {
        self.audience == InstrumentAudience::Client && !self.is_safety_screen()
    }

    /// The items of a scale, in the scale's order.
    pub(super) fn items_of<'a>(
        &'a self,
        scale: &'a InstrumentScale,
    ) -> impl Iterator<Item = &'a InstrumentItem> {
        scale.items.iter().filter_map(|number| self.item(*number))
    }
}
