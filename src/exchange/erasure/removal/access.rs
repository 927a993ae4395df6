//! How a client signed in: sessions, invitations, and the account, if it serves for nothing else.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::platform::db::Conn;
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{AccountId, ClientId, InvitationId, PracticeId, SessionId};
use crate::schema::{
    account_memberships, account_tokens, accounts, idempotency_keys, invitations, notices, recovery_codes,
    refresh_tokens, second_factors, sessions,
};

pub(super) async fn remove(conn: Conn<'_>, practice: PracticeId, client: ClientId) -> ApiResult<()> {
    remove_sessions(conn, practice, client).await?;
    remove_invitations(conn, practice, client).await?;
    remove_account(conn, practice, client).await
}

async fn remove_sessions(mut conn: Conn<'_>, practice: PracticeId, client: ClientId) -> ApiResult<()> {
    let own =
        sessions::table.filter(sessions::practice_id.eq(practice)).filter(sessions::membership_id.eq(client));
    let ids: Vec<SessionId> = own.select(sessions::id).load(&mut conn).await?;
    let tokens = refresh_tokens::table
        .filter(refresh_tokens::practice_id.eq(practice))
        .filter(refresh_tokens::session_id.eq_any(ids));
    diesel::delete(tokens).execute(&mut conn).await?;
    diesel::delete(own).execute(&mut conn).await?;
    Ok(())
}

/// With the keys of retries that name the client or hold the token of an invitation.
async fn remove_invitations(mut conn: Conn<'_>, practice: PracticeId, client: ClientId) -> ApiResult<()> {
    let own = invitations::table
        .filter(invitations::practice_id.eq(practice))
        .filter(invitations::membership_id.eq(client));
    let ids: Vec<InvitationId> = own.select(invitations::id).load(&mut conn).await?;
    let named: Vec<Uuid> = ids.into_iter().map(|id| id.uuid()).chain([client.uuid()]).collect();
    let retries = idempotency_keys::membership_id.eq(client).or(idempotency_keys::resource_id.eq_any(named));
    let keys = idempotency_keys::table.filter(idempotency_keys::practice_id.eq(practice)).filter(retries);
    diesel::delete(keys).execute(&mut conn).await?;
    diesel::delete(own).execute(&mut conn).await?;
    Ok(())
}

/// Takes the client out of the directory, and the account away with all that it has, unless somebody needs it elsewhere.
async fn remove_account(mut conn: Conn<'_>, practice: PracticeId, client: ClientId) -> ApiResult<()> {
    let here = account_memberships::table
        .filter(account_memberships::practice_id.eq(practice))
        .filter(account_memberships::membership_id.eq(client));
    let owner =
        here.select(account_memberships::account_id).first::<AccountId>(&mut conn).await.optional()?;
    let Some(account) = owner else { return Ok(()) };
    // Nobody enters it anywhere meanwhile.
    let row = accounts::table.find(account).select(accounts::id).for_update();
    row.first::<AccountId>(&mut conn).await?;
    diesel::delete(here).execute(&mut conn).await?;
    let elsewhere = account_memberships::table.filter(account_memberships::account_id.eq(account));
    if diesel::select(diesel::dsl::exists(elsewhere)).get_result(&mut conn).await? {
        return Ok(());
    }
    diesel::delete(second_factors::table.filter(second_factors::account_id.eq(account)))
        .execute(&mut conn)
        .await?;
    diesel::delete(recovery_codes::table.filter(recovery_codes::account_id.eq(account)))
        .execute(&mut conn)
        .await?;
    diesel::delete(account_tokens::table.filter(account_tokens::account_id.eq(account)))
        .execute(&mut conn)
        .await?;
    diesel::delete(notices::table.filter(notices::account_id.eq(account))).execute(&mut conn).await?;
    diesel::delete(accounts::table.find(account)).execute(&mut conn).await?;
    Ok(())
}
