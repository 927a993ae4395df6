//! What each reader is told of a version: its number, how it stands, and when it is to be looked at again.

use chrono::{DateTime, NaiveDate, Utc};

use super::dto::{AcceptanceResponse, PactResponse};
use super::model::{AcceptanceRow, PactRow, Place, Words};
use super::queries::{find_newest, list_acceptances};
use crate::homework::assignments::{AssignmentRow, AssignmentStatus, find_assignment, find_plan};
use crate::homework::authored::put_partner;
use crate::homework::cadence::Purpose;
use crate::homework::check_ins::Visibility;
use crate::identity::actor::Reader;
use crate::identity::practice_keys::PracticeKey;
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::AssignmentId;
use crate::platform::local_day::local_date;

/// What a reader knows of the homework that versions belong to.
pub(super) struct Homework {
    /// The newest version that the reader knows.
    newest: Option<i32>,
    next_review_on: Option<NaiveDate>,
}

impl Homework {
    /// Of homework that the reader may see; nothing of any other.
    pub async fn find(
        conn: Conn<'_>,
        reader: &Reader,
        assignment: AssignmentId,
        now: DateTime<Utc>,
    ) -> ApiResult<Option<Self>> {
        let found = find_assignment(conn, reader, assignment).await?;
        let Some(row) = found.filter(|row| row.couple_id.is_some()) else { return Ok(None) };
        let (newest, next_review_on) = futures_util::try_join!(
            find_newest(conn, reader, assignment),
            next_review(conn, reader, &row, now)
        )?;
        Ok(Some(Self { newest: newest.map(|row| row.number), next_review_on }))
    }
}

/// The last day of the review period that runs today: the same for every reader, whoever has looked back already.
async fn next_review(
    conn: Conn<'_>,
    reader: &Reader,
    row: &AssignmentRow,
    now: DateTime<Utc>,
) -> ApiResult<Option<NaiveDate>> {
    if row.status.0 != AssignmentStatus::Active {
        return Ok(None);
    }
    let today = local_date(now, row.time_zone.0, row.day_start.0);
    let periods = find_plan(conn, reader, row).await?.periods(today..=today);
    Ok(periods.into_iter().find(|period| period.purpose == Purpose::Review).map(|period| period.end))
}

/// The answers for versions of one homework.
pub(super) async fn open_all(
    conn: Conn<'_>,
    reader: &Reader,
    homework: &Homework,
    rows: Vec<PactRow>,
    key: &PracticeKey,
) -> ApiResult<Vec<PactResponse>> {
    let mut acceptances = list_acceptances(conn, reader.practice, &rows).await?;
    let mut answers = Vec::with_capacity(rows.len());
    for row in rows {
        let same =
            |one: &mut AcceptanceRow| (one.assignment_id, one.number) == (row.assignment_id, row.number);
        let own: Vec<AcceptanceRow> = acceptances.extract_if(.., same).collect();
        answers.push(open(row, own, reader, homework, key)?);
    }
    Ok(answers)
}

/// The answer for one version that was found.
pub(super) async fn open_one(
    conn: Conn<'_>,
    reader: &Reader,
    homework: &Homework,
    row: PactRow,
    key: &PracticeKey,
) -> ApiResult<PactResponse> {
    let mut answers = open_all(conn, reader, homework, vec![row], key).await?;
    answers.pop().ok_or(ApiError::Internal)
}

fn open(
    row: PactRow,
    acceptances: Vec<AcceptanceRow>,
    reader: &Reader,
    homework: &Homework,
    key: &PracticeKey,
) -> ApiResult<PactResponse> {
    let superseded = homework.newest != Some(row.number);
    let (accepted_by_both, version) = standing(&acceptances, superseded, reader);
    let told = row.told(reader);
    let PactRow {
        assignment_id,
        number,
        couple_id,
        client_id,
        author_number: _,
        partner_number,
        item_version,
        words_sealed,
        local_date,
    } = row;
    let place = Place { practice: reader.practice, assignment: assignment_id, number };
    let Words { limit, so_that, reconnect, answers } = Words::open(place, &words_sealed, key)?;
    let mut audience = Visibility::Partner.audience(false);
    put_partner(&mut audience, reader.client || partner_number.is_some());
    let readable = acceptances
        .into_iter()
        .filter(|one| if reader.client { one.client_id == reader.member } else { one.shown });
    Ok(PactResponse {
        assignment_id,
        couple_id,
        number: told,
        client_id,
        local_date,
        item_version,
        limit,
        so_that,
        reconnect,
        answers,
        audience,
        superseded,
        in_force: accepted_by_both && !superseded,
        acceptances: readable.map(|one| AcceptanceResponse::of(&one, reader)).collect(),
        next_review_on: homework.next_review_on.filter(|_| !superseded),
        reaches_partner: (!reader.client).then_some(partner_number.is_some()),
        version,
    })
}

impl AcceptanceResponse {
    fn of(row: &AcceptanceRow, reader: &Reader) -> Self {
        let reaches_partner = (!reader.client).then_some(row.reaches_partner);
        Self { client_id: row.client_id, accepted_at: row.accepted_at, reaches_partner }
    }
}

/// Whether both accepted a version, as far as this reader may know, and the version of the answer. A partner is told by the
/// other's acceptance only whether the version is in force; one that was given under a hold counts for its giver alone.
fn standing(acceptances: &[AcceptanceRow], superseded: bool, reader: &Reader) -> (bool, i32) {
    let (both, told) = if reader.client {
        let own = acceptances.iter().any(|one| one.client_id == reader.member);
        let other = acceptances.iter().any(|one| one.client_id != reader.member && one.reaches_partner);
        (own && other, usize::from(own) + usize::from(own && other))
    } else {
        let reaching = acceptances.iter().filter(|one| one.reaches_partner).count();
        (reaching == 2, acceptances.len() + reaching)
    };
    let told = i32::try_from(told + usize::from(superseded)).unwrap_or(i32::MAX);
    (both, told.saturating_add(1))
}
