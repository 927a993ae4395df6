//! What couples share, in the database. Every read starts from [`shared_with`].

use chrono::NaiveDate;
use diesel::dsl::{IntoBoxed, exists};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::homework::cadence::Purpose;
use crate::homework::check_ins::model::{Audience, Outcome};
use crate::homework::check_ins::queries::with_parts;
use crate::identity::actor::Reader;
use crate::people::care_teams::reach::{own_couples, places};
use crate::platform::db::{AsText, Conn};
use crate::platform::http::{ApiResult, PageLimit};
use crate::platform::ids::kind::{AssignmentId, CheckInId, ClientId, CoupleId, SharedCheckInId};
use crate::schema::{care_team_members, check_in_personals, check_ins, couple_members, couples};

/// The shared act. The author's own id serves only to open the words, and never leaves.
#[derive(Queryable, Selectable)]
#[diesel(table_name = check_ins)]
pub struct SharedRow {
    pub id: CheckInId,
    #[diesel(select_expression = check_ins::partner_ref.assume_not_null())]
    pub partner_ref: SharedCheckInId,
    pub client_id: ClientId,
    pub assignment_id: AssignmentId,
    pub purpose: AsText<Purpose>,
    pub local_date: NaiveDate,
    pub outcome: AsText<Outcome>,
    pub count: i32,
    pub minutes: Option<i32>,
    pub partner_version: i32,
}

/// A personal part that is shared too.
#[derive(Queryable, Selectable)]
#[diesel(table_name = check_in_personals)]
pub struct SharedPersonalRow {
    pub effort: Option<i16>,
    pub helpfulness: Option<i16>,
    pub closeness: Option<i16>,
    pub words_sealed: Vec<u8>,
    pub partner_version: i32,
}

/// What the couple shares, for its members and its care team. Once it has ended, a member keeps the own items only.
fn shared_with<'q>(reader: &Reader, couple: CoupleId) -> IntoBoxed<'q, with_parts, Pg> {
    let readable = Audience::Partner.readable();
    let query = with_parts(readable.clone())
        .filter(check_ins::practice_id.eq(reader.practice))
        .filter(check_ins::couple_id.eq(couple))
        .filter(check_ins::visibility.eq_any(readable))
        .filter(check_ins::partner_ref.is_not_null())
        .filter(check_ins::deleted_at.is_null())
        .into_boxed();
    if reader.client {
        let member = own_couples(reader).filter(couple_members::couple_id.eq(couple));
        let own = check_ins::client_id.eq(reader.member);
        return query.filter(exists(member)).filter(own.or(couples::ended_at.nullable().is_null()));
    }
    query.filter(exists(places(reader).filter(care_team_members::context_id.eq(couple))))
}

/// A shared act, with its personal part where that is shared too.
pub type Shared = (SharedRow, Option<SharedPersonalRow>);

/// The key of the list's order.
pub type After = (NaiveDate, SharedCheckInId);

/// One item that the couple shares.
pub async fn find_shared(
    mut conn: Conn<'_>,
    reader: &Reader,
    couple: CoupleId,
    id: SharedCheckInId,
) -> ApiResult<Option<Shared>> {
    let found = shared_with(reader, couple)
        .filter(check_ins::partner_ref.eq(id))
        .select((SharedRow::as_select(), Option::<SharedPersonalRow>::as_select()))
        .first(&mut conn)
        .await
        .optional()?;
    Ok(found)
}

/// A page of what the couple shares, newest day first.
pub async fn list_shared(
    mut conn: Conn<'_>,
    reader: &Reader,
    couple: CoupleId,
    after: Option<After>,
    limit: PageLimit,
) -> ApiResult<Vec<Shared>> {
    let mut query = shared_with(reader, couple)
        .order((check_ins::local_date.desc(), check_ins::partner_ref.desc()))
        .limit(limit.rows())
        .select((SharedRow::as_select(), Option::<SharedPersonalRow>::as_select()));
    if let Some((date, id)) = after {
        let later = check_ins::local_date.lt(date);
        let same_day = check_ins::local_date.eq(date).and(check_ins::partner_ref.assume_not_null().lt(id));
        query = query.filter(check_ins::local_date.le(date)).filter(later.or(same_day));
    }
    Ok(query.load(&mut conn).await?)
}
