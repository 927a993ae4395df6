//! Disclosures in the database. Every read starts from [`visible_to`].

use diesel::dsl::array;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::model::{DisclosureInsert, DisclosureRow};
use crate::identity::actor::Reader;
use crate::people::care_teams::reach::{cared, restricted};
use crate::platform::db::{Conn, coalesce};
use crate::platform::http::{ApiResult, PageLimit};
use crate::platform::ids::kind::{ClientId, CoupleId, DisclosureId};
use crate::schema::{couple_members, disclosures};

/// Disclosures about one client: for the client, and for who cares for the client or couple in whose context the item
/// stands.
fn visible_to<'q>(reader: &Reader, client: ClientId) -> disclosures::BoxedQuery<'q, Pg> {
    let query = disclosures::table
        .filter(disclosures::practice_id.eq(reader.practice))
        .filter(disclosures::client_id.eq(client))
        .into_boxed();
    if reader.client {
        query.filter(disclosures::client_id.eq(reader.member))
    } else {
        let context = coalesce(disclosures::couple_id, disclosures::client_id);
        query
            .filter(disclosures::client_id.ne_all(array(restricted(reader.practice))))
            .filter(context.eq_any(cared(reader)))
    }
}

/// One disclosure about a client.
pub(super) async fn find_disclosure(
    mut conn: Conn<'_>,
    reader: &Reader,
    client: ClientId,
    id: DisclosureId,
) -> ApiResult<Option<DisclosureRow>> {
    let row = visible_to(reader, client)
        .filter(disclosures::id.eq(id))
        .select(DisclosureRow::as_select())
        .first(&mut conn)
        .await
        .optional()?;
    Ok(row)
}

/// A page of the disclosures about a client, the newest first.
pub(super) async fn list_disclosures(
    mut conn: Conn<'_>,
    reader: &Reader,
    client: ClientId,
    before: Option<DisclosureId>,
    limit: PageLimit,
) -> ApiResult<Vec<DisclosureRow>> {
    let mut query = visible_to(reader, client)
        .order(disclosures::id.desc())
        .limit(limit.rows())
        .select(DisclosureRow::as_select());
    if let Some(before) = before {
        query = query.filter(disclosures::id.lt(before));
    }
    Ok(query.load(&mut conn).await?)
}

/// Records a disclosure.
pub(super) async fn insert_disclosure(mut conn: Conn<'_>, row: &DisclosureInsert) -> ApiResult<()> {
    diesel::insert_into(disclosures::table).values(row).execute(&mut conn).await?;
    Ok(())
}

/// The couple that a client is in now, if it is in the reader's care.
pub(super) async fn find_active_couple(
    mut conn: Conn<'_>,
    reader: &Reader,
    client: ClientId,
) -> ApiResult<Option<CoupleId>> {
    let couple = couple_members::table
        .filter(couple_members::practice_id.eq(reader.practice))
        .filter(couple_members::client_id.eq(client))
        .filter(couple_members::ended_at.is_null())
        .filter(couple_members::couple_id.eq_any(cared(reader)))
        .select(couple_members::couple_id)
        .first(&mut conn)
        .await
        .optional()?;
    Ok(couple)
}
