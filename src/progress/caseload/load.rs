//! What is counted of each client and couple of a page.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::dto::{CaseloadResponse, ListCaseloadQuery};
use super::model::{DueSum, Entry, Figures, Place, Unseen};
use super::queries::{list_entries, list_open_ruptures};
use crate::homework::assignments::{OpenAnswer, list_open_answers};
use crate::homework::reviews::list_unseen;
use crate::identity::actor::Reader;
use crate::people::appointments::{Upcoming, next_of};
use crate::people::safety::{SafetyMarkKind, list_standing};
use crate::platform::db::Conn;
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{ClientId, CoupleId};
use crate::platform::local_day::TimeZone;
use crate::progress::adherence::Window;
use crate::progress::measures::requests::list_asked;
use crate::progress::summaries::{Case, WEEKS, earlier, later, load_running, standing};

/// A page of the caseload, with one row more where there is another page, and the place of each row.
pub(super) async fn load(
    conn: Conn<'_>,
    reader: &Reader,
    asked: &ListCaseloadQuery,
    after: Option<Place>,
    now: DateTime<Utc>,
) -> ApiResult<Vec<(Place, CaseloadResponse)>> {
    let today = now.date_naive();
    let days = Window { from: earlier(today, WEEKS * 7 - 1), to: later(today, 1) };
    let mut entries = list_entries(conn, reader).await?;
    look_at(conn, reader, &mut entries, days, now).await?;
    let mut placed: Vec<(Place, Entry)> =
        entries.into_iter().map(|entry| (entry.place(asked.order), entry)).collect();
    placed.retain(|(place, _)| after.as_ref().is_none_or(|after| place > after));
    placed.sort_by(|(one, _), (other, _)| one.cmp(other));
    placed.truncate(usize::try_from(asked.limit.rows()).unwrap_or_default());
    let (places, page): (Vec<Place>, Vec<Entry>) = placed.into_iter().unzip();
    let figures = count(conn, reader, &page, days, now).await?;
    let rows = page.into_iter().zip(figures);
    let rows = rows.map(|(entry, figures)| CaseloadResponse::of(entry, figures, days.from));
    Ok(places.into_iter().zip(rows).collect())
}

fn ids(entries: &[Entry]) -> (Vec<Uuid>, Vec<ClientId>) {
    let contexts = entries.iter().map(|entry| entry.context.id()).collect();
    let people = entries.iter().flat_map(|entry| entry.people.iter().map(|person| person.client_id));
    (contexts, people.collect())
}

/// What an order may go by is looked at for all, before there is a page.
async fn look_at(
    conn: Conn<'_>,
    reader: &Reader,
    entries: &mut [Entry],
    days: Window,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let (contexts, people) = ids(entries);
    let (unseen, next, asks) = futures_util::try_join!(
        list_unseen(conn, reader, &people, days.from),
        next_of(conn, reader, &contexts, now),
        list_asked(conn, reader, &contexts, now)
    )?;
    let mut counted: HashMap<Uuid, Unseen> = HashMap::new();
    for (couple, client, day) in unseen {
        let of = counted.entry(couple.map_or(client.uuid(), |couple| couple.uuid())).or_default();
        *of = of.and(day);
    }
    let next: HashMap<Uuid, Upcoming> = next.into_iter().map(|one| (one.context_id, one)).collect();
    let mut due: HashMap<Uuid, DueSum> = HashMap::new();
    for one in asks.due(now.date_naive(), &next, TimeZone::UTC) {
        let of = due.entry(one.couple_id.map_or(one.client_id.uuid(), |couple| couple.uuid())).or_default();
        *of = of.and(&one);
    }
    for entry in entries {
        let context = entry.context.id();
        entry.measures = due.remove(&context).unwrap_or_default();
        entry.unseen = counted.remove(&context).unwrap_or_default();
        entry.next_appointment = next.get(&context).copied();
    }
    Ok(())
}

async fn count(
    conn: Conn<'_>,
    reader: &Reader,
    page: &[Entry],
    days: Window,
    now: DateTime<Utc>,
) -> ApiResult<Vec<Figures>> {
    let (contexts, people) = ids(page);
    let case = |entry: &Entry| Case {
        context: entry.context.id(),
        members: entry.people.iter().map(|person| person.client_id).collect(),
    };
    let cases: Vec<Case> = page.iter().map(case).collect();
    let couples: Vec<CoupleId> = page.iter().filter_map(|entry| entry.context.couple()).collect();
    let (homework, answers, marks, ruptures) = futures_util::try_join!(
        load_running(conn, reader, &cases, days, now),
        list_open_answers(conn, reader, &contexts),
        list_standing(conn, reader, &people),
        list_open_ruptures(conn, reader, &couples, days.from),
    )?;
    let figures = cases.iter().zip(&homework).map(|(case, loaded)| {
        let mut figures = Figures { standing: standing(loaded, days, now), ..Figures::default() };
        for answer in answers.iter().filter(|answer| answer.context == case.context) {
            figures.answer(answer);
        }
        for (_, kind) in marks.iter().filter(|(client, _)| case.members.contains(client)) {
            figures.mark(*kind);
        }
        let own = ruptures.iter().filter(|(couple, _)| couple.uuid() == case.context);
        figures.ruptures = own.map(|(_, day)| *day).collect();
        figures
    });
    Ok(figures.collect())
}

impl Figures {
    fn answer(&mut self, answer: &OpenAnswer) {
        let number = if answer.given { &mut self.answered } else { &mut self.waiting };
        *number = number.saturating_add(1);
    }

    fn mark(&mut self, kind: SafetyMarkKind) {
        let number = match kind {
            SafetyMarkKind::Flag => &mut self.flags,
            SafetyMarkKind::Hold => &mut self.holds,
        };
        *number = number.saturating_add(1);
    }
}
