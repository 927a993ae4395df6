//! What became of each period of a couple's running homework, as one of the two may see it.

use chrono::{DateTime, NaiveDate, Utc};

use super::lens::{Sight, Viewer};
use super::model::{Homework, Loaded};
use super::progress::Book;
use super::window::since;
use crate::homework::assignments::AssignmentStatus;
use crate::homework::cadence::Purpose;
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

/// The running homework up to a day: joint, from what both may read; else the viewer's own part.
pub fn habits(loaded: &Loaded, me: ClientId, today: NaiveDate, now: DateTime<Utc>) -> Vec<Habit> {
    let week_start = loaded.people.first().map_or(Weekday::Monday, |person| person.week_start.0);
    let window = Window { from: since(today), to: today };
    let question = Question { window, since: window.from, week_start, purpose: Purpose::Practice };
    let book = Book::of(&loaded.acts, &loaded.pauses);
    let runs = |it: &&Homework| matches!(it.status, AssignmentStatus::Active | AssignmentStatus::Paused);
    let running = loaded.homework.iter().filter(runs);
    running.filter_map(|homework| habit(loaded, homework, &book, (me, now), &question)).collect()
}

fn habit(
    loaded: &Loaded,
    homework: &Homework,
    book: &Book<'_>,
    (me, now): (ClientId, DateTime<Utc>),
    question: &Question,
) -> Option<Habit> {
    let viewer = Viewer::Client(me);
    let today = Window { from: question.window.to, to: question.window.to };
    let Sight { subject, lens, .. } = viewer.sights(homework, &[me], today).into_iter().next()?;
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
