//! What the figures are made from: people, homework with its terms, pauses and acts.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::lens::Viewer;
use crate::homework::assignments::AssignmentStatus;
use crate::homework::cadence::{Cadence, Mode, Plan, Purpose, Terms};
use crate::homework::check_ins::{Outcome, Visibility};
use crate::homework::library::Kind;
use crate::platform::db::{AsJson, AsText};
use crate::platform::ids::kind::{AssignmentId, ClientId, CoupleId, LibraryItemId};
use crate::platform::local_day::{DayStart, TimeZone, Weekday, local_date};
use crate::progress::adherence::Member;

/// A person whose day it is, with what the practice has set.
#[derive(Clone, Queryable)]
pub struct PersonRow {
    /// The person.
    pub id: ClientId,
    /// The zone whose wall clock decides the person's days.
    pub time_zone: AsText<TimeZone>,
    /// Own start of day.
    pub day_start: Option<AsText<DayStart>>,
    /// The practice's start of day.
    pub practice_day_start: AsText<DayStart>,
    /// The practice's zone.
    pub practice_zone: AsText<TimeZone>,
    /// First day of a calendar week.
    pub week_start: AsText<Weekday>,
    /// Whether streaks are shown.
    pub streaks_shown: bool,
}

impl PersonRow {
    /// The local date of an instant where the person is.
    pub fn local_date(&self, instant: DateTime<Utc>) -> NaiveDate {
        let AsText(day_start) = self.day_start.unwrap_or(self.practice_day_start);
        local_date(instant, self.time_zone.0, day_start)
    }

    /// The local date of an instant at the practice.
    pub fn practice_date(&self, instant: DateTime<Utc>) -> NaiveDate {
        local_date(instant, self.practice_zone.0, self.practice_day_start.0)
    }

    /// The person as a member of an audience.
    pub fn member(&self, now: DateTime<Utc>) -> Member {
        Member { id: self.id.uuid(), today: self.local_date(now) }
    }
}

/// One revision of an assignment, with what stands in every one of them.
#[derive(Queryable)]
pub(super) struct TermsRow {
    pub id: AssignmentId,
    pub client_id: Option<ClientId>,
    pub couple_id: Option<CoupleId>,
    pub status: AsText<AssignmentStatus>,
    pub starts_on: NaiveDate,
    pub ends_on: Option<NaiveDate>,
    pub couple_ended_at: Option<DateTime<Utc>>,
    pub number: i32,
    pub effective_from: NaiveDate,
    pub mode: AsText<Mode>,
    pub cadence: AsJson<Cadence>,
    pub minutes: Option<i32>,
    pub time_zone: AsText<TimeZone>,
    pub day_start: AsText<DayStart>,
    pub week_start: AsText<Weekday>,
    pub item_id: LibraryItemId,
    pub item_key: String,
    pub item_kind: AsText<Kind>,
    pub item_title: String,
}

/// Days on which nothing is asked, of everybody or of one member.
#[derive(Queryable)]
pub struct PauseRow {
    /// The assignment.
    pub assignment_id: AssignmentId,
    /// The member; everybody where there is none.
    pub client_id: Option<ClientId>,
    /// First local date.
    pub starts_on: NaiveDate,
    /// Last local date; open where there is none.
    pub ends_on: Option<NaiveDate>,
}

impl PauseRow {
    /// Whether the date lies in it.
    pub fn contains(&self, date: NaiveDate) -> bool {
        self.starts_on <= date && self.ends_on.is_none_or(|end| date <= end)
    }
}

/// What of a check-in enters the figures: the columns of the index `check_ins_figures` and no other.
#[derive(Queryable)]
pub struct ActRow {
    /// Its author.
    pub client_id: ClientId,
    /// Local date.
    pub local_date: NaiveDate,
    /// The assignment.
    pub assignment_id: AssignmentId,
    /// What happened.
    pub outcome: AsText<Outcome>,
    /// How many.
    pub count: i32,
    /// Practice or review.
    pub purpose: AsText<Purpose>,
    /// Who may read it.
    pub visibility: AsText<Visibility>,
}

/// What of a partner's shared copy enters the figures.
#[derive(Queryable)]
pub(super) struct CopyRow {
    client_id: ClientId,
    local_date: NaiveDate,
    assignment_id: AssignmentId,
    outcome: AsText<Outcome>,
    count: i32,
    purpose: AsText<Purpose>,
}

impl CopyRow {
    pub(super) fn into_act(self) -> ActRow {
        let Self { client_id, local_date, assignment_id, outcome, count, purpose } = self;
        let visibility = AsText(Visibility::Partner);
        ActRow { client_id, local_date, assignment_id, outcome, count, purpose, visibility }
    }
}

/// The library item that an assignment is about.
#[derive(Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ItemSummary {
    /// The item.
    pub id: LibraryItemId,
    /// Its key in the practice, which may name a pattern: left out of what somebody outside is told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 60)]
    pub key: Option<String>,
    /// Its kind.
    pub kind: Kind,
    /// Its title in the version that is in force.
    #[schema(max_length = 80)]
    pub title: String,
}

