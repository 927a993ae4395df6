//! Asking for an authorisation, signing it and revoking the signature.

use chrono::{Months, NaiveDate};

use super::dto::{CreateReportAuthorisationRequest, ReportAuthorisationResponse};
use super::model::{AuthorisationInsert, SignatureInsert, WholeAuthorisation};
use super::queries;
use crate::identity::actor::{Access, Actor, Reader};
use crate::people::care_teams::Context;
use crate::people::couples::keep_lasting;
use crate::people::practices::local_day;
use crate::people::safety;
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::ReportAuthorisationId;

/// An authorisation is for a year at most.
const LONGEST: Months = Months::new(12);

/// Asks for an authorisation, by a therapist who cares for whom it concerns.
pub(super) async fn propose(
    actor: &Actor<impl Access>,
    conn: Conn<'_>,
    reader: &Reader,
    new: ReportAuthorisationId,
    request: &CreateReportAuthorisationRequest,
) -> ApiResult<()> {
    let context = request.context()?;
    let (today, key) =
        futures_util::try_join!(local_day(conn, reader.practice, actor.now()), actor.key(conn))?;
    let valid_until = last_day(request.valid_until, today)?;
    if let Context::Couple(couple) = context {
        keep_lasting(conn, reader.practice, couple).await?;
    }
    let row = AuthorisationInsert {
        practice_id: reader.practice,
        id: new,
        client_id: context.client(),
        couple_id: context.couple(),
        words_sealed: request.words().seal(reader.practice, new, &key)?,
        valid_until,
        proposed_by: reader.member,
        created_at: actor.now(),
    };
    queries::insert_authorisation(conn, &row).await
}

fn last_day(asked: Option<NaiveDate>, today: NaiveDate) -> ApiResult<NaiveDate> {
    let longest = today.checked_add_months(LONGEST).ok_or(ApiError::Internal)?;
    let day = asked.unwrap_or(longest);
    if (today..=longest).contains(&day) {
        return Ok(day);
    }
    let detail = "must be a day from today to a year ahead, by the day of the practice";
    Err(ApiError::rule("/valid_until", "out_of_range", detail))
}

/// Signs, by one whom it concerns, over what the signer knows of it. One that is given under a hold counts for nothing, which
/// its giver cannot tell, until it is given again without one.
pub(super) async fn sign(
    actor: &Actor<impl Access>,
    conn: Conn<'_>,
    id: ReportAuthorisationId,
    version: i32,
) -> ApiResult<ReportAuthorisationResponse> {
    let (reader, now) = (actor.reader(), actor.now());
    find(actor, conn, &reader, id).await?;
    let held = safety::lock_and_ask(conn, reader.practice, reader.member).await?;
    let couple = whole(conn, &reader, id).await?.row.couple_id;
    let lasting = match couple {
        Some(couple) => keep_lasting(conn, reader.practice, couple).await,
        None => Ok(()),
    };
    queries::take_turn(conn, reader.practice, id).await?;
    let known = whole(conn, &reader, id).await?;
    if known.version(&reader) != version {
        return Err(ApiError::PreconditionFailed);
    }
    lasting?;
    if known.row.withdrawn_at.is_some() {
        return Err(ApiError::wrong_state("It was taken back: there is nothing to sign any more."));
    }
    if known.row.valid_until < local_day(conn, reader.practice, now).await? {
        return Err(ApiError::wrong_state("Its last day is over: there is nothing to sign any more."));
    }
    match known.signatures.first() {
        None => {
            let row = SignatureInsert {
                practice_id: reader.practice,
                authorisation_id: id,
                client_id: reader.member,
                signed_at: now,
                counts: !held,
                created_at: now,
            };
            queries::insert_signature(conn, &row).await?;
        }
        Some(own) if own.revoked_at.is_some() || (!own.counts && !held) => {
            queries::renew_signature(conn, reader.practice, own, !held, now).await?;
        }
        Some(_) => {}
    }
    find(actor, conn, &reader, id).await
}

/// Revokes the own signature, at once and at any time. Nobody else but the care team is told.
pub(super) async fn revoke(
    actor: &Actor<impl Access>,
    conn: Conn<'_>,
    id: ReportAuthorisationId,
) -> ApiResult<()> {
    let reader = actor.reader();
    whole(conn, &reader, id).await?;
    queries::take_turn(conn, reader.practice, id).await?;
    queries::revoke_signature(conn, reader.practice, (id, reader.member), actor.now()).await
}

/// Takes back what was asked for, by a therapist who cares for whom it concerns.
pub(super) async fn withdraw(
    actor: &Actor<impl Access>,
    conn: Conn<'_>,
    reader: &Reader,
    id: ReportAuthorisationId,
) -> ApiResult<ReportAuthorisationResponse> {
    whole(conn, reader, id).await?;
    queries::take_turn(conn, reader.practice, id).await?;
    queries::withdraw(conn, reader.practice, id, actor.now()).await?;
    find(actor, conn, reader, id).await
}

async fn whole(conn: Conn<'_>, reader: &Reader, id: ReportAuthorisationId) -> ApiResult<WholeAuthorisation> {
    queries::find_whole(conn, reader, id).await?.ok_or(ApiError::NotFound)
}

/// One authorisation as the reader is told of it.
pub(super) async fn find(
    actor: &Actor<impl Access>,
    conn: Conn<'_>,
    reader: &Reader,
    id: ReportAuthorisationId,
) -> ApiResult<ReportAuthorisationResponse> {
    let (found, key) = futures_util::try_join!(whole(conn, reader, id), actor.key(conn))?;
    ReportAuthorisationResponse::open(found, reader, &key)
}
