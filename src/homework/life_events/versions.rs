//! What a life event said before.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::dto::LifeEventVersionResponse;
use super::model::{LifeEventVisibility, Place, State};
use super::queries::visible_to;
use crate::homework::authored::{Earlier, told_earlier};
use crate::homework::check_ins::{Audience, audience};
use crate::identity::actor::Reader;
use crate::identity::practice_keys::PracticeKey;
use crate::platform::db::{AsText, Conn};
use crate::platform::http::{ApiResult, PageLimit};
use crate::platform::ids::kind::{ClientId, LifeEventId, PracticeId};
use crate::schema::{life_event_versions, life_events};

/// The column of earlier states.
pub const STATE: &str = "life_event_versions.state_sealed";

#[derive(Insertable)]
#[diesel(table_name = life_event_versions, treat_none_as_default_value = false)]
pub struct VersionInsert {
    pub practice_id: PracticeId,
    pub client_id: ClientId,
    pub event_id: LifeEventId,
    pub version: i32,
    pub state_sealed: Vec<u8>,
    pub visibility: AsText<LifeEventVisibility>,
    pub edited_at: DateTime<Utc>,
    pub team_version: Option<i32>,
    pub happened_on: NaiveDate,
}

/// An earlier version, sealed.
#[derive(Queryable, Selectable)]
#[diesel(table_name = life_event_versions)]
pub struct VersionRow {
    pub version: i32,
    pub team_version: Option<i32>,
    pub state_sealed: Vec<u8>,
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
    ) -> ApiResult<LifeEventVersionResponse> {
        let told = self.told(reader);
        let Self { version, team_version: _, state_sealed, edited_at } = self;
        let Earlier { state, reason, reason_visibility } =
            Earlier::<State>::open(STATE, place, version, &state_sealed, key)?;
        let State { on, title, visibility } = state;
        let reason = reason.filter(|_| reader.reads(reason_visibility));
        Ok(LifeEventVersionResponse { version: told, on, title, visibility, edited_at, reason })
    }
}

/// Keeps what an event said.
pub async fn insert_version(mut conn: Conn<'_>, kept: &VersionInsert) -> ApiResult<()> {
    diesel::insert_into(life_event_versions::table).values(kept).execute(&mut conn).await?;
    Ok(())
}

/// A page of the earlier versions that the reader may see of an event that the reader may see, newest first.
pub async fn list_versions(
    mut conn: Conn<'_>,
    reader: &Reader,
    place: Place,
    before: Option<i32>,
    limit: PageLimit,
) -> ApiResult<Vec<VersionRow>> {
    let visible = visible_to(reader)
        .filter(life_events::client_id.eq(place.client))
        .filter(life_events::id.eq(place.id))
        .select(life_events::id);
    let mut query = life_event_versions::table
        .filter(life_event_versions::practice_id.eq(reader.practice))
        .filter(life_event_versions::client_id.eq(place.client))
        .filter(life_event_versions::event_id.eq(place.id))
        .filter(life_event_versions::event_id.eq_any(visible))
        .order(life_event_versions::version.desc())
        .limit(limit.rows())
        .select(VersionRow::as_select())
        .into_boxed();
    if audience(reader) != Audience::Author {
        query = query.filter(life_event_versions::visibility.eq(AsText(LifeEventVisibility::Therapist)));
    }
    // Both numbers grow together, so that one order serves both.
    if let Some(before) = before {
        query = match audience(reader) {
            Audience::Author => query.filter(life_event_versions::version.lt(before)),
            Audience::CareTeam | Audience::Partner => {
                query.filter(life_event_versions::team_version.lt(before))
            }
        };
    }
    Ok(query.load(&mut conn).await?)
}
