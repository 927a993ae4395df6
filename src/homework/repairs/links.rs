//! The private link of a repair to the rupture that it is about.

use chrono::{DateTime, Utc};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::state::State;
use crate::homework::check_ins::{Audience, Visibility};
use crate::identity::actor::Reader;
use crate::people::care_teams::reach::own_couples;
use crate::platform::db::{AsText, Conn};
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::{ClientId, CoupleId, PracticeId, RuptureId, SharedRuptureId};
use crate::schema::{couple_members, couples, repairs, ruptures, shared_ruptures};

/// A rupture that a repair is about.
#[derive(Clone, Copy, PartialEq)]
pub struct Rupture {
    /// Who felt it.
    pub client: ClientId,
    /// As its author knows it.
    pub id: RuptureId,
    /// Whether the care team reads it.
    pub told_to_team: bool,
}

/// The rupture that this link of the author's means: an own one, or one that the partner shares; nothing if there is no link.
pub(super) async fn resolve(
    conn: Conn<'_>,
    author: &Reader,
    couple: CoupleId,
    own: Option<RuptureId>,
    shared: Option<SharedRuptureId>,
) -> ApiResult<Option<Rupture>> {
    let refused = |pointer, detail: &'static str| ApiError::rule(pointer, "unknown_rupture", detail);
    match (own, shared) {
        (Some(id), _) => {
            let found = find_own(conn, author, couple, id).await?;
            found.ok_or_else(|| refused("/rupture_id", "must be a rupture of yours in this couple")).map(Some)
        }
        (None, Some(id)) => {
            let found = find_received(conn, author, couple, id).await?;
            let detail = "must be a rupture that is shared with you in this couple";
            found.ok_or_else(|| refused("/shared_rupture_id", detail)).map(Some)
        }
        (None, None) => Ok(None),
    }
}

type Found = Option<(ClientId, RuptureId, AsText<Visibility>, Option<DateTime<Utc>>)>;

fn rupture_of(found: Found) -> Option<Rupture> {
    found.map(|(client, id, AsText(visibility), deleted_at)| Rupture {
        client,
        id,
        told_to_team: deleted_at.is_none() && Audience::CareTeam.reads(visibility),
    })
}

async fn find_own(
    mut conn: Conn<'_>,
    author: &Reader,
    couple: CoupleId,
    id: RuptureId,
) -> ApiResult<Option<Rupture>> {
    let found: Found = ruptures::table
        .filter(ruptures::practice_id.eq(author.practice))
        .filter(ruptures::client_id.eq(author.member))
        .filter(ruptures::couple_id.eq(couple))
        .filter(ruptures::id.eq(id))
        .filter(ruptures::deleted_at.is_null())
        .select((ruptures::client_id, ruptures::id, ruptures::visibility, ruptures::deleted_at))
        .first(&mut conn)
        .await
        .optional()?;
    Ok(rupture_of(found))
}

/// By the copy that the author of the repair has: under a hold that stands, whatever became of the rupture.
async fn find_received(
    mut conn: Conn<'_>,
    author: &Reader,
    couple: CoupleId,
    id: SharedRuptureId,
) -> ApiResult<Option<Rupture>> {
    let of_copy = ruptures::practice_id
        .eq(shared_ruptures::practice_id)
        .and(ruptures::client_id.eq(shared_ruptures::client_id))
        .and(ruptures::id.eq(shared_ruptures::rupture_id));
    let lasting = couples::table
        .filter(couples::practice_id.eq(author.practice))
        .filter(couples::id.eq(couple))
        .filter(couples::ended_at.is_null());
    let found: Found = shared_ruptures::table
        .inner_join(ruptures::table.on(of_copy))
        .filter(shared_ruptures::practice_id.eq(author.practice))
        .filter(ruptures::practice_id.eq(author.practice))
        .filter(shared_ruptures::couple_id.eq(couple))
        .filter(shared_ruptures::id.eq(id))
        .filter(shared_ruptures::client_id.ne(author.member))
        .filter(exists(own_couples(author).filter(couple_members::couple_id.eq(couple))))
        .filter(exists(lasting))
        .select((ruptures::client_id, ruptures::id, ruptures::visibility, ruptures::deleted_at))
        .first(&mut conn)
        .await
        .optional()?;
    Ok(rupture_of(found))
}

/// The rupture that a repair was about until now.
pub(super) async fn find_linked(
    mut conn: Conn<'_>,
    practice: PracticeId,
    linked: Option<(ClientId, RuptureId)>,
) -> ApiResult<Option<Rupture>> {
    let Some((client, id)) = linked else { return Ok(None) };
    let found: Found = ruptures::table
        .find((practice, client, id))
        .select((ruptures::client_id, ruptures::id, ruptures::visibility, ruptures::deleted_at))
        .first(&mut conn)
        .await
        .optional()?;
    Ok(rupture_of(found))
}

/// Whether two states are about the same rupture, as their author names it.
pub(super) fn same_link(one: &State, other: &State) -> bool {
    (one.rupture_id, one.shared_rupture_id) == (other.rupture_id, other.shared_rupture_id)
}

/// Lets the care team's version of repairs grow that are about a rupture which it reads now, or no longer. Neither partner is
/// told anything by it.
pub(in crate::homework) async fn count_link_changed(
    mut conn: Conn<'_>,
    practice: PracticeId,
    client: ClientId,
    rupture: RuptureId,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let linked = repairs::table
        .filter(repairs::practice_id.eq(practice))
        .filter(repairs::rupture_client_id.eq(client))
        .filter(repairs::rupture_id.eq(rupture))
        .filter(repairs::visibility.eq_any(Audience::CareTeam.readable()))
        .filter(repairs::deleted_at.is_null());
    diesel::update(linked)
        .set((repairs::team_version.eq(repairs::team_version + 1), repairs::team_changed_at.eq(now)))
        .execute(&mut conn)
        .await?;
    Ok(())
}
