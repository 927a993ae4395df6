//! Requests and answers of programmes.

use chrono::{DateTime, Utc};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::model::{ProgrammeRow, ProgrammeVersionRow};
use super::steps::{ProgrammeStep, first_waits_for_nothing};
use crate::homework::library::ItemKey;
use crate::platform::db::AsJson;
use crate::platform::http::rules::line;
use crate::platform::http::{PageCursor, PageLimit, Versioned};
use crate::platform::ids::kind::ProgrammeId;

/// Which programmes to list.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListProgrammesQuery {
    /// Only those that are retired, or only those that are not, which can be enrolled in. Left out: both.
    #[garde(skip)]
    pub retired: Option<bool>,
    /// Items of a page.
    #[garde(skip)]
    #[serde(default)]
    #[param(value_type = Option<u8>, minimum = 1, maximum = 200)]
    pub limit: PageLimit,
    /// `next_cursor` of the page before.
    #[garde(skip)]
    #[param(value_type = Option<String>, max_length = 1000)]
    pub cursor: Option<PageCursor>,
}

/// A programme of the practice's own, with its first version.
#[derive(Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"key": "first-weeks", "content": {
    "title": "The first weeks", "summary": "A small start, then one thing more.", "weeks": 2,
    "steps": [
        {"items": [{"item_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c20"}], "release": {"rule": "at_once"}},
        {"items": [{"item_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c20"}], "release": {"rule": "after", "weeks": 1}}
    ]
}}))]
pub struct CreateProgrammeRequest {
    /// Its name in the practice.
    #[garde(skip)]
    pub key: ItemKey,
    /// Its words and steps.
    #[garde(dive)]
    pub content: ProgrammeContent,
}

/// What one version of a programme says.
#[derive(Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "title": "The first weeks", "summary": "A small start, then one thing more.", "weeks": 2,
    "steps": [{"items": [{"item_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c20"}], "release": {"rule": "at_once"}}]
}))]
pub struct ProgrammeContent {
    /// What it is called; those who are enrolled see it.
    #[garde(length(chars, max = 80), custom(line))]
    #[schema(min_length = 1, max_length = 80)]
    pub title: String,
    /// What it is, in a sentence.
    #[garde(length(chars, max = 200), custom(line))]
    #[schema(min_length = 1, max_length = 200)]
    pub summary: String,
    /// How many weeks it is meant to take.
    #[garde(range(min = 1, max = 104))]
    #[schema(minimum = 1, maximum = 104)]
    pub weeks: i32,
    /// Its steps, in order.
    #[garde(length(min = 1, max = 40), dive, custom(first_waits_for_nothing))]
    #[schema(min_items = 1, max_items = 40)]
    pub steps: Vec<ProgrammeStep>,
}

/// A programme with one of its versions.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c70", "key": "first-weeks", "built_in": false, "number": 1,
    "title": "The first weeks", "summary": "A small start, then one thing more.", "weeks": 2,
    "steps": [{
        "items": [{"item_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c20"}], "release": {"rule": "at_once"}, "days": null
    }],
    "retired_at": null, "version": 1, "created_at": "2026-03-02T18:30:00Z", "updated_at": "2026-03-02T18:30:00Z"
}))]
pub struct ProgrammeResponse {
    /// The id.
    pub id: ProgrammeId,
    /// Its name in the practice.
    #[schema(max_length = 60)]
    pub key: String,
    /// Whether it came with the product.
    pub built_in: bool,
    /// The version that is told here.
    #[schema(minimum = 1)]
    pub number: i32,
    /// What it is called.
    #[schema(max_length = 80)]
    pub title: String,
    /// What it is, in a sentence.
    #[schema(max_length = 200)]
    pub summary: String,
    /// How many weeks it is meant to take.
    #[schema(minimum = 1, maximum = 104)]
    pub weeks: i32,
    /// Its steps, in order.
    #[schema(max_items = 40)]
    pub steps: Vec<ProgrammeStep>,
    /// When it was retired; nobody is enrolled in it then.
    pub retired_at: Option<DateTime<Utc>>,
    /// Grows with every change.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

impl Versioned for ProgrammeResponse {
    fn version(&self) -> i32 {
        self.version
    }
}

impl From<(ProgrammeRow, ProgrammeVersionRow)> for ProgrammeResponse {
    fn from((row, words): (ProgrammeRow, ProgrammeVersionRow)) -> Self {
        let ProgrammeRow { id, key, built_in, number: _, retired_at, version, created_at, updated_at } = row;
        let ProgrammeVersionRow { programme_id: _, number, title, summary, weeks, steps, created_at: _ } =
            words;
        let AsJson(steps) = steps;
        Self {
            id,
            key,
            built_in,
            number,
            title,
            summary,
            weeks,
            steps,
            retired_at,
            version,
            created_at,
            updated_at,
        }
    }
}
