//! Writing a version.

use std::collections::HashMap;

use chrono::{DateTime, Datelike, NaiveDate, Utc};

use super::dto::{CreateRetroRequest, RetroResponse};
use super::habit::fill;
use super::model::{Place, ReaderInsert, RetroInsert};
use super::queries;
use super::settle::Ground;
use super::view::read;
use crate::homework::assignments::{find_grounds, find_published, reaches_couple};
use crate::identity::actor::{Actor, Reader, TherapistOrClient};
use crate::identity::audit::Event;
use crate::identity::practice_keys::PracticeKey;
use crate::people::care_teams::Context;
use crate::people::care_teams::reach::own_care;
use crate::people::couples::{find_member_ids, take_turn};
use crate::people::safety;
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult, Conflict, IdempotencyKey};
use crate::platform::ids::kind::{CheckInId, ClientId, CoupleId, LibraryItemId};
use crate::platform::local_day::local_date;

/// Most versions of one couple that somebody knows.
const MOST: i32 = 1000;

/// Writes a version over the one that its writer knows, or finds it when it was sent before; names the events to record: the retro,
/// and the check-in that it makes.
pub(super) async fn write_retro(
    actor: &Actor<TherapistOrClient>,
    conn: Conn<'_>,
    key: &IdempotencyKey,
    couple: CoupleId,
    request: &CreateRetroRequest,
) -> ApiResult<(RetroResponse, Vec<Event>)> {
    let writer = own_care(&actor.reader());
    let payload = (couple, request);
    let ((claim, earlier), reaches, members, held, seals) = futures_util::try_join!(
        actor.claim(conn, key, "create_retro", &payload),
        reaches_couple(conn, &writer, couple),
        find_member_ids(conn, &writer, couple),
        is_held(conn, &writer),
        actor.key(conn)
    )?;
    let members = members.filter(|_| reaches).ok_or(ApiError::NotFound)?;
    let mut events = vec![event_of("create_retro", &writer, couple)];
    let number = match earlier {
        // What was made has no id but its number below the couple.
        Some(earlier) => i32::try_from(earlier.resource.as_u128()).map_err(|_| ApiError::Internal)?,
        None => {
            let new = Writing { actor, conn, writer, couple, members, held, key: &seals };
            let (number, check_in) = new.write(request).await?;
            events.extend(check_in.map(|id| check_in_event(id, writer.member)));
            let [.., as_id] = Place { practice: writer.practice, couple, number }.ids();
            claim.remember(conn, as_id, None).await?;
            number
        }
    };
    Ok((read(conn, &writer, (couple, number), &seals).await?, events))
}

/// The event of what somebody does with a version.
pub(super) fn event_of(action: &'static str, writer: &Reader, couple: CoupleId) -> Event {
    let event = Event::new(action, "retro").of_couple(couple);
    if writer.client { event.of_client(writer.member) } else { event }
}

/// The event of the check-in that holding it makes.
pub(super) fn check_in_event(id: CheckInId, client: ClientId) -> Event {
    Event::new("create_check_in", "check_in").on(id).of_client(client)
}

async fn is_held(conn: Conn<'_>, writer: &Reader) -> ApiResult<bool> {
    if writer.client { safety::lock_and_ask(conn, writer.practice, writer.member).await } else { Ok(false) }
}

/// The first day of the month that a day lies in.
fn month_of(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

struct Writing<'w> {
    actor: &'w Actor<TherapistOrClient>,
    conn: Conn<'w>,
    writer: Reader,
    couple: CoupleId,
    members: [ClientId; 2],
    held: bool,
    key: &'w PracticeKey,
}

