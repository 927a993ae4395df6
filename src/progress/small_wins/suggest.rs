//! The small wins of a couple's homework, as they show to one of the two.

use chrono::{DateTime, Utc};

use super::dto::SmallWinSuggestion;
use super::rules::{Found, find_wins};
use crate::homework::assignments::find_assignment;
use crate::homework::retros::{SmallWinKind, Win};
use crate::identity::actor::Reader;
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::{AssignmentId, CoupleId};
use crate::progress::summaries::{Asked, Habit, Scope, Viewer, WEEKS, habits, load};

/// Nothing but the person's own data and what both may read enters them.
pub async fn suggest(
    conn: Conn<'_>,
    reader: &Reader,
    couple: CoupleId,
    now: DateTime<Utc>,
) -> ApiResult<Vec<SmallWinSuggestion>> {
    let days = Asked::Weeks(WEEKS).bounds(now);
    let loaded = load(conn, reader, Viewer::of(reader), Scope::Couple(couple), days, now).await?;
    let shown = loaded.people.first().map(|person| person.streaks_shown).ok_or(ApiError::NotFound)?;
    let today = loaded.today(Some(reader.member), now);
    let of_habit = |habit: Habit| {
        let Habit { assignment_id, item_title, joint, periods } = habit;
        let found = find_wins(&periods, today, shown).into_iter();
        found.map(move |Found { kind, periods, since, until }| SmallWinSuggestion {
            assignment_id,
            kind,
            item_title: item_title.clone(),
            joint,
            periods,
            since,
            until,
        })
    };
    Ok(habits(&loaded, reader.member, now).into_iter().flat_map(of_habit).collect())
}

/// One of them, to be brought in.
pub async fn find_win(
    conn: Conn<'_>,
    reader: &Reader,
    couple: CoupleId,
    (assignment, kind): (AssignmentId, SmallWinKind),
    now: DateTime<Utc>,
) -> ApiResult<Option<Win>> {
    let homework = find_assignment(conn, reader, assignment).await?;
    homework.filter(|row| row.couple_id == Some(couple)).ok_or(ApiError::NotFound)?;
    let all = suggest(conn, reader, couple, now).await?;
    let found = all.into_iter().find(|one| one.assignment_id == assignment && one.kind == kind);
    Ok(found.map(|one| {
        let SmallWinSuggestion { assignment_id, kind, item_title, joint, periods, since, until } = one;
        let periods = periods.and_then(|periods| i32::try_from(periods).ok());
        Win { assignment: assignment_id, kind, item_title, joint, periods, since, until }
    }))
}
