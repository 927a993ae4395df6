//! The periods of one assignment, for each subject that the viewer may see.

use chrono::{DateTime, NaiveDate, Utc};

use super::dto::{PeriodResponse, PeriodsResponse, SubjectPeriods};
use super::lens::{Sight, Viewer};
use super::model::{Homework, Loaded};
use super::progress::Book;
use super::queries::{self, Scope};
use super::window::{Asked, earlier, later};
use crate::homework::assignments::AssignmentStatus;
use crate::homework::cadence::{Period, PeriodKind, Purpose, period_key};
use crate::identity::actor::Reader;
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::AssignmentId;
use crate::progress::adherence::{Log, Window, evaluate};

/// Days beyond the window whose check-ins are loaded with it. Longer periods at its edges are rare, and asked for
/// once more.
pub(super) const MARGIN_DAYS: u64 = 62;

/// Loads and answers.
pub(super) async fn load(
    conn: Conn<'_>,
    reader: &Reader,
    id: AssignmentId,
    asked: Asked,
    now: DateTime<Utc>,
) -> ApiResult<PeriodsResponse> {
    let (scope, bounds) = (Scope::Assignment(id), asked.widest(now));
    let days = Window { from: earlier(bounds.from, MARGIN_DAYS), to: later(bounds.to, MARGIN_DAYS) };
    let mut loaded = queries::load(conn, reader, Viewer::of(reader), scope, days, now).await?;
    let viewer = Viewer::of(reader);
    let own = reader.client.then_some(reader.member);
    let window = asked.window(loaded.today(own, now));
    let homework = loaded.homework.first().ok_or(ApiError::NotFound)?;
    let needed = days_of(&in_window(homework, window), window, now);
    if needed.from < days.from || needed.to > days.to {
        loaded.acts = queries::acts(conn, reader.practice, viewer, scope, needed).await?;
    }
    let homework = loaded.homework.first().ok_or(ApiError::NotFound)?;
    Ok(answer(homework, &loaded, viewer, window, now))
}

/// The periods that share a day with the window.
fn in_window(homework: &Homework, window: Window) -> Vec<Period> {
    if homework.status == AssignmentStatus::Proposed {
        return Vec::new();
    }
    homework.plan.periods(window.from..=window.to)
}

/// The days whose check-ins may count in these periods; for a single completion also those after its end.
fn days_of(periods: &[Period], window: Window, now: DateTime<Utc>) -> Window {
    let last_day = |period: &Period| match period.kind {
        PeriodKind::Once => later(now.date_naive(), 1).max(period.end),
        PeriodKind::AnyDay | PeriodKind::NamedDay => period.end,
    };
    let from = periods.iter().map(|period| period.start).min();
    let to = periods.iter().map(last_day).max();
    Window { from: from.unwrap_or(window.from), to: to.unwrap_or(window.to) }
}

/// The answer for one assignment.
fn answer(
    homework: &Homework,
    loaded: &Loaded,
    viewer: Viewer,
    window: Window,
    now: DateTime<Utc>,
) -> PeriodsResponse {
    let periods = in_window(homework, window);
    let members = loaded.members_of(homework, viewer, now);
    let book = Book::of(&loaded.acts, &loaded.pauses);
    let of_sight = |sight: Sight| {
        let acts = book.acts(homework, sight.lens, NaiveDate::MAX);
        let excuses = book.excuses(homework, sight.lens, &members);
        let log = Log { plan: &homework.plan, members: &members, acts: &acts, excuses: &excuses };
        subject_periods(homework, &log, sight, &periods)
    };
    let sights = viewer.sights(homework, &loaded.members(), window);
    PeriodsResponse {
        assignment_id: homework.id,
        window: window.into(),
        subjects: sights.into_iter().map(of_sight).collect(),
    }
}

fn subject_periods(homework: &Homework, log: &Log<'_>, sight: Sight, periods: &[Period]) -> SubjectPeriods {
    let of_purpose = |purpose| {
        let periods: Vec<Period> = periods.iter().filter(|it| it.purpose == purpose).cloned().collect();
        evaluate(&periods, log, sight.subject, purpose).periods
    };
    let mut results = of_purpose(Purpose::Practice);
    results.extend(of_purpose(Purpose::Review));
    results.sort_by_key(|result| result.period.start);
    let key = |start| period_key(homework.id, sight.client_id, start);
    SubjectPeriods {
        client_id: sight.client_id,
        as_seen_by: sight.lens.as_seen_by(),
        periods: results.into_iter().map(|it| PeriodResponse::new(key(it.period.start), it)).collect(),
    }
}