impl Writing<'_> {
    /// The number of the new version, as its writer counts it, and the check-in that it made.
    async fn write(&self, request: &CreateRetroRequest) -> ApiResult<(i32, Option<CheckInId>)> {
        let Self { actor, conn, ref writer, couple, .. } = *self;
        take_turn(conn, writer.practice, couple).await?;
        let ground = find_ground(conn, couple, writer, actor.now(), &named(request), &keys(request)).await?;
        let (words, month) = (ground.settle(request)?, month_of(ground.today));
        self.check_turn(request.replaces).await?;
        let number = queries::next_number(conn, writer.practice, couple).await?;
        let check_in = match writer.client {
            true => fill(actor, conn, (couple, month), &ground.homework, &words).await?,
            false => None,
        };
        let readers = self.readers(number, check_in.is_some()).await?;
        let own = readers.iter().find(|one| writer.client && one.client_id == writer.member);
        let told = own.map_or(number, |own| own.own_number);
        // By what the writer knows: how many there are that do not arrive is nobody's to learn.
        if told > MOST {
            return Err(ApiError::Conflict(Conflict::TooMany));
        }
        let place = Place { practice: writer.practice, couple, number };
        let row = RetroInsert {
            practice_id: writer.practice,
            couple_id: couple,
            number,
            month,
            local_date: ground.today,
            client_id: writer.client.then_some(writer.member),
            staff_id: (!writer.client).then_some(writer.member),
            words_sealed: words.seal(place, self.key)?,
            created_at: actor.now(),
            updated_at: actor.now(),
        };
        queries::insert_retro(conn, &row, &readers).await?;
        Ok((told, check_in))
    }

    /// Nobody writes over what one has not seen.
    async fn check_turn(&self, replaces: Option<i32>) -> ApiResult<()> {
        let newest = queries::find_newest(self.conn, &self.writer, self.couple).await?;
        let known = match newest {
            Some(row) => Some(super::view::open_one(self.conn, &self.writer, row, self.key).await?.number),
            None => None,
        };
        if known == replaces {
            Ok(())
        } else {
            Err(ApiError::wrong_state("`replaces` is not the newest version: read it and write over it"))
        }
    }

    /// Who of the two reads it: what is written under a hold its writer alone.
    async fn readers(&self, number: i32, fills_habit: bool) -> ApiResult<Vec<ReaderInsert>> {
        let mut readers = Vec::with_capacity(2);
        for client_id in self.members {
            if self.held && client_id != self.writer.member {
                continue;
            }
            let practice_id = self.writer.practice;
            readers.push(ReaderInsert {
                practice_id,
                couple_id: self.couple,
                number,
                client_id,
                own_number: queries::next_own(self.conn, practice_id, self.couple, client_id).await?,
                fills_habit,
                created_at: self.actor.now(),
            });
        }
        Ok(readers)
    }
}

fn named(request: &CreateRetroRequest) -> Vec<LibraryItemId> {
    request.additions.iter().filter_map(|one| one.item_id).collect()
}

fn keys(request: &CreateRetroRequest) -> Vec<&str> {
    request.additions.iter().filter_map(|one| one.key.as_deref()).collect()
}

/// What versions of a couple are held against, with these items.
pub(super) async fn find_ground(
    conn: Conn<'_>,
    couple: CoupleId,
    reader: &Reader,
    now: DateTime<Utc>,
    items: &[LibraryItemId],
    keys: &[&str],
) -> ApiResult<Ground> {
    let context = Context::Couple(couple);
    let (homework, grounds, by_key) = futures_util::try_join!(
        queries::list_homework(conn, reader, couple),
        find_grounds(conn, reader.practice, None, std::slice::from_ref(&context)),
        queries::find_by_key(conn, reader.practice, keys)
    )?;
    let ids: Vec<LibraryItemId> = items.iter().copied().chain(by_key.iter().map(|(id, _)| *id)).collect();
    let items = find_published(conn, reader.practice, &ids).await?;
    let ground = grounds.get(&context.id()).ok_or(ApiError::NotFound)?;
    let today = local_date(now, ground.time_zone, ground.day_start);
    let keys: HashMap<String, LibraryItemId> = by_key.into_iter().map(|(id, key)| (key, id)).collect();
    Ok(Ground { homework, keys, items, today })
}
