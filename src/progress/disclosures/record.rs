//! Recording a disclosure: which items, to whom and under what agreement.

use super::dto::CreateDisclosureRequest;
use super::model::{
    DisclosedKind, DisclosureGround, DisclosureInsert, DisclosureRecipient, EXPLANATION, RECIPIENT, place,
};
use super::queries;
use crate::homework::check_ins::find_context;
use crate::identity::actor::{Access, Actor, Reader};
use crate::people::agreements::{self, Policy};
use crate::people::safety;
use crate::platform::db::{AsText, Conn};
use crate::platform::http::{ApiError, ApiResult, Conflict};
use crate::platform::ids::Id;
use crate::platform::ids::kind::{ClientId, CoupleId, DisclosureId};
use crate::progress::reports::is_about_client;

/// Records a disclosure by a therapist who can read the item as one on the care team.
pub(super) async fn record(
    actor: &Actor<impl Access>,
    conn: Conn<'_>,
    reader: &Reader,
    client: ClientId,
    new: DisclosureId,
    request: &CreateDisclosureRequest,
) -> ApiResult<()> {
    let couple_id = context_of(conn, reader, client, request).await?;
    let agreement = agreement_of(conn, reader, client, request).await?;
    let partner = request.recipient == DisclosureRecipient::Partner;
    if partner && safety::lock_and_ask(conn, reader.practice, client).await? {
        return Err(ApiError::Conflict(Conflict::Held));
    }
    let (key, place) = (actor.key(conn).await?, place(reader.practice, new));
    let row = DisclosureInsert {
        practice_id: reader.practice,
        id: new,
        client_id: client,
        couple_id,
        item_kind: AsText(request.item_kind),
        item_id: request.item_id,
        recipient: AsText(request.recipient),
        recipient_sealed: key.seal_some(RECIPIENT, &place, request.recipient_name.as_ref())?,
        ground: AsText(request.ground),
        explanation_sealed: key.seal(EXPLANATION, &place, &request.explanation)?,
        agreement_couple_id: agreement.map(|(couple, _)| couple),
        agreement_number: agreement.map(|(_, number)| number),
        disclosed_by: reader.member,
        created_at: actor.now(),
    };
    queries::insert_disclosure(conn, &row).await
}

/// The couple in whose context the item stands, none for an item of individual care; the reader must see the item.
async fn context_of(
    conn: Conn<'_>,
    reader: &Reader,
    client: ClientId,
    request: &CreateDisclosureRequest,
) -> ApiResult<Option<CoupleId>> {
    let found = match request.item_kind {
        DisclosedKind::CheckIn => find_context(conn, reader, client, Id::from_uuid(request.item_id)).await?,
        DisclosedKind::Report => {
            let about = is_about_client(conn, reader, client, Id::from_uuid(request.item_id)).await?;
            about.then_some(None)
        }
    };
    found.ok_or_else(|| {
        ApiError::rule("/item_id", "unknown_item", "must be an item of this client that you can read")
    })
}

/// The version of the couple's agreement that it happens under, as far as one is needed.
async fn agreement_of(
    conn: Conn<'_>,
    reader: &Reader,
    client: ClientId,
    request: &CreateDisclosureRequest,
) -> ApiResult<Option<(CoupleId, i32)>> {
    let refused = |code, detail: &'static str| Err(ApiError::rule("/agreement_number", code, detail));
    let couple = queries::find_active_couple(conn, reader, client).await?;
    let Some(couple) = couple else {
        return match request.recipient {
            DisclosureRecipient::Partner | DisclosureRecipient::Client => {
                Err(ApiError::rule("/recipient", "needs_couple", "the client is in no couple in your care"))
            }
            DisclosureRecipient::ThirdParty if request.agreement_number.is_some() => {
                refused("unknown_agreement", "the client is in no couple in your care")
            }
            DisclosureRecipient::ThirdParty => check_ground(request, None).map(|()| None),
        };
    };
    let current = agreements::find_current(conn, reader.practice, couple).await?;
    let Some(number) = request.agreement_number else {
        let needed = request.recipient == DisclosureRecipient::Partner && current.is_some();
        if needed {
            return refused("needs_agreement", "is needed: the couple has an agreement");
        }
        return check_ground(request, None).map(|()| None);
    };
    let policy = agreements::find_policy(conn, reader.practice, couple, number).await?;
    let Some(policy) = policy else {
        return refused("unknown_agreement", "must be a version of the couple's agreement");
    };
    let in_force = current == Some((number, true));
    check_ground(request, in_force.then_some(policy))?;
    Ok(Some((couple, number)))
}

/// A policy is a ground only while it is in force, and only if it lets anything be told.
fn check_ground(request: &CreateDisclosureRequest, in_force: Option<Policy>) -> ApiResult<()> {
    let agreed = matches!(in_force, Some(Policy::NoSecrets | Policy::Limited));
    if request.ground == DisclosureGround::AgreedPolicy && !agreed {
        let detail = "needs an agreement in force whose policy lets something be told";
        return Err(ApiError::rule("/ground", "not_agreed", detail));
    }
    Ok(())
}
