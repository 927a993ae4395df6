//! What a repair says: the part that its author may correct, how its words are sealed, and who reads what of it.

use chrono::NaiveDate;
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::links::Rupture;
use super::model::{FollowThroughOutcome, RepairRow};
use crate::homework::authored::{Place as PlaceOf, Track};
use crate::homework::check_ins::{Audience, Visibility};
use crate::identity::practice_keys::PracticeKey;
use crate::platform::db::AsText;
use crate::platform::http::rules::{chars, paragraphs, some};
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::{ClientId, PracticeId, Repair, RuptureId, SharedRepair, SharedRuptureId};

const WORDS: &str = "repairs.words_sealed";
/// The column of an earlier state.
pub const STATE: &str = "repair_versions.state_sealed";

/// What names a repair.
pub type Place = PlaceOf<Repair>;

/// One of the four parts.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RepairPart {
    /// What was said or is to be said.
    #[garde(custom(some(chars(1, 2000))), custom(some(paragraphs)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 2000)]
    pub text: Option<String>,
    /// Whether it was done.
    #[garde(skip)]
    #[serde(default)]
    pub done: bool,
}

/// The four parts of a repair.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RepairAttemptParts {
    /// Owning what one did.
    #[garde(dive)]
    #[serde(default)]
    pub own: RepairPart,
    /// Naming what it did to the other.
    #[garde(dive)]
    #[serde(default)]
    pub impact: RepairPart,
    /// Letting the other's feeling count.
    #[garde(dive)]
    #[serde(default)]
    pub validate: RepairPart,
    /// Saying how it is to go the next time.
    #[garde(dive)]
    #[serde(default)]
    pub do_over: RepairPart,
}

/// The words of the four parts; sealed as one.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    own: Option<String>,
    impact: Option<String>,
    validate: Option<String>,
    do_over: Option<String>,
}

/// Which of the four parts were done.
#[derive(Clone, Copy)]
pub struct Done {
    pub own: bool,
    pub impact: bool,
    pub validate: bool,
    pub do_over: bool,
}

impl RepairAttemptParts {
    /// Which were done.
    pub fn done(&self) -> Done {
        Done {
            own: self.own.done,
            impact: self.impact.done,
            validate: self.validate.done,
            do_over: self.do_over.done,
        }
    }

    /// The words, sealed for their row.
    pub fn seal(&self, place: Place, key: &PracticeKey) -> ApiResult<Vec<u8>> {
        let text = |part: &RepairPart| part.text.clone();
        let words = Words {
            own: text(&self.own),
            impact: text(&self.impact),
            validate: text(&self.validate),
            do_over: text(&self.do_over),
        };
        key.seal(WORDS, &place.ids(), &words)
    }

    /// Opens what [`RepairAttemptParts::seal`] sealed for the same row.
    pub fn open(done: Done, place: Place, sealed: Option<&[u8]>, key: &PracticeKey) -> ApiResult<Self> {
        let words: Words = key.open(WORDS, &place.ids(), sealed.ok_or(ApiError::Internal)?)?;
        let Words { own, impact, validate, do_over } = words;
        let part = |text, done| RepairPart { text, done };
        Ok(Self {
            own: part(own, done.own),
            impact: part(impact, done.impact),
            validate: part(validate, done.validate),
            do_over: part(do_over, done.do_over),
        })
    }
}

/// That what was promised was done or not, and on which day that was said of.
#[derive(Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FollowThrough {
    pub outcome: FollowThroughOutcome,
    pub on: NaiveDate,
}

/// What its author may correct: all of a repair but whose it is and when it was.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    pub rupture_id: Option<RuptureId>,
    pub shared_rupture_id: Option<SharedRuptureId>,
    pub in_person: bool,
    pub parts: RepairAttemptParts,
    pub follow_through_by: Option<NaiveDate>,
    pub follow_through: Option<FollowThrough>,
    pub visibility: Visibility,
}

/// What somebody reads of a state.
#[derive(PartialEq)]
pub struct Reading<'s> {
    about: Option<(ClientId, RuptureId)>,
    in_person: bool,
    parts: &'s RepairAttemptParts,
    follow_through_by: Option<NaiveDate>,
    follow_through: Option<FollowThrough>,
    visibility: Visibility,
}

impl State {
    /// What these readers read of it, when it is about this rupture: the partner never of which one, the care team where it
    /// reads that as well.
    pub fn read_by(&self, audience: Audience, about: Option<Rupture>) -> Option<Reading<'_>> {
        let about = about.filter(|rupture| audience == Audience::CareTeam && rupture.told_to_team);
        audience.reads(self.visibility).then_some(Reading {
            about: about.map(|rupture| (rupture.client, rupture.id)),
            in_person: self.in_person,
            parts: &self.parts,
            follow_through_by: self.follow_through_by,
            follow_through: self.follow_through,
            visibility: self.visibility,
        })
    }
}

impl RepairRow {
    /// Its versions and how it is shared.
    pub fn track(&self) -> Track<SharedRepair> {
        Track {
            visibility: self.visibility.0,
            partner_ref: self.partner_ref,
            partner_version: self.partner_version,
            version: self.version,
            team_version: self.team_version,
        }
    }

    /// What it says.
    pub fn state(&self, practice: PracticeId, key: &PracticeKey) -> ApiResult<State> {
        let place = Place { practice, client: self.client_id, id: self.id };
        let parts = RepairAttemptParts::open(self.done(), place, self.words_sealed.as_deref(), key)?;
        let follow_through = self.follow_through.zip(self.follow_through_on);
        Ok(State {
            rupture_id: self.own_rupture(),
            shared_rupture_id: self.shared_rupture_id,
            in_person: self.in_person,
            parts,
            follow_through_by: self.follow_through_by,
            follow_through: follow_through.map(|(AsText(outcome), on)| FollowThrough { outcome, on }),
            visibility: self.visibility.0,
        })
    }

    /// The rupture that it is about, where its author wrote that too: the partner's own id for one is not the author's to know.
    fn own_rupture(&self) -> Option<RuptureId> {
        self.rupture_id.filter(|_| self.rupture_client_id == Some(self.client_id))
    }

    fn done(&self) -> Done {
        Done {
            own: self.own_done,
            impact: self.impact_done,
            validate: self.validate_done,
            do_over: self.do_over_done,
        }
    }
}
