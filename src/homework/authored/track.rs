//! How versions and sharing go on with each change of what is readable whole or not at all.

use crate::homework::check_ins::{Audience, Visibility};
use crate::platform::ids::Id;

/// The versions that each reader is told, and what the partner knows it by.
pub struct Track<K> {
    pub visibility: Visibility,
    /// Made when it was shared: a taking back clears it, and sharing anew makes another, so that the two cannot be tied
    /// together.
    pub partner_ref: Option<Id<K>>,
    pub partner_version: i32,
    pub version: i32,
    pub team_version: i32,
}

impl<K> Clone for Track<K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K> Copy for Track<K> {}

impl<K> Track<K> {
    /// Of something that was written just now.
    pub fn begin(visibility: Visibility) -> Self {
        Self {
            visibility,
            partner_ref: shared_id(visibility),
            partner_version: 1,
            version: 1,
            team_version: i32::from(Audience::CareTeam.reads(visibility)),
        }
    }

    /// After a change of what it says.
    #[must_use]
    pub fn changed(self, after: Visibility) -> Self {
        let still_shared = Audience::Partner.reads(self.visibility) && Audience::Partner.reads(after);
        let team_reads = Audience::CareTeam.reads(after);
        Self {
            visibility: after,
            partner_ref: if still_shared { self.partner_ref } else { shared_id(after) },
            partner_version: if still_shared { self.partner_version.saturating_add(1) } else { 1 },
            version: self.version.saturating_add(1),
            team_version: self.team_version.saturating_add(i32::from(team_reads)),
        }
    }

    /// The number by which the care team knows what it says now, once that is an earlier version.
    pub fn kept_for_team(self) -> Option<i32> {
        Audience::CareTeam.reads(self.visibility).then_some(self.team_version)
    }

    /// Whether it comes to the partner's eyes where it was not before.
    pub fn widens(self, after: Visibility) -> bool {
        Audience::Partner.reads(after) && !Audience::Partner.reads(self.visibility)
    }

    /// Whether it goes from the partner's eyes.
    pub fn takes_back(self, after: Visibility) -> bool {
        Audience::Partner.reads(self.visibility) && !Audience::Partner.reads(after)
    }

    /// Whether a change to this visibility alters what the partner reads.
    pub fn tells_partner(self, after: Visibility) -> bool {
        Audience::Partner.reads(self.visibility) || Audience::Partner.reads(after)
    }

    /// The version that this reader is told.
    pub fn told(self, reader: Audience) -> i32 {
        match reader {
            Audience::Author => self.version,
            Audience::CareTeam | Audience::Partner => self.team_version,
        }
    }
}

/// The number by which a reader knows an earlier version.
pub fn told_earlier(reader: Audience, version: i32, team_version: Option<i32>) -> i32 {
    match reader {
        Audience::Author => version,
        Audience::CareTeam | Audience::Partner => team_version.unwrap_or(version),
    }
}

fn shared_id<K>(visibility: Visibility) -> Option<Id<K>> {
    Audience::Partner.reads(visibility).then(Id::generate)
}

/// Says whether the partner is among the readers in fact: under a safety hold that is not what the author chose.
pub fn put_partner(audience: &mut Vec<Audience>, reads: bool) {
    audience.retain(|one| *one != Audience::Partner);
    audience.extend(reads.then_some(Audience::Partner));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::ids::kind::CheckIn;

    #[test]
    fn each_reader_counts_only_what_it_reads() {
        let track = Track::<CheckIn>::begin(Visibility::Private);
        assert_eq!((track.version, track.team_version, track.partner_ref), (1, 0, None));
        assert_eq!(track.kept_for_team(), None);
        let told = track.changed(Visibility::Therapist);
        assert_eq!((told.version, told.team_version, told.kept_for_team()), (2, 1, Some(1)));
        let shared = told.changed(Visibility::Partner);
        assert!(told.widens(Visibility::Partner) && shared.partner_ref.is_some());
        let again = shared.changed(Visibility::Partner);
        assert_eq!((again.partner_ref, again.partner_version), (shared.partner_ref, 2));
        let back = again.changed(Visibility::Private);
        assert!(again.takes_back(Visibility::Private) && again.tells_partner(Visibility::Private));
        assert_eq!(
            (back.partner_ref, back.partner_version, back.version, back.team_version),
            (None, 1, 5, 3)
        );
        let anew = back.changed(Visibility::Partner);
        assert!(anew.partner_ref.is_some() && anew.partner_ref != shared.partner_ref);
    }
}
