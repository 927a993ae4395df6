//! The small wins of a couple's homework, as they show to one of the two.

use chrono::{DateTime, NaiveDate, Utc};

use super::dto::SmallWinSuggestion;
use super::rules::{Found, find_wins};
use crate::homework::assignments::find_assignment;
use crate::homework::retros::{FoundWin, SmallWinKind, Win};
use crate::identity::actor::Reader;
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::{AssignmentId, ClientId, CoupleId};
use crate::progress::summaries::{Asked, Habit, Scope, Viewer, WEEKS, habits, load};

/// Nothing but the person's own data and what both may read enters them.
pub async fn suggest(
    conn: Conn<'_>,
    reader: &Reader,
    couple: CoupleId,
    now: DateTime<Utc>,
) -> ApiResult<Vec<SmallWinSuggestion>> {
    seen_by(conn, reader, couple, reader.member, now).await
}

/// What shows to one of the two, on the reader's day.
async fn seen_by(
    conn: Conn<'_>,
    reader: &Reader,
    couple: CoupleId,
    eye: ClientId,
    now: DateTime<Utc>,
) -> ApiResult<Vec<SmallWinSuggestion>> {
    let days = Asked::Weeks(WEEKS).bounds(now);
    let loaded = load(conn, reader, Viewer::Client(eye), Scope::Couple(couple), days, now).await?;
    let shown = loaded.people.first().map(|person| person.streaks_shown).ok_or(ApiError::NotFound)?;
    let today = loaded.today(Some(reader.member), now);
    Ok(wins_of(habits(&loaded, eye, today, now), today, shown))
}

/// What went well with these habits, as of a day.
pub fn wins_of(habits: Vec<Habit>, today: NaiveDate, streaks_shown: bool) -> Vec<SmallWinSuggestion> {
    let of_habit = |habit: Habit| {
        let Habit { assignment_id, item_title, joint, periods } = habit;
        let found = find_wins(&periods, today, streaks_shown).into_iter();
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
    habits.into_iter().flat_map(of_habit).collect()
}

/// One of them, to be brought in. Of joint homework the partner reads it as it shows to the partner, which is another one only
/// under a safety hold, and so tells of none.
pub async fn find_win(
    conn: Conn<'_>,
    reader: &Reader,
    couple: CoupleId,
    (assignment, kind): (AssignmentId, SmallWinKind),
    partner: ClientId,
    now: DateTime<Utc>,
) -> ApiResult<Option<FoundWin>> {
    let homework = find_assignment(conn, reader, assignment).await?;
    homework.filter(|row| row.couple_id == Some(couple)).ok_or(ApiError::NotFound)?;
    let of_eye = async |eye| {
        let all = seen_by(conn, reader, couple, eye, now).await?;
        let found = all.into_iter().find(|one| one.assignment_id == assignment && one.kind == kind);
        ApiResult::Ok(found.map(Win::from))
    };
    let Some(own) = of_eye(reader.member).await? else { return Ok(None) };
    let copy = if own.joint { of_eye(partner).await? } else { Some(own.clone()) };
    Ok(Some(FoundWin { own, copy }))
}

impl From<SmallWinSuggestion> for Win {
    fn from(suggestion: SmallWinSuggestion) -> Self {
        let SmallWinSuggestion { assignment_id, kind, item_title, joint, periods, since, until } = suggestion;
        let periods = periods.and_then(|periods| i32::try_from(periods).ok());
        Self { assignment: assignment_id, kind, item_title, joint, periods, since, until }
    }
}
