//! Requests and answers of the catalogue.

use chrono::{DateTime, Utc};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::model::Found;
use crate::platform::http::{PageCursor, PageLimit, Versioned};
use crate::progress::measures::instruments::{Instrument, InstrumentAudience, MeasurePurpose};

/// Which instruments to list.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListInstrumentsQuery {
    /// Only those that are retired, or only those that are not, which can be asked for. Left out: both.
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

/// An instrument of the practice's own, in its first or next version.
#[derive(Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"definition": {
    "key": "evenings", "version": 1, "title": "How our evenings were", "citation": "Harbour Practice, 2026",
    "purpose": "outcome", "audience": "client", "recall": "the last week",
    "suggested_interval": {"weeks": 1, "sureness": "own", "source": "Harbour Practice"},
    "coding": "raw",
    "items": [
        {"number": 1, "min": 0, "max": 4}, {"number": 2, "min": 0, "max": 4, "reversed": true},
        {"number": 3, "min": 0, "max": 4}
    ],
    "scales": [{
        "key": "total", "title": "Total", "items": [1, 2, 3], "method": "sum", "direction": "higher_is_better",
        "missing": {"fewest": 2, "sureness": "own", "source": "Harbour Practice"}, "range": {"min": 0, "max": 12},
        "cut_offs": [{
            "value": 5, "clinical": "at_most", "label": "hard evenings", "for_change": true, "sureness": "own",
            "source": "Harbour Practice"
        }],
        "bands": [
            {"from": 0, "to": 5, "label": "hard", "sureness": "own", "source": "Harbour Practice"},
            {"from": 6, "to": 12, "label": "good", "sureness": "own", "source": "Harbour Practice"}
        ],
        "reliability": [{"value": 0.8, "kind": "retest", "sureness": "own", "source": "Harbour Practice"}],
        "norms": [{
            "mean": 8, "sd": 2, "population": "couples of the practice", "sureness": "own",
            "source": "Harbour Practice"
        }],
        "thresholds": [{
            "points": 3, "bound": "at_least", "kind": "meaningful", "sureness": "own", "source": "Harbour Practice"
        }]
    }],
    "risk_rules": [{"item": 3, "at_least": 4, "concern": "other"}],
    "licence": {"permission": "own", "terms": "Made by the practice for its own use."}
}}))]
pub struct InstrumentRequest {
    /// What it is. `version` is 1 for a new instrument, and one more than the newest for the next version.
    #[garde(dive)]
    pub definition: Instrument,
}

/// An instrument in one of its versions, which never change.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "key": "evenings", "version": 1, "built_in": false, "retired_at": null, "created_at": "2026-03-02T18:30:00Z",
    "definition": {
        "key": "evenings", "version": 1, "title": "How our evenings were", "citation": "Harbour Practice, 2026",
        "purpose": "outcome", "audience": "client", "recall": null, "suggested_interval": null, "coding": "keyed",
        "items": [{"number": 1, "min": 0, "max": 4, "reversed": false, "scored": true, "loinc": null}],
        "scales": [{
            "key": "total", "title": "Total", "items": [1], "method": "sum", "factor": 1,
            "direction": "higher_is_better", "missing": {"fewest": 1, "sureness": null, "source": null},
            "range": {"min": 0, "max": 4}, "cut_offs": [], "bands": [], "reliability": [], "norms": [],
            "thresholds": [], "loinc": null
        }],
        "risk_rules": [], "interview_skips": [],
        "licence": {"permission": "own", "terms": "Made by the practice.", "sureness": null}, "loinc": null
    }
}))]
pub struct InstrumentResponse {
    /// Its name.
    #[schema(max_length = 40)]
    pub key: String,
    /// The version that is told here. The ETag counts also how often the instrument was retired and brought back.
    #[schema(minimum = 1)]
    pub version: i32,
    /// Whether it comes with the product.
    pub built_in: bool,
    /// Since when it is asked for no more; null for one that can be asked for.
    pub retired_at: Option<DateTime<Utc>>,
    /// What it is: items, scales, and what is known of its scores. Without the wording.
    pub definition: Instrument,
    /// When the practice made this version; null for one that comes with the product.
    pub created_at: Option<DateTime<Utc>>,
    #[serde(skip)]
    etag: i32,
}

impl Versioned for InstrumentResponse {
    #[expect(
        clippy::misnamed_getters,
        reason = "a version keeps its number when it is retired, and the ETag moves"
    )]
    fn version(&self) -> i32 {
        self.etag
    }
}

impl From<Found> for InstrumentResponse {
    fn from(found: Found) -> Self {
        let etag = found.version();
        let Found { instrument, made_at, retired_at, changes: _ } = found;
        let definition = instrument.into_owned();
        Self {
            key: definition.key.clone(),
            version: definition.version,
            built_in: made_at.is_none(),
            retired_at,
            definition,
            created_at: made_at,
            etag,
        }
    }
}

/// An instrument in a list.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "key": "evenings", "version": 1, "title": "How our evenings were", "built_in": false, "retired_at": null,
    "purpose": "outcome", "audience": "client", "items": 3
}))]
pub struct InstrumentSummary {
    /// Its name.
    #[schema(max_length = 40)]
    pub key: String,
    /// The newest version.
    #[schema(minimum = 1)]
    pub version: i32,
    /// What it is called.
    #[schema(max_length = 160)]
    pub title: String,
    /// Whether it comes with the product.
    pub built_in: bool,
    /// Since when it is asked for no more; null for one that can be asked for.
    pub retired_at: Option<DateTime<Utc>>,
    /// What it is for.
    pub purpose: MeasurePurpose,
    /// Who may answer it.
    pub audience: InstrumentAudience,
    /// How many items it has.
    #[schema(minimum = 1)]
    pub items: usize,
}

impl From<&Found> for InstrumentSummary {
    fn from(found: &Found) -> Self {
        let instrument = &found.instrument;
        Self {
            key: instrument.key.clone(),
            version: instrument.version,
            title: instrument.title.clone(),
            built_in: found.made_at.is_none(),
            retired_at: found.retired_at,
            purpose: instrument.purpose,
            audience: instrument.audience,
            items: instrument.items.len(),
        }
    }
}
