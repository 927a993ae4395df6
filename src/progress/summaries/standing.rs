//! How running homework goes just now, for the care team: what has lapsed, and what was taken up again.

use chrono::{DateTime, NaiveDate, Utc};

use super::lens::{Sight, Viewer};
use super::model::{Homework, Loaded};
use super::progress::Book;
use crate::homework::cadence::Purpose;
use crate::platform::ids::kind::ClientId;
use crate::platform::local_day::Weekday;
use crate::progress::adherence::{self, Log, Question, Return, Window};

/// Of all running homework of a client or couple.
#[derive(Default)]
pub struct Standing {
    /// The first day of each lapse that is open, of each habit and whoever it is counted for.
    pub lapses: Vec<NaiveDate>,
    /// Returns after a lapse.
    pub returns: Vec<Return>,
}

/// As far as these days show it.
pub fn standing(loaded: &Loaded, days: Window, now: DateTime<Utc>) -> Standing {
    let (book, ids) = (Book::of(&loaded.acts, &loaded.pauses), loaded.members());
    let mut all = Standing::default();
    for homework in &loaded.homework {
        for (lapse, returns) in of_homework(loaded, homework, &book, &ids, days, now) {
            all.lapses.extend(lapse);
            all.returns.extend(returns);
        }
    }
    all
}

fn of_homework(
    loaded: &Loaded,
    homework: &Homework,
    book: &Book<'_>,
    ids: &[ClientId],
    days: Window,
    now: DateTime<Utc>,
) -> Vec<(Option<NaiveDate>, Vec<Return>)> {
    let members = loaded.members_of(homework, Viewer::CareTeam, now);
    let week_start = loaded.people.first().map_or(Weekday::Monday, |person| person.week_start.0);
    let question = Question { window: days, since: days.from, week_start, purpose: Purpose::Practice };
    let of_sight = |sight: Sight| {
        let acts = book.acts(homework, sight.lens, days.to);
        let excuses = book.excuses(homework, sight.lens, &members);
        let log = Log { plan: &homework.plan, members: &members, acts: &acts, excuses: &excuses };
        adherence::standing(&log, sight.subject, &question)
    };
    Viewer::CareTeam.sights(homework, ids, days).into_iter().map(of_sight).collect()
}
