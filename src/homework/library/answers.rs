//! Questions of an item, and the form that an answer has.

use garde::Validate;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::rules::{Keyed, distinct_keys, snake_key};
use crate::platform::http::rules::{chars, line, paragraphs, some};
use crate::platform::http::{Schemas, Union, add_shape, union_schema};

/// A question with the form of its answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Prompt {
    /// Names it within the item.
    #[garde(custom(snake_key))]
    #[schema(
        min_length = 1,
        max_length = 40,
        pattern = "^[a-z][a-z0-9]*(_[a-z0-9]+)*$",
        example = "my_feelings"
    )]
    pub key: String,
    /// The question.
    #[garde(length(chars, max = 200), custom(line))]
    #[schema(min_length = 1, max_length = 200, example = "What were you feeling?")]
    pub label: String,
    /// A word of help.
    #[garde(custom(some(chars(1, 400))), custom(some(paragraphs)))]
    #[serde(default)]
    #[schema(min_length = 1, max_length = 400)]
    pub help: Option<String>,
    /// Whether a done check-in needs an answer.
    #[garde(skip)]
    pub required: bool,
    /// The form of the answer.
    #[garde(dive)]
    pub answer: AnswerSpec,
}

/// The form of an answer.
#[derive(Debug, Clone, PartialEq, Serialize, Validate)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum AnswerSpec {
    /// Own words.
    Text {
        /// Most characters.
        #[garde(range(min = 1, max = 4000))]
        max_length: u16,
    },
    /// 0 to 10.
    Scale {
        /// What 0 means.
        #[garde(length(chars, max = 60), custom(line))]
        low_label: String,
        /// What 10 means.
        #[garde(length(chars, max = 60), custom(line))]
        high_label: String,
    },
    /// One of the options, or several.
    Choice {
        /// The options.
        #[garde(length(min = 2, max = 12), custom(distinct_keys), dive)]
        options: Vec<Choice>,
        /// Whether several may be chosen.
        #[garde(skip)]
        multiple: bool,
    },
    /// Feeling words.
    Feelings {
        /// Most words.
        #[garde(range(min = 1, max = 10))]
        max: u8,
    },
    /// Entries, each rated 0 to 10: the given items, or own ones.
    Entries {
        /// What is rated; none when the person names the entries.
        #[garde(custom(some(one_to_twenty)), custom(some(distinct_keys)), dive)]
        items: Option<Vec<Choice>>,
        /// Most entries.
        #[garde(range(min = 1, max = 20))]
        max_entries: u8,
        /// What 0 means.
        #[garde(length(chars, max = 60), custom(line))]
        low_label: String,
        /// What 10 means.
        #[garde(length(chars, max = 60), custom(line))]
        high_label: String,
    },
    /// A day.
    Date {},
    /// A time of day.
    Time {},
}

/// An option or entry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Names it within the prompt.
    #[garde(custom(snake_key))]
    #[schema(
        min_length = 1,
        max_length = 40,
        pattern = "^[a-z][a-z0-9]*(_[a-z0-9]+)*$",
        example = "eye_contact"
    )]
    pub key: String,
    /// What it says.
    #[garde(length(chars, max = 160), custom(line))]
    #[schema(min_length = 1, max_length = 160, example = "Eye contact")]
    pub label: String,
}

impl Keyed for Choice {
    fn key(&self) -> &str {
        &self.key
    }
}

impl Keyed for Prompt {
    fn key(&self) -> &str {
        &self.key
    }
}

/// Own words.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TextForm {
    /// Most characters.
    #[schema(minimum = 1, maximum = 4000, example = 500)]
    max_length: u16,
}

/// A number from 0 to 10.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ScaleForm {
    /// What 0 means.
    #[schema(min_length = 1, max_length = 60, example = "Not at all")]
    low_label: String,
    /// What 10 means.
    #[schema(min_length = 1, max_length = 60, example = "Very much")]
    high_label: String,
}

/// One of the options, or several.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChoiceForm {
    /// The options; each key once.
    #[schema(min_items = 2, max_items = 12)]
    options: Vec<Choice>,
    /// Whether several may be chosen.
    multiple: bool,
}

/// Words of the feeling vocabulary, or own ones.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct FeelingsForm {
    /// Most words.
    #[schema(minimum = 1, maximum = 10, example = 3)]
    max: u8,
}

/// Entries, each rated 0 to 10: the given items, or own ones.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct EntriesForm {
    /// What is rated, each key once; null when the person names the entries.
    #[serde(default)]
    #[schema(min_items = 1, max_items = 20)]
    items: Option<Vec<Choice>>,
    /// Most entries.
    #[schema(minimum = 1, maximum = 20, example = 10)]
    max_entries: u8,
    /// What 0 means.
    #[schema(min_length = 1, max_length = 60, example = "Hardly met")]
    low_label: String,
    /// What 10 means.
    #[schema(min_length = 1, max_length = 60, example = "Fully met")]
    high_label: String,
}

/// A day.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DateForm {}

/// A time of day.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TimeForm {}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum AnswerType {
    Text,
    Scale,
    Choice,
    Feelings,
    Entries,
    Date,
    Time,
}

impl<'de> Deserialize<'de> for AnswerSpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let union = Union::<AnswerType>::read(deserializer, "type")?;
        Ok(match union.word {
            AnswerType::Text => {
                let TextForm { max_length } = union.rest()?;
                Self::Text { max_length }
            }
            AnswerType::Scale => {
                let ScaleForm { low_label, high_label } = union.rest()?;
                Self::Scale { low_label, high_label }
            }
            AnswerType::Choice => {
                let ChoiceForm { options, multiple } = union.rest()?;
                Self::Choice { options, multiple }
            }
            AnswerType::Feelings => {
                let FeelingsForm { max } = union.rest()?;
                Self::Feelings { max }
            }
            AnswerType::Entries => {
                let EntriesForm { items, max_entries, low_label, high_label } = union.rest()?;
                Self::Entries { items, max_entries, low_label, high_label }
            }
            AnswerType::Date => union.rest().map(|DateForm {}| Self::Date {})?,
            AnswerType::Time => union.rest().map(|TimeForm {}| Self::Time {})?,
        })
    }
}

impl PartialSchema for AnswerSpec {
    fn schema() -> RefOr<Schema> {
        let shapes = [
            ("text", "TextForm"),
            ("scale", "ScaleForm"),
            ("choice", "ChoiceForm"),
            ("feelings", "FeelingsForm"),
            ("entries", "EntriesForm"),
            ("date", "DateForm"),
            ("time", "TimeForm"),
        ];
        union_schema("type", "The form of an answer. `type` says which shape the rest has.", &shapes)
    }
}

impl ToSchema for AnswerSpec {
    fn schemas(schemas: &mut Schemas) {
        add_shape::<TextForm>(schemas, "type", "text");
        add_shape::<ScaleForm>(schemas, "type", "scale");
        add_shape::<ChoiceForm>(schemas, "type", "choice");
        add_shape::<FeelingsForm>(schemas, "type", "feelings");
        add_shape::<EntriesForm>(schemas, "type", "entries");
        add_shape::<DateForm>(schemas, "type", "date");
        add_shape::<TimeForm>(schemas, "type", "time");
    }
}

#[expect(clippy::ptr_arg, reason = "the signature is garde's")]
fn one_to_twenty(items: &Vec<Choice>, _: &()) -> garde::Result {
    match items.len() {
        1..=20 => Ok(()),
        _ => Err(garde::Error::new("length must be 1 to 20 items")),
    }
}
