//! Check-ins in the database. Every read starts from [`visible_to`].

use chrono::NaiveDate;
use diesel::dsl::{AsExprOf, IntoBoxed, array, case_when};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel_async::RunQueryDsl;

use super::dto::ListCheckInsQuery;
use super::model::{Audience, CheckInRow, PersonalRow, Visibility};
use super::state::Place;
use crate::homework::assignments::Mode;
use crate::homework::cadence::Cadence;
use crate::homework::library::Content;
use crate::identity::actor::Reader;
use crate::people::care_teams::reach::{cared, restricted};
use crate::platform::db::{AsJson, AsText, Conn, coalesce};
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{CheckInId, ClientId, CoupleId};
use crate::schema::{
    assignment_revisions, check_in_personals, check_ins, couples, library_versions, shared_check_ins,
};

/// Acts, each with its couple and with its personal part as far as that has one of these visibilities.
#[diesel::dsl::auto_type]
pub(in crate::homework) fn with_parts(readable: Vec<AsText<Visibility>>) -> _ {
    check_ins::table
        .left_join(
            couples::table.on(couples::practice_id
                .eq(check_ins::practice_id)
                .and(couples::id.nullable().eq(check_ins::couple_id))),
        )
        .left_join(
            check_in_personals::table.on(check_in_personals::practice_id
                .eq(check_ins::practice_id)
                .and(check_in_personals::client_id.eq(check_ins::client_id))
                .and(check_in_personals::check_in_id.eq(check_ins::id))
                .and(check_in_personals::visibility.eq_any(readable))),
        )
}

/// As what this reader reads a check-in.
pub(in crate::homework) fn audience(reader: &Reader) -> Audience {
    if reader.client { Audience::Author } else { Audience::CareTeam }
}

/// Check-ins that the reader may know, each with its personal part where that may be read: the own ones for a client;
/// for therapist and supervisor those of clients and couples in care that are not private, an act in a couple only
/// through the couple's care team; none of a restricted record. A partner reads none here, but the projection in `shared`.
pub(in crate::homework) fn visible_to<'q>(reader: &Reader) -> IntoBoxed<'q, with_parts, Pg> {
    let readable = audience(reader).readable();
    let query = with_parts(readable.clone())
        .filter(check_ins::practice_id.eq(reader.practice))
        .filter(check_ins::deleted_at.is_null())
        .into_boxed();
    if reader.client {
        return query.filter(check_ins::client_id.eq(reader.member));
    }
    let context = coalesce(check_ins::couple_id, check_ins::client_id);
    query
        .filter(check_ins::visibility.eq_any(readable))
        .filter(check_ins::client_id.ne_all(array(restricted(reader.practice))))
        .filter(context.eq_any(cared(reader)))
}

/// An act, with its personal part where that may be read.
pub(super) type Found = (CheckInRow, Option<PersonalRow>);

/// What the partner has of an act: nothing, a copy without the words, or one with them. Asked for the care team alone.
#[diesel::dsl::auto_type(no_type_alias)]
fn partner_copy(asked: bool) -> _ {
    let asked: AsExprOf<bool, Bool> = asked.into_sql::<Bool>();
    let copy = shared_check_ins::table
        .filter(shared_check_ins::practice_id.eq(check_ins::practice_id))
        .filter(shared_check_ins::client_id.eq(check_ins::client_id))
        .filter(shared_check_ins::check_in_id.eq(check_ins::id))
        .select(shared_check_ins::words_sealed.is_not_null())
        .single_value();
    case_when(asked.and(check_ins::couple_id.is_not_null()), copy)
}

/// What was found, and for the care team what the partner has of it.
pub(super) type Read = (CheckInRow, Option<PersonalRow>, Option<bool>);

/// One check-in, if the reader may see it.
pub(super) async fn find_check_in(
    mut conn: Conn<'_>,
    reader: &Reader,
    client: ClientId,
    id: CheckInId,
) -> ApiResult<Option<Read>> {
    let found = visible_to(reader)
        .filter(check_ins::client_id.eq(client))
        .filter(check_ins::id.eq(id))
        .select((CheckInRow::as_select(), Option::<PersonalRow>::as_select(), partner_copy(!reader.client)))
        .first(&mut conn)
        .await
        .optional()?;
    Ok(found)
}

/// The couple of a check-in that the reader may see, none for one of individual homework; nothing if it is not there.
pub async fn find_context(
    mut conn: Conn<'_>,
    reader: &Reader,
    client: ClientId,
    id: CheckInId,
) -> ApiResult<Option<Option<CoupleId>>> {
    let found = visible_to(reader)
        .filter(check_ins::client_id.eq(client))
        .filter(check_ins::id.eq(id))
        .select(check_ins::couple_id)
        .first(&mut conn)
        .await
        .optional()?;
    Ok(found)
}

/// The key of the list's order.
pub(super) type After = (NaiveDate, CheckInId);

/// A page of a client's check-ins that the reader may see, newest day first.
pub(super) async fn list_check_ins(
    mut conn: Conn<'_>,
    reader: &Reader,
    client: ClientId,
    filter: &ListCheckInsQuery,
    after: Option<After>,
) -> ApiResult<Vec<Read>> {
    let mut query = visible_to(reader)
        .filter(check_ins::client_id.eq(client))
        .order((check_ins::local_date.desc(), check_ins::id.desc()))
        .limit(filter.limit.rows())
        .select((CheckInRow::as_select(), Option::<PersonalRow>::as_select(), partner_copy(!reader.client)));
    if let Some(assignment) = filter.assignment_id {
        query = query.filter(check_ins::assignment_id.eq(assignment));
    }
    if let Some(from) = filter.local_date_from {
        query = query.filter(check_ins::local_date.ge(from));
    }
    if let Some(to) = filter.local_date_to {
        query = query.filter(check_ins::local_date.le(to));
    }
    if !filter.outcome.is_empty() {
        let outcomes: Vec<_> = filter.outcome.iter().map(|outcome| AsText(*outcome)).collect();
        query = query.filter(check_ins::outcome.eq_any(outcomes));
    }
    if let Some((date, id)) = after {
        let later = check_ins::local_date.lt(date);
        let same_day = check_ins::local_date.eq(date).and(check_ins::id.lt(id));
        // The first bound is where the index starts; the second is exact.
        query = query.filter(check_ins::local_date.le(date)).filter(later.or(same_day));
    }
    Ok(query.load(&mut conn).await?)
}

/// The homework that a check-in of this author is about, under its revision.
pub(super) async fn find_homework(
    mut conn: Conn<'_>,
    place: Place,
) -> ApiResult<Option<(AsText<Mode>, AsJson<Cadence>, AsJson<Content>)>> {
    let row = check_ins::table
        .inner_join(
            assignment_revisions::table.on(assignment_revisions::practice_id
                .eq(check_ins::practice_id)
                .and(assignment_revisions::assignment_id.eq(check_ins::assignment_id))
                .and(assignment_revisions::number.eq(check_ins::revision))),
        )
        .inner_join(
            library_versions::table.on(library_versions::practice_id
                .eq(assignment_revisions::practice_id)
                .and(library_versions::item_id.eq(assignment_revisions::item_id))
                .and(library_versions::number.eq(assignment_revisions::item_version))),
        )
        .filter(check_ins::practice_id.eq(place.practice))
        .filter(check_ins::client_id.eq(place.client))
        .filter(check_ins::id.eq(place.id))
        .select((assignment_revisions::mode, assignment_revisions::cadence, library_versions::content))
        .first(&mut conn)
        .await
        .optional()?;
    Ok(row)
}
