//! What was sent first under an id that a phone made.

use serde::Serialize;

use crate::identity::practice_keys::PracticeKey;
use crate::platform::http::{ApiError, ApiResult, Conflict};

/// Digest of what was sent, kept in this column: a retry is compared with it, also after a correction. When something was sent
/// is no part of it, for a retry is sent later.
pub fn first_digest(column: &str, content: &impl Serialize, key: &PracticeKey) -> ApiResult<Vec<u8>> {
    let content = serde_json::to_vec(content).map_err(|_| ApiError::Internal)?;
    Ok(key.digest(&[column.as_bytes(), &content]).to_vec())
}

/// What an author's own id already stands for, deleted or not.
pub struct Known<R> {
    /// The row.
    pub row: R,
    /// Digest of what was sent first.
    pub first_digest: Vec<u8>,
    /// Whether its author deleted it.
    pub deleted: bool,
}

impl<R> Known<R> {
    /// What it has become, where the same was sent again.
    pub fn sent_before(self, digest: &[u8]) -> ApiResult<R> {
        check_sent_before(&self.first_digest, digest, self.deleted).map(|()| self.row)
    }
}

/// The same content is answered with what it has become; a deleted id stays deleted.
pub fn check_sent_before(first_digest: &[u8], digest: &[u8], deleted: bool) -> ApiResult<()> {
    if first_digest != digest {
        return Err(ApiError::Conflict(Conflict::IdTaken));
    }
    if deleted { Err(ApiError::Conflict(Conflict::Deleted)) } else { Ok(()) }
}
