//! Corrections, deletions and earlier versions in the database.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::upsert::excluded;
use diesel_async::RunQueryDsl;

use crate::homework::authored::told_earlier;
use crate::homework::check_ins::model::{Audience, Outcome, PersonalInsert, Visibility};
use crate::homework::check_ins::queries::{audience, visible_to};
use crate::homework::check_ins::state::Place;
use crate::identity::actor::Reader;
use crate::platform::db::{AsText, Cached, Conn};
use crate::platform::http::{ApiError, ApiResult, PageLimit};
use crate::platform::ids::kind::{
    CheckInId, ClientId, MembershipId, PracticeId, ShareGrantId, SharedCheckInId,
};
use crate::schema::{check_in_personals, check_in_versions, check_ins};

/// What a correction changes of the act.
#[derive(AsChangeset)]
#[diesel(table_name = check_ins, treat_none_as_null = true)]
pub struct ActUpdate {
    pub outcome: AsText<Outcome>,
    pub count: i32,
    pub minutes: Option<i32>,
    pub visibility: AsText<Visibility>,
    pub partner_ref: Option<SharedCheckInId>,
    pub partner_version: i32,
    pub share_grant_id: Option<ShareGrantId>,
    pub version: i32,
    pub team_version: i32,
    pub team_changed_at: Option<DateTime<Utc>>,
    pub partner_changed_at: Option<DateTime<Utc>>,
    pub updated_at: DateTime<Utc>,
}

/// What a deletion changes of the act.
#[derive(AsChangeset)]
#[diesel(table_name = check_ins, treat_none_as_null = true)]
pub struct DeletionUpdate {
    pub deleted_at: Option<DateTime<Utc>>,
    pub version: i32,
    pub team_changed_at: Option<DateTime<Utc>>,
    pub partner_changed_at: Option<DateTime<Utc>>,
    pub updated_at: DateTime<Utc>,
}

#[derive(Insertable)]
#[diesel(table_name = check_in_versions, treat_none_as_default_value = false)]
pub struct VersionInsert {
    pub practice_id: PracticeId,
    pub client_id: ClientId,
    pub check_in_id: CheckInId,
    pub version: i32,
    pub state_sealed: Vec<u8>,
    pub visibility: AsText<Visibility>,
    pub edited_by: MembershipId,
    pub edited_at: DateTime<Utc>,
    pub team_version: Option<i32>,
}

/// Writes a correction, the state before it, and the personal part as it is now.
pub async fn write_correction(
    conn: Conn<'_>,
    place: Place,
    version: i32,
    change: &ActUpdate,
    kept: &VersionInsert,
    personal: Option<&PersonalInsert>,
) -> ApiResult<()> {
    futures_util::try_join!(update_act(conn, place, version, change), insert_version(conn, kept), async {
        match personal {
            Some(personal) => upsert_personal(conn, personal).await,
            None => delete_personal(conn, place).await,
        }
    })?;
    Ok(())
}

/// Marks the act as deleted, keeps what it said and takes the words away.
pub async fn write_deletion(
    conn: Conn<'_>,
    place: Place,
    version: i32,
    change: &DeletionUpdate,
    kept: &VersionInsert,
) -> ApiResult<()> {
    futures_util::try_join!(
        mark_deleted(conn, place, version, change),
        insert_version(conn, kept),
        delete_personal(conn, place)
    )?;
    Ok(())
}

async fn update_act(mut conn: Conn<'_>, place: Place, version: i32, change: &ActUpdate) -> ApiResult<()> {
    let update = diesel::update(check_ins::table.find((place.practice, place.client, place.id)))
        .filter(check_ins::version.eq(version))
        .filter(check_ins::deleted_at.is_null())
        .set(change);
    if Cached(update).execute(&mut conn).await? == 0 { Err(ApiError::PreconditionFailed) } else { Ok(()) }
}

