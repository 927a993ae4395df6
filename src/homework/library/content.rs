//! What a library item consists of: one of four kinds, told apart by `kind`.

use garde::Validate;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::answers::AnswerSpec;
use super::shapes::{BoundaryScriptContent, HabitContent, ReflectionContent, RepairRitualContent, Ritual};
use crate::platform::http::{Schemas, Union, add_shape, union_schema};

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
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
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

/// Something of an item that a check-in may answer.
#[derive(Debug, Clone, Copy)]
pub struct Question<'c> {
    /// Names it within the item.
    pub key: &'c str,
    /// What it asks.
    pub label: &'c str,
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
        prompts
            .iter()
            .map(|p| Question { key: &p.key, label: &p.label, required: p.required, answer: &p.answer })
            .collect()
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
        let asking = ritual.steps.iter().filter_map(|step| Some((step, step.answer.as_ref()?)));
        asking
            .map(|(step, answer)| Question { key: &step.key, label: &step.text, required: false, answer })
            .collect()
    }
}

impl<'de> Deserialize<'de> for Content {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let union = Union::<Kind>::read(deserializer, "kind")?;
        match union.word {
            Kind::Habit => union.rest().map(Self::Habit),
            Kind::RepairRitual => union.rest().map(Self::RepairRitual),
            Kind::BoundaryScript => union.rest().map(Self::BoundaryScript),
            Kind::Reflection => union.rest().map(Self::Reflection),
        }
    }
}

// Written out, because the derived one would put the variant into the path.
impl Validate for Content {
    type Context = ();

    fn validate_into(
        &self,
        context: &(),
        parent: &mut dyn FnMut() -> garde::Path,
        report: &mut garde::Report,
    ) {
        match self {
            Self::Habit(content) => content.validate_into(context, parent, report),
            Self::RepairRitual(content) => content.validate_into(context, parent, report),
            Self::BoundaryScript(content) => content.validate_into(context, parent, report),
            Self::Reflection(content) => content.validate_into(context, parent, report),
        }
    }
}

impl PartialSchema for Content {
    fn schema() -> RefOr<Schema> {
        let shapes = [
            ("habit", "HabitContent"),
            ("repair_ritual", "RepairRitualContent"),
            ("boundary_script", "BoundaryScriptContent"),
            ("reflection", "ReflectionContent"),
        ];
        union_schema("kind", "Content of a library item. `kind` says which shape the rest has.", &shapes)
    }
}

impl ToSchema for Content {
    fn schemas(schemas: &mut Schemas) {
        add_shape::<HabitContent>(schemas, "kind", "habit");
        add_shape::<RepairRitualContent>(schemas, "kind", "repair_ritual");
        add_shape::<BoundaryScriptContent>(schemas, "kind", "boundary_script");
        add_shape::<ReflectionContent>(schemas, "kind", "reflection");
    }
}
