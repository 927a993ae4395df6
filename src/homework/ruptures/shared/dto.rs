//! Answers of ruptures that a couple shares.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::model::SharedRow;
use crate::homework::ruptures::model::Place;
use crate::identity::practice_keys::PracticeKey;
use crate::platform::http::{ApiResult, Versioned};
use crate::platform::ids::kind::{ClientId, PracticeId, SharedRuptureId};

/// A rupture, as the couple shares it.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c71", "client_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13",
    "local_date": "2026-03-02", "intensity": 6, "topic": "The evening that I had kept free for us.", "version": 1
}))]
pub struct SharedRuptureResponse {
    /// An id made when it was shared.
    pub id: SharedRuptureId,
    /// The author, who felt it.
    pub client_id: ClientId,
    /// The author's local day.
    pub local_date: NaiveDate,
    /// How much it hurt, 0 to 10.
    #[schema(minimum = 0, maximum = 10)]
    pub intensity: i16,
    /// What it was about.
    #[schema(max_length = 2000)]
    pub topic: Option<String>,
    /// Grows with every change of what is shared.
    #[schema(minimum = 1)]
    pub version: i32,
}

impl Versioned for SharedRuptureResponse {
    fn version(&self) -> i32 {
        self.version
    }
}

impl SharedRuptureResponse {
    pub(super) fn open(row: SharedRow, practice: PracticeId, key: &PracticeKey) -> ApiResult<Self> {
        let SharedRow { rupture_id, id, client_id, local_date, intensity, topic_sealed, version } = row;
        let place = Place { practice, client: client_id, id: rupture_id };
        let topic = place.open_topic(topic_sealed.as_deref(), key)?;
        Ok(Self { id, client_id, local_date, intensity, topic, version })
    }
}
