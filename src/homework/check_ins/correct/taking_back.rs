//! Taking back everything that is shared through one grant, as a correction of each that narrows it to the care team.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::queries::VersionInsert;
use super::{Told, kept_version, state_of};
use crate::homework::check_ins::create::FIRST_SHARED_VERSION;
use crate::homework::check_ins::model::{Audience, CheckInRow, PersonalRow, Visibility};
use crate::homework::check_ins::queries::{Found, with_parts};
use crate::homework::check_ins::state::{EarlierState, Place, State};
use crate::identity::actor::{Access, Actor};
use crate::identity::practice_keys::PracticeKey;
use crate::people::couples::withdraw;
use crate::people::safety;
use crate::platform::db::{AsText, Conn};
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::{CheckInId, ClientId, PracticeId, ShareGrantId};
use crate::schema::{check_in_personals, check_in_versions, check_ins, shared_check_ins};
use chrono::{DateTime, Utc};

/// Rows of one statement: PostgreSQL takes a limited number of parameters.
const AT_ONCE: usize = 1000;

/// Takes back what is shared through a grant of this author, and says how many check-ins that are. Nothing of the
/// author can be written meanwhile. Under a hold the partner's copies stand still, as with every other change.
pub async fn take_back(
    actor: &Actor<impl Access>,
    conn: Conn<'_>,
    author: ClientId,
    grant: ShareGrantId,
) -> ApiResult<i32> {
    let (practice, now) = (actor.practice(), actor.now());
    let held = safety::shut_and_ask(conn, practice, author).await?;
    let (found, key) =
        futures_util::try_join!(list_shared_through(conn, practice, author, grant), actor.key(conn))?;
    let ids: Vec<CheckInId> = found.iter().map(|(act, _)| act.id).collect();
    let mut kept = Vec::with_capacity(found.len());
    for (act, personal) in found {
        kept.push(earlier_version(act, personal, practice, now, &key)?);
    }
    let count = i32::try_from(ids.len()).map_err(|_| ApiError::Internal)?;
    narrow(conn, practice, author, &ids, now).await?;
    keep(conn, &kept).await?;
    if !held {
        take_copies(conn, practice, author, &ids).await?;
    }
    Ok(count)
}

async fn list_shared_through(
    mut conn: Conn<'_>,
    practice: PracticeId,
    author: ClientId,
    grant: ShareGrantId,
) -> ApiResult<Vec<Found>> {
    let found = with_parts(Audience::Author.readable())
        .filter(check_ins::practice_id.eq(practice))
        .filter(check_ins::client_id.eq(author))
        .filter(check_ins::share_grant_id.eq(grant))
        .filter(check_ins::deleted_at.is_null())
        .select((CheckInRow::as_select(), Option::<PersonalRow>::as_select()))
        .load(&mut conn)
        .await?;
    Ok(found)
}

fn earlier_version(
    act: CheckInRow,
    personal: Option<PersonalRow>,
    practice: PracticeId,
    now: DateTime<Utc>,
    key: &PracticeKey,
) -> ApiResult<VersionInsert> {
    let place = Place { practice, client: act.client_id, id: act.id };
    let before = state_of(&act, personal, place, key)?;
    let mut after = State { visibility: Visibility::Therapist, ..before.clone() };
    if let Some(personal) = &mut after.personal {
        personal.visibility = personal.visibility.min(after.visibility);
    }
    let told = Told::of(&before, Some(&after));
    let reason_visibility = before.narrowest().min(after.narrowest());
    let earlier = EarlierState { state: before, reason: None, reason_visibility };
    kept_version(&earlier, &act, &told, place, now, key)
}

/// The care team reads the visibility too, so its version grows with the author's.
async fn narrow(
    conn: Conn<'_>,
    practice: PracticeId,
    author: ClientId,
    ids: &[CheckInId],
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let (mut first, mut second) = (conn, conn);
    let acts = check_ins::table
        .filter(check_ins::practice_id.eq(practice))
        .filter(check_ins::client_id.eq(author))
        .filter(check_ins::id.eq_any(ids));
    let words = check_in_personals::table
        .filter(check_in_personals::practice_id.eq(practice))
        .filter(check_in_personals::client_id.eq(author))
        .filter(check_in_personals::check_in_id.eq_any(ids))
        .filter(check_in_personals::visibility.eq(AsText(Visibility::Partner)));
    let narrowed = AsText(Visibility::Therapist);
    futures_util::try_join!(
        diesel::update(acts)
            .set((
                check_ins::visibility.eq(narrowed),
                check_ins::partner_ref.eq(None::<uuid::Uuid>),
                check_ins::partner_version.eq(FIRST_SHARED_VERSION),
                check_ins::share_grant_id.eq(None::<uuid::Uuid>),
                check_ins::version.eq(check_ins::version + 1),
                check_ins::team_version.eq(check_ins::team_version + 1),
                check_ins::team_changed_at.eq(now),
                check_ins::partner_changed_at.eq(now),
                check_ins::updated_at.eq(now),
            ))
            .execute(&mut first),
        diesel::update(words)
            .set((check_in_personals::visibility.eq(narrowed), check_in_personals::updated_at.eq(now)))
            .execute(&mut second),
    )?;
    Ok(())
}

async fn keep(mut conn: Conn<'_>, versions: &[VersionInsert]) -> ApiResult<()> {
    for some in versions.chunks(AT_ONCE) {
        diesel::insert_into(check_in_versions::table).values(some).execute(&mut conn).await?;
    }
    Ok(())
}

async fn take_copies(
    mut conn: Conn<'_>,
    practice: PracticeId,
    author: ClientId,
    ids: &[CheckInId],
) -> ApiResult<()> {
    let copies = shared_check_ins::table
        .filter(shared_check_ins::practice_id.eq(practice))
        .filter(shared_check_ins::client_id.eq(author))
        .filter(shared_check_ins::check_in_id.eq_any(ids));
    let gone = diesel::delete(copies).execute(&mut conn).await?;
    withdraw(conn, practice, author, gone).await
}
