//! Details of a check-in, by the kind of homework: a union told apart by `kind`, strict about unknown members.

use chrono::NaiveDate;
use garde::Validate;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use super::answers::Answer;
use crate::homework::library::Kind;
use crate::platform::http::Union;
use crate::platform::http::rules::{chars, line, paragraphs, some};
use crate::platform::local_day::{LocalTime, some_date};

/// What a check-in says in particular. `kind` says which shape the rest has, and must be the kind of the homework.
#[derive(Clone, PartialEq, Serialize, ToSchema)]
#[serde(untagged)]
#[schema(discriminator(property_name = "kind", mapping(
    ("habit" = "#/components/schemas/HabitDetails"),
    ("repair_ritual" = "#/components/schemas/RepairRitualDetails"),
    ("boundary_script" = "#/components/schemas/BoundaryScriptDetails"),
    ("reflection" = "#/components/schemas/ReflectionDetails"),
)))]
pub enum Details {
    /// Of a habit.
    Habit(HabitDetails),
    /// Of a repair ritual.
    RepairRitual(RepairRitualDetails),
    /// Of a boundary script.
    BoundaryScript(BoundaryScriptDetails),
    /// Of a reflection.
    Reflection(ReflectionDetails),
}

/// A habit: the steps done and what was noted.
#[derive(Clone, PartialEq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HabitDetails {
    /// Always `habit`.
    #[garde(skip)]
    pub kind: HabitDetailsKind,
    /// Keys of the steps that were done, each at most once.
    #[garde(length(max = 50), inner(length(chars, min = 1, max = 60), custom(line)))]
    #[serde(default)]
    #[schema(value_type = Vec<crate::platform::http::rules::KeyText>, max_items = 50)]
    pub steps_done: Vec<String>,
    /// Answers to the item's questions, at most one for each.
    #[garde(length(max = 50), dive)]
    #[serde(default)]
    #[schema(max_items = 50)]
    pub answers: Vec<Answer>,
}

/// A repair: the steps done, the words of the four parts, and what was promised.
#[derive(Clone, PartialEq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RepairRitualDetails {
    /// Always `repair_ritual`.
    #[garde(skip)]
    pub kind: RepairRitualDetailsKind,
    /// Keys of the steps that were done, each at most once.
    #[garde(length(max = 50), inner(length(chars, min = 1, max = 60), custom(line)))]
    #[serde(default)]
    #[schema(value_type = Vec<crate::platform::http::rules::KeyText>, max_items = 50)]
    pub steps_done: Vec<String>,
    /// Words of the four parts, of a ritual that has them.
    #[garde(dive)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parts: Option<RepairParts>,
    /// By which day the promise is to be kept.
    #[garde(skip)]
    #[serde(default, deserialize_with = "some_date", skip_serializing_if = "Option::is_none")]
    pub follow_through_by: Option<NaiveDate>,
    /// What became of the promise.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follow_through: Option<FollowThrough>,
    /// Answers to the item's questions, at most one for each.
    #[garde(length(max = 50), dive)]
    #[serde(default)]
    #[schema(max_items = 50)]
    pub answers: Vec<Answer>,
}

/// A boundary: the words used, and what came of them.
#[derive(Clone, PartialEq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BoundaryScriptDetails {
    /// Always `boundary_script`.
    #[garde(skip)]
    pub kind: BoundaryScriptDetailsKind,
    /// The limit, as it was said.
    #[garde(custom(some(chars(1, 1000))), custom(some(paragraphs)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 1000)]
    pub limit: Option<String>,
    /// How it keeps us at our best, as it was said.
    #[garde(custom(some(chars(1, 1000))), custom(some(paragraphs)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 1000)]
    pub so_that: Option<String>,
    /// The plan for closeness.
    #[garde(dive)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reconnect: Option<ReconnectPlan>,
    /// Whether the closeness happened.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reconnected: Option<bool>,
    /// Whether the limit was respected, as the author sees it.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub respected: Option<Respected>,
    /// Answers to the item's questions, at most one for each.
    #[garde(length(max = 50), dive)]
    #[serde(default)]
    #[schema(max_items = 50)]
    pub answers: Vec<Answer>,
}

