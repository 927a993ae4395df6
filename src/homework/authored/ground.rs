//! What something new stands on: its author's days, the couple that it belongs to, and the item that it is made from.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::homework::assignments::find_assignment;
use crate::homework::library::{Content, find_published, find_version};
use crate::identity::actor::Reader;
use crate::people::care_teams::reach::own_couples;
use crate::platform::db::{AsText, Conn};
use crate::platform::http::{ApiError, ApiResult, Conflict, FieldError};
use crate::platform::ids::kind::{AssignmentId, CoupleId, LibraryItemId};
use crate::platform::local_day::DayStart;
use crate::schema::{clients, couples, practices};

/// What the author names.
pub struct Asked {
    /// The assignment.
    pub assignment: Option<AssignmentId>,
    /// The library item.
    pub item: Option<LibraryItemId>,
    /// The couple.
    pub couple: Option<CoupleId>,
}

/// A version of a library item.
pub struct Source {
    pub item: LibraryItemId,
    pub version: i32,
    pub title: String,
    pub content: Content,
}

/// What was found of it.
pub struct Ground {
    /// When the author's day begins.
    pub day_start: DayStart,
    /// The couple whose context it belongs to; that of the assignment, where there is one.
    pub couple: Option<CoupleId>,
    /// What it is made from.
    pub source: Option<Source>,
    couple_ended_at: Option<DateTime<Utc>>,
}

impl Ground {
    /// A couple that has ended takes nothing new.
    pub fn check_lasting(&self) -> ApiResult<()> {
        if self.couple_ended_at.is_some() { Err(ApiError::Conflict(Conflict::CoupleEnded)) } else { Ok(()) }
    }

    /// It takes what happened while it lasted, however late that comes.
    pub fn check_lasted(&self, occurred_at: DateTime<Utc>) -> ApiResult<()> {
        if self.couple_ended_at.is_some_and(|ended_at| ended_at < occurred_at) {
            self.check_lasting()
        } else {
            Ok(())
        }
    }
}

/// Finds what the author may name; what is not there, or not the author's, is one case.
pub async fn find_ground(
    conn: Conn<'_>,
    author: &Reader,
    asked: &Asked,
    errors: &mut Vec<FieldError>,
) -> ApiResult<Ground> {
    let assignment = async {
        match asked.assignment {
            Some(id) => find_assignment(conn, author, id).await,
            None => Ok(None),
        }
    };
    let item = async {
        match asked.item {
            Some(id) => find_published(conn, author.practice, id).await,
            None => Ok(None),
        }
    };
    let (day_start, assignment, item) =
        futures_util::try_join!(find_day_start(conn, author), assignment, item)?;
    name_unknown(asked, assignment.is_some(), item.is_some(), errors);
    let couple = match &assignment {
        Some(found) => found.couple_id,
        None => asked.couple,
    };
    let ended_at = find_couple(conn, author, couple).await?;
    if couple.is_some() && ended_at.is_none() {
        errors.push(FieldError::at("/couple_id", "unknown_couple", "must be a couple of yours"));
    }
    let source = match (assignment, item) {
        (Some(of), _) => {
            let version = find_version(conn, author.practice, of.item_id, of.item_version).await?;
            Some((of.item_id, version.ok_or(ApiError::Internal)?))
        }
        (None, Some(found)) => Some((found.version.item_id, found.version)),
        (None, None) => None,
    };
    let source = source.map(|(item, found)| Source {
        item,
        version: found.number,
        title: found.title,
        content: found.content.0,
    });
    Ok(Ground { day_start, couple, source, couple_ended_at: ended_at.flatten() })
}

fn name_unknown(asked: &Asked, assignment: bool, item: bool, errors: &mut Vec<FieldError>) {
    if asked.assignment.is_some() && !assignment {
        let detail = "must be one of your assignments";
        errors.push(FieldError::at("/assignment_id", "unknown_assignment", detail));
    }
    if asked.item.is_some() && !item {
        let detail = "must be a published item of the library";
        errors.push(FieldError::at("/item_id", "unknown_item", detail));
    }
    if asked.assignment.is_some() && asked.item.is_some() {
        let detail = "must be left out where an assignment is named";
        errors.push(FieldError::at("/item_id", "one_of_two", detail));
    }
    if asked.assignment.is_some() && asked.couple.is_some() {
        let detail = "must be left out where an assignment is named: it is that of the assignment";
        errors.push(FieldError::at("/couple_id", "one_of_two", detail));
    }
}

async fn find_day_start(mut conn: Conn<'_>, author: &Reader) -> ApiResult<DayStart> {
    let (own, usual): (Option<AsText<DayStart>>, AsText<DayStart>) = clients::table
        .inner_join(practices::table.on(practices::practice_id.eq(clients::practice_id)))
        .filter(clients::practice_id.eq(author.practice))
        .filter(practices::practice_id.eq(author.practice))
        .filter(clients::id.eq(author.member))
        .select((clients::day_start, practices::day_start))
        .first(&mut conn)
        .await?;
    Ok(own.unwrap_or(usual).0)
}

/// When the author's couple ended, if it has; nothing of a couple that is not the author's.
async fn find_couple(
    mut conn: Conn<'_>,
    author: &Reader,
    couple: Option<CoupleId>,
) -> ApiResult<Option<Option<DateTime<Utc>>>> {
    let Some(couple) = couple else { return Ok(None) };
    let ended_at = couples::table
        .filter(couples::practice_id.eq(author.practice))
        .filter(couples::id.eq(couple))
        .filter(couples::id.eq_any(own_couples(author)))
        .select(couples::ended_at)
        .first(&mut conn)
        .await
        .optional()?;
    Ok(ended_at)
}
