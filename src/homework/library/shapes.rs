//! The shapes of content, one for each kind of homework.

use garde::Validate;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::answers::{AnswerSpec, Prompt};
use super::rules::{Keyed, apart_from, distinct_keys, snake_key};
use crate::platform::http::rules::paragraphs;
use crate::platform::http::{Schemas, Union, add_shape, union_schema};
use crate::platform::local_day::LocalTime;

/// A habit: what to do, step by step, and what may be noted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HabitContent {
    /// What to do, in order; each key once.
    #[garde(length(min = 1, max = 8), custom(distinct_keys), dive)]
    #[schema(min_items = 1, max_items = 8)]
    pub steps: Vec<Step>,
    /// What may be noted; each key once, and none of a step.
    #[garde(length(max = 12), custom(distinct_keys), custom(apart_from(&self.steps)), dive)]
    #[schema(max_items = 12)]
    pub slots: Vec<Prompt>,
    /// Whether one check-in may stand for several acts.
    #[garde(skip)]
    pub counted: bool,
}

/// A step to do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Names it within the item.
    #[garde(custom(snake_key))]
    #[schema(
        min_length = 1,
        max_length = 40,
        pattern = "^[a-z][a-z0-9]*(_[a-z0-9]+)*$",
        example = "phones_away"
    )]
    pub key: String,
    /// What to do.
    #[garde(length(chars, max = 300), custom(paragraphs))]
    #[schema(min_length = 1, max_length = 300, example = "Put both phones out of reach.")]
    pub text: String,
}

/// A repair ritual.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RepairRitualContent {
    /// Its form.
    #[garde(dive)]
    pub ritual: Ritual,
    /// Whether something is promised that is looked at later.
    #[garde(skip)]
    pub follow_through: bool,
    /// The least time of a pause, where there is one.
    #[garde(inner(range(min = 1, max = 1440)))]
    #[serde(default)]
    #[schema(minimum = 1, maximum = 1440, example = 20)]
    pub minimum_pause_minutes: Option<u16>,
}

/// The form of a repair ritual.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "format", rename_all = "snake_case")]
pub enum Ritual {
    /// Own, impact, validate, do over.
    FourParts(FourParts),
    /// Ordered steps.
    Steps(RitualSteps),
}

/// The four parts of a repair.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FourParts {
    /// Own your part.
    #[garde(dive)]
    pub own: Part,
    /// Name the impact.
    #[garde(dive)]
    pub impact: Part,
    /// Validate.
    #[garde(dive)]
    pub validate: Part,
    /// Propose a do-over.
    #[garde(dive)]
    pub do_over: Part,
}

/// One of the four parts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RitualPart)]
pub struct Part {
    /// What to say.
    #[garde(length(chars, max = 300), custom(paragraphs))]
    #[schema(min_length = 1, max_length = 300, example = "Say what you did, in one sentence.")]
    pub text: String,
    /// How it may sound.
    #[garde(length(chars, max = 300), custom(paragraphs))]
    #[schema(min_length = 1, max_length = 300, example = "I raised my voice while you were talking.")]
    pub example: String,
}

/// Steps of a ritual, in order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RitualSteps {
    /// The steps; each key once.
    #[garde(length(min = 1, max = 8), custom(distinct_keys), dive)]
    #[schema(min_items = 1, max_items = 8)]
    pub steps: Vec<RitualStep>,
}

/// A step of a ritual, which may ask for something.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RitualStep {
    /// Names it within the item.
    #[garde(custom(snake_key))]
    #[schema(
        min_length = 1,
        max_length = 40,
        pattern = "^[a-z][a-z0-9]*(_[a-z0-9]+)*$",
        example = "agree_return_time"
    )]
    pub key: String,
    /// What to do.
    #[garde(length(chars, max = 300), custom(paragraphs))]
    #[schema(min_length = 1, max_length = 300, example = "Agree an exact time to come back.")]
    pub text: String,
    /// What may be noted.
    #[garde(dive)]
    #[serde(default)]
    pub answer: Option<AnswerSpec>,
}

