//! What a new check-in is held against, and how one is written.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::New;
use crate::homework::assignments::{self as homework, AssignmentStatus, Mode};
use crate::homework::cadence::Cadence;
use crate::homework::check_ins::model::{Audience, CheckInRow, PersonalRow};
use crate::homework::check_ins::queries::{Found, with_parts};
use crate::homework::check_ins::shared::insert_shared;
use crate::homework::check_ins::state::Place;
use crate::homework::library::Content;
use crate::homework::share_grants;
use crate::identity::actor::Reader;
use crate::platform::db::{AsJson, AsText, Conn};
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{AssignmentId, CheckInId, ClientId, CoupleId, PracticeId, ShareGrantId};
use crate::platform::local_day::DayStart;
use crate::schema::{
    assignment_revisions, assignments, check_in_personals, check_ins, clients, couples, library_versions,
    share_grants as grants,
};

/// What the author's own id already stands for, deleted or not.
pub(in crate::homework::check_ins) struct Known {
    pub found: Found,
    pub first_digest: Vec<u8>,
    pub deleted: bool,
}

type KnownRow = (CheckInRow, Option<PersonalRow>, Vec<u8>, Option<DateTime<Utc>>);

impl Known {
    fn of((act, personal, first_digest, deleted_at): KnownRow) -> Self {
        Self { found: (act, personal), first_digest, deleted: deleted_at.is_some() }
    }
}

/// What this author wrote under this id, deleted or not: only to answer the author's own retry.
pub(super) async fn find_known(mut conn: Conn<'_>, place: Place) -> ApiResult<Option<Known>> {
    let row: Option<KnownRow> = with_parts(Audience::Author.readable())
        .filter(check_ins::practice_id.eq(place.practice))
        .filter(check_ins::client_id.eq(place.client))
        .filter(check_ins::id.eq(place.id))
        .select((
            CheckInRow::as_select(),
            Option::<PersonalRow>::as_select(),
            check_ins::first_digest,
            check_ins::deleted_at,
        ))
        .first(&mut conn)
        .await
        .optional()?;
    Ok(row.map(Known::of))
}

/// The same of many ids.
pub(in crate::homework::check_ins) async fn list_known(
    mut conn: Conn<'_>,
    practice: PracticeId,
    author: ClientId,
    ids: &[CheckInId],
) -> ApiResult<BTreeMap<CheckInId, Known>> {
    let rows: Vec<KnownRow> = with_parts(Audience::Author.readable())
        .filter(check_ins::practice_id.eq(practice))
        .filter(check_ins::client_id.eq(author))
        .filter(check_ins::id.eq_any(ids))
        .select((
            CheckInRow::as_select(),
            Option::<PersonalRow>::as_select(),
            check_ins::first_digest,
            check_ins::deleted_at,
        ))
        .load(&mut conn)
        .await?;
    Ok(rows.into_iter().map(|row| (row.0.id, Known::of(row))).collect())
}

/// One revision of an assignment, as a check-in needs it.
#[derive(Queryable, Selectable)]
#[diesel(table_name = assignments)]
pub(in crate::homework::check_ins) struct TermsRow {
    pub id: AssignmentId,
    pub couple_id: Option<CoupleId>,
    pub status: AsText<AssignmentStatus>,
    pub starts_on: NaiveDate,
    pub ends_on: Option<NaiveDate>,
    #[diesel(select_expression = assignment_revisions::number)]
    pub revision: i32,
    #[diesel(select_expression = assignment_revisions::effective_from)]
    pub effective_from: NaiveDate,
    #[diesel(select_expression = assignment_revisions::mode)]
    pub mode: AsText<Mode>,
    #[diesel(select_expression = assignment_revisions::cadence)]
    pub cadence: AsJson<Cadence>,
    #[diesel(select_expression = assignment_revisions::day_start)]
    pub day_start: AsText<DayStart>,
}

/// The terms, what their item says, the author's own start of day, when the couple ended, and the share grant that
/// covers them.
pub(in crate::homework::check_ins) type Terms =
    (TermsRow, AsJson<Content>, Option<AsText<DayStart>>, Option<DateTime<Utc>>, Option<ShareGrantId>);

/// Every revision of these assignments, as far as the author may know them, of each the one that holds last first.
pub(in crate::homework::check_ins) async fn list_terms(
    mut conn: Conn<'_>,
    author: &Reader,
    ids: &[AssignmentId],
) -> ApiResult<Vec<Terms>> {
    let own_day_start = clients::table
        .filter(clients::practice_id.eq(author.practice))
        .filter(clients::id.eq(author.member))
        .select(clients::day_start)
        .single_value();
    let couple_ended_at = couples::table
        .filter(couples::practice_id.eq(author.practice))
        .filter(couples::id.nullable().eq(assignments::couple_id))
        .select(couples::ended_at)
        .single_value();
    let content =
        homework::pinned(author.practice).select(library_versions::content).single_value().assume_not_null();
    let grant = share_grants::covering(author.practice, author.member).select(grants::id).single_value();
    let visible = homework::visible_to(author);
    let named = match ids {
        [one] => visible.filter(assignments::id.eq(*one)),
        many => visible.filter(assignments::id.eq_any(many)),
    };
    let rows = named
        .order((assignment_revisions::effective_from.desc(), assignment_revisions::number.desc()))
        .select((TermsRow::as_select(), content, own_day_start, couple_ended_at, grant))
        .load(&mut conn)
        .await?;
    Ok(rows)
}

/// Writes a new check-in. Where its id was taken in the meantime the whole transaction fails: nothing of this
/// sending may stay, for its author may have changed or deleted the earlier one already.
pub(super) async fn insert_check_in(conn: Conn<'_>, new: &New) -> ApiResult<()> {
    let (mut first, mut second) = (conn, conn);
    let insert_act = diesel::insert_into(check_ins::table).values(&new.act);
    let insert_personal = async {
        let Some(personal) = &new.personal else { return Ok(0) };
        diesel::insert_into(check_in_personals::table).values(personal).execute(&mut second).await
    };
    let insert_shared = async {
        let Some(shared) = &new.shared else { return Ok(()) };
        insert_shared(conn, shared).await
    };
    let written = async { Ok(futures_util::try_join!(insert_act.execute(&mut first), insert_personal)?) };
    futures_util::try_join!(written, insert_shared)?;
    Ok(())
}
