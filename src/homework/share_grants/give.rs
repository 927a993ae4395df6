//! Giving a share grant: what it may be for, and within which couple.

use super::dto::CreateShareGrantRequest;
use super::model::{GrantInsert, GrantRow, Scope};
use super::queries;
use crate::homework::library::{Content, Purpose};
use crate::identity::actor::{Actor, ClientOnly, Reader};
use crate::platform::db::{AsText, Conn};
use crate::platform::http::{ApiError, ApiResult, IdempotencyKey};
use crate::platform::ids::Id;
use crate::platform::ids::kind::{AssignmentId, ClientId, CoupleId, ShareGrantId};

/// Gives a grant, or finds the one that the same request gave before.
pub(super) async fn give(
    actor: &Actor<ClientOnly>,
    conn: Conn<'_>,
    key: &IdempotencyKey,
    client: ClientId,
    new: ShareGrantId,
    request: &CreateShareGrantRequest,
) -> ApiResult<GrantRow> {
    let (author, now, payload) = (actor.reader(), actor.now(), (client, request));
    if client != author.member {
        return Err(ApiError::NotFound);
    }
    let (claim, earlier) = actor.claim(conn, key, "create_share_grant", &payload).await?;
    let id = match earlier {
        Some(earlier) => Id::from_uuid(earlier.resource),
        None => {
            let scope = request.scope()?;
            let row = GrantInsert {
                practice_id: author.practice,
                id: new,
                client_id: client,
                couple_id: couple_of(conn, &author, scope).await?,
                assignment_id: scope.assignment(),
                category: scope.category().map(AsText),
                created_at: now,
                updated_at: now,
            };
            queries::insert_grant(conn, &row).await?;
            claim.remember(conn, new.uuid(), None).await?;
            new
        }
    };
    queries::find_grant(conn, &author, client, id).await?.ok_or(ApiError::NotFound)
}

async fn couple_of(conn: Conn<'_>, author: &Reader, scope: Scope) -> ApiResult<CoupleId> {
    match scope {
        Scope::Assignment(id) => couple_of_assignment(conn, author, id).await,
        Scope::Category(_) => {
            let couple = queries::find_active_couple(conn, author).await?;
            couple.ok_or_else(|| {
                ApiError::rule("/category", "needs_couple", "is only for partners in a couple")
            })
        }
    }
}

async fn couple_of_assignment(conn: Conn<'_>, author: &Reader, id: AssignmentId) -> ApiResult<CoupleId> {
    let refused = |code, detail: &'static str| ApiError::rule("/assignment_id", code, detail);
    let found = queries::find_assignment(conn, author, id).await?;
    let Some((couple, content, alone)) = found else {
        return Err(refused("unknown_assignment", "must be one of your assignments"));
    };
    let couple = couple.ok_or_else(|| refused("needs_couple", "must be homework of a couple"))?;
    if !alone {
        return Err(refused("shared_anyway", "must be homework in which each partner counts alone"));
    }
    match content {
        Content::BoundaryScript(script) if script.purpose == Purpose::Protective => {
            Err(refused("protective", "must not be a protective limit"))
        }
        _ => Ok(couple),
    }
}
