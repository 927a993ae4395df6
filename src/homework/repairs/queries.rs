//! Attempts to repair in the database. Every read starts from [`visible_to`].

use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::{AsExprOf, IntoBoxed, array, case_when};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel_async::RunQueryDsl;

use super::model::{RepairInsert, RepairRow, RepairUpdate, VersionInsert, VersionRow};
use super::shared::{SharedInsert, insert_shared};
use super::state::Place;
use crate::homework::authored::Known;
use crate::homework::check_ins::{Audience, Visibility, audience};
use crate::identity::actor::Reader;
use crate::people::care_teams::reach::{cared, restricted};
use crate::platform::db::{AsText, Cached, Conn};
use crate::platform::http::{ApiError, ApiResult, PageLimit};
use crate::platform::ids::kind::{ClientId, RepairId, RuptureId, SharedRepairId};
use crate::schema::{clients, couples, repair_versions, repairs, ruptures, shared_repairs};

/// Repairs, each with its couple.
#[diesel::dsl::auto_type]
pub fn with_couple() -> _ {
    repairs::table.inner_join(
        couples::table
            .on(couples::practice_id.eq(repairs::practice_id).and(couples::id.eq(repairs::couple_id))),
    )
}

/// Repairs that the reader may know: the own ones for a client; for therapist and supervisor those that are not private within
/// couples in care, none of a restricted record. A partner reads none here, but the projection in `shared`.
pub fn visible_to<'q>(reader: &Reader) -> IntoBoxed<'q, with_couple, Pg> {
    let query = with_couple()
        .filter(repairs::practice_id.eq(reader.practice))
        .filter(couples::practice_id.eq(reader.practice))
        .filter(repairs::deleted_at.is_null())
        .into_boxed();
    if reader.client {
        return query.filter(repairs::client_id.eq(reader.member));
    }
    query
        .filter(repairs::visibility.eq_any(audience(reader).readable()))
        .filter(repairs::client_id.ne_all(array(restricted(reader.practice))))
        .filter(repairs::couple_id.eq_any(cared(reader)))
}

/// What the partner has of a repair. Asked for the care team alone.
#[diesel::dsl::auto_type(no_type_alias)]
fn partner_copy(asked: bool) -> _ {
    let asked: AsExprOf<bool, Bool> = asked.into_sql::<Bool>();
    let copy = shared_repairs::table
        .filter(shared_repairs::practice_id.eq(repairs::practice_id))
        .filter(shared_repairs::client_id.eq(repairs::client_id))
        .filter(shared_repairs::repair_id.eq(repairs::id))
        .select(shared_repairs::id)
        .single_value();
    case_when(asked.and(couples::ended_at.is_null()), copy)
}

/// The rupture that a repair is about, where the care team reads that too. Asked for the care team alone.
#[diesel::dsl::auto_type(no_type_alias)]
fn about(asked: bool, readable: Vec<AsText<Visibility>>) -> _ {
    let asked: AsExprOf<bool, Bool> = asked.into_sql::<Bool>();
    let rupture = ruptures::table
        .inner_join(
            clients::table
                .on(clients::practice_id.eq(ruptures::practice_id).and(clients::id.eq(ruptures::client_id))),
        )
        .filter(ruptures::practice_id.eq(repairs::practice_id))
        .filter(ruptures::client_id.nullable().eq(repairs::rupture_client_id))
        .filter(ruptures::id.nullable().eq(repairs::rupture_id))
        .filter(ruptures::visibility.eq_any(readable))
        .filter(ruptures::deleted_at.is_null())
        .filter(clients::restricted_at.is_null())
        .select(ruptures::id)
        .single_value();
    case_when(asked.and(repairs::rupture_id.is_not_null()), rupture)
}

/// What was found; for the care team also what the partner has of it, and the rupture that it is about.
pub(super) type Read = (RepairRow, Option<SharedRepairId>, Option<RuptureId>);

/// One repair, if the reader may see it.
pub(super) async fn find_repair(
    mut conn: Conn<'_>,
    reader: &Reader,
    client: ClientId,
    id: RepairId,
) -> ApiResult<Option<Read>> {
    let of_team = !reader.client;
    let found = visible_to(reader)
        .filter(repairs::client_id.eq(client))
        .filter(repairs::id.eq(id))
        .select((
            RepairRow::as_select(),
            partner_copy(of_team),
            about(of_team, Audience::CareTeam.readable()),
        ))
        .first(&mut conn)
        .await
        .optional()?;
    Ok(found)
}

