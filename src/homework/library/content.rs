//! What a library item consists of, by kind.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The four kinds of homework.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    ToSchema,
    strum::EnumString,
    strum::Display,
    strum::IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Kind {
    /// Something small that is done again and again.
    Habit,
    /// A way back to each other after a quarrel.
    RepairRitual,
    /// Words for a limit, and for the closeness that goes with it.
    BoundaryScript,
    /// Questions to oneself.
    Reflection,
}

/// Content of a library item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Content {
    /// A habit.
    Habit(HabitContent),
    /// A repair ritual.
    RepairRitual(RepairRitualContent),
    /// A boundary script.
    BoundaryScript(BoundaryScriptContent),
    /// A reflection.
    Reflection(ReflectionContent),
}

/// A habit: what to do, step by step, and what may be noted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HabitContent {
    /// What to do, in order.
    pub steps: Vec<Step>,
    /// What may be noted.
    pub slots: Vec<Prompt>,
    /// Whether one check-in may stand for several acts.
    pub counted: bool,
}

/// A step to do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Names it within the item.
    pub key: String,
    /// What to do.
    pub text: String,
}

/// A repair ritual.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RepairRitualContent {
    /// Its form.
    pub ritual: Ritual,
    /// Whether something is promised that is looked at later.
    pub follow_through: bool,
    /// The least time of a pause, where there is one.
    pub minimum_pause_minutes: Option<u16>,
}

/// The form of a repair ritual.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "format", rename_all = "snake_case", deny_unknown_fields)]
pub enum Ritual {
    /// Own, impact, validate, do over.
    FourParts(FourParts),
    /// Ordered steps.
    Steps(RitualSteps),
}

/// The four parts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FourParts {
    /// Own your part.
    pub own: Part,
    /// Name the impact.
    pub impact: Part,
    /// Validate.
    pub validate: Part,
    /// Propose a do-over.
    pub do_over: Part,
}

/// One of the four parts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// What to say.
    pub text: String,
    /// How it may sound.
    pub example: String,
}

/// Steps of a ritual, in order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RitualSteps {
    /// The steps.
    pub steps: Vec<RitualStep>,
}

/// A step of a ritual, which may ask for something.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RitualStep {
    /// Names it within the item.
    pub key: String,
    /// What to do.
    pub text: String,
    /// What may be noted.
    pub answer: Option<AnswerSpec>,
}

/// A boundary script.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BoundaryScriptContent {
    /// What the limit is for.
    pub purpose: Purpose,
    /// The limit.
    pub limit: String,
    /// How it keeps us at our best.
    pub so_that: String,
    /// The plan for closeness; required of a limit for connection.
    pub reconnect: Option<Reconnect>,
    /// What may be noted.
    pub slots: Vec<Prompt>,
}

/// What a limit is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// It protects the connection, and comes with a plan for closeness.
    Connection,
    /// It protects the person, and never asks for closeness.
    Protective,
}

/// A plan for closeness: what, and either after how long or at what time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reconnect {
    /// What we do.
    pub what: String,
    /// Minutes after the limit began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after_minutes: Option<u16>,
    /// A time of day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<crate::platform::local_day::LocalTime>,
}

/// A reflection.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReflectionContent {
    /// The questions.
    pub prompts: Vec<Prompt>,
}

/// A question with the form of its answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prompt {
    /// Names it within the item.
    pub key: String,
    /// The question.
    pub label: String,
    /// A word of help.
    pub help: Option<String>,
    /// Whether a done check-in needs an answer.
    pub required: bool,
    /// The form of the answer.
    pub answer: AnswerSpec,
}

/// The form of an answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum AnswerSpec {
    /// Own words.
    Text { max_length: u16 },
    /// 0 to 10.
    Scale { low_label: String, high_label: String },
    /// One of the options, or several.
    Choice { options: Vec<Choice>, multiple: bool },
    /// Feeling words.
    Feelings { max: u8 },
    /// Entries, each rated 0 to 10: the given items, or own ones.
    Entries { items: Option<Vec<Choice>>, max_entries: u8, low_label: String, high_label: String },
    /// A day.
    Date {},
    /// A time of day.
    Time {},
}

/// An option or entry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Names it within the prompt.
    pub key: String,
    /// What it says.
    pub label: String,
}

/// Something of an item that a check-in may answer.
#[derive(Debug, Clone, Copy)]
pub struct Question<'c> {
    /// Names it within the item.
    pub key: &'c str,
    /// Whether a done check-in needs an answer.
    pub required: bool,
    /// The form of the answer.
    pub answer: &'c AnswerSpec,
}

impl Content {
    /// The kind.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Habit(_) => Kind::Habit,
            Self::RepairRitual(_) => Kind::RepairRitual,
            Self::BoundaryScript(_) => Kind::BoundaryScript,
            Self::Reflection(_) => Kind::Reflection,
        }
    }

    /// Everything that a check-in may answer.
    pub fn questions(&self) -> Vec<Question<'_>> {
        let prompts = match self {
            Self::Habit(content) => &content.slots,
            Self::BoundaryScript(content) => &content.slots,
            Self::Reflection(content) => &content.prompts,
            Self::RepairRitual(content) => return content.questions(),
        };
        prompts.iter().map(|p| Question { key: &p.key, required: p.required, answer: &p.answer }).collect()
    }

    /// The keys of the steps that a check-in may tick.
    pub fn step_keys(&self) -> Vec<&str> {
        match self {
            Self::Habit(content) => content.steps.iter().map(|step| step.key.as_str()).collect(),
            Self::RepairRitual(RepairRitualContent { ritual: Ritual::Steps(ritual), .. }) => {
                ritual.steps.iter().map(|step| step.key.as_str()).collect()
            }
            Self::RepairRitual(_) => vec!["own", "impact", "validate", "do_over"],
            Self::BoundaryScript(_) | Self::Reflection(_) => Vec::new(),
        }
    }
}

impl RepairRitualContent {
    fn questions(&self) -> Vec<Question<'_>> {
        let Ritual::Steps(ritual) = &self.ritual else { return Vec::new() };
        let asking = ritual.steps.iter().filter_map(|step| Some((step.key.as_str(), step.answer.as_ref()?)));
        asking.map(|(key, answer)| Question { key, required: false, answer }).collect()
    }
}
