//! The words of an instrument, as the practice is licensed to use them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The words of an instrument.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = InstrumentWording)]
pub struct Wording {
    /// What the form is called.
    #[schema(required)]
    pub title: Option<String>,
    /// Language of the words, such as `en`.
    #[schema(required, example = "en")]
    pub language: Option<String>,
    /// Who holds the rights.
    #[schema(required)]
    pub copyright: Option<String>,
    /// Texts around the items, in their order.
    pub instructions: Vec<String>,
    /// The items, by their numbers.
    pub items: Vec<ItemWording>,
}

/// The words of an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ItemWording {
    /// Number of the item.
    #[schema(example = 1)]
    pub number: u16,
    /// The question.
    pub text: String,
    /// Its answers, in the order in which they are printed: the order says nothing of the numbers.
    pub options: Vec<OptionWording>,
}

/// The words of an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OptionWording {
    /// The number that the answer stands for.
    #[schema(example = 0)]
    pub value: i16,
    /// The answer.
    pub label: String,
    /// System of its code; null where it has none.
    #[schema(required)]
    pub system: Option<String>,
    /// Its code.
    #[schema(example = "LA6568-5")]
    pub code: String,
}

impl Wording {
    /// The words of an item.
    pub fn item(&self, number: u16) -> Option<&ItemWording> {
        self.items.iter().find(|item| item.number == number)
    }
}

impl ItemWording {
    /// The words of an answer.
    pub fn option(&self, value: i16) -> Option<&OptionWording> {
        self.options.iter().find(|option| option.value == value)
    }
}
