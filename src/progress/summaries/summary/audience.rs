//! Whom a summary or report is made for, and what each of them is told.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::people::care_teams::Context;
use crate::progress::summaries::lens::Viewer;

/// Whom a report is written for: what this audience may not see is left out.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    ToSchema,
    strum::EnumString,
    strum::Display,
    strum::IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum ReportAudience {
    /// The care team.
    Clinician,
    /// The client whom it is about.
    Client,
    /// Both partners.
    Couple,
    /// Somebody outside.
    ThirdParty,
}

impl ReportAudience {
    /// Whose eyes the figures are made for. What the author of a row and the care team both may read is one and the
    /// same for every audience of a report about one client.
    pub fn viewer(self, context: Context) -> Viewer {
        match (context, self) {
            (Context::Client(_), _) | (Context::Couple(_), Self::Clinician) => Viewer::CareTeam,
            (Context::Couple(_), Self::Client | Self::Couple) => Viewer::Couple,
            (Context::Couple(_), Self::ThirdParty) => Viewer::ThirdParty,
        }
    }

    /// Whether something about this client or couple can be made for it.
    pub fn fits(self, context: Context) -> bool {
        match self {
            Self::Clinician | Self::ThirdParty => true,
            Self::Client => context.client().is_some(),
            Self::Couple => context.couple().is_some(),
        }
    }

    /// What a summary about this client or couple tells this audience: the one place that decides it.
    pub fn is_told(self, context: Context) -> Told {
        let of_one = context.client().is_some();
        match (of_one, self) {
            (true, Self::Clinician) => Told {
                ratings: Rows::OfTeam,
                growth: true,
                measures: Judged::Yes,
                repairs: Rows::None,
                boundaries: Limits::All,
                life_events: true,
            },
            (true, Self::Client | Self::Couple) => Told {
                ratings: Rows::OfTeam,
                growth: true,
                measures: Judged::No,
                repairs: Rows::None,
                boundaries: Limits::ForConnection,
                life_events: true,
            },
            (true, Self::ThirdParty) => Told {
                ratings: Rows::OfTeam,
                growth: false,
                measures: Judged::No,
                repairs: Rows::None,
                boundaries: Limits::None,
                life_events: false,
            },
            (false, Self::Clinician) => Told {
                ratings: Rows::OfTeam,
                growth: true,
                measures: Judged::Yes,
                repairs: Rows::OfTeam,
                boundaries: Limits::None,
                life_events: true,
            },
            (false, Self::Client | Self::Couple | Self::ThirdParty) => Told {
                ratings: Rows::OfBoth,
                growth: false,
                measures: Judged::None,
                repairs: Rows::OfBoth,
                boundaries: Limits::None,
                life_events: false,
            },
        }
    }
}

/// What an audience is told beside homework, small wins, sessions and retros, which each is told as far as its view reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    /// How acts felt.
    pub ratings: Rows,
    /// Growth markers, needs and what else was rated in questions.
    pub growth: bool,
    /// Scores.
    pub measures: Judged,
    /// Ruptures and repairs.
    pub repairs: Rows,
    /// Uses of limits.
    pub boundaries: Limits,
    /// What a client marked on the own time line, in the client's own words, which no partner reads and nobody outside.
    pub life_events: bool,
}

/// Whose rows a section is made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rows {
    /// What the care team may read.
    OfTeam,
    /// What both partners may read.
    OfBoth,
    /// There is no such section.
    None,
}

/// How scores are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judged {
    /// With bands and what became of them.
    Yes,
    /// The numbers alone.
    No,
    /// Not at all: no partner reads a score of the other.
    None,
}

/// Which limits' uses are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limits {
    /// All.
    All,
    /// Those for connection: a paper at home must not tell of a limit that protects.
    ForConnection,
    /// None.
    None,
}
