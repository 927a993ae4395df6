//! What is due: requests held against what was answered and the next appointments, in as many statements for many as for one.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::dto::DueMeasure;
use super::model::RequestRow;
use super::queries::{Answered, list_answered, list_running};
use super::rhythm::Meetings;
use crate::identity::actor::Reader;
use crate::people::appointments::{Upcoming, next_of};
use crate::platform::db::Conn;
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{ClientId, MembershipId};
use crate::platform::local_day::TimeZone;

/// What is asked of some people, what they answered, and who wants to know.
pub struct Asks {
    requests: Vec<RequestRow>,
    answered: Vec<Answered>,
    reader: MembershipId,
}

/// Reads what is asked in the care of these clients and couples.
pub async fn list_asked(
    conn: Conn<'_>,
    reader: &Reader,
    contexts: &[Uuid],
    now: DateTime<Utc>,
) -> ApiResult<Asks> {
    read(conn, reader, None, contexts, now).await
}

/// Reads what is asked of one client, and the next appointments that it may be asked before.
pub(super) async fn list_of(
    conn: Conn<'_>,
    reader: &Reader,
    client: ClientId,
    now: DateTime<Utc>,
) -> ApiResult<(Asks, HashMap<Uuid, Upcoming>)> {
    let asks = read(conn, reader, Some(client), &[], now).await?;
    let contexts: Vec<Uuid> = asks.requests.iter().map(RequestRow::context).collect();
    let next = next_of(conn, reader, &contexts, now).await?;
    Ok((asks, next.into_iter().map(|one| (one.context_id, one)).collect()))
}

async fn read(
    conn: Conn<'_>,
    reader: &Reader,
    client: Option<ClientId>,
    contexts: &[Uuid],
    now: DateTime<Utc>,
) -> ApiResult<Asks> {
    let requests = list_running(conn, reader, client, contexts).await?;
    let mut people: Vec<ClientId> = requests.iter().map(|request| request.client_id).collect();
    people.sort_unstable();
    people.dedup();
    let mut instruments: Vec<String> =
        requests.iter().map(|request| request.instrument_key.clone()).collect();
    instruments.sort_unstable();
    instruments.dedup();
    let today = now.date_naive();
    let since = requests.iter().map(|request| request.times().earliest(today)).min().unwrap_or(today);
    let answered = list_answered(conn, reader, &people, instruments, since).await?;
    Ok(Asks { requests, answered, reader: reader.member })
}

impl Asks {
    /// What is due on a day, the most urgent first. Where a day is that of an appointment's clock is decided by this zone.
    pub fn due(&self, today: NaiveDate, next: &HashMap<Uuid, Upcoming>, zone: TimeZone) -> Vec<DueMeasure> {
        let due = |request: &RequestRow| self.due_of(request, today, next, zone);
        let mut due: Vec<DueMeasure> = self.requests.iter().filter_map(due).collect();
        due.sort_by_key(|one| (one.due_on, one.request_id));
        due
    }

    fn due_of(
        &self,
        request: &RequestRow,
        today: NaiveDate,
        next: &HashMap<Uuid, Upcoming>,
        zone: TimeZone,
    ) -> Option<DueMeasure> {
        let day = |at: DateTime<Utc>| zone.wall_clock(at).date();
        let meetings = next
            .get(&request.context())
            .map(|one| Meetings { next: day(one.starts_at), previous: one.previous_at.map(day) });
        let stretch = request.times().stretch(today, meetings)?;
        let of_stretch = |one: &&Answered| {
            one.client_id == request.client_id
                && one.couple_id == request.couple_id
                && one.instrument_key == request.instrument_key
                && one.local_date >= stretch.from
        };
        let mut answered = self.answered.iter().filter(of_stretch);
        if answered.clone().any(|one| one.complete) {
            return None;
        }
        // Nobody goes on with what another has begun.
        let begun = answered.find(|one| one.entered_by == self.reader);
        Some(DueMeasure {
            request_id: request.id,
            client_id: request.client_id,
            couple_id: request.couple_id,
            instrument: request.instrument_key.clone(),
            from: stretch.from,
            due_on: stretch.due_on,
            overdue: stretch.due_on < today,
            begun_id: begun.map(|one| one.id),
        })
    }
}
