//! What an entry said before.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::dto::JournalEntryVersionResponse;
use super::model::{Place, STATE, State, Words};
use super::queries::visible_to;
use crate::homework::authored::{Earlier, told_earlier};
use crate::homework::check_ins::{Audience, Visibility, audience};
use crate::identity::actor::Reader;
use crate::identity::practice_keys::PracticeKey;
use crate::platform::db::{AsText, Conn};
use crate::platform::http::{ApiResult, PageLimit};
use crate::platform::ids::kind::{ClientId, JournalEntryId, MembershipId, PracticeId};
use crate::schema::{journal_entries, journal_entry_versions};

#[derive(Insertable)]
#[diesel(table_name = journal_entry_versions, treat_none_as_default_value = false)]
pub struct VersionInsert {
    pub practice_id: PracticeId,
    pub client_id: ClientId,
    pub entry_id: JournalEntryId,
    pub version: i32,
    pub state_sealed: Vec<u8>,
    pub visibility: AsText<Visibility>,
    pub edited_by: MembershipId,
    pub edited_at: DateTime<Utc>,
    pub team_version: Option<i32>,
}

/// An earlier version, sealed.
#[derive(Queryable, Selectable)]
#[diesel(table_name = journal_entry_versions)]
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
    ) -> ApiResult<JournalEntryVersionResponse> {
        let told = self.told(reader);
        let Self { version, team_version: _, state_sealed, edited_by, edited_at } = self;
        let Earlier { state, reason, reason_visibility } =
            Earlier::<State>::open(STATE, place, version, &state_sealed, key)?;
        let State { visibility, words: Words { title, text, feelings, answers } } = state;
        Ok(JournalEntryVersionResponse {
            version: told,
            visibility,
            title,
            text,
            feelings,
            answers,
            edited_by,
            edited_at,
            reason: reason.filter(|_| reader.reads(reason_visibility)),
        })
    }
}

/// Keeps what an entry said.
pub async fn insert_version(mut conn: Conn<'_>, kept: &VersionInsert) -> ApiResult<()> {
    diesel::insert_into(journal_entry_versions::table).values(kept).execute(&mut conn).await?;
    Ok(())
}

/// A page of the earlier versions that the reader may see of an entry that the reader may see, newest first.
pub async fn list_versions(
    mut conn: Conn<'_>,
    reader: &Reader,
    place: Place,
    before: Option<i32>,
    limit: PageLimit,
) -> ApiResult<Vec<VersionRow>> {
    let visible = visible_to(reader)
        .filter(journal_entries::client_id.eq(place.client))
        .filter(journal_entries::id.eq(place.id))
        .select(journal_entries::id);
    let mut query = journal_entry_versions::table
        .filter(journal_entry_versions::practice_id.eq(reader.practice))
        .filter(journal_entry_versions::client_id.eq(place.client))
        .filter(journal_entry_versions::entry_id.eq(place.id))
        .filter(journal_entry_versions::entry_id.eq_any(visible))
        .filter(journal_entry_versions::visibility.eq_any(audience(reader).readable()))
        .order(journal_entry_versions::version.desc())
        .limit(limit.rows())
        .select(VersionRow::as_select())
        .into_boxed();
    // Both numbers grow together, so that one order serves both.
    if let Some(before) = before {
        query = match audience(reader) {
            Audience::Author => query.filter(journal_entry_versions::version.lt(before)),
            Audience::CareTeam | Audience::Partner => {
                query.filter(journal_entry_versions::team_version.lt(before))
            }
        };
    }
    Ok(query.load(&mut conn).await?)
}
