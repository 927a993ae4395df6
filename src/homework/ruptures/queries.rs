//! Ruptures in the database. Every read starts from [`visible_to`].

use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::{AsExprOf, IntoBoxed, array, case_when};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel_async::RunQueryDsl;

use super::model::{Place, RuptureInsert, RuptureRow, RuptureUpdate, VersionInsert, VersionRow};
use super::shared::{SharedInsert, insert_shared};
use crate::homework::authored::Known;
use crate::homework::check_ins::{Audience, audience};
use crate::identity::actor::Reader;
use crate::people::care_teams::reach::{cared, restricted};
use crate::platform::db::{Cached, Conn};
use crate::platform::http::{ApiError, ApiResult, PageLimit};
use crate::platform::ids::kind::{ClientId, RuptureId, SharedRuptureId};
use crate::schema::{couples, rupture_versions, ruptures, shared_ruptures};

/// Ruptures, each with its couple.
#[diesel::dsl::auto_type]
pub fn with_couple() -> _ {
    ruptures::table.inner_join(
        couples::table
            .on(couples::practice_id.eq(ruptures::practice_id).and(couples::id.eq(ruptures::couple_id))),
    )
}

/// Ruptures that the reader may know: the own ones for a client; for therapist and supervisor those that are not private
/// within couples in care, none of a restricted record. A partner reads none here, but the projection in `shared`.
pub fn visible_to<'q>(reader: &Reader) -> IntoBoxed<'q, with_couple, Pg> {
    let query = with_couple()
        .filter(ruptures::practice_id.eq(reader.practice))
        .filter(couples::practice_id.eq(reader.practice))
        .filter(ruptures::deleted_at.is_null())
        .into_boxed();
    if reader.client {
        return query.filter(ruptures::client_id.eq(reader.member));
    }
    query
        .filter(ruptures::visibility.eq_any(audience(reader).readable()))
        .filter(ruptures::client_id.ne_all(array(restricted(reader.practice))))
        .filter(ruptures::couple_id.eq_any(cared(reader)))
}

/// What the partner has of a rupture. Asked for the care team alone.
#[diesel::dsl::auto_type(no_type_alias)]
fn partner_copy(asked: bool) -> _ {
    let asked: AsExprOf<bool, Bool> = asked.into_sql::<Bool>();
    let copy = shared_ruptures::table
        .filter(shared_ruptures::practice_id.eq(ruptures::practice_id))
        .filter(shared_ruptures::client_id.eq(ruptures::client_id))
        .filter(shared_ruptures::rupture_id.eq(ruptures::id))
        .select(shared_ruptures::id)
        .single_value();
    case_when(asked.and(couples::ended_at.is_null()), copy)
}

/// What was found, and for the care team what the partner has of it.
pub(super) type Read = (RuptureRow, Option<SharedRuptureId>);

/// One rupture, if the reader may see it.
pub(super) async fn find_rupture(
    mut conn: Conn<'_>,
    reader: &Reader,
    client: ClientId,
    id: RuptureId,
) -> ApiResult<Option<Read>> {
    let found = visible_to(reader)
        .filter(ruptures::client_id.eq(client))
        .filter(ruptures::id.eq(id))
        .select((RuptureRow::as_select(), partner_copy(!reader.client)))
        .first(&mut conn)
        .await
        .optional()?;
    Ok(found)
}

/// The key of the list's order.
pub(super) type After = (NaiveDate, RuptureId);

/// A page of a client's ruptures that the reader may see, newest day first.
pub(super) async fn list_ruptures(
    mut conn: Conn<'_>,
    reader: &Reader,
    client: ClientId,
    after: Option<After>,
    limit: PageLimit,
) -> ApiResult<Vec<Read>> {
    let mut query = visible_to(reader)
        .filter(ruptures::client_id.eq(client))
        .order((ruptures::local_date.desc(), ruptures::id.desc()))
        .limit(limit.rows())
        .select((RuptureRow::as_select(), partner_copy(!reader.client)));
    if let Some((date, id)) = after {
        let later = ruptures::local_date.lt(date);
        let same_day = ruptures::local_date.eq(date).and(ruptures::id.lt(id));
        query = query.filter(ruptures::local_date.le(date)).filter(later.or(same_day));
    }
    Ok(query.load(&mut conn).await?)
}

