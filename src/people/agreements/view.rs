//! What each reader may know of the signatures on an agreement.

use super::model::SignatureRow;
use crate::identity::actor::Reader;

/// How an agreement stands, for one reader. A partner is told by the other's signature only whether the agreement is in
/// force; one that was given under a safety hold counts for its author alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Whether both signed, as far as this reader may know.
    pub signed_by_both: bool,
    /// Grows with everything that this reader is told.
    pub version: i32,
}

impl Standing {
    /// For a reader of all signatures on one version.
    pub(super) fn of(signatures: &[SignatureRow], superseded: bool, reader: &Reader) -> Self {
        let reaching = |one: &&SignatureRow| one.reaches_partner;
        let number_of = |count: usize| i32::try_from(count).unwrap_or(i32::MAX);
        let (signed_by_both, told) = if reader.client {
            let own = signatures.iter().any(|one| one.client_id == reader.member);
            let others =
                signatures.iter().filter(|one| one.client_id != reader.member).any(|one| one.reaches_partner);
            (own && others, i32::from(own) + i32::from(own && others))
        } else {
            let reaching = signatures.iter().filter(reaching).count();
            (reaching == 2, number_of(signatures.len() + reaching))
        };
        Self { signed_by_both, version: 1 + told + i32::from(superseded) }
    }
}
