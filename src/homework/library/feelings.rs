//! The feeling vocabulary: families of words, each word with a valence.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

static VOCABULARY: LazyLock<FeelingVocabulary> =
    LazyLock::new(|| FeelingVocabulary::read(include_str!("../../../library/feelings.json")));

/// The words that a check-in may name feelings with, beside own ones.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"families": [{
    "key": "joy", "label": "Joy", "words": [{"key": "happy", "label": "Happy", "valence": "pleasant"}]
}]}))]
pub struct FeelingVocabulary {
    /// Families of kindred words.
    #[schema(max_items = 20)]
    pub families: Vec<FeelingFamily>,
    #[serde(skip)]
    family_of: HashMap<String, usize>,
}

/// Kindred words.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FeelingFamily {
    /// Names it.
    #[schema(min_length = 1, max_length = 40)]
    pub key: String,
    /// What it is called.
    #[schema(min_length = 1, max_length = 60)]
    pub label: String,
    /// Its words.
    #[schema(max_items = 20)]
    pub words: Vec<FeelingWord>,
}

/// A word for a feeling.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FeelingWord {
    /// Names it among all words.
    #[schema(min_length = 1, max_length = 40)]
    pub key: String,
    /// What it is called.
    #[schema(min_length = 1, max_length = 60)]
    pub label: String,
    /// How it feels.
    pub valence: Valence,
}

/// How a feeling feels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Valence {
    /// Pleasant.
    Pleasant,
    /// Unpleasant.
    Unpleasant,
    /// Both at once.
    Mixed,
}

impl FeelingVocabulary {
    /// The vocabulary of this product.
    pub fn get() -> &'static Self {
        &VOCABULARY
    }

    /// Whether a key is that of a word.
    pub fn contains(&self, key: &str) -> bool {
        self.family_of.contains_key(key)
    }

    /// The family and the word of a key.
    pub fn find(&self, key: &str) -> Option<(&FeelingFamily, &FeelingWord)> {
        let family = self.families.get(*self.family_of.get(key)?)?;
        family.words.iter().find(|word| word.key == key).map(|word| (family, word))
    }

    /// A file that cannot be read leaves no words; a test keeps this from ever happening.
    fn read(text: &str) -> Self {
        let read: Self = serde_json::from_str(text).unwrap_or_else(|error| {
            log::error!("the feeling vocabulary cannot be read: {error}");
            Self { families: Vec::new(), family_of: HashMap::new() }
        });
        let words = read.families.iter().enumerate();
        let family_of = words
            .flat_map(|(at, family)| family.words.iter().map(move |word| (word.key.clone(), at)))
            .collect();
        Self { family_of, ..read }
    }
}
