//! Small wins that were brought into the retro of a month: a row that its owner and the care team read, and a copy for the
//! partner. Under a safety hold the copy stands still.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::dto::RetroResponse;
use super::model::{SmallWinKind, WinInsert, WinRow};
use super::queries::{find_retro, note_wins};
use super::view::{check_open, read};
use crate::identity::actor::{Actor, ClientOnly, Reader};
use crate::people::couples::{find_member_ids, take_turn, withdraw};
use crate::people::safety;
use crate::platform::db::{AsText, Conn};
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::{AssignmentId, ClientId, CoupleId, PracticeId};
use crate::schema::{clients, couples, retro_wins};

/// What is brought in.
#[derive(Clone)]
pub struct Win {
    /// The homework.
    pub assignment: AssignmentId,
    /// What makes it one.
    pub kind: SmallWinKind,
    /// What the homework is called.
    pub item_title: String,
    /// Whether it is of homework of which one act counts for both.
    pub joint: bool,
    /// How many periods, of a streak.
    pub periods: Option<i32>,
    /// First local date.
    pub since: NaiveDate,
    /// Last local date.
    pub until: NaiveDate,
}

/// A win as its owner reads it, and as the partner does.
pub struct FoundWin {
    /// For the owner and the care team.
    pub own: Win,
    /// For the partner, where it shows to the partner too.
    pub copy: Option<Win>,
}

/// The wins of these months that the reader may know: the own ones and the copies of the partner's, of those none once the couple
/// has ended; for the care team those of whoever is not restricted.
pub(super) async fn list_wins(
    mut conn: Conn<'_>,
    reader: &Reader,
    couple: CoupleId,
    months: &[NaiveDate],
) -> ApiResult<Vec<WinRow>> {
    let owner = clients::practice_id.eq(retro_wins::practice_id).and(clients::id.eq(retro_wins::client_id));
    let query = retro_wins::table
        .inner_join(clients::table.on(owner))
        .filter(clients::practice_id.eq(reader.practice))
        .filter(retro_wins::practice_id.eq(reader.practice))
        .filter(retro_wins::couple_id.eq(couple))
        .filter(retro_wins::month.eq_any(months))
        .order((retro_wins::month, retro_wins::client_id, retro_wins::assignment_id))
        .select(WinRow::as_select())
        .into_boxed();
    let query = if reader.client {
        let lasting = couples::table
            .filter(couples::practice_id.eq(reader.practice))
            .filter(couples::ended_at.is_null())
            .select(couples::id);
        let kept = retro_wins::client_id.eq(reader.member).or(retro_wins::couple_id.eq_any(lasting));
        query.filter(retro_wins::reader_id.eq(reader.member)).filter(kept)
    } else {
        query.filter(retro_wins::reader_id.eq(retro_wins::client_id)).filter(clients::restricted_at.is_null())
    };
    Ok(query.load(&mut conn).await?)
}

/// The retro of which wins are brought in or taken back: the newest that its reader knows, and not carried out yet.
struct Open {
    month: NaiveDate,
    held: bool,
    partner: ClientId,
}

async fn find_open(
    actor: &Actor<ClientOnly>,
    conn: Conn<'_>,
    (couple, number): (CoupleId, i32),
) -> ApiResult<Open> {
    let reader = actor.reader();
    let (row, members, held, key) = futures_util::try_join!(
        find_retro(conn, &reader, couple, number),
        find_member_ids(conn, &reader, couple),
        safety::lock_and_ask(conn, reader.practice, reader.member),
        actor.key(conn)
    )?;
    row.ok_or(ApiError::NotFound)?;
    let partner = members.and_then(|members| members.into_iter().find(|one| *one != reader.member));
    take_turn(conn, reader.practice, couple).await?;
    // Once more, now that nobody writes beside it.
    let known = read(conn, &reader, (couple, number), &key).await?;
    check_open(&known)?;
    Ok(Open { month: known.month, held, partner: partner.ok_or(ApiError::Internal)? })
}