/// A boundary script. One for connection comes with a plan for closeness; a protective one never has any.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BoundaryScriptContent {
    /// What the limit is for.
    #[garde(skip)]
    pub purpose: Purpose,
    /// The limit.
    #[garde(length(chars, max = 300), custom(paragraphs))]
    #[schema(min_length = 1, max_length = 300, example = "I need an hour of quiet when I get home.")]
    pub limit: String,
    /// How it keeps us at our best.
    #[garde(length(chars, max = 300), custom(paragraphs))]
    #[schema(min_length = 1, max_length = 300, example = "I can give you my full attention afterwards.")]
    pub so_that: String,
    /// The plan for closeness; required of a limit for connection, not allowed for a protective one.
    #[garde(custom(as_purpose_asks(self.purpose)), dive)]
    #[serde(default)]
    pub reconnect: Option<Reconnect>,
    /// What may be noted; each key once.
    #[garde(length(max = 12), custom(distinct_keys), dive)]
    #[schema(max_items = 12)]
    pub slots: Vec<Prompt>,
}

/// What a limit is for.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    ToSchema,
    strum::EnumString,
    strum::Display,
    strum::IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[schema(as = BoundaryPurpose)]
pub enum Purpose {
    /// It protects the connection, and comes with a plan for closeness.
    Connection,
    /// It protects the person, and never asks for closeness.
    Protective,
}

/// A plan for closeness: what, and exactly one of after how long and at what time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reconnect {
    /// What we do.
    #[garde(length(chars, max = 300), custom(paragraphs))]
    #[schema(min_length = 1, max_length = 300, example = "We sit down together with a hot drink.")]
    pub what: String,
    /// Minutes after the limit began.
    #[garde(inner(range(min = 1, max = 1440)), custom(either_or(self.at)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 1440, example = 60)]
    pub after_minutes: Option<u16>,
    /// A time of day.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<LocalTime>,
}

/// A reflection.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReflectionContent {
    /// The questions; each key once.
    #[garde(length(min = 1, max = 12), custom(distinct_keys), dive)]
    #[schema(min_items = 1, max_items = 12)]
    pub prompts: Vec<Prompt>,
}

impl Keyed for Step {
    fn key(&self) -> &str {
        &self.key
    }
}

impl Keyed for RitualStep {
    fn key(&self) -> &str {
        &self.key
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum RitualFormat {
    FourParts,
    Steps,
}

impl<'de> Deserialize<'de> for Ritual {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let union = Union::<RitualFormat>::read(deserializer, "format")?;
        match union.word {
            RitualFormat::FourParts => union.rest().map(Self::FourParts),
            RitualFormat::Steps => union.rest().map(Self::Steps),
        }
    }
}

impl Validate for Ritual {
    type Context = ();

    fn validate_into(
        &self,
        context: &(),
        parent: &mut dyn FnMut() -> garde::Path,
        report: &mut garde::Report,
    ) {
        match self {
            Self::FourParts(ritual) => ritual.validate_into(context, parent, report),
            Self::Steps(ritual) => ritual.validate_into(context, parent, report),
        }
    }
}

impl PartialSchema for Ritual {
    fn schema() -> RefOr<Schema> {
        let shapes = [("four_parts", "FourParts"), ("steps", "RitualSteps")];
        union_schema(
            "format",
            "The form of a repair ritual. `format` says which shape the rest has.",
            &shapes,
        )
    }
}

impl ToSchema for Ritual {
    fn schemas(schemas: &mut Schemas) {
        add_shape::<FourParts>(schemas, "format", "four_parts");
        add_shape::<RitualSteps>(schemas, "format", "steps");
    }
}

fn as_purpose_asks(purpose: Purpose) -> impl Fn(&Option<Reconnect>, &()) -> garde::Result {
    move |reconnect, ()| match (purpose, reconnect) {
        (Purpose::Connection, None) => {
            Err(garde::Error::new("is required: a limit for connection comes with a plan for closeness"))
        }
        (Purpose::Protective, Some(_)) => {
            Err(garde::Error::new("must be left out: a protective limit never asks for closeness"))
        }
        _ => Ok(()),
    }
}

fn either_or(at: Option<LocalTime>) -> impl Fn(&Option<u16>, &()) -> garde::Result {
    move |after_minutes, ()| match after_minutes.is_some() != at.is_some() {
        true => Ok(()),
        false => Err(garde::Error::new("exactly one of after_minutes and at must be given")),
    }
}
