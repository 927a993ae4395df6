//! What names something that a client wrote, and its earlier states.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::homework::check_ins::Visibility;
use crate::identity::practice_keys::PracticeKey;
use crate::platform::http::ApiResult;
use crate::platform::ids::Id;
use crate::platform::ids::kind::{ClientId, PracticeId};

/// Practice, author and the id that the author's phone made.
pub struct Place<K> {
    /// The practice.
    pub practice: PracticeId,
    /// The author.
    pub client: ClientId,
    /// What the author's phone called it.
    pub id: Id<K>,
}

impl<K> Clone for Place<K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K> Copy for Place<K> {}

impl<K> Place<K> {
    /// What a value of this row is sealed for.
    pub fn ids(self) -> [Uuid; 3] {
        [self.practice.uuid(), self.client.uuid(), self.id.uuid()]
    }

    fn ids_of_version(self, version: i32) -> [Uuid; 4] {
        let [practice, client, id] = self.ids();
        [practice, client, id, Uuid::from_u128(version.unsigned_abs().into())]
    }
}

/// An earlier state, with why it was given up.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Earlier<S> {
    pub state: S,
    pub reason: Option<String>,
    /// The narrower of what the reason is about.
    pub reason_visibility: Visibility,
}

impl<S: Serialize + DeserializeOwned> Earlier<S> {
    /// The state, sealed for this column of its version's row.
    pub fn seal<K>(
        &self,
        column: &str,
        place: Place<K>,
        version: i32,
        key: &PracticeKey,
    ) -> ApiResult<Vec<u8>> {
        key.seal(column, &place.ids_of_version(version), self)
    }

    /// Opens what [`Earlier::seal`] sealed.
    pub fn open<K>(
        column: &str,
        place: Place<K>,
        version: i32,
        sealed: &[u8],
        key: &PracticeKey,
    ) -> ApiResult<Self> {
        key.open(column, &place.ids_of_version(version), sealed)
    }
}
