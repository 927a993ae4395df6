//! Accounts and the directory of where each may sign in.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::Email;
use crate::platform::db::Conn;
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{AccountId, MembershipId, PracticeId};
use crate::schema::{account_memberships, accounts, practices};

/// An account with its password hash.
#[derive(Queryable, Selectable)]
#[diesel(table_name = accounts)]
pub struct AccountRow {
    /// The id.
    pub id: AccountId,
    /// The argon2id hash, as a PHC string.
    pub password_hash: String,
}

/// The account with this e-mail address.
pub async fn find_account(mut conn: Conn<'_>, email: &Email) -> ApiResult<Option<AccountRow>> {
    let row = accounts::table
        .filter(accounts::email.eq(email.as_str()))
        .select(AccountRow::as_select())
        .first(&mut conn)
        .await
        .optional()?;
    Ok(row)
}

/// The password hash of an account.
pub async fn find_password_hash(mut conn: Conn<'_>, account: AccountId) -> ApiResult<String> {
    Ok(accounts::table.find(account).select(accounts::password_hash).first(&mut conn).await?)
}

/// The e-mail address of an account.
pub async fn find_email(mut conn: Conn<'_>, account: AccountId) -> ApiResult<String> {
    Ok(accounts::table.find(account).select(accounts::email).first(&mut conn).await?)
}

/// Makes an account. The address must be free.
pub async fn create_account(
    mut conn: Conn<'_>,
    id: AccountId,
    email: &Email,
    password_hash: &str,
) -> ApiResult<()> {
    diesel::insert_into(accounts::table)
        .values((
            accounts::id.eq(id),
            accounts::email.eq(email.as_str()),
            accounts::password_hash.eq(password_hash),
        ))
        .execute(&mut conn)
        .await?;
    Ok(())
}

/// Where an account may try to sign in: whether the membership is active is for the practice to say.
pub async fn directory(mut conn: Conn<'_>, account: AccountId) -> ApiResult<Vec<(PracticeId, MembershipId)>> {
    let rows = account_memberships::table
        .filter(account_memberships::account_id.eq(account))
        .order((account_memberships::practice_id, account_memberships::membership_id))
        .select((account_memberships::practice_id, account_memberships::membership_id))
        .load(&mut conn)
        .await?;
    Ok(rows)
}

/// Enters a membership into the directory.
pub async fn link_membership(
    mut conn: Conn<'_>,
    account: AccountId,
    practice: PracticeId,
    membership: MembershipId,
) -> ApiResult<()> {
    diesel::insert_into(account_memberships::table)
        .values((
            account_memberships::account_id.eq(account),
            account_memberships::practice_id.eq(practice),
            account_memberships::membership_id.eq(membership),
        ))
        .execute(&mut conn)
        .await?;
    Ok(())
}

/// The e-mail address of an account and the name of the practice.
pub(super) async fn find_me(
    mut conn: Conn<'_>,
    account: AccountId,
    practice: PracticeId,
) -> ApiResult<(String, String)> {
    let row = accounts::table
        .inner_join(practices::table.on(practices::practice_id.eq(practice)))
        .filter(accounts::id.eq(account))
        .select((accounts::email, practices::name))
        .first(&mut conn)
        .await?;
    Ok(row)
}
