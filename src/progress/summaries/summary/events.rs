//! What happened on the way: sessions that were held, retros, and what clients marked themselves.

use chrono::{NaiveDate, NaiveTime, TimeDelta};

use super::dto::{EventKind, TimelineEvent};
use crate::homework::life_events::NotedEvent;
use crate::homework::retros::held_between;
use crate::identity::actor::Reader;
use crate::people::appointments::list_held;
use crate::people::care_teams::Context;
use crate::platform::db::Conn;
use crate::platform::http::ApiResult;
use crate::progress::adherence::Window;
use crate::progress::summaries::since_session::day_of;

/// The sessions and retros of a window, oldest first. `by_both`: only what both partners know.
pub async fn events(
    conn: Conn<'_>,
    reader: &Reader,
    context: Context,
    window: Window,
    by_both: bool,
) -> ApiResult<Vec<TimelineEvent>> {
    let at = |date: NaiveDate| date.and_time(NaiveTime::MIN).and_utc();
    // A local day begins and ends at most a day from that of UTC.
    let instants = (at(window.from) - TimeDelta::days(1), at(window.to) + TimeDelta::days(2));
    let retros = async {
        match context {
            Context::Client(_) => Ok(Vec::new()),
            Context::Couple(couple) => {
                held_between(conn, reader, couple, by_both, (window.from, window.to)).await
            }
        }
    };
    let (sessions, retros) = futures_util::try_join!(list_held(conn, reader, context, instants), retros)?;
    let sessions = sessions.iter().map(day_of).filter(|day| window.contains(*day));
    let mut events: Vec<TimelineEvent> = sessions
        .map(|local_date| TimelineEvent::of_all(local_date, EventKind::Session))
        .chain(retros.into_iter().map(|local_date| TimelineEvent::of_all(local_date, EventKind::Retro)))
        .collect();
    events.sort_by_key(|event| event.local_date);
    Ok(events)
}

/// The same with what clients marked, each day's sessions and retros first.
pub fn with_marked(mut events: Vec<TimelineEvent>, marked: Vec<NotedEvent>) -> Vec<TimelineEvent> {
    events.extend(marked.into_iter().map(|NotedEvent { client_id, on, title }| TimelineEvent {
        local_date: on,
        kind: EventKind::LifeEvent,
        client_id: Some(client_id),
        title: Some(title),
    }));
    events.sort_by_key(|event| event.local_date);
    events
}
