//! Whether something came of an assignment, for what waits for it.

use chrono::{DateTime, Utc};

use super::lens::{Lens, Viewer};
use super::progress::Book;
use super::queries::{self, Scope};
use super::window::{HORIZON_DAYS, earlier, later};
use crate::homework::assignments::AssignmentStatus;
use crate::homework::cadence::{Period, Purpose};
use crate::identity::actor::Reader;
use crate::people::care_teams::Context;
use crate::platform::db::Conn;
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::AssignmentId;
use crate::progress::adherence::{Log, Status, Subject, Window, evaluate};

/// Whether a closed period of an assignment was met, for a client that it was given to or for the couple. Only what all may
/// know who see what follows: of a client's own what the care team reads, of a couple's what both share; where each counts
/// alone, both have met one.
pub async fn has_met(
    conn: Conn<'_>,
    reader: &Reader,
    id: AssignmentId,
    of: Context,
    now: DateTime<Utc>,
) -> ApiResult<bool> {
    let (viewer, lens) = match of {
        Context::Client(_) => (Viewer::CareTeam, Lens::CareTeam),
        Context::Couple(_) => (Viewer::Couple, Lens::Couple),
    };
    let today = now.date_naive();
    let days = Window { from: earlier(today, HORIZON_DAYS), to: later(today, 1) };
    let loaded = queries::load(conn, reader, viewer, Scope::Assignment(id), days, now).await?;
    let begun = loaded.homework.first().filter(|homework| homework.status != AssignmentStatus::Proposed);
    let Some(homework) = begun else { return Ok(false) };
    let mut periods: Vec<Period> = homework.plan.periods(days.from..=days.to);
    periods.retain(|period| period.purpose == Purpose::Practice);
    let members = loaded.members_of(homework, viewer, now);
    let book = Book::of(&loaded.acts, &loaded.pauses);
    let (acts, excuses) = (book.acts(homework, lens, days.to), book.excuses(homework, lens, &members));
    let log = Log { plan: &homework.plan, members: &members, acts: &acts, excuses: &excuses };
    let met = |subject| {
        let results = evaluate(&periods, &log, subject, Purpose::Practice).periods;
        results.iter().any(|result| result.status == Status::Met)
    };
    let all = !members.is_empty() && members.iter().all(|member| met(Subject::Member(member.id)));
    Ok(all || met(Subject::Joint))
}
