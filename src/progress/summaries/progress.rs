//! The figures of all homework of a client or a couple, each through the lens of its viewer.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::dto::{AssignmentProgress, HabitFigures, ProgressResponse, SubjectFigures, SubjectOverall};
use super::lens::{AsSeenBy, Lens, Sight, Viewer};
use super::model::{ActRow, Homework, Loaded, PauseRow};
use super::window::{Asked, since};
use crate::homework::assignments::AssignmentStatus;
use crate::homework::cadence::{Cadence, Mode, Purpose};
use crate::people::care_teams::Context;
use crate::platform::ids::kind::{AssignmentId, ClientId};
use crate::platform::local_day::Weekday;
use crate::progress::adherence::{
    Act, BothMet, Excused, Figures, Log, Member, Question, Subject, Window, both_met, figures, overall,
};

/// Acts and pauses of each assignment.
pub(super) struct Book<'a> {
    acts: HashMap<AssignmentId, Vec<&'a ActRow>>,
    pauses: HashMap<AssignmentId, Vec<&'a PauseRow>>,
}

impl<'a> Book<'a> {
    pub(super) fn of(acts: &'a [ActRow], pauses: &'a [PauseRow]) -> Self {
        let mut book = Self { acts: HashMap::new(), pauses: HashMap::new() };
        acts.iter().for_each(|act| book.acts.entry(act.assignment_id).or_default().push(act));
        pauses.iter().for_each(|pause| book.pauses.entry(pause.assignment_id).or_default().push(pause));
        book
    }

    /// The acts of an assignment that count through a lens, up to a day.
    pub(super) fn acts(&self, homework: &Homework, lens: Lens, to: NaiveDate) -> Vec<Act> {
        let last = homework.ended_on.map_or(to, |ended| ended.min(to));
        let rows = self.acts.get(&homework.id).into_iter().flatten();
        rows.filter(|row| row.local_date <= last && lens.counts(row.client_id, row.visibility.0))
            .map(|row| Act {
                member: row.client_id.uuid(),
                local_date: row.local_date,
                outcome: row.outcome.0,
                count: u32::try_from(row.count).ok(),
                purpose: row.purpose.0,
            })
            .collect()
    }

    /// The days on which members are excused, as far as a lens shows them.
    pub(super) fn excuses(&self, homework: &Homework, lens: Lens, members: &[Member]) -> Vec<Excused> {
        let rows = self.pauses.get(&homework.id).into_iter().flatten();
        let excused = |row: &PauseRow| {
            let (whose, from) = (row.client_id.map(|id| id.uuid()), row.starts_on);
            let to = row.ends_on.unwrap_or(NaiveDate::MAX);
            let concerned = members.iter().filter(move |it| whose.is_none_or(|id| id == it.id));
            concerned.map(move |it| Excused { member: it.id, from, to }).collect::<Vec<_>>()
        };
        rows.filter(|row| lens.excuses(row.client_id)).flat_map(|row| excused(row)).collect()
    }

    /// Whether an assignment rests on a day, for everybody or for this member.
    pub(super) fn rests(&self, homework: &Homework, member: ClientId, date: NaiveDate) -> bool {
        let mut rows = self.pauses.get(&homework.id).into_iter().flatten();
        rows.any(|row| row.contains(date) && row.client_id.is_none_or(|id| id == member))
    }
}

/// The progress of one client or couple, as the viewer may see it.
pub fn progress(
    loaded: &Loaded,
    context: Context,
    viewer: Viewer,
    asked: Asked,
    now: DateTime<Utc>,
) -> ProgressResponse {
    let own = match viewer {
        Viewer::Client(me) => Some(me),
        Viewer::CareTeam | Viewer::Couple | Viewer::ThirdParty => None,
    };
    let window = asked.window(loaded.today(own, now));
    let desk = Desk::new(loaded, context, viewer, window, now);
    let begun = loaded.homework.iter().filter(|it| it.status != AssignmentStatus::Proposed);
    let mut sums = Sums::default();
    let assignments = begun
        .filter(|homework| desk.tells_of(homework, Window { from: desk.since, to: window.to }))
        // Also what has ended before the window is a part of the points before it.
        .filter_map(|homework| Some((homework, desk.assignment(homework, &mut sums)?)))
        .filter(|(homework, _)| desk.tells_of(homework, window))
        .map(|(_, answer)| answer)
        .collect();
    let overall = sums.into_overall();
    let (client_id, couple_id) = (context.client(), context.couple());
    ProgressResponse { client_id, couple_id, window: window.into(), since: desk.since, overall, assignments }
}

/// What the figures of all assignments of one answer have in common.
struct Desk<'a> {
    ids: Vec<ClientId>,
    context: Context,
    loaded: &'a Loaded,
    viewer: Viewer,
    now: DateTime<Utc>,
    book: Book<'a>,
    window: Window,
    since: NaiveDate,
    week_start: Weekday,
    streaks_shown: bool,
}

impl<'a> Desk<'a> {
    fn new(loaded: &'a Loaded, context: Context, viewer: Viewer, window: Window, now: DateTime<Utc>) -> Self {
        let first = loaded.people.first();
        Self {
            ids: loaded.members(),
            context,
            loaded,
            viewer,
            now,
            book: Book::of(&loaded.acts, &loaded.pauses),
            window,
            since: since(window.to),
            week_start: first.map_or(Weekday::Monday, |person| person.week_start.0),
            streaks_shown: first.is_some_and(|person| person.streaks_shown),
        }
    }

