//! Answers to the questions of a library item: a union told apart by `type`, strict about unknown members.

use chrono::NaiveDate;
use garde::Validate;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use crate::platform::http::Union;
use crate::platform::http::rules::{chars, line, paragraphs, some};
use crate::platform::local_day::{LocalTime, date};

/// An answer to one question of the library item. `type` says which shape the rest has, and must be the one that the
/// question asks for.
//
// Written like the cadence: only an untagged enum gets a discriminator in the schema.
#[derive(Clone, PartialEq, Serialize, ToSchema)]
#[serde(untagged)]
#[schema(discriminator(property_name = "type", mapping(
    ("text" = "#/components/schemas/TextAnswer"),
    ("scale" = "#/components/schemas/ScaleAnswer"),
    ("choice" = "#/components/schemas/ChoiceAnswer"),
    ("feelings" = "#/components/schemas/FeelingsAnswer"),
    ("entries" = "#/components/schemas/EntriesAnswer"),
    ("date" = "#/components/schemas/DateAnswer"),
    ("time" = "#/components/schemas/TimeAnswer"),
)))]
pub enum Answer {
    /// Own words.
    Text(TextAnswer),
    /// 0 to 10.
    Scale(ScaleAnswer),
    /// One of the options, or several.
    Choice(ChoiceAnswer),
    /// Feeling words.
    Feelings(FeelingsAnswer),
    /// Entries, each rated.
    Entries(EntriesAnswer),
    /// A day.
    Date(DateAnswer),
    /// A time of day.
    Time(TimeAnswer),
}

/// Own words.
#[derive(Clone, PartialEq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TextAnswer {
    /// Key of the question.
    #[garde(length(chars, min = 1, max = 60), custom(line))]
    #[schema(min_length = 1, max_length = 60)]
    pub prompt: String,
    /// Always `text`.
    #[serde(rename = "type")]
    #[garde(skip)]
    pub form: TextAnswerType,
    /// The words.
    #[garde(length(chars, min = 1, max = 4000), custom(paragraphs))]
    #[schema(min_length = 1, max_length = 4000)]
    pub text: String,
}

/// A number from 0 to 10.
#[derive(Clone, PartialEq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ScaleAnswer {
    /// Key of the question.
    #[garde(length(chars, min = 1, max = 60), custom(line))]
    #[schema(min_length = 1, max_length = 60)]
    pub prompt: String,
    /// Always `scale`.
    #[serde(rename = "type")]
    #[garde(skip)]
    pub form: ScaleAnswerType,
    /// The number.
    #[garde(range(min = 0, max = 10))]
    #[schema(minimum = 0, maximum = 10)]
    pub value: i16,
}

/// One of the options, or several where the question takes several.
#[derive(Clone, PartialEq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChoiceAnswer {
    /// Key of the question.
    #[garde(length(chars, min = 1, max = 60), custom(line))]
    #[schema(min_length = 1, max_length = 60)]
    pub prompt: String,
    /// Always `choice`.
    #[serde(rename = "type")]
    #[garde(skip)]
    pub form: ChoiceAnswerType,
    /// Keys of the options chosen, each at most once.
    #[garde(length(min = 1, max = 50), inner(length(chars, min = 1, max = 60), custom(line)))]
    #[schema(value_type = Vec<crate::platform::http::rules::KeyText>, min_items = 1, max_items = 50)]
    pub options: Vec<String>,
}

/// Feeling words.
#[derive(Clone, PartialEq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FeelingsAnswer {
    /// Key of the question.
    #[garde(length(chars, min = 1, max = 60), custom(line))]
    #[schema(min_length = 1, max_length = 60)]
    pub prompt: String,
    /// Always `feelings`.
    #[serde(rename = "type")]
    #[garde(skip)]
    pub form: FeelingsAnswerType,
    /// Keys of the vocabulary, or own words.
    #[garde(length(min = 1, max = 20), inner(length(chars, min = 1, max = 40), custom(line)))]
    #[schema(value_type = Vec<crate::platform::http::rules::FeelingText>, min_items = 1, max_items = 20)]
    pub feelings: Vec<String>,
}

/// Entries, each rated.
#[derive(Clone, PartialEq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EntriesAnswer {
    /// Key of the question.
    #[garde(length(chars, min = 1, max = 60), custom(line))]
    #[schema(min_length = 1, max_length = 60)]
    pub prompt: String,
    /// Always `entries`.
    #[serde(rename = "type")]
    #[garde(skip)]
    pub form: EntriesAnswerType,
    /// The entries.
    #[garde(length(min = 1, max = 50), dive)]
    #[schema(min_items = 1, max_items = 50)]
    pub entries: Vec<RatedEntry>,
}