/// What this author wrote under this id, deleted or not: only to answer the author's own retry.
pub(super) async fn find_known(mut conn: Conn<'_>, place: Place) -> ApiResult<Option<Known<RuptureRow>>> {
    let row: Option<(RuptureRow, Vec<u8>, Option<DateTime<Utc>>)> = with_couple()
        .filter(ruptures::practice_id.eq(place.practice))
        .filter(ruptures::client_id.eq(place.client))
        .filter(ruptures::id.eq(place.id))
        .select((RuptureRow::as_select(), ruptures::first_digest, ruptures::deleted_at))
        .first(&mut conn)
        .await
        .optional()?;
    Ok(row.map(|(row, first_digest, deleted_at)| Known { row, first_digest, deleted: deleted_at.is_some() }))
}

/// Writes a new rupture and, where it is shared, the partner's copy.
pub(super) async fn insert_rupture(
    mut conn: Conn<'_>,
    row: &RuptureInsert,
    shared: Option<&SharedInsert>,
) -> ApiResult<()> {
    diesel::insert_into(ruptures::table).values(row).execute(&mut conn).await?;
    match shared {
        Some(shared) => insert_shared(conn, shared).await,
        None => Ok(()),
    }
}

/// Writes a correction or deletion over the version that the author knows, and keeps the state before it.
pub(super) async fn write_change(
    conn: Conn<'_>,
    place: Place,
    version: i32,
    change: &RuptureUpdate,
    kept: &VersionInsert,
) -> ApiResult<()> {
    let (mut first, mut second) = (conn, conn);
    let update = diesel::update(ruptures::table.find((place.practice, place.client, place.id)))
        .filter(ruptures::version.eq(version))
        .filter(ruptures::deleted_at.is_null())
        .set(change);
    let keep = diesel::insert_into(rupture_versions::table).values(kept);
    let (updated, _) =
        futures_util::try_join!(Cached(update).execute(&mut first), keep.execute(&mut second))?;
    if updated == 0 { Err(ApiError::PreconditionFailed) } else { Ok(()) }
}

/// A page of the earlier versions that the reader may see of a rupture that the reader may see, newest first.
pub(super) async fn list_versions(
    mut conn: Conn<'_>,
    reader: &Reader,
    place: Place,
    before: Option<i32>,
    limit: PageLimit,
) -> ApiResult<Vec<VersionRow>> {
    let visible = visible_to(reader)
        .filter(ruptures::client_id.eq(place.client))
        .filter(ruptures::id.eq(place.id))
        .select(ruptures::id);
    let mut query = rupture_versions::table
        .filter(rupture_versions::practice_id.eq(reader.practice))
        .filter(rupture_versions::client_id.eq(place.client))
        .filter(rupture_versions::rupture_id.eq(place.id))
        .filter(rupture_versions::rupture_id.eq_any(visible))
        .filter(rupture_versions::visibility.eq_any(audience(reader).readable()))
        .limit(limit.rows())
        .select(VersionRow::as_select())
        .into_boxed();
    let of_author = audience(reader) == Audience::Author;
    query = if of_author {
        query.order(rupture_versions::version.desc())
    } else {
        query
            .filter(rupture_versions::team_version.is_not_null())
            .order(rupture_versions::team_version.desc())
    };
    if let Some(before) = before {
        query = if of_author {
            query.filter(rupture_versions::version.lt(before))
        } else {
            query.filter(rupture_versions::team_version.lt(before))
        };
    }
    Ok(query.load(&mut conn).await?)
}
