//! What was answered before.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::dto::MeasureVersionResponse;
use super::model::{ItemAnswer, Place};
use super::queries::visible_to;
use crate::identity::actor::Reader;
use crate::identity::practice_keys::PracticeKey;
use crate::platform::db::Conn;
use crate::platform::http::{ApiResult, PageLimit};
use crate::platform::ids::kind::{ClientId, MeasureId, MembershipId, PracticeId};
use crate::schema::{measure_versions, measures};

/// The column of earlier answers.
const STATE: &str = "measure_versions.state_sealed";

/// Answers that were given up, and why.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Before {
    pub answers: Vec<ItemAnswer>,
    pub reason: Option<String>,
}

impl Before {
    /// Sealed for the row of its version.
    pub fn seal(&self, place: Place, version: i32, key: &PracticeKey) -> ApiResult<Vec<u8>> {
        key.seal(STATE, &ids(place, version), self)
    }
}

fn ids(place: Place, version: i32) -> [Uuid; 4] {
    let [practice, client, id] = place.ids();
    [practice, client, id, Uuid::from_u128(version.unsigned_abs().into())]
}

#[derive(Insertable)]
#[diesel(table_name = measure_versions)]
pub struct VersionInsert {
    pub practice_id: PracticeId,
    pub client_id: ClientId,
    pub measure_id: MeasureId,
    pub version: i32,
    pub state_sealed: Vec<u8>,
    pub edited_by: MembershipId,
    pub edited_at: DateTime<Utc>,
}

/// An earlier version, sealed.
#[derive(Queryable, Selectable)]
#[diesel(table_name = measure_versions)]
pub struct VersionRow {
    pub version: i32,
    pub state_sealed: Vec<u8>,
    pub edited_by: MembershipId,
    pub edited_at: DateTime<Utc>,
}

impl VersionRow {
    /// The answer for an earlier version.
    pub fn open(self, place: Place, key: &PracticeKey) -> ApiResult<MeasureVersionResponse> {
        let Self { version, state_sealed, edited_by, edited_at } = self;
        let Before { answers, reason } = key.open(STATE, &ids(place, version), &state_sealed)?;
        Ok(MeasureVersionResponse { version, answers, edited_by, edited_at, reason })
    }
}

/// Keeps what was answered.
pub async fn insert_version(mut conn: Conn<'_>, kept: &VersionInsert) -> ApiResult<()> {
    diesel::insert_into(measure_versions::table).values(kept).execute(&mut conn).await?;
    Ok(())
}

/// A page of the earlier versions of a measure that the reader may see, newest first.
pub async fn list_versions(
    mut conn: Conn<'_>,
    reader: &Reader,
    place: Place,
    before: Option<i32>,
    limit: PageLimit,
) -> ApiResult<Vec<VersionRow>> {
    let visible = visible_to(reader)
        .filter(measures::client_id.eq(place.client))
        .filter(measures::id.eq(place.id))
        .select(measures::id);
    let mut query = measure_versions::table
        .filter(measure_versions::practice_id.eq(reader.practice))
        .filter(measure_versions::client_id.eq(place.client))
        .filter(measure_versions::measure_id.eq(place.id))
        .filter(measure_versions::measure_id.eq_any(visible))
        .order(measure_versions::version.desc())
        .limit(limit.rows())
        .select(VersionRow::as_select())
        .into_boxed();
    if let Some(before) = before {
        query = query.filter(measure_versions::version.lt(before));
    }
    Ok(query.load(&mut conn).await?)
}
