//! Places on care teams in the database.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::model::{Context, PlaceRow};
use super::reach::{couples_of, own_care, places};
use crate::identity::actor::Reader;
use crate::people::{clients, couples};
use crate::platform::db::Conn;
use crate::platform::http::{ApiResult, PageLimit};
use crate::platform::ids::kind::{CareTeamPlaceId, ClientId, PracticeId, StaffId};
use crate::schema::{care_team_members, clients as client_rows, couples as couple_rows, staff};

#[diesel::dsl::auto_type]
fn open_places(practice: PracticeId) -> _ {
    let of_staff =
        staff::practice_id.eq(care_team_members::practice_id).and(staff::id.eq(care_team_members::staff_id));
    care_team_members::table
        .inner_join(staff::table.on(of_staff))
        .filter(care_team_members::practice_id.eq(practice))
        .filter(staff::practice_id.eq(practice))
        .filter(care_team_members::ended_at.is_null())
}

/// Whether a client, or a couple, is in the care of the reader.
pub async fn is_cared_for(mut conn: Conn<'_>, reader: &Reader, of: Context) -> ApiResult<bool> {
    let cared = places(reader).filter(care_team_members::context_id.eq(of.id()));
    Ok(diesel::select(exists(cared)).get_result(&mut conn).await?)
}

/// Puts a staff member on a care team.
pub async fn insert_place(
    conn: Conn<'_>,
    practice: PracticeId,
    staff: StaffId,
    context: Context,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    ensure_place(conn, practice, staff, context, now).await.map(|_| ())
}

/// Puts a staff member on a care team; says whether that is new.
pub(super) async fn ensure_place(
    mut conn: Conn<'_>,
    practice: PracticeId,
    staff: StaffId,
    context: Context,
    now: DateTime<Utc>,
) -> ApiResult<bool> {
    let inserted = diesel::insert_into(care_team_members::table)
        .values((
            care_team_members::practice_id.eq(practice),
            care_team_members::id.eq(CareTeamPlaceId::generate()),
            care_team_members::staff_id.eq(staff),
            care_team_members::client_id.eq(context.client()),
            care_team_members::couple_id.eq(context.couple()),
            care_team_members::created_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .execute(&mut conn)
        .await?;
    Ok(inserted > 0)
}

/// Ends a place; says whether there was an open one.
pub(super) async fn end_place(
    mut conn: Conn<'_>,
    practice: PracticeId,
    staff: StaffId,
    context: Context,
    now: DateTime<Utc>,
) -> ApiResult<bool> {
    let open = care_team_members::table
        .filter(care_team_members::practice_id.eq(practice))
        .filter(care_team_members::staff_id.eq(staff))
        .filter(care_team_members::ended_at.is_null())
        .filter(care_team_members::context_id.eq(context.id()));
    let ended = diesel::update(open).set(care_team_members::ended_at.eq(now)).execute(&mut conn).await?;
    Ok(ended > 0)
}

/// Ends every place of a staff member.
pub async fn end_places_of(
    mut conn: Conn<'_>,
    practice: PracticeId,
    staff: StaffId,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let open = care_team_members::table
        .filter(care_team_members::practice_id.eq(practice))
        .filter(care_team_members::staff_id.eq(staff))
        .filter(care_team_members::ended_at.is_null());
    diesel::update(open).set(care_team_members::ended_at.eq(now)).execute(&mut conn).await?;
    Ok(())
}

/// Whether anybody cares for a client, alone or in a couple; and whether the reader, as a therapist, is among them.
pub async fn who_cares(mut conn: Conn<'_>, reader: &Reader, client: ClientId) -> ApiResult<(bool, bool)> {
    let mut also = conn;
    let of_client = || {
        let in_couple = care_team_members::context_id.eq_any(couples_of(reader.practice, client));
        care_team_members::context_id.eq(client.uuid()).or(in_couple)
    };
    let anybody = care_team_members::table
        .filter(care_team_members::practice_id.eq(reader.practice))
        .filter(care_team_members::ended_at.is_null())
        .filter(of_client());
    let own = places(&own_care(reader)).filter(of_client());
    Ok(futures_util::try_join!(
        diesel::select(exists(anybody)).get_result(&mut conn),
        diesel::select(exists(own)).get_result(&mut also)
    )?)
}

/// Whether the reader may know this client or couple at all.
pub(super) async fn is_visible(mut conn: Conn<'_>, reader: &Reader, context: Context) -> ApiResult<bool> {
    let visible = match context {
        Context::Client(id) => {
            let client = clients::visible_to(reader).filter(client_rows::id.eq(id));
            diesel::select(exists(client)).get_result(&mut conn).await?
        }
        Context::Couple(id) => {
            let couple = couples::visible_to(reader).filter(couple_rows::id.eq(id));
            diesel::select(exists(couple)).get_result(&mut conn).await?
        }
    };
    Ok(visible)
}

/// Whether the reader, as a therapist, is on this very team.
pub(super) async fn is_on_team(mut conn: Conn<'_>, reader: &Reader, context: Context) -> ApiResult<bool> {
    let own = places(&own_care(reader)).filter(care_team_members::context_id.eq(context.id()));
    Ok(diesel::select(exists(own)).get_result(&mut conn).await?)
}

/// Whether a staff member is on this very team.
pub async fn has_place(
    mut conn: Conn<'_>,
    practice: PracticeId,
    context: Context,
    staff: StaffId,
) -> ApiResult<bool> {
    let open = care_team_members::table
        .filter(care_team_members::practice_id.eq(practice))
        .filter(care_team_members::context_id.eq(context.id()))
        .filter(care_team_members::staff_id.eq(staff))
        .filter(care_team_members::ended_at.is_null());
    Ok(diesel::select(exists(open)).get_result(&mut conn).await?)
}

/// A page of a care team, in the order in which its members came.
pub(super) async fn list_places(
    mut conn: Conn<'_>,
    practice: PracticeId,
    context: Context,
    after: Option<CareTeamPlaceId>,
    limit: PageLimit,
) -> ApiResult<Vec<PlaceRow>> {
    let mut query = open_places(practice)
        .filter(care_team_members::context_id.eq(context.id()))
        .order(care_team_members::id)
        .limit(limit.rows())
        .select(PlaceRow::as_select())
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(care_team_members::id.gt(after));
    }
    Ok(query.load(&mut conn).await?)
}

/// The open place of a staff member on a care team.
pub(super) async fn find_place(
    mut conn: Conn<'_>,
    practice: PracticeId,
    context: Context,
    staff: StaffId,
) -> ApiResult<PlaceRow> {
    let query = open_places(practice)
        .filter(care_team_members::staff_id.eq(staff))
        .filter(care_team_members::context_id.eq(context.id()))
        .select(PlaceRow::as_select());
    Ok(query.first(&mut conn).await?)
}

/// Days without anybody on the care team after which care has ended: less is a handing over.
const GAP_DAYS: i64 = 30;

/// The episode of care that runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Episode {
    /// Its first day.
    pub since: NaiveDate,
    /// The last day of the episode before, where there was one: what is of a later day belongs to this one.
    pub after: Option<NaiveDate>,
}

