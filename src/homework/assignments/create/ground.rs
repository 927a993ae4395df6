//! Whom new assignments are for, and the settings that they freeze.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::identity::actor::Reader;
use crate::people::care_teams::Context;
use crate::people::care_teams::reach::cared;
use crate::platform::db::{AsText, Conn};
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{ClientId, CoupleId, PracticeId};
use crate::platform::local_day::{DayStart, TimeZone, Weekday};
use crate::schema::{clients, couple_members, couples, practices};

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

/// Clients and couples by their ids. Those of `care` alone, where it is given: who is not in it is not there.
pub async fn find_grounds(
    conn: Conn<'_>,
    practice: PracticeId,
    care: Option<&Reader>,
    contexts: &[Context],
) -> ApiResult<HashMap<Uuid, Ground>> {
    let clients: Vec<ClientId> = contexts.iter().filter_map(|context| context.client()).collect();
    let couples: Vec<CoupleId> = contexts.iter().filter_map(|context| context.couple()).collect();
    let (mut grounds, of_couples) = futures_util::try_join!(
        grounds_of_clients(conn, practice, care, clients),
        grounds_of_couples(conn, practice, care, couples),
    )?;
    grounds.extend(of_couples);
    Ok(grounds)
}

async fn grounds_of_clients(
    mut conn: Conn<'_>,
    practice: PracticeId,
    care: Option<&Reader>,
    ids: Vec<ClientId>,
) -> ApiResult<HashMap<Uuid, Ground>> {
    type Row = (ClientId, AsText<TimeZone>, Option<AsText<DayStart>>, AsText<DayStart>, AsText<Weekday>);
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let query = clients::table
        .inner_join(practices::table.on(practices::practice_id.eq(clients::practice_id)))
        .filter(clients::practice_id.eq(practice))
        .filter(practices::practice_id.eq(practice))
        .filter(clients::id.eq_any(ids))
        .filter(clients::restricted_at.is_null())
        .select((
            clients::id,
            clients::time_zone,
            clients::day_start,
            practices::day_start,
            practices::week_start,
        ))
        .into_boxed();
    let rows: Vec<Row> = match care {
        Some(reader) => query.filter(clients::id.eq_any(cared(reader))).load(&mut conn).await?,
        None => query.load(&mut conn).await?,
    };
    let ground = |(id, AsText(time_zone), own, AsText(usual), AsText(week_start)): Row| {
        let day_start = own.map_or(usual, |AsText(own)| own);
        (id.uuid(), Ground { members: vec![id], ended: false, time_zone, day_start, week_start })
    };
    Ok(rows.into_iter().map(ground).collect())
}

async fn grounds_of_couples(
    mut conn: Conn<'_>,
    practice: PracticeId,
    care: Option<&Reader>,
    ids: Vec<CoupleId>,
) -> ApiResult<HashMap<Uuid, Ground>> {
    type Row =
        (CoupleId, ClientId, Option<DateTime<Utc>>, AsText<TimeZone>, AsText<DayStart>, AsText<Weekday>);
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let query = couples::table
        .inner_join(
            couple_members::table.on(couple_members::practice_id
                .eq(couples::practice_id)
                .and(couple_members::couple_id.eq(couples::id))),
        )
        .inner_join(practices::table.on(practices::practice_id.eq(couples::practice_id)))
        .filter(couples::practice_id.eq(practice))
        .filter(couple_members::practice_id.eq(practice))
        .filter(practices::practice_id.eq(practice))
        .filter(couples::id.eq_any(ids))
        .order((couples::id, couple_members::position))
        .select((
            couples::id,
            couple_members::client_id,
            couples::ended_at,
            practices::time_zone,
            practices::day_start,
            practices::week_start,
        ))
        .into_boxed();
    let rows: Vec<Row> = match care {
        Some(reader) => query.filter(couples::id.eq_any(cared(reader))).load(&mut conn).await?,
        None => query.load(&mut conn).await?,
    };
    let mut grounds: HashMap<Uuid, Ground> = HashMap::new();
    for (id, member, ended_at, AsText(time_zone), AsText(day_start), AsText(week_start)) in rows {
        let ended = ended_at.is_some();
        let ground = || Ground { members: Vec::new(), ended, time_zone, day_start, week_start };
        grounds.entry(id.uuid()).or_insert_with(ground).members.push(member);
    }
    Ok(grounds)
}
