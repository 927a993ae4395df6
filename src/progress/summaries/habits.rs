//! What became of each period of a couple's running homework, as one of the two may see it.

use chrono::{DateTime, NaiveDate, Utc};

use super::lens::{Sight, Viewer};
use super::model::{Homework, Loaded};
use super::progress::Book;
use super::window::since;
use crate::homework::assignments::AssignmentStatus;
use crate::homework::cadence::Purpose;
use crate::people::care_teams::Context;
use crate::platform::ids::kind::{AssignmentId, ClientId};
use crate::platform::local_day::Weekday;
use crate::progress::adherence::{Log, PeriodResult, Question, Window, results};

/// One habit of somebody, or of the two as one.
pub struct Habit {
    /// The homework.
    pub assignment_id: AssignmentId,
    /// What it is called.
    pub item_title: String,
    /// Whether one act counts for both.
    pub joint: bool,
    /// Its periods, oldest first, as far back as figures look.
    pub periods: Vec<PeriodResult>,
}

/// The running homework up to a day: joint, from what both may read; else the own part of this viewer.
pub fn habits(loaded: &Loaded, me: ClientId, today: NaiveDate, now: DateTime<Utc>) -> Vec<Habit> {
    let runs = |it: &&Homework| matches!(it.status, AssignmentStatus::Active | AssignmentStatus::Paused);
    let running = loaded.homework.iter().filter(runs);
    of_homework(running, loaded, &[me], (Viewer::Client(me), now), today)
}

/// The homework that ran in a window, up to its end: of one person the own part, of a couple what is done as one; each from what
/// the viewer may read.
pub fn habits_of_window(
    loaded: &Loaded,
    context: Context,
    viewer: Viewer,
    window: Window,
    now: DateTime<Utc>,
) -> Vec<Habit> {
    let ran = |it: &&Homework| it.status != AssignmentStatus::Proposed && it.overlaps(window.from, window.to);
    let whose = match context {
        Context::Client(_) => loaded.members(),
        Context::Couple(_) => Vec::new(),
    };
    of_homework(loaded.homework.iter().filter(ran), loaded, &whose, (viewer, now), window.to)
}

/// The first subject of each that the viewer may see, among these people and the couple as one.
fn of_homework<'l>(
    homework: impl Iterator<Item = &'l Homework>,
    loaded: &Loaded,
    whose: &[ClientId],
    (viewer, now): (Viewer, DateTime<Utc>),
    today: NaiveDate,
) -> Vec<Habit> {
    let week_start = loaded.people.first().map_or(Weekday::Monday, |person| person.week_start.0);
    let window = Window { from: since(today), to: today };
    let question = Question { window, since: window.from, week_start, purpose: Purpose::Practice };
    let book = Book::of(&loaded.acts, &loaded.pauses);
    homework.filter_map(|homework| habit(loaded, homework, &book, (viewer, whose, now), &question)).collect()
}

fn habit(
    loaded: &Loaded,
    homework: &Homework,
    book: &Book<'_>,
    (viewer, whose, now): (Viewer, &[ClientId], DateTime<Utc>),
    question: &Question,
) -> Option<Habit> {
    let today = Window { from: question.window.to, to: question.window.to };
    let Sight { subject, lens, .. } = viewer.sights(homework, whose, today).into_iter().next()?;
    let members = loaded.members_of(homework, viewer, now);
    let acts = book.acts(homework, lens, question.window.to);
    let excuses = book.excuses(homework, lens, &members);
    let log = Log { plan: &homework.plan, members: &members, acts: &acts, excuses: &excuses };
    let terms = homework.plan.terms_on(question.window.to)?;
    Some(Habit {
        assignment_id: homework.id,
        item_title: homework.edition(terms.revision)?.item.title.clone(),
        joint: terms.mode.is_joint(),
        periods: results(&log, subject, question),
    })
}
