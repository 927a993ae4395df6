//! Who is in care, in two statements, and which ruptures are open, in three. All start from the caller's places on care teams.

use std::collections::HashSet;

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::model::{Entry, Person};
use crate::homework::repairs::{visible_responses, visible_to as visible_repairs};
use crate::homework::ruptures::visible_to as visible_ruptures;
use crate::identity::actor::Reader;
use crate::people::care_teams::Context;
use crate::people::care_teams::reach::cared;
use crate::people::clients::ClientStatus;
use crate::platform::db::{AsText, Conn};
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{ClientId, CoupleId, PracticeId};
use crate::schema::{clients, couple_members, couples, repair_responses, repairs, ruptures};

/// A rupture or repair: its author, and the id that the author's phone made.
type Key = (Uuid, Uuid);

/// Ruptures since a day that no accepted repair is about, each by its couple and day.
pub(super) async fn list_open_ruptures(
    conn: Conn<'_>,
    reader: &Reader,
    couples: &[CoupleId],
    since: NaiveDate,
) -> ApiResult<Vec<(CoupleId, NaiveDate)>> {
    let (hurts, attempts, accepted) = futures_util::try_join!(
        list_ruptures(conn, reader, couples, since),
        list_attempts(conn, reader, couples, since),
        list_accepted(conn, reader, couples)
    )?;
    let accepted: HashSet<Key> = accepted.into_iter().filter_map(|(of, id)| of.zip(id)).collect();
    let repaired: HashSet<Key> = attempts
        .into_iter()
        .filter(|(repair, _, _)| accepted.contains(repair))
        .filter_map(|(_, of, id)| of.zip(id))
        .collect();
    let open = hurts.into_iter().filter(|(_, _, key)| !repaired.contains(key));
    Ok(open.map(|(couple, day, _)| (couple, day)).collect())
}

async fn list_ruptures(
    mut conn: Conn<'_>,
    reader: &Reader,
    couples: &[CoupleId],
    since: NaiveDate,
) -> ApiResult<Vec<(CoupleId, NaiveDate, Key)>> {
    let rows = visible_ruptures(reader)
        .filter(ruptures::couple_id.eq_any(couples))
        .filter(ruptures::local_date.ge(since))
        .select((ruptures::couple_id, ruptures::local_date, (ruptures::client_id, ruptures::id)))
        .load(&mut conn)
        .await?;
    Ok(rows)
}

/// Repairs that are about a rupture: none is from before it.
async fn list_attempts(
    mut conn: Conn<'_>,
    reader: &Reader,
    couples: &[CoupleId],
    since: NaiveDate,
) -> ApiResult<Vec<(Key, Option<Uuid>, Option<Uuid>)>> {
    let rows = visible_repairs(reader)
        .filter(repairs::couple_id.eq_any(couples))
        .filter(repairs::local_date.ge(since))
        .filter(repairs::rupture_id.is_not_null())
        .select(((repairs::client_id, repairs::id), repairs::rupture_client_id, repairs::rupture_id))
        .load(&mut conn)
        .await?;
    Ok(rows)
}

/// Repairs that were accepted.
async fn list_accepted(
    mut conn: Conn<'_>,
    reader: &Reader,
    couples: &[CoupleId],
) -> ApiResult<Vec<(Option<Uuid>, Option<Uuid>)>> {
    let rows = visible_responses(reader)
        .filter(repair_responses::couple_id.eq_any(couples))
        .filter(repair_responses::accepted_at.is_not_null())
        .select((repair_responses::repair_client_id, repair_responses::repair_id))
        .load(&mut conn)
        .await?;
    Ok(rows)
}

type Names = (ClientId, String, String, Option<String>);

fn person((client_id, given_name, family_name, preferred_name): Names) -> Person {
    Person { client_id, given_name, family_name, preferred_name }
}

/// The same without their people.
pub async fn list_contexts(conn: Conn<'_>, reader: &Reader) -> ApiResult<Vec<Context>> {
    Ok(list_entries(conn, reader).await?.into_iter().map(|entry| entry.context).collect())
}

/// Clients in the caller's care that is not over, and couples that last; of restricted records nothing.
pub(super) async fn list_entries(conn: Conn<'_>, reader: &Reader) -> ApiResult<Vec<Entry>> {
    let (clients, members) = futures_util::try_join!(list_clients(conn, reader), list_members(conn, reader))?;
    let alone = clients.into_iter().map(|names| {
        let person = person(names);
        Entry::of(Context::Client(person.client_id), vec![person])
    });
    let couples = members.chunk_by(|one, next| one.0 == next.0).filter_map(|members| {
        let (couple, _) = members.first()?;
        let people = members.iter().map(|(_, names)| person(names.clone())).collect();
        Some(Entry::of(Context::Couple(*couple), people))
    });
    Ok(alone.chain(couples).collect())
}

async fn list_clients(mut conn: Conn<'_>, reader: &Reader) -> ApiResult<Vec<Names>> {
    let rows = clients::table
        .filter(clients::practice_id.eq(reader.practice))
        .filter(clients::id.eq_any(cared(reader)))
        .filter(clients::restricted_at.is_null())
        .filter(clients::status.ne(AsText(ClientStatus::Archived)))
        .select((clients::id, clients::given_name, clients::family_name, clients::preferred_name))
        .load(&mut conn)
        .await?;
    Ok(rows)
}

#[diesel::dsl::auto_type]
fn lasting(practice: PracticeId) -> _ {
    let of_couple =
        couple_members::practice_id.eq(couples::practice_id).and(couple_members::couple_id.eq(couples::id));
    let of_member =
        clients::practice_id.eq(couple_members::practice_id).and(clients::id.eq(couple_members::client_id));
    couples::table
        .inner_join(couple_members::table.on(of_couple))
        .inner_join(clients::table.on(of_member))
        .filter(couples::practice_id.eq(practice))
        .filter(couple_members::practice_id.eq(practice))
        .filter(clients::practice_id.eq(practice))
        .filter(couples::ended_at.is_null())
}

async fn list_members(mut conn: Conn<'_>, reader: &Reader) -> ApiResult<Vec<(CoupleId, Names)>> {
    let rows = lasting(reader.practice)
        .filter(couples::id.eq_any(cared(reader)))
        .filter(clients::restricted_at.is_null())
        .order((couples::id, couple_members::position))
        .select((
            couples::id,
            (clients::id, clients::given_name, clients::family_name, clients::preferred_name),
        ))
        .load(&mut conn)
        .await?;
    Ok(rows)
}
