//! The words of an item as a therapist, or this product, writes them.

use garde::Validate;
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use utoipa::ToSchema;

use super::cadence::LibraryCadence;
use super::content::Content;
use super::rules::{distinct, kebab_key};
use super::shapes::Purpose;
use crate::homework::assignments::Mode;
use crate::platform::http::rules::{chars, line, paragraphs, some};

/// The words of an item: what becomes a version when it is published.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "title": "A walk together", "summary": "Half an hour outside, side by side, phones at home.",
    "rationale": "Talking is often easier side by side than face to face.",
    "audiences": ["together"],
    "default_cadence": {"type": "times_per_period", "times": 1, "every": 1, "unit": "week"},
    "default_minutes": 30, "tags": ["connection"],
    "contraindications": ["Not suitable where there is fear between the partners."],
    "unsuitable_under_hold": true, "therapist_note": null,
    "content": {
        "kind": "habit", "steps": [{"key": "go_out", "text": "Go for a walk of half an hour."}],
        "slots": [{
            "key": "how_it_was", "label": "How was it?", "help": null, "required": false,
            "answer": {"type": "scale", "low_label": "Not for me", "high_label": "Lovely"}
        }],
        "counted": false
    }
}))]
pub struct LibraryDraft {
    /// What it is called.
    #[garde(length(chars, max = 80), custom(line))]
    #[schema(min_length = 1, max_length = 80)]
    pub title: String,
    /// What it is, in a sentence.
    #[garde(length(chars, max = 200), custom(line))]
    #[schema(min_length = 1, max_length = 200)]
    pub summary: String,
    /// Why it may help.
    #[garde(length(chars, max = 600), custom(paragraphs))]
    #[schema(min_length = 1, max_length = 600)]
    pub rationale: String,
    /// For whom; a protective limit is for one person only.
    #[garde(length(min = 1, max = 4), custom(distinct), custom(as_content_asks(&self.content)))]
    #[schema(min_items = 1, max_items = 4)]
    pub audiences: Vec<Mode>,
    /// How often, when nothing else is agreed.
    #[garde(dive)]
    pub default_cadence: LibraryCadence,
    /// How many minutes, when nothing else is agreed.
    #[garde(inner(range(min = 1, max = 600)))]
    #[serde(default)]
    #[schema(minimum = 1, maximum = 600)]
    pub default_minutes: Option<i32>,
    /// What it is about; each once.
    #[garde(length(max = 10), custom(distinct))]
    #[schema(max_items = 10)]
    pub tags: Vec<Tag>,
    /// When it should not be given.
    #[garde(length(max = 10), dive)]
    #[schema(max_items = 10)]
    pub contraindications: Vec<Caution>,
    /// Whether it is refused for somebody under a safety hold.
    #[garde(skip)]
    pub unsuitable_under_hold: bool,
    /// A note among therapists; no client sees it.
    #[garde(custom(some(chars(1, 1000))), custom(some(paragraphs)))]
    #[serde(default)]
    #[schema(min_length = 1, max_length = 1000)]
    pub therapist_note: Option<String>,
    /// What it consists of.
    #[garde(dive)]
    pub content: Content,
}

/// A word to find items by: lower-case words joined by hyphens.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, ToSchema)]
#[schema(
    value_type = String, min_length = 1, max_length = 40, pattern = "^[a-z][a-z0-9]*(-[a-z0-9]+)*$",
    example = "self-awareness"
)]
pub struct Tag(String);

/// A sentence that says when an item should not be given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[garde(transparent)]
#[schema(value_type = String, min_length = 1, max_length = 300, example = "Not while a quarrel is still raw.")]
pub struct Caution(#[garde(length(chars, max = 300), custom(paragraphs))] String);

/// The name of an item within its practice: lower-case words joined by hyphens.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, ToSchema)]
#[schema(
    value_type = String, min_length = 1, max_length = 60, pattern = "^[a-z][a-z0-9]*(-[a-z0-9]+)*$",
    example = "daily-check-in"
)]
pub struct ItemKey(String);

impl Tag {
    /// The word.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn of_row(word: String) -> Self {
        Self(word)
    }
}

impl Caution {
    /// The sentence.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn of_row(sentence: String) -> Self {
        Self(sentence)
    }
}

impl ItemKey {
    /// The longest key.
    const MOST: usize = 60;

    /// The key.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn of_row(key: String) -> Self {
        Self(key)
    }

    /// A key made of the words of a title, short enough for a number behind it.
    pub(super) fn from_title(title: &str) -> Self {
        let words = title.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        let mut key = words.collect::<Vec<_>>().join("-").to_ascii_lowercase();
        key.truncate(Self::MOST - 5);
        let key = key.trim_end_matches('-');
        match key.starts_with(|c: char| c.is_ascii_lowercase()) {
            true => Self(key.to_owned()),
            false => Self(format!("item-{key}").trim_end_matches('-').to_owned()),
        }
    }

    /// This key, or the first with a number behind it that is not taken.
    pub(super) fn first_free(self, taken: &[String]) -> Self {
        let numbered = (2_u32..).map(|number| format!("{}-{number}", self.0));
        let mut candidates = std::iter::once(self.0.clone()).chain(numbered);
        candidates.find(|key| !taken.contains(key)).map_or(self, Self)
    }
}

impl<'de> Deserialize<'de> for Tag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = String::deserialize(deserializer)?;
        kebab_key(40)(&word).map_err(D::Error::custom)?;
        Ok(Self(word))
    }
}

impl<'de> Deserialize<'de> for ItemKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let key = String::deserialize(deserializer)?;
        kebab_key(Self::MOST)(&key).map_err(D::Error::custom)?;
        Ok(Self(key))
    }
}

/// A protective limit stays between its author and the care team, so it cannot be a couple's.
fn as_content_asks(content: &Content) -> impl Fn(&Vec<Mode>, &()) -> garde::Result {
    let protective =
        matches!(content, Content::BoundaryScript(script) if script.purpose == Purpose::Protective);
    move |audiences, ()| match protective && audiences.iter().any(|mode| *mode != Mode::Individual) {
        true => Err(garde::Error::new("must be individual alone: a protective limit is for one person")),
        false => Ok(()),
    }
}
