//! What keeps a questionnaire from being the wording of an instrument.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Something in a questionnaire that does not fit the instrument's key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = QuestionnaireMisfit)]
pub struct Misfit {
    /// What kind it is of.
    pub code: MisfitCode,
    /// The questionnaire's name for the item; null when it is about the whole.
    #[schema(required)]
    pub link_id: Option<String>,
    /// Number of the instrument's item, where it is known.
    #[schema(required)]
    pub item: Option<u16>,
    /// What does not fit.
    pub detail: String,
    /// Place of what has the wrong form, as a JSON pointer, where neither name nor number tells it.
    #[serde(skip)]
    pub place: String,
}

/// Kinds of misfits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = QuestionnaireMisfitCode)]
pub enum MisfitCode {
    /// It is no Questionnaire of FHIR R4.
    NotAQuestionnaire,
    /// Its code is that of another instrument.
    OtherInstrument,
    /// It asks what the instrument does not.
    UnknownItem,
    /// It does not ask what the instrument does.
    MissingItem,
    /// It asks the same twice.
    ItemTwice,
    /// The question is not one of answers to choose from.
    UnsupportedType,
    /// The question takes several answers.
    Repeats,
    /// A text is missing.
    NoText,
    /// A text is too long or has control characters.
    UnsuitableText,
    /// The answers are not in the questionnaire.
    NoAnswers,
    /// An answer has no number: its place in the list is none.
    NoValue,
    /// The number of an answer is not one of the item's.
    ValueOutOfRange,
    /// Two answers have one number.
    ValueTwice,
    /// A number of the item has no answer.
    ValueMissing,
    /// The number of an answer is not that of its LOINC code.
    OtherValue,
    /// The numbers run the other way than the instrument's.
    OppositeAnswerList,
    /// The numbers of an item that scoring reverses are reversed already.
    AlreadyReversed,
    /// A total has the code of another score.
    WrongTotal,
    /// It adds up a total by itself, which cannot be right for items that are reversed.
    ForeignTotal,
}

impl Misfit {
    /// About the whole.
    pub(super) fn whole(code: MisfitCode, detail: impl Into<String>) -> Self {
        Self { code, link_id: None, item: None, detail: detail.into(), place: String::new() }
    }

    /// About an item of the questionnaire.
    pub(super) fn at(code: MisfitCode, link_id: &str, item: Option<u16>, detail: impl Into<String>) -> Self {
        let whole = Self::whole(code, detail);
        Self { link_id: Some(shortened(link_id)), item, ..whole }
    }
}

/// A name of the questionnaire's, short enough to be told.
pub fn shortened(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control()).take(80).collect()
}