async fn mark_deleted(
    mut conn: Conn<'_>,
    place: Place,
    version: i32,
    change: &DeletionUpdate,
) -> ApiResult<()> {
    let updated = diesel::update(check_ins::table.find((place.practice, place.client, place.id)))
        .filter(check_ins::version.eq(version))
        .filter(check_ins::deleted_at.is_null())
        .set(change)
        .execute(&mut conn)
        .await?;
    if updated == 0 { Err(ApiError::PreconditionFailed) } else { Ok(()) }
}

async fn insert_version(mut conn: Conn<'_>, kept: &VersionInsert) -> ApiResult<()> {
    diesel::insert_into(check_in_versions::table).values(kept).execute(&mut conn).await?;
    Ok(())
}

async fn upsert_personal(mut conn: Conn<'_>, personal: &PersonalInsert) -> ApiResult<()> {
    diesel::insert_into(check_in_personals::table)
        .values(personal)
        .on_conflict((
            check_in_personals::practice_id,
            check_in_personals::client_id,
            check_in_personals::check_in_id,
        ))
        .do_update()
        .set((
            check_in_personals::visibility.eq(excluded(check_in_personals::visibility)),
            check_in_personals::effort.eq(excluded(check_in_personals::effort)),
            check_in_personals::helpfulness.eq(excluded(check_in_personals::helpfulness)),
            check_in_personals::closeness.eq(excluded(check_in_personals::closeness)),
            check_in_personals::words_sealed.eq(excluded(check_in_personals::words_sealed)),
            check_in_personals::updated_at.eq(excluded(check_in_personals::updated_at)),
        ))
        .execute(&mut conn)
        .await?;
    Ok(())
}

async fn delete_personal(mut conn: Conn<'_>, place: Place) -> ApiResult<()> {
    diesel::delete(check_in_personals::table.find((place.practice, place.client, place.id)))
        .execute(&mut conn)
        .await?;
    Ok(())
}

/// An earlier version of a check-in, sealed.
#[derive(Queryable, Selectable)]
#[diesel(table_name = check_in_versions)]
pub struct VersionRow {
    pub version: i32,
    pub team_version: Option<i32>,
    pub state_sealed: Vec<u8>,
    pub edited_by: MembershipId,
    pub edited_at: DateTime<Utc>,
}

impl VersionRow {
    /// The number by which these readers know it.
    pub fn told(&self, reader: Audience) -> i32 {
        told_earlier(reader, self.version, self.team_version)
    }
}

/// A page of the earlier versions that the reader may see of a check-in that the reader may see, newest first.
pub async fn list_versions(
    mut conn: Conn<'_>,
    reader: &Reader,
    place: Place,
    before: Option<i32>,
    limit: PageLimit,
) -> ApiResult<Vec<VersionRow>> {
    let visible = visible_to(reader)
        .filter(check_ins::client_id.eq(place.client))
        .filter(check_ins::id.eq(place.id))
        .select(check_ins::id);
    let mut query = check_in_versions::table
        .filter(check_in_versions::practice_id.eq(reader.practice))
        .filter(check_in_versions::client_id.eq(place.client))
        .filter(check_in_versions::check_in_id.eq(place.id))
        .filter(check_in_versions::check_in_id.eq_any(visible))
        .filter(check_in_versions::visibility.eq_any(audience(reader).readable()))
        .limit(limit.rows())
        .select(VersionRow::as_select())
        .into_boxed();
    query = match audience(reader) {
        Audience::Author => query.order(check_in_versions::version.desc()),
        Audience::CareTeam | Audience::Partner => query
            .filter(check_in_versions::team_version.is_not_null())
            .order(check_in_versions::team_version.desc()),
    };
    if let Some(before) = before {
        query = match audience(reader) {
            Audience::Author => query.filter(check_in_versions::version.lt(before)),
            Audience::CareTeam | Audience::Partner => {
                query.filter(check_in_versions::team_version.lt(before))
            }
        };
    }
    Ok(query.load(&mut conn).await?)
}
