//! Whose rows a figure may count. Every figure goes through one lens, and says through which.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::model::Homework;
use crate::homework::cadence::Mode;
use crate::homework::check_ins::{Audience, Visibility};
use crate::identity::actor::Reader;
use crate::platform::ids::kind::ClientId;
use crate::progress::adherence::{Subject, Window};

/// Whose view of the check-ins a figure is made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AsSeenBy {
    /// The person's own view.
    #[serde(rename = "self")]
    Myself,
    /// What the care team may read.
    CareTeam,
    /// What both partners may read.
    Couple,
}

/// A rule that says which rows count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lens {
    /// The rows of this author.
    Author(ClientId),
    /// The rows of this author, and what the partner shared.
    Member(ClientId),
    /// All rows but private ones.
    CareTeam,
    /// The rows that both partners may read.
    Couple,
}

impl Lens {
    /// Its name in an answer.
    pub fn as_seen_by(self) -> AsSeenBy {
        match self {
            Self::Author(_) | Self::Member(_) => AsSeenBy::Myself,
            Self::CareTeam => AsSeenBy::CareTeam,
            Self::Couple => AsSeenBy::Couple,
        }
    }

    /// Whether a check-in counts.
    pub fn counts(self, author: ClientId, visibility: Visibility) -> bool {
        match self {
            Self::Author(me) => author == me,
            Self::Member(me) => author == me || Audience::Partner.reads(visibility),
            Self::CareTeam => Audience::CareTeam.reads(visibility),
            Self::Couple => Audience::Partner.reads(visibility),
        }
    }

    /// Whether a pause counts: one of everybody always does, one of a single member is that member's own affair
    /// and must not show on the partner's copy.
    pub fn excuses(self, member: Option<ClientId>) -> bool {
        match (self, member) {
            (_, None) | (Self::CareTeam, Some(_)) => true,
            (Self::Author(me) | Self::Member(me), Some(member)) => me == member,
            (Self::Couple, Some(_)) => false,
        }
    }
}

/// For whom an answer is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Viewer {
    /// Staff in whose care the person or couple is.
    CareTeam,
    /// A client, as itself and as a partner.
    Client(ClientId),
    /// Both partners at once, in a report.
    Couple,
    /// Somebody outside, in a report.
    ThirdParty,
}

/// One subject of an assignment, seen through one lens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sight {
    /// Whose periods.
    pub subject: Subject,
    /// The member; none for the couple as one.
    pub client_id: Option<ClientId>,
    /// Which rows count.
    pub lens: Lens,
}

impl Sight {
    fn of_member(client: ClientId, lens: Lens) -> Self {
        Self { subject: Subject::Member(client.uuid()), client_id: Some(client), lens }
    }
}

impl Viewer {
    /// Who reads an answer that is given at once.
    pub fn of(reader: &Reader) -> Self {
        if reader.client { Self::Client(reader.member) } else { Self::CareTeam }
    }

    /// The subjects by which these days of an assignment are lived and that the viewer may see: the members, the couple as
    /// one, or both where its audience changes. `members` are the people the answer is about.
    pub fn sights(self, homework: &Homework, members: &[ClientId], days: Window) -> Vec<Sight> {
        let modes = homework.plan.modes(days.from..=days.to);
        let mut sights = Vec::new();
        if modes.iter().any(|mode| !mode.is_joint()) {
            let own = |client: &ClientId| Some(Sight::of_member(*client, self.own_lens(*client)?));
            sights.extend(members.iter().filter_map(own));
        }
        if modes.into_iter().any(Mode::is_joint) {
            let lens = self.joint_lens(homework);
            sights.push(Sight { subject: Subject::Joint, client_id: None, lens });
        }
        sights
    }

    fn joint_lens(self, homework: &Homework) -> Lens {
        match self {
            Self::CareTeam => Lens::CareTeam,
            // After the end each keeps the own rows, and what the other had shared is gone.
            Self::Client(me) if homework.ended_on.is_some() => Lens::Author(me),
            Self::Client(_) | Self::Couple | Self::ThirdParty => Lens::Couple,
        }
    }

    fn own_lens(self, client: ClientId) -> Option<Lens> {
        match self {
            Self::CareTeam => Some(Lens::CareTeam),
            Self::Client(me) => (me == client).then_some(Lens::Author(me)),
            Self::Couple | Self::ThirdParty => None,
        }
    }

    /// Through which lens the viewer may see how often both partners met their own target: never a partner
    /// outside a couple's report, because with a perfect own figure it tells the other's.
    pub fn both_lens(self) -> Option<Lens> {
        match self {
            Self::CareTeam => Some(Lens::CareTeam),
            Self::Couple => Some(Lens::Couple),
            Self::Client(_) | Self::ThirdParty => None,
        }
    }
}