/// The episode of care that runs, of a client or couple; nothing where nobody cares now.
pub async fn find_episode(
    mut conn: Conn<'_>,
    practice: PracticeId,
    of: Context,
) -> ApiResult<Option<Episode>> {
    let places: Vec<(DateTime<Utc>, Option<DateTime<Utc>>)> = care_team_members::table
        .filter(care_team_members::practice_id.eq(practice))
        .filter(care_team_members::context_id.eq(of.id()))
        .order(care_team_members::created_at)
        .select((care_team_members::created_at, care_team_members::ended_at))
        .load(&mut conn)
        .await?;
    Ok(episode(&places))
}

/// The last row of places that follow each other, if it goes on. They come in the order of their beginning.
fn episode(places: &[(DateTime<Utc>, Option<DateTime<Utc>>)]) -> Option<Episode> {
    let (mut since, mut until) = (places.first()?.0, places.first().map(|(from, _)| *from));
    let mut after = None;
    for (from, to) in places.iter().copied() {
        let ended = until.filter(|until| from.signed_duration_since(until).num_days() > GAP_DAYS);
        if let Some(ended) = ended {
            (since, until, after) = (from, Some(from), Some(ended.date_naive()));
        }
        until = until.zip(to).map(|(until, to)| until.max(to));
    }
    until.is_none().then(|| Episode { since: since.date_naive(), after })
}

#[cfg(test)]
mod tests {
    use chrono::{Days, NaiveTime};

    use super::*;

    fn day(number: u64) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 1, 1).unwrap_or_default() + Days::new(number)
    }

    fn of(places: &[(u64, Option<u64>)]) -> Option<(NaiveDate, Option<NaiveDate>)> {
        let at = |number: u64| day(number).and_time(NaiveTime::MIN).and_utc();
        let places: Vec<_> = places.iter().map(|(from, to)| (at(*from), to.map(at))).collect();
        episode(&places).map(|one| (one.since, one.after))
    }

    #[test]
    fn an_episode_goes_on_over_a_handing_over_and_ends_with_a_gap() {
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[(0, Some(10))]), None);
        assert_eq!(of(&[(5, None)]), Some((day(5), None)));
        assert_eq!(of(&[(0, Some(10)), (40, None)]), Some((day(0), None)));
        assert_eq!(of(&[(0, Some(10)), (41, None)]), Some((day(41), Some(day(10)))));
        assert_eq!(of(&[(0, None), (100, None)]), Some((day(0), None)));
        assert_eq!(of(&[(0, Some(90)), (5, Some(6)), (100, None)]), Some((day(0), None)));
    }
}
