//! Agreements in the database. Every read starts from [`visible_to`].

use chrono::{DateTime, Utc};
use diesel::dsl::{count_star, exists, max};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::model::{AgreementInsert, AgreementRow, Policy, SignatureInsert, SignatureRow};
use crate::identity::actor::Reader;
use crate::people::care_teams::reach::{cared, own_couples, places};
use crate::platform::db::{AsText, Conn};
use crate::platform::http::{ApiError, ApiResult, Conflict, PageLimit};
use crate::platform::ids::kind::{ClientId, CoupleId, PracticeId};
use crate::schema::{
    agreement_signatures, agreements, care_team_members, clients, couple_members, couples, practices,
};

/// Agreements of one couple, for its partners and its care team.
fn visible_to<'q>(reader: &Reader, couple: CoupleId) -> agreements::BoxedQuery<'q, Pg> {
    let query = agreements::table
        .filter(agreements::practice_id.eq(reader.practice))
        .filter(agreements::couple_id.eq(couple))
        .into_boxed();
    if reader.client {
        query.filter(agreements::couple_id.eq_any(own_couples(reader)))
    } else {
        query.filter(agreements::couple_id.eq_any(cared(reader)))
    }
}

/// Whether the reader is one of the partners, or cares for the couple.
pub(super) async fn reaches(mut conn: Conn<'_>, reader: &Reader, couple: CoupleId) -> ApiResult<bool> {
    if reader.client {
        let own = own_couples(reader).filter(couple_members::couple_id.eq(couple));
        return Ok(diesel::select(exists(own)).get_result(&mut conn).await?);
    }
    let reached = places(reader).filter(care_team_members::context_id.eq(couple));
    Ok(diesel::select(exists(reached)).get_result(&mut conn).await?)
}

/// A version with all its signatures: what of them is told is decided by the view.
pub(super) type Signed = (AgreementRow, Vec<SignatureRow>);

/// One version of a couple's agreement.
pub(super) async fn find_agreement(
    mut conn: Conn<'_>,
    reader: &Reader,
    couple: CoupleId,
    number: i32,
) -> ApiResult<Option<Signed>> {
    let also = conn;
    let (row, signatures) = futures_util::try_join!(
        async {
            let found = visible_to(reader, couple).filter(agreements::number.eq(number));
            Ok(found.select(AgreementRow::as_select()).first(&mut conn).await.optional()?)
        },
        list_signatures(also, reader.practice, couple, vec![number])
    )?;
    Ok(row.map(|row| (row, signatures)))
}

/// A page of a couple's versions, the newest first.
pub(super) async fn list_agreements(
    mut conn: Conn<'_>,
    reader: &Reader,
    couple: CoupleId,
    before: Option<i32>,
    limit: PageLimit,
) -> ApiResult<Vec<Signed>> {
    let mut query = visible_to(reader, couple)
        .order(agreements::number.desc())
        .limit(limit.rows())
        .select(AgreementRow::as_select());
    if let Some(before) = before {
        query = query.filter(agreements::number.lt(before));
    }
    let rows: Vec<AgreementRow> = query.load(&mut conn).await?;
    let numbers = rows.iter().map(|row| row.number).collect();
    let mut signatures = list_signatures(conn, reader.practice, couple, numbers).await?;
    let with_signatures = |row: AgreementRow| {
        let own = signatures.extract_if(.., |one| one.number == row.number).collect();
        (row, own)
    };
    Ok(rows.into_iter().map(with_signatures).collect())
}

async fn list_signatures(
    mut conn: Conn<'_>,
    practice: PracticeId,
    couple: CoupleId,
    numbers: Vec<i32>,
) -> ApiResult<Vec<SignatureRow>> {
    let of_signer = clients::practice_id
        .eq(agreement_signatures::practice_id)
        .and(clients::id.eq(agreement_signatures::client_id));
    let rows = agreement_signatures::table
        .inner_join(clients::table.on(of_signer))
        .filter(clients::practice_id.eq(practice))
        .filter(agreement_signatures::practice_id.eq(practice))
        .filter(agreement_signatures::couple_id.eq(couple))
        .filter(agreement_signatures::number.eq_any(numbers))
        .order(agreement_signatures::client_id)
        .select(SignatureRow::as_select())
        .load(&mut conn)
        .await?;
    Ok(rows)
}

/// The number that the next version of a couple's agreement gets. No other is proposed before this transaction ends.
pub(super) async fn next_number(
    mut conn: Conn<'_>,
    practice: PracticeId,
    couple: CoupleId,
) -> ApiResult<i32> {
    let lasting = couples::table
        .filter(couples::practice_id.eq(practice))
        .filter(couples::id.eq(couple))
        .filter(couples::ended_at.is_null())
        .select(couples::id)
        .for_no_key_update();
    if lasting.first::<CoupleId>(&mut conn).await.optional()?.is_none() {
        return Err(ApiError::Conflict(Conflict::CoupleEnded));
    }
    let last: Option<i32> = agreements::table
        .filter(agreements::practice_id.eq(practice))
        .filter(agreements::couple_id.eq(couple))
        .select(max(agreements::number))
        .first(&mut conn)
        .await?;
    Ok(last.unwrap_or_default().saturating_add(1))
}

