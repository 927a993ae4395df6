//! What a new assignment stands on: the client or couple it is for, and the library item.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::homework::assignments::Mode;
use crate::homework::library::{Kind, LibraryCadence};
use crate::identity::actor::Reader;
use crate::people::care_teams::Context;
use crate::people::care_teams::reach::cared;
use crate::platform::db::{AsJson, AsText, Conn};
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{ClientId, LibraryItemId, PracticeId};
use crate::platform::local_day::{DayStart, TimeZone, Weekday};
use crate::schema::{clients, couple_members, couples, library_items, library_versions, practices};

/// Whom an assignment is for, and the settings that it freezes.
pub struct Ground {
    /// The client, or both members of the couple.
    pub members: Vec<ClientId>,
    /// Whether the couple has ended.
    pub ended: bool,
    /// Zone of the client; of a couple the practice's.
    pub time_zone: TimeZone,
    /// Start of day of the client, where it has its own; else the practice's.
    pub day_start: DayStart,
    /// First day of the practice's weeks.
    pub week_start: Weekday,
}

/// The client or couple, if it is in the care of the one who assigns.
pub async fn find_ground(conn: Conn<'_>, writer: &Reader, context: Context) -> ApiResult<Option<Ground>> {
    match context {
        Context::Client(client) => ground_of_client(conn, writer, client).await,
        Context::Couple(_) => ground_of_couple(conn, writer, context).await,
    }
}

async fn ground_of_client(
    mut conn: Conn<'_>,
    writer: &Reader,
    client: ClientId,
) -> ApiResult<Option<Ground>> {
    type Row = (AsText<TimeZone>, Option<AsText<DayStart>>, AsText<DayStart>, AsText<Weekday>);
    let row: Option<Row> = clients::table
        .inner_join(practices::table.on(practices::practice_id.eq(clients::practice_id)))
        .filter(clients::practice_id.eq(writer.practice))
        .filter(practices::practice_id.eq(writer.practice))
        .filter(clients::id.eq(client))
        .filter(clients::id.eq_any(cared(writer)))
        .select((clients::time_zone, clients::day_start, practices::day_start, practices::week_start))
        .first(&mut conn)
        .await
        .optional()?;
    Ok(row.map(|(AsText(time_zone), own, AsText(usual), AsText(week_start))| {
        let day_start = own.map_or(usual, |AsText(own)| own);
        Ground { members: vec![client], ended: false, time_zone, day_start, week_start }
    }))
}

async fn ground_of_couple(
    mut conn: Conn<'_>,
    writer: &Reader,
    context: Context,
) -> ApiResult<Option<Ground>> {
    type Row = (ClientId, Option<DateTime<Utc>>, AsText<TimeZone>, AsText<DayStart>, AsText<Weekday>);
    let rows: Vec<Row> = couples::table
        .inner_join(
            couple_members::table.on(couple_members::practice_id
                .eq(couples::practice_id)
                .and(couple_members::couple_id.eq(couples::id))),
        )
        .inner_join(practices::table.on(practices::practice_id.eq(couples::practice_id)))
        .filter(couples::practice_id.eq(writer.practice))
        .filter(couple_members::practice_id.eq(writer.practice))
        .filter(practices::practice_id.eq(writer.practice))
        .filter(couples::id.nullable().eq(context.couple()))
        .filter(couples::id.eq_any(cared(writer)))
        .order(couple_members::position)
        .select((
            couple_members::client_id,
            couples::ended_at,
            practices::time_zone,
            practices::day_start,
            practices::week_start,
        ))
        .load(&mut conn)
        .await?;
    let members = rows.iter().map(|row| row.0).collect();
    Ok(rows.into_iter().next().map(
        |(_, ended_at, AsText(time_zone), AsText(day_start), AsText(week_start))| Ground {
            members,
            ended: ended_at.is_some(),
            time_zone,
            day_start,
            week_start,
        },
    ))
}

/// The published version of a library item, as far as an assignment takes from it.
pub struct Published {
    /// Key of the item.
    pub key: String,
    /// Kind of the item.
    pub kind: Kind,
    /// The version.
    pub number: i32,
    /// Its title.
    pub title: String,
    /// Modes it is meant for, the first one first.
    pub audiences: Vec<Mode>,
    /// How often it suggests to be done; of something that is due once, without the day.
    pub cadence: LibraryCadence,
    /// How long it suggests.
    pub minutes: Option<i32>,
    /// Whether it is not for somebody under a safety hold.
    pub unsuitable_under_hold: bool,
}

/// The published version of an item that is not retired.
pub async fn find_published(
    mut conn: Conn<'_>,
    practice: PracticeId,
    item: LibraryItemId,
) -> ApiResult<Option<Published>> {
    type Row =
        (String, AsText<Kind>, i32, String, Vec<AsText<Mode>>, AsJson<LibraryCadence>, Option<i32>, bool);
    let row: Option<Row> = library_items::table
        .inner_join(
            library_versions::table.on(library_versions::practice_id
                .eq(library_items::practice_id)
                .and(library_versions::item_id.eq(library_items::id))
                .and(library_versions::number.nullable().eq(library_items::published_number))),
        )
        .filter(library_items::practice_id.eq(practice))
        .filter(library_versions::practice_id.eq(practice))
        .filter(library_items::id.eq(item))
        .filter(library_items::retired_at.is_null())
        .select((
            library_items::key,
            library_items::kind,
            library_versions::number,
            library_versions::title,
            library_versions::audiences,
            library_versions::default_cadence,
            library_versions::default_minutes,
            library_versions::unsuitable_under_hold,
        ))
        .first(&mut conn)
        .await
        .optional()?;
    Ok(row.map(
        |(key, AsText(kind), number, title, audiences, AsJson(cadence), minutes, unsuitable_under_hold)| {
            let audiences = audiences.into_iter().map(|AsText(mode)| mode).collect();
            Published { key, kind, number, title, audiences, cadence, minutes, unsuitable_under_hold }
        },
    ))
}