/// The key of the list's order.
pub(super) type After = (NaiveDate, RepairId);

/// A page of a client's repairs that the reader may see, newest day first.
pub(super) async fn list_repairs(
    mut conn: Conn<'_>,
    reader: &Reader,
    client: ClientId,
    after: Option<After>,
    limit: PageLimit,
) -> ApiResult<Vec<Read>> {
    let of_team = !reader.client;
    let mut query = visible_to(reader)
        .filter(repairs::client_id.eq(client))
        .order((repairs::local_date.desc(), repairs::id.desc()))
        .limit(limit.rows())
        .select((
            RepairRow::as_select(),
            partner_copy(of_team),
            about(of_team, Audience::CareTeam.readable()),
        ));
    if let Some((date, id)) = after {
        let later = repairs::local_date.lt(date);
        let same_day = repairs::local_date.eq(date).and(repairs::id.lt(id));
        query = query.filter(repairs::local_date.le(date)).filter(later.or(same_day));
    }
    Ok(query.load(&mut conn).await?)
}

/// What this author wrote under this id, deleted or not: only to answer the author's own retry.
pub(super) async fn find_known(mut conn: Conn<'_>, place: Place) -> ApiResult<Option<Known<RepairRow>>> {
    let row: Option<(RepairRow, Vec<u8>, Option<DateTime<Utc>>)> = with_couple()
        .filter(repairs::practice_id.eq(place.practice))
        .filter(repairs::client_id.eq(place.client))
        .filter(repairs::id.eq(place.id))
        .select((RepairRow::as_select(), repairs::first_digest, repairs::deleted_at))
        .first(&mut conn)
        .await
        .optional()?;
    Ok(row.map(|(row, first_digest, deleted_at)| Known { row, first_digest, deleted: deleted_at.is_some() }))
}

/// Writes a new repair and, where it is shared, the partner's copy.
pub(super) async fn insert_repair(
    mut conn: Conn<'_>,
    row: &RepairInsert,
    shared: Option<&SharedInsert>,
) -> ApiResult<()> {
    diesel::insert_into(repairs::table).values(row).execute(&mut conn).await?;
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
    change: &RepairUpdate,
    kept: &VersionInsert,
) -> ApiResult<()> {
    let (mut first, mut second) = (conn, conn);
    let update = diesel::update(repairs::table.find((place.practice, place.client, place.id)))
        .filter(repairs::version.eq(version))
        .filter(repairs::deleted_at.is_null())
        .set(change);
    let keep = diesel::insert_into(repair_versions::table).values(kept);
    let (updated, _) =
        futures_util::try_join!(Cached(update).execute(&mut first), keep.execute(&mut second))?;
    if updated == 0 { Err(ApiError::PreconditionFailed) } else { Ok(()) }
}

/// A page of the earlier versions that the reader may see of a repair that the reader may see, newest first.
pub(super) async fn list_versions(
    mut conn: Conn<'_>,
    reader: &Reader,
    place: Place,
    before: Option<i32>,
    limit: PageLimit,
) -> ApiResult<Vec<VersionRow>> {
    let visible = visible_to(reader)
        .filter(repairs::client_id.eq(place.client))
        .filter(repairs::id.eq(place.id))
        .select(repairs::id);
    let mut query = repair_versions::table
        .filter(repair_versions::practice_id.eq(reader.practice))
        .filter(repair_versions::client_id.eq(place.client))
        .filter(repair_versions::repair_id.eq(place.id))
        .filter(repair_versions::repair_id.eq_any(visible))
        .filter(repair_versions::visibility.eq_any(audience(reader).readable()))
        .limit(limit.rows())
        .select(VersionRow::as_select())
        .into_boxed();
    let of_author = audience(reader) == Audience::Author;
    query = if of_author {
        query.order(repair_versions::version.desc())
    } else {
        query.filter(repair_versions::team_version.is_not_null()).order(repair_versions::team_version.desc())
    };
    if let Some(before) = before {
        query = if of_author {
            query.filter(repair_versions::version.lt(before))
        } else {
            query.filter(repair_versions::team_version.lt(before))
        };
    }
    Ok(query.load(&mut conn).await?)
}