    /// Figures of one assignment; what they add to the whole goes to `sums`.
    fn assignment(&self, homework: &Homework, sums: &mut Sums) -> Option<AssignmentProgress> {
        let terms = homework.plan.terms_on(self.window.to)?;
        let sights = self.sights(homework, Window { from: self.since, to: self.window.to });
        let shown = self.sights(homework, self.window);
        let all: Vec<_> = sights.iter().map(|sight| self.subject(homework, *sight, sums)).collect();
        let subjects = all.into_iter().zip(sights).filter(|(_, sight)| shown.contains(sight));
        Some(AssignmentProgress {
            assignment_id: homework.id,
            couple_id: homework.couple_id,
            item: homework.edition(terms.revision)?.item.clone(),
            mode: terms.mode,
            status: homework.status,
            cadence: terms.cadence.clone(),
            starts_on: homework.plan.starts_on,
            ends_on: homework.plan.ends_on.filter(|last| *last >= homework.plan.starts_on),
            subjects: subjects.map(|(figures, _)| figures).collect(),
            both: self.viewer.both_lens().and_then(|lens| self.both(homework, lens)),
        })
    }

    /// The subjects of some days; in an answer about one person nothing that a couple lives as one.
    fn sights(&self, homework: &Homework, days: Window) -> Vec<Sight> {
        let mut sights = self.viewer.sights(homework, &self.ids, days);
        sights.retain(|sight| self.context.couple().is_some() || sight.subject != Subject::Joint);
        sights
    }

    /// Whether some of these days of an assignment belong into the answer.
    fn tells_of(&self, homework: &Homework, days: Window) -> bool {
        let modes = homework.plan.modes(days.from..=days.to);
        homework.overlaps(days.from, days.to)
            && (self.context.couple().is_some() || modes.iter().any(|mode| !mode.is_joint()))
    }

    fn subject(&self, homework: &Homework, sight: Sight, sums: &mut Sums) -> SubjectFigures {
        let Sight { subject, client_id, lens } = sight;
        let ask = |purpose| self.ask(homework, lens, |log| figures(log, subject, &self.question(purpose)));
        let uses = Uses::of(homework, self.window);
        let practice = ask(Purpose::Practice);
        let uses_in_window = uses.as_needed.then_some(practice.acts_outside);
        let practice = uses.in_periods.then(|| {
            sums.add(client_id, lens.as_seen_by(), &practice);
            HabitFigures::shown(practice, self.streaks_shown)
        });
        let reviews = uses.reviewed.then(|| HabitFigures::shown(ask(Purpose::Review), self.streaks_shown));
        SubjectFigures { client_id, as_seen_by: lens.as_seen_by(), practice, uses: uses_in_window, reviews }
    }

    /// Through the couple's lens only where both have shared something of it: silence is no failure, and what
    /// is kept to the care team would look like one.
    fn both(&self, homework: &Homework, lens: Lens) -> Option<BothMet> {
        let question = self.question(Purpose::Practice);
        let in_periods = Uses::of(homework, self.window).in_periods;
        self.ask(homework, lens, |log| {
            let shared = |id: Uuid| {
                let alone = |date| log.plan.mode_on(date) == Some(Mode::Each) && self.window.contains(date);
                log.acts.iter().any(|act| act.member == id && alone(act.local_date))
            };
            let known = lens != Lens::Couple || log.members.iter().all(|member| shared(member.id));
            if in_periods && known { both_met(log, &question) } else { None }
        })
    }

    fn ask<T>(&self, homework: &Homework, lens: Lens, question: impl FnOnce(&Log<'_>) -> T) -> T {
        let acts = self.book.acts(homework, lens, self.window.to);
        let members = self.loaded.members_of(homework, self.viewer, self.now);
        let excuses = self.book.excuses(homework, lens, &members);
        question(&Log { plan: &homework.plan, members: &members, acts: &acts, excuses: &excuses })
    }

    fn question(&self, purpose: Purpose) -> Question {
        Question { window: self.window, since: self.since, week_start: self.week_start, purpose }
    }
}

/// How an assignment was used under all its revisions until the end of a window: what is scheduled was not used yet.
struct Uses {
    in_periods: bool,
    as_needed: bool,
    reviewed: bool,
}

impl Uses {
    fn of(homework: &Homework, window: Window) -> Self {
        let mut uses = Self { in_periods: false, as_needed: false, reviewed: false };
        let begun = homework.plan.revisions.iter().filter(|terms| terms.effective_from <= window.to);
        for terms in begun {
            match &terms.cadence {
                Cadence::AsNeeded(as_needed) => {
                    uses.as_needed = true;
                    uses.reviewed |= as_needed.review.is_some();
                }
                Cadence::TimesPerPeriod(_) | Cadence::OnWeekdays(_) | Cadence::Once(_) => {
                    uses.in_periods = true;
                }
            }
        }
        uses
    }
}

/// The parts of each subject's whole, in the order in which the subjects came.
#[derive(Default)]
struct Sums {
    parts: Vec<(Option<ClientId>, AsSeenBy, Vec<Figures>)>,
}

impl Sums {
    fn add(&mut self, client_id: Option<ClientId>, as_seen_by: AsSeenBy, figures: &Figures) {
        let known = self.parts.iter_mut().find(|(id, by, _)| (*id, *by) == (client_id, as_seen_by));
        match known {
            Some((.., parts)) => parts.push(figures.clone()),
            None => self.parts.push((client_id, as_seen_by, vec![figures.clone()])),
        }
    }

    fn into_overall(self) -> Vec<SubjectOverall> {
        let mut parts = self.parts;
        parts.sort_by_key(|(client_id, ..)| *client_id);
        let whole = |(client_id, as_seen_by, parts): (_, _, Vec<Figures>)| SubjectOverall {
            client_id,
            as_seen_by,
            figures: overall(&parts),
        };
        parts.into_iter().map(whole).collect()
    }
}
