//! What a boundary said before.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::dto::BoundaryVersionResponse;
use super::model::{Place, STATE, State, Words};
use super::queries::visible_to;
use crate::homework::authored::{Earlier, told_earlier};
use crate::homework::check_ins::{Audience, Visibility, audience};
use crate::identity::actor::Reader;
use crate::identity::practice_keys::PracticeKey;
use crate::platform::db::{AsText, Conn};
use crate::platform::http::{ApiResult, PageLimit};
use crate::platform::ids::kind::{BoundaryId, ClientId, MembershipId, PracticeId};
use crate::schema::{boundaries, boundary_versions};

#[derive(Insertable)]
#[diesel(table_name = boundary_versions, treat_none_as_default_value = false)]
pub struct VersionInsert {
    pub practice_id: PracticeId,
    pub client_id: ClientId,
    pub boundary_id: BoundaryId,
    pub version: i32,
    pub state_sealed: Vec<u8>,
    pub visibility: AsText<Visibility>,
    pub edited_by: MembershipId,
    pub edited_at: DateTime<Utc>,
    pub team_version: Option<i32>,
}

/// An earlier version, sealed.
#[derive(Queryable, Selectable)]
#[diesel(table_name = boundary_versions)]
pub struct VersionRow {
    pub version: i32,
    pub team_version: Option<i32>,
    pub state_sealed: Vec<u8>,
    pub edited_by: MembershipId,
    pub edited_at: DateTime<Utc>,
}

impl VersionRow {
    /// The number by which this reader knows it.
    pub fn told(&self, reader: Audience) -> i32 {
        told_earlier(reader, self.version, self.team_version)
    }

    /// The answer for an earlier version.
    pub fn open(
        self,
        place: Place,
        reader: Audience,
        key: &PracticeKey,
    ) -> ApiResult<BoundaryVersionResponse> {
        let told = self.told(reader);
        let Self { version, team_version: _, state_sealed, edited_by, edited_at } = self;
        let Earlier { state, reason, reason_visibility } =
            Earlier::<State>::open(STATE, place, version, &state_sealed, key)?;
        let State { visibility, ended_at, words: Words { limit, so_that, reconnect } } = state;
        Ok(BoundaryVersionResponse {
            version: told,
            visibility,
            limit,
            so_that,
            reconnect,
            ended_at,
            edited_by,
            edited_at,
            reason: reason.filter(|_| reader.reads(reason_visibility)),
        })
    }
}

/// Keeps what a boundary said.
pub async fn insert_version(mut conn: Conn<'_>, kept: &VersionInsert) -> ApiResult<()> {
    diesel::insert_into(boundary_versions::table).values(kept).execute(&mut conn).await?;
    Ok(())
}

/// A page of the earlier versions that the reader may see of a boundary that the reader may see, newest first.
pub async fn list_versions(
    mut conn: Conn<'_>,
    reader: &Reader,
    place: Place,
    before: Option<i32>,
    limit: PageLimit,
) -> ApiResult<Vec<VersionRow>> {
    let visible = visible_to(reader)
        .filter(boundaries::client_id.eq(place.client))
        .filter(boundaries::id.eq(place.id))
        .select(boundaries::id);
    let mut query = boundary_versions::table
        .filter(boundary_versions::practice_id.eq(reader.practice))
        .filter(boundary_versions::client_id.eq(place.client))
        .filter(boundary_versions::boundary_id.eq(place.id))
        .filter(boundary_versions::boundary_id.eq_any(visible))
        .filter(boundary_versions::visibility.eq_any(audience(reader).readable()))
        .order(boundary_versions::version.desc())
        .limit(limit.rows())
        .select(VersionRow::as_select())
        .into_boxed();
    // Both numbers grow together, so that one order serves both.
    if let Some(before) = before {
        query = match audience(reader) {
            Audience::Author => query.filter(boundary_versions::version.lt(before)),
            Audience::CareTeam | Audience::Partner => {
                query.filter(boundary_versions::team_version.lt(before))
            }
        };
    }
    Ok(query.load(&mut conn).await?)
}