/// Brings a win into the retro of a month. The same again changes nothing: its words are fixed. Another one of the same
/// homework takes its place. `find` tells what there is to bring in.
pub async fn bring_in(
    actor: &Actor<ClientOnly>,
    conn: Conn<'_>,
    place: (CoupleId, i32),
    (assignment, kind): (AssignmentId, SmallWinKind),
    find: impl AsyncFnOnce(Conn<'_>, ClientId) -> ApiResult<Option<FoundWin>>,
) -> ApiResult<RetroResponse> {
    let (reader, now) = (actor.reader(), actor.now());
    let open = find_open(actor, conn, place).await?;
    let of = Of { practice: reader.practice, couple: place.0, month: open.month, owner: reader.member };
    let earlier = find_own(conn, of, assignment).await?.filter(|earlier| earlier.kind.0 == kind);
    let found = match earlier {
        Some(earlier) => Some(FoundWin::again(Win::from(earlier))),
        None => find(conn, open.partner).await?,
    };
    let FoundWin { own, copy } =
        found.ok_or(ApiError::wrong_state("this win is not among the suggestions now"))?;
    let own = put(conn, of.insert(&own, reader.member, now)).await?;
    let copied = match copy.filter(|_| !open.held) {
        Some(copy) => put(conn, of.insert(&copy, open.partner, now)).await?,
        None => false,
    };
    let mut told = Vec::with_capacity(2);
    told.extend(own.then_some(reader.member));
    told.extend(copied.then_some(open.partner));
    if !told.is_empty() {
        note_wins(conn, reader.practice, place.0, (open.month, &told), now).await?;
    }
    let key = actor.key(conn).await?;
    read(conn, &reader, place, &key).await
}

/// Takes a win back: it goes from the partner too, which can be noticed. Under a hold it goes from its owner alone.
pub(super) async fn take_back(
    actor: &Actor<ClientOnly>,
    conn: Conn<'_>,
    place: (CoupleId, i32),
    assignment: AssignmentId,
) -> ApiResult<()> {
    let (reader, now) = (actor.reader(), actor.now());
    let open = find_open(actor, conn, place).await?;
    let of = Of { practice: reader.practice, couple: place.0, month: open.month, owner: reader.member };
    if !remove(conn, of, assignment, reader.member).await? {
        return Err(ApiError::NotFound);
    }
    let gone = !open.held && remove(conn, of, assignment, open.partner).await?;
    withdraw(conn, reader.practice, reader.member, usize::from(gone)).await?;
    let told = if gone { vec![reader.member, open.partner] } else { vec![reader.member] };
    note_wins(conn, reader.practice, place.0, (open.month, &told), now).await
}

/// Whose wins, of which month.
#[derive(Clone, Copy)]
struct Of {
    practice: PracticeId,
    couple: CoupleId,
    month: NaiveDate,
    owner: ClientId,
}

impl Of {
    fn insert(self, win: &Win, reader: ClientId, now: DateTime<Utc>) -> WinInsert {
        WinInsert {
            practice_id: self.practice,
            couple_id: self.couple,
            month: self.month,
            client_id: self.owner,
            assignment_id: win.assignment,
            reader_id: reader,
            kind: AsText(win.kind),
            item_title: win.item_title.clone(),
            joint: win.joint,
            periods: win.periods,
            since: win.since,
            until: win.until,
            created_at: now,
        }
    }
}

impl FoundWin {
    /// What was brought in before, for whoever does not read it yet.
    fn again(own: Win) -> Self {
        Self { copy: Some(own.clone()), own }
    }
}

impl From<WinRow> for Win {
    fn from(row: WinRow) -> Self {
        let WinRow { month: _, client_id: _, assignment_id, kind, item_title, joint, periods, since, until } =
            row;
        Self { assignment: assignment_id, kind: kind.0, item_title, joint, periods, since, until }
    }
}

async fn find_own(mut conn: Conn<'_>, of: Of, assignment: AssignmentId) -> ApiResult<Option<WinRow>> {
    let own = retro_wins::table
        .find((of.practice, of.couple, of.month, of.owner, assignment, of.owner))
        .select(WinRow::as_select());
    Ok(own.first(&mut conn).await.optional()?)
}

/// Writes what one of the two reads of a win; says whether that is anything new.
async fn put(mut conn: Conn<'_>, row: WinInsert) -> ApiResult<bool> {
    let key = (row.practice_id, row.couple_id, row.month, row.client_id, row.assignment_id, row.reader_id);
    let same = retro_wins::table.find(key).filter(retro_wins::kind.eq(row.kind)).count();
    if same.get_result::<i64>(&mut conn).await? > 0 {
        return Ok(false);
    }
    diesel::delete(retro_wins::table.find(key)).execute(&mut conn).await?;
    diesel::insert_into(retro_wins::table).values(&row).execute(&mut conn).await?;
    Ok(true)
}

async fn remove(mut conn: Conn<'_>, of: Of, assignment: AssignmentId, reader: ClientId) -> ApiResult<bool> {
    let row = retro_wins::table.find((of.practice, of.couple, of.month, of.owner, assignment, reader));
    Ok(diesel::delete(row).execute(&mut conn).await? > 0)
}
