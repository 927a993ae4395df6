//! Who revises, and when.

use chrono::{DateTime, Utc};

use crate::homework::assignments::queries::writer;
use crate::identity::actor::{Actor, Reader, TherapistOnly};
use crate::identity::practice_keys::PracticeKey;
use crate::platform::ids::kind::StaffId;

/// Who revises, and when.
pub struct Editor<'k> {
    /// Who finds the assignment, as one who writes.
    pub reader: Reader,
    /// The therapist; none where both partners of a couple decided it.
    pub staff: Option<StaffId>,
    /// The current instant.
    pub now: DateTime<Utc>,
    /// The key that seals free text of the practice.
    pub key: &'k PracticeKey,
}

impl<'k> Editor<'k> {
    /// A therapist who revises by request.
    pub(super) fn therapist(actor: &Actor<TherapistOnly>, key: &'k PracticeKey) -> Self {
        let (reader, staff) = (writer(actor.reader()), Some(actor.membership()));
        Self { reader, staff, now: actor.now(), key }
    }
}
