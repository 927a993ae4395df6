//! What each reader is told of a version: its number, how it stands, and which wins belong to its month.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::dto::{RetroAgreementResponse, RetroResponse};
use super::model::{Place, ReaderRow, RetroRow, RetroStatus, WinRow, Words};
use super::queries::{find_retro, list_readers};
use super::wins::list_wins;
use crate::homework::authored::put_partner;
use crate::homework::check_ins::Visibility;
use crate::identity::actor::Reader;
use crate::identity::practice_keys::PracticeKey;
use crate::platform::db::{AsText, Conn};
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::{ClientId, CoupleId, PracticeId};
use crate::schema::couples;

/// What an end adds to the version: more than what goes with it can take away.
const ENDED: i32 = 3;

/// What the answers for versions of one couple have in common.
struct Sight<'r> {
    reader: &'r Reader,
    readers: Vec<ReaderRow>,
    wins: Vec<WinRow>,
    ended: bool,
}

/// The answers for versions of one couple.
pub(super) async fn open_all(
    conn: Conn<'_>,
    reader: &Reader,
    couple: CoupleId,
    rows: Vec<RetroRow>,
    key: &PracticeKey,
) -> ApiResult<Vec<RetroResponse>> {
    let Some(first) = rows.iter().map(|row| row.number).min() else { return Ok(Vec::new()) };
    let months: Vec<_> = rows.iter().map(|row| row.month).collect();
    let (readers, wins, ended) = futures_util::try_join!(
        list_readers(conn, reader, couple, first),
        list_wins(conn, reader, couple, &months),
        has_ended(conn, reader.practice, couple)
    )?;
    let sight = Sight { reader, readers, wins, ended };
    rows.into_iter().map(|row| sight.open(row, key)).collect()
}

/// The answer for one version that was found.
pub(super) async fn open_one(
    conn: Conn<'_>,
    reader: &Reader,
    row: RetroRow,
    key: &PracticeKey,
) -> ApiResult<RetroResponse> {
    let couple = row.couple_id;
    open_all(conn, reader, couple, vec![row], key).await?.pop().ok_or(ApiError::Internal)
}

/// The answer for the version that the reader counts as this one.
pub(super) async fn read(
    conn: Conn<'_>,
    reader: &Reader,
    (couple, number): (CoupleId, i32),
    key: &PracticeKey,
) -> ApiResult<RetroResponse> {
    let row = find_retro(conn, reader, couple, number).await?.ok_or(ApiError::NotFound)?;
    open_one(conn, reader, row, key).await
}

async fn has_ended(mut conn: Conn<'_>, practice: PracticeId, couple: CoupleId) -> ApiResult<bool> {
    let ended = couples::table.find((practice, couple)).select(couples::ended_at.is_not_null());
    Ok(ended.first(&mut conn).await?)
}

impl Sight<'_> {
    fn open(&self, row: RetroRow, key: &PracticeKey) -> ApiResult<RetroResponse> {
        let readers: Vec<&ReaderRow> = self.of(row.number).collect();
        let own = readers.iter().find(|one| one.client_id == self.reader.member);
        let own = own.filter(|_| self.reader.client);
        let superseded = self.is_superseded(row.number);
        let both_read = readers.len() == 2;
        let agreed = self.is_agreed(&readers);
        let wins = self.wins.iter().filter(|win| win.month == row.month).cloned();
        let RetroRow {
            couple_id,
            number,
            month,
            local_date,
            client_id,
            words_sealed,
            version,
            applied_at,
            applied_by,
        } = row;
        let place = Place { practice: self.reader.practice, couple: couple_id, number };
        let Words { small_wins, decisions, additions, next_on } = Words::open(place, &words_sealed, key)?;
        let mut audience = Visibility::Partner.audience(false);
        put_partner(&mut audience, self.reader.client || both_read);
        let told = own.map_or(version, |own| own.version);
        let more = i32::from(superseded) + i32::from(applied_at.is_some());
        let more = more + if self.ended { ENDED } else { 0 };
        Ok(RetroResponse {
            couple_id,
            number: own.map_or(number, |own| own.own_number),
            month,
            local_date,
            client_id,
            small_wins,
            decisions: decisions.into_iter().map(Into::into).collect(),
            additions: additions.into_iter().map(Into::into).collect(),
            next_on,
            wins: wins.map(Into::into).collect(),
            status: match (applied_at, agreed) {
                (Some(_), _) => RetroStatus::Applied,
                (None, true) => RetroStatus::Agreed,
                (None, false) => RetroStatus::Proposed,
            },
            superseded,
            agreements: readers.iter().filter_map(|one| self.agreement(one)).collect(),
            applied_at,
            applied_by: applied_by.map(|AsText(by)| by),
            audience,
            reaches_partner: (!self.reader.client).then_some(both_read),
            version: told.saturating_add(more),
        })
    }

    fn of(&self, number: i32) -> impl Iterator<Item = &ReaderRow> {
        self.readers.iter().filter(move |one| one.number == number)
    }

    /// For a partner by any later version that this one knows; for the care team by one that reaches everybody whom the earlier
    /// one reaches, so that what a hold parks leaves the other's own as it is.
    fn is_superseded(&self, number: i32) -> bool {
        let mut later = self.readers.iter().filter(|one| one.number > number);
        if self.reader.client {
            return later.any(|one| one.client_id == self.reader.member);
        }
        let mut numbers: Vec<i32> = later.map(|one| one.number).collect();
        numbers.dedup();
        let reaches = |at: i32, client: ClientId| self.of(at).any(|one| one.client_id == client);
        numbers.into_iter().any(|at| self.of(number).all(|one| reaches(at, one.client_id)))
    }

    /// Whether both agreed, as far as this reader may know: an agreement that was given under a hold counts for its giver alone.
    fn is_agreed(&self, readers: &[&ReaderRow]) -> bool {
        let counts = |one: &&&ReaderRow| {
            let own = self.reader.client && one.client_id == self.reader.member;
            one.agreed_at.is_some() && (own || one.agreement_reaches)
        };
        readers.iter().filter(counts).count() == 2
    }

    fn agreement(&self, row: &ReaderRow) -> Option<RetroAgreementResponse> {
        let readable = if self.reader.client { row.client_id == self.reader.member } else { row.shown };
        let agreed_at = row.agreed_at.filter(|_| readable)?;
        let reaches_partner = (!self.reader.client).then_some(row.agreement_reaches);
        Some(RetroAgreementResponse { client_id: row.client_id, agreed_at, reaches_partner })
    }
}

/// Refuses a version that another one has taken the place of.
pub(super) fn check_newest(known: &RetroResponse) -> ApiResult<()> {
    match known.superseded {
        true => Err(ApiError::wrong_state("there is a newer version: read that one")),
        false => Ok(()),
    }
}

/// Refuses a version that nothing can be done with any more.
pub(super) fn check_open(known: &RetroResponse) -> ApiResult<()> {
    check_newest(known)?;
    match known.status {
        RetroStatus::Applied => Err(ApiError::wrong_state("it was applied already: write a new one")),
        RetroStatus::Proposed | RetroStatus::Agreed => Ok(()),
    }
}