/// What a revision says beside its terms of time.
pub struct Edition {
    /// Number of the revision.
    pub revision: i32,
    /// The item, in the version that the revision pins.
    pub item: ItemSummary,
    /// The dose.
    pub minutes: Option<i32>,
}

/// An assignment with all its revisions.
pub struct Homework {
    /// The assignment.
    pub id: AssignmentId,
    /// The client of an individual one.
    pub client_id: Option<ClientId>,
    /// The couple of a joint one.
    pub couple_id: Option<CoupleId>,
    /// Where it stands.
    pub status: AssignmentStatus,
    /// The last day of the couple, where that has ended: nothing is asked after it.
    pub ended_on: Option<NaiveDate>,
    /// Its terms.
    pub plan: Plan,
    /// What else its revisions say, in the order of their numbers.
    pub editions: Vec<Edition>,
}

/// Everything that one answer is made from.
pub struct Loaded {
    /// The people it is about: one client, or two partners.
    pub people: Vec<PersonRow>,
    /// Their assignments that the reader may see.
    pub homework: Vec<Homework>,
    /// Pauses of these assignments, and perhaps of others.
    pub pauses: Vec<PauseRow>,
    /// Check-ins of these people, also such as the reader may not see.
    pub acts: Vec<ActRow>,
}

impl Loaded {
    /// The ids of the people.
    pub fn members(&self) -> Vec<ClientId> {
        self.people.iter().map(|person| person.id).collect()
    }

    /// The people as members of an assignment, each on its own day. What day it is for the other partner a client is not
    /// told, nor when that changes, nor is whoever reads about both: there the days count by which the assignment was given.
    pub fn members_of(&self, homework: &Homework, viewer: Viewer, now: DateTime<Utc>) -> Vec<Member> {
        let given = homework.plan.revisions.last();
        let is_told = |person: &PersonRow| match viewer {
            Viewer::CareTeam => true,
            Viewer::Client(me) => person.id == me,
            Viewer::Couple | Viewer::ThirdParty => false,
        };
        let member = |person: &PersonRow| match given {
            Some(terms) if !is_told(person) => {
                Member { id: person.id.uuid(), today: local_date(now, terms.zone, terms.day_start) }
            }
            _ => person.member(now),
        };
        self.people.iter().map(member).collect()
    }

    /// The local day of the viewer, or the latest of those whom it is about.
    pub fn today(&self, viewer: Option<ClientId>, now: DateTime<Utc>) -> NaiveDate {
        let own = self.people.iter().find(|person| Some(person.id) == viewer);
        let latest = || self.people.iter().map(|person| person.local_date(now)).max();
        own.map(|person| person.local_date(now)).or_else(latest).unwrap_or(now.date_naive())
    }
}

impl Homework {
    /// Assignments from their revisions, which come in order of assignment and number.
    pub(super) fn group(rows: &[TermsRow], people: &[PersonRow], now: DateTime<Utc>) -> Vec<Self> {
        let groups = rows.chunk_by(|one, next| one.id == next.id);
        groups.filter_map(|rows| Some(Self::of(rows.first()?, rows, people, now))).collect()
    }

    fn of(first: &TermsRow, rows: &[TermsRow], people: &[PersonRow], now: DateTime<Utc>) -> Self {
        // An end that lies ahead shows nothing yet.
        let ended = first.couple_ended_at.filter(|end| *end <= now);
        let ended_on = ended.and_then(|end| people.iter().map(|person| person.local_date(end)).max());
        let ends_on = [first.ends_on, ended_on].into_iter().flatten().min();
        Self {
            id: first.id,
            client_id: first.client_id,
            couple_id: first.couple_id,
            status: first.status.0,
            ended_on,
            plan: Plan {
                starts_on: first.starts_on,
                ends_on,
                revisions: rows.iter().map(TermsRow::terms).collect(),
            },
            editions: rows.iter().map(TermsRow::edition).collect(),
        }
    }

    /// What a revision says beside its terms.
    pub fn edition(&self, revision: i32) -> Option<&Edition> {
        self.editions.iter().find(|edition| edition.revision == revision)
    }

    /// Whether some day of the stretch is one of its days.
    pub fn overlaps(&self, from: NaiveDate, to: NaiveDate) -> bool {
        self.plan.starts_on <= to && self.plan.ends_on.is_none_or(|end| end >= from)
    }
}

impl TermsRow {
    fn terms(&self) -> Terms {
        Terms {
            revision: self.number,
            effective_from: self.effective_from,
            mode: self.mode.0,
            cadence: self.cadence.0.clone(),
            zone: self.time_zone.0,
            day_start: self.day_start.0,
            week_start: self.week_start.0,
        }
    }

    fn edition(&self) -> Edition {
        Edition {
            revision: self.number,
            item: ItemSummary {
                id: self.item_id,
                key: Some(self.item_key.clone()),
                kind: self.item_kind.0,
                title: self.item_title.clone(),
            },
            minutes: self.minutes,
        }
    }
}