/// Writes a new version in the place of the one before it.
pub(super) async fn insert_agreement(
    mut conn: Conn<'_>,
    row: &AgreementInsert,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let before = agreements::table
        .filter(agreements::practice_id.eq(row.practice_id))
        .filter(agreements::couple_id.eq(row.couple_id))
        .filter(agreements::superseded_at.is_null());
    diesel::update(before).set(agreements::superseded_at.eq(now)).execute(&mut conn).await?;
    diesel::insert_into(agreements::table).values(row).execute(&mut conn).await?;
    Ok(())
}

/// Writes a signature, while the couple lasts.
pub(super) async fn insert_signature(mut conn: Conn<'_>, row: &SignatureInsert) -> ApiResult<()> {
    diesel::insert_into(agreement_signatures::table).values(row).execute(&mut conn).await?;
    Ok(())
}

/// Lets a signature that was given under a hold count for the partner too.
pub(super) async fn let_reach(
    mut conn: Conn<'_>,
    practice: PracticeId,
    couple: CoupleId,
    number: i32,
    client: ClientId,
) -> ApiResult<()> {
    diesel::update(agreement_signatures::table.find((practice, couple, number, client)))
        .set(agreement_signatures::reaches_partner.eq(true))
        .execute(&mut conn)
        .await?;
    Ok(())
}

/// The current version of a couple's agreement, and whether it is in force.
pub async fn find_current(
    mut conn: Conn<'_>,
    practice: PracticeId,
    couple: CoupleId,
) -> ApiResult<Option<(i32, bool)>> {
    let reaching = agreement_signatures::table
        .filter(agreement_signatures::practice_id.eq(practice))
        .filter(agreement_signatures::couple_id.eq(agreements::couple_id))
        .filter(agreement_signatures::number.eq(agreements::number))
        .filter(agreement_signatures::reaches_partner)
        .select(count_star())
        .single_value();
    let current: Option<(i32, Option<i64>)> = agreements::table
        .filter(agreements::practice_id.eq(practice))
        .filter(agreements::couple_id.eq(couple))
        .filter(agreements::superseded_at.is_null())
        .select((agreements::number, reaching))
        .first(&mut conn)
        .await
        .optional()?;
    Ok(current.map(|(number, signatures)| (number, signatures == Some(2))))
}

/// The policy of one version of a couple's agreement.
pub async fn find_policy(
    mut conn: Conn<'_>,
    practice: PracticeId,
    couple: CoupleId,
    number: i32,
) -> ApiResult<Option<Policy>> {
    let policy = agreements::table.find((practice, couple, number)).select(agreements::policy);
    let found: Option<AsText<Policy>> = policy.first(&mut conn).await.optional()?;
    Ok(found.map(|AsText(policy)| policy))
}

/// Those of these couples to which a joint feature is open: an agreement is in force, or the practice wants none.
pub async fn find_agreed(
    mut conn: Conn<'_>,
    practice: PracticeId,
    couples: &[CoupleId],
) -> ApiResult<Vec<CoupleId>> {
    if couples.is_empty() {
        return Ok(Vec::new());
    }
    let mut also = conn;
    let required = practices::table.find(practice).select(practices::agreement_required);
    let signed = agreements::table
        .inner_join(agreement_signatures::table.on(of_agreement()))
        .filter(agreements::practice_id.eq(practice))
        .filter(agreement_signatures::practice_id.eq(practice))
        .filter(agreements::couple_id.eq_any(couples))
        .filter(agreements::superseded_at.is_null())
        .filter(agreement_signatures::reaches_partner)
        .group_by(agreements::couple_id)
        .having(count_star().eq(2))
        .select(agreements::couple_id);
    let (required, signed) =
        futures_util::try_join!(required.first::<bool>(&mut conn), signed.load::<CoupleId>(&mut also),)?;
    Ok(if required { signed } else { couples.to_vec() })
}

#[diesel::dsl::auto_type]
fn of_agreement() -> _ {
    agreement_signatures::practice_id
        .eq(agreements::practice_id)
        .and(agreement_signatures::couple_id.eq(agreements::couple_id))
        .and(agreement_signatures::number.eq(agreements::number))
}

/// Refuses a joint feature while the practice wants an agreement for it and none is in force.
pub async fn check_joint(conn: Conn<'_>, practice: PracticeId, couple: CoupleId) -> ApiResult<()> {
    match find_agreed(conn, practice, &[couple]).await?.is_empty() {
        true => Err(ApiError::Conflict(Conflict::AgreementNeeded)),
        false => Ok(()),
    }
}
