//! Reads what a preparation is made from: as many queries for much as for little.

use chrono::{DateTime, Utc};

use super::dto::{LastSession, PreparationResponse, PreparedPerson};
use super::sort::{Shelf, proposed, split};
use crate::homework::{Lately, boundaries, check_ins, journals, reviews};
use crate::identity::actor::Reader;
use crate::identity::practice_keys::PracticeKey;
use crate::people::appointments::{AppointmentResponse, find_appointment, last_held, next_of};
use crate::people::care_teams::Context;
use crate::people::clients::find_client;
use crate::people::couples::find_couple;
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::{AppointmentId, ClientId};
use crate::progress::measures::requests::list_asked;
use crate::progress::summaries::{Asked, Scope, Viewer, WEEKS, day_of, load, progress};

/// Most check-ins, boundaries and entries that one page tells of, each.
const MOST: usize = 200;

/// Makes the preparation of an appointment that the reader may read, for who cares.
pub(super) async fn prepare(
    conn: Conn<'_>,
    reader: &Reader,
    id: AppointmentId,
    key: &PracticeKey,
    now: DateTime<Utc>,
) -> ApiResult<PreparationResponse> {
    let appointment = find_appointment(conn, reader, id).await?.ok_or(ApiError::NotFound)?;
    let context = appointment.context()?;
    let before = [context.id()];
    let (last, names) = futures_util::try_join!(
        last_held(conn, reader, &before, appointment.starts_at.min(now)),
        names(conn, reader, context)
    )?;
    let asked = last.as_ref().map_or(Asked::Weeks(WEEKS), |last| Asked::Since(day_of(last)));
    let lately = Lately {
        authors: names.iter().map(|(id, _)| *id).collect(),
        couple: context.couple(),
        from: asked.window(now.date_naive()).from,
        arrived_after: last.map(|last| last.starts_at),
    };
    let most = i64::try_from(MOST).map_err(|_| ApiError::Internal)?;
    let (loaded, noted, reviewed, limits, entries, asks, next) = futures_util::try_join!(
        load(conn, reader, Viewer::CareTeam, Scope::from(context), asked.bounds(now), now),
        check_ins::list_lately(conn, reader, &lately, most, key),
        reviews::list_lately(conn, reader, &lately),
        boundaries::list_lately(conn, reader, &lately, most, key),
        journals::list_lately(conn, reader, &lately, most),
        list_asked(conn, reader, &before, now),
        next_of(conn, reader, &before, now),
    )?;
    let figures = progress(&loaded, context, Viewer::CareTeam, asked, now);
    let shortened = [noted.len(), limits.len(), entries.len()].contains(&MOST);
    let (window, proposed) = (figures.window, proposed(&loaded));
    let (together, own) = split(figures.assignments, &loaded, window);
    let next = next.into_iter().map(|one| (one.context_id, one)).collect();
    let zone = appointment.time_zone.0;
    let measures = asks.due(zone.wall_clock(now).date(), &next, zone);
    let mut shelf = Shelf { own, noted, reviewed, limits, entries, measures, from: lately.from };
    let shown = names.into_iter().filter(|(id, _)| loaded.people.iter().any(|person| person.id == *id));
    let people: Vec<PreparedPerson> = shown.map(|(id, name)| shelf.person(id, name)).collect();
    if people.is_empty() {
        return Err(ApiError::NotFound);
    }
    Ok(PreparationResponse {
        appointment: AppointmentResponse::of(appointment, reader),
        last_session: last.map(|last| LastSession { appointment_id: last.id, starts_at: last.starts_at }),
        window,
        people,
        together,
        proposed,
        shortened,
    })
}

/// The people whom it is about, as they are called.
async fn names(
    conn: Conn<'_>,
    reader: &Reader,
    context: Context,
) -> ApiResult<Vec<(ClientId, Option<String>)>> {
    Ok(match context {
        Context::Client(id) => {
            let client = find_client(conn, reader, id).await?.ok_or(ApiError::NotFound)?;
            vec![(id, Some(client.preferred_name.unwrap_or(client.given_name)))]
        }
        Context::Couple(id) => {
            let couple = find_couple(conn, reader, id).await?.ok_or(ApiError::NotFound)?;
            couple.members.into_iter().map(|member| (member.client_id, member.name)).collect()
        }
    })
}