/// A day.
#[derive(Clone, PartialEq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DateAnswer {
    /// Key of the question.
    #[garde(length(chars, min = 1, max = 60), custom(line))]
    #[schema(min_length = 1, max_length = 60)]
    pub prompt: String,
    /// Always `date`.
    #[serde(rename = "type")]
    #[garde(skip)]
    pub form: DateAnswerType,
    /// The day.
    #[garde(skip)]
    #[serde(deserialize_with = "date")]
    pub date: NaiveDate,
}

/// A time of day.
#[derive(Clone, PartialEq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TimeAnswer {
    /// Key of the question.
    #[garde(length(chars, min = 1, max = 60), custom(line))]
    #[schema(min_length = 1, max_length = 60)]
    pub prompt: String,
    /// Always `time`.
    #[serde(rename = "type")]
    #[garde(skip)]
    pub form: TimeAnswerType,
    /// The time.
    #[garde(skip)]
    pub time: LocalTime,
}

/// One entry: an item that the question gives, or an own one where it gives none.
#[derive(Clone, PartialEq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RatedEntry {
    /// Key of a given item.
    #[garde(custom(some(chars(1, 60))), custom(some(line)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 60)]
    pub item: Option<String>,
    /// Own words.
    #[garde(custom(some(chars(1, 200))), custom(some(line)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 200)]
    pub label: Option<String>,
    /// The rating, 0 to 10.
    #[garde(range(min = 0, max = 10))]
    #[schema(minimum = 0, maximum = 10)]
    pub rating: i16,
}

/// The `type` of this form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TextAnswerType {
    /// The only value.
    #[default]
    Text,
}

/// The `type` of this form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ScaleAnswerType {
    /// The only value.
    #[default]
    Scale,
}

/// The `type` of this form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChoiceAnswerType {
    /// The only value.
    #[default]
    Choice,
}

/// The `type` of this form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FeelingsAnswerType {
    /// The only value.
    #[default]
    Feelings,
}

/// The `type` of this form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EntriesAnswerType {
    /// The only value.
    #[default]
    Entries,
}

/// The `type` of this form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DateAnswerType {
    /// The only value.
    #[default]
    Date,
}

/// The `type` of this form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TimeAnswerType {
    /// The only value.
    #[default]
    Time,
}

impl Answer {
    /// Key of the question that it answers.
    pub fn prompt(&self) -> &str {
        match self {
            Self::Text(answer) => &answer.prompt,
            Self::Scale(answer) => &answer.prompt,
            Self::Choice(answer) => &answer.prompt,
            Self::Feelings(answer) => &answer.prompt,
            Self::Entries(answer) => &answer.prompt,
            Self::Date(answer) => &answer.prompt,
            Self::Time(answer) => &answer.prompt,
        }
    }
}

impl<'de> Deserialize<'de> for Answer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(rename_all = "snake_case")]
        enum Type {
            Text,
            Scale,
            Choice,
            Feelings,
            Entries,
            Date,
            Time,
        }
        let union = Union::<Type>::read(deserializer, "type")?;
        match union.word {
            Type::Text => union.whole().map(Self::Text),
            Type::Scale => union.whole().map(Self::Scale),
            Type::Choice => union.whole().map(Self::Choice),
            Type::Feelings => union.whole().map(Self::Feelings),
            Type::Entries => union.whole().map(Self::Entries),
            Type::Date => union.whole().map(Self::Date),
            Type::Time => union.whole().map(Self::Time),
        }
    }
}

// Written out, because the derived one would put the variant into the path.
impl Validate for Answer {
    type Context = ();

    fn validate_into(
        &self,
        context: &(),
        parent: &mut dyn FnMut() -> garde::Path,
        report: &mut garde::Report,
    ) {
        match self {
            Self::Text(answer) => answer.validate_into(context, parent, report),
            Self::Scale(answer) => answer.validate_into(context, parent, report),
            Self::Choice(answer) => answer.validate_into(context, parent, report),
            Self::Feelings(answer) => answer.validate_into(context, parent, report),
            Self::Entries(answer) => answer.validate_into(context, parent, report),
            Self::Date(answer) => answer.validate_into(context, parent, report),
            Self::Time(answer) => answer.validate_into(context, parent, report),
        }
    }
}
