//! What the figures of many clients and couples are made from, in four statements however many they are.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::acts::written_by;
use super::{Ids, everybody, pauses, terms};
use crate::homework::assignments::AssignmentStatus;
use crate::identity::actor::Reader;
use crate::platform::db::{AsText, Conn};
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{AssignmentId, ClientId, PracticeId};
use crate::progress::adherence::Window;
use crate::progress::summaries::model::{ActRow, Homework, Loaded, PauseRow, PersonRow, TermsRow};
use crate::schema::{assignments, clients};

/// A client or couple whose homework is looked at, and its people: those of whom the reader may know.
pub struct Case {
    /// The client or couple.
    pub context: Uuid,
    /// The client, or the members.
    pub members: Vec<ClientId>,
}

/// The running homework of each of these, in their order, as far as these days need it and the care team may read it.
pub async fn load_running(
    conn: Conn<'_>,
    reader: &Reader,
    cases: &[Case],
    days: Window,
    now: DateTime<Utc>,
) -> ApiResult<Vec<Loaded>> {
    let contexts: Vec<Uuid> = cases.iter().map(|case| case.context).collect();
    let members: Vec<ClientId> = cases.iter().flat_map(|case| case.members.iter().copied()).collect();
    let (people, terms, pauses, acts) = futures_util::try_join!(
        people(conn, reader.practice, &members),
        terms(conn, reader, running(reader.practice, &contexts, days)),
        pauses(conn, reader.practice, running(reader.practice, &contexts, days), days),
        written_by(conn, reader.practice, &members, days),
    )?;
    let mut shelves = Shelves::of(terms, pauses, acts);
    let people: HashMap<ClientId, PersonRow> = people.into_iter().map(|one| (one.id, one)).collect();
    Ok(cases.iter().map(|case| shelves.take(case, &people, now)).collect())
}

async fn people(mut conn: Conn<'_>, practice: PracticeId, members: &[ClientId]) -> ApiResult<Vec<PersonRow>> {
    let query =
        everybody(practice).filter(clients::restricted_at.is_null()).filter(clients::id.eq_any(members));
    Ok(query.load(&mut conn).await?)
}

/// Assignments that run and have a day in the window.
fn running<'q>(practice: PracticeId, contexts: &[Uuid], days: Window) -> Ids<'q> {
    assignments::table
        .filter(assignments::practice_id.eq(practice))
        .filter(assignments::context_id.eq_any(contexts.to_vec()))
        .filter(assignments::status.eq(AsText(AssignmentStatus::Active)))
        .filter(assignments::starts_on.le(days.to))
        .filter(assignments::ends_on.is_null().or(assignments::ends_on.ge(days.from)))
        .select(assignments::id)
        .into_boxed()
}

/// What was loaded for all, laid out by client and couple.
struct Shelves {
    terms: HashMap<Uuid, Vec<TermsRow>>,
    pauses: HashMap<Uuid, Vec<PauseRow>>,
    acts: HashMap<Uuid, Vec<ActRow>>,
}

impl Shelves {
    fn of(terms: Vec<TermsRow>, pauses: Vec<PauseRow>, acts: Vec<ActRow>) -> Self {
        let context = |row: &TermsRow| {
            let client = row.client_id.map(|id| id.uuid());
            row.couple_id.map(|id| id.uuid()).or(client).unwrap_or_default()
        };
        let of: HashMap<AssignmentId, Uuid> = terms.iter().map(|row| (row.id, context(row))).collect();
        let mut shelves = Self { terms: HashMap::new(), pauses: HashMap::new(), acts: HashMap::new() };
        for row in terms {
            shelves.terms.entry(context(&row)).or_default().push(row);
        }
        for row in pauses {
            let Some(context) = of.get(&row.assignment_id) else { continue };
            shelves.pauses.entry(*context).or_default().push(row);
        }
        for row in acts {
            let Some(context) = of.get(&row.assignment_id) else { continue };
            shelves.acts.entry(*context).or_default().push(row);
        }
        shelves
    }

    fn take(&mut self, case: &Case, people: &HashMap<ClientId, PersonRow>, now: DateTime<Utc>) -> Loaded {
        let people: Vec<PersonRow> = case.members.iter().filter_map(|id| people.get(id).cloned()).collect();
        let terms = self.terms.remove(&case.context).unwrap_or_default();
        let homework = Homework::group(&terms, &people, now);
        let pauses = self.pauses.remove(&case.context).unwrap_or_default();
        let acts = self.acts.remove(&case.context).unwrap_or_default();
        Loaded { people, homework, pauses, acts }
    }
}
