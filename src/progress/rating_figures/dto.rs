//! Answers of the figures.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::platform::ids::kind::{ClientId, LibraryItemId};
use crate::progress::summaries::{AsSeenBy, WindowResponse};

/// What a client rated in check-ins over time, from the check-ins that the reader may read. There are no bands and no
/// cut-offs: nothing here says what is enough.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "client_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13", "definition": "ratings-1", "as_seen_by": "self",
    "window": {"from": "2026-01-05", "to": "2026-03-29"}, "items": [{
        "item_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c20", "key": "growth-markers", "title": "Signs that you are growing",
        "series": [{
            "prompt": "markers", "entry": "naming_feelings", "question": "How much is each of these true for you now?",
            "label": "I can name what I feel", "low_label": "Not yet", "high_label": "Very much",
            "points": [
                {"local_date": "2026-01-11", "value": 4.0, "ratings": 1},
                {"local_date": "2026-02-08", "value": 6.0, "ratings": 1}
            ],
            "change": 2.0
        }]
    }]
}))]
pub struct RatingFiguresResponse {
    /// The client.
    pub client_id: ClientId,
    /// How the figures are made: `ratings-1`.
    #[schema(max_length = 20)]
    pub definition: &'static str,
    /// Whose view of the check-ins they are made from.
    pub as_seen_by: AsSeenBy,
    /// The local days that were looked at.
    pub window: WindowResponse,
    /// The homework that asked for ratings, of all assignments of it together, by its key.
    #[schema(max_items = 10000)]
    pub items: Vec<RatedItemResponse>,
}

/// What was rated in homework of one library item.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RatedItemResponse {
    /// The library item.
    pub item_id: LibraryItemId,
    /// Its key.
    #[schema(max_length = 60)]
    pub key: String,
    /// What it is called in its newest version of that time.
    #[schema(max_length = 120)]
    pub title: String,
    /// Each thing that was rated, in the order of the questions.
    #[schema(max_items = 10000)]
    pub series: Vec<RatingSeries>,
}

/// One thing that was rated, over time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RatingSeries {
    /// Key of the question.
    #[schema(max_length = 60)]
    pub prompt: String,
    /// Key of what was rated, of a question that gives several; null for one that asks for one number.
    #[schema(max_length = 60)]
    pub entry: Option<String>,
    /// The question, in the words of the newest version that asks it.
    #[schema(max_length = 300)]
    pub question: String,
    /// The words of what was rated, of a question that gives several.
    #[schema(max_length = 160)]
    pub label: Option<String>,
    /// What 0 means.
    #[schema(max_length = 60)]
    pub low_label: String,
    /// What 10 means.
    #[schema(max_length = 60)]
    pub high_label: String,
    /// A point for each local day with a rating, oldest first.
    #[schema(min_items = 1, max_items = 400)]
    pub points: Vec<RatingPoint>,
    /// The last point less the first one; null where there is only one.
    #[schema(minimum = -10, maximum = 10)]
    pub change: Option<f64>,
}

/// The ratings of one local day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RatingPoint {
    /// The local day of the check-ins.
    pub local_date: NaiveDate,
    /// The mean of that day's ratings, 0 to 10.
    #[schema(minimum = 0, maximum = 10)]
    pub value: f64,
    /// How many there are.
    #[schema(minimum = 1)]
    pub ratings: u32,
}