/// A reflection: the answers.
#[derive(Clone, PartialEq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReflectionDetails {
    /// Always `reflection`.
    #[garde(skip)]
    pub kind: ReflectionDetailsKind,
    /// Answers to the item's questions, at most one for each.
    #[garde(length(max = 50), dive)]
    #[serde(default)]
    #[schema(max_items = 50)]
    pub answers: Vec<Answer>,
}

/// Words of the four parts of a repair, each optional.
#[derive(Clone, PartialEq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RepairParts {
    /// Own your part.
    #[garde(custom(some(chars(1, 2000))), custom(some(paragraphs)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 2000)]
    pub own: Option<String>,
    /// Name the impact.
    #[garde(custom(some(chars(1, 2000))), custom(some(paragraphs)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 2000)]
    pub impact: Option<String>,
    /// Validate.
    #[garde(custom(some(chars(1, 2000))), custom(some(paragraphs)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 2000)]
    pub validate: Option<String>,
    /// Propose a do-over.
    #[garde(custom(some(chars(1, 2000))), custom(some(paragraphs)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 2000)]
    pub do_over: Option<String>,
}

/// A plan for closeness: what, and after how long or at what time.
#[derive(Clone, PartialEq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReconnectPlan {
    /// What we do.
    #[garde(length(chars, min = 1, max = 500), custom(paragraphs))]
    #[schema(min_length = 1, max_length = 500)]
    pub what: String,
    /// Minutes after the limit began.
    #[garde(inner(range(min = 1, max = 10080)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 10080)]
    pub after_minutes: Option<u16>,
    /// A time of day, instead of minutes.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<LocalTime>,
}

/// What became of a promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FollowThrough {
    /// It was kept.
    Done,
    /// It was not kept.
    NotDone,
}

/// Whether a limit was respected.
#[derive(
    Clone,
    Copy,
    Debug,
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
pub enum Respected {
    /// It was.
    Yes,
    /// It was not.
    No,
    /// In part.
    Partly,
}

/// The `kind` of this kind of homework.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HabitDetailsKind {
    /// The only value.
    #[default]
    Habit,
}

/// The `kind` of this kind of homework.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RepairRitualDetailsKind {
    /// The only value.
    #[default]
    RepairRitual,
}

/// The `kind` of this kind of homework.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BoundaryScriptDetailsKind {
    /// The only value.
    #[default]
    BoundaryScript,
}

/// The `kind` of this kind of homework.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReflectionDetailsKind {
    /// The only value.
    #[default]
    Reflection,
}

impl Details {
    /// The kind of homework it belongs to.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Habit(_) => Kind::Habit,
            Self::RepairRitual(_) => Kind::RepairRitual,
            Self::BoundaryScript(_) => Kind::BoundaryScript,
            Self::Reflection(_) => Kind::Reflection,
        }
    }

    /// The steps that were done.
    pub fn steps_done(&self) -> &[String] {
        match self {
            Self::Habit(details) => &details.steps_done,
            Self::RepairRitual(details) => &details.steps_done,
            Self::BoundaryScript(_) | Self::Reflection(_) => &[],
        }
    }

    /// The answers.
    pub fn answers(&self) -> &[Answer] {
        match self {
            Self::Habit(details) => &details.answers,
            Self::RepairRitual(details) => &details.answers,
            Self::BoundaryScript(details) => &details.answers,
            Self::Reflection(details) => &details.answers,
        }
    }
}

impl<'de> Deserialize<'de> for Details {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(rename_all = "snake_case")]
        enum Type {
            Habit,
            RepairRitual,
            BoundaryScript,
            Reflection,
        }
        let union = Union::<Type>::read(deserializer, "kind")?;
        match union.word {
            Type::Habit => union.whole().map(Self::Habit),
            Type::RepairRitual => union.whole().map(Self::RepairRitual),
            Type::BoundaryScript => union.whole().map(Self::BoundaryScript),
            Type::Reflection => union.whole().map(Self::Reflection),
        }
    }
}

// Written out, because the derived one would put the variant into the path.
impl Validate for Details {
    type Context = ();

    fn validate_into(
        &self,
        context: &(),
        parent: &mut dyn FnMut() -> garde::Path,
        report: &mut garde::Report,
    ) {
        match self {
            Self::Habit(details) => details.validate_into(context, parent, report),
            Self::RepairRitual(details) => details.validate_into(context, parent, report),
            Self::BoundaryScript(details) => details.validate_into(context, parent, report),
            Self::Reflection(details) => details.validate_into(context, parent, report),
        }
    }
}
