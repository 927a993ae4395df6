//! Accounts and the directory of where each may sign in.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::{Email, OwnAccount};
use crate::platform::db::Conn;
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{AccountId, MembershipId, PracticeId};
use crate::schema::{account_memberships, accounts, memberships, practices};

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

/// Whether an account still has this password hash, which then stays until the transaction ends.
pub async fn keeps_password(mut conn: Conn<'_>, account: AccountId, hash: &str) -> ApiResult<bool> {
    let same = accounts::table
        .find(account)
        .filter(accounts::password_hash.eq(hash))
        .select(accounts::id)
        .for_share()
        .first::<AccountId>(&mut conn)
        .await
        .optional()?;
    Ok(same.is_some())
}

/// Gives an account another password; where sessions are to end with it, those that prove nothing from now on are over.
pub async fn update_password(
    mut conn: Conn<'_>,
    account: AccountId,
    hash: &str,
    ends_sessions: bool,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    diesel::update(accounts::table.find(account))
        .set((
            accounts::password_hash.eq(hash),
            ends_sessions.then_some(accounts::sessions_end_before.eq(now)),
            accounts::version.eq(accounts::version + 1),
            accounts::updated_at.eq(now),
        ))
        .execute(&mut conn)
        .await?;
    Ok(())
}

/// Gives an account another e-mail address. Somebody else's is a conflict.
pub async fn update_email(
    mut conn: Conn<'_>,
    account: AccountId,
    email: &str,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    diesel::update(accounts::table.find(account))
        .set((
            accounts::email.eq(email),
            accounts::version.eq(accounts::version + 1),
            accounts::updated_at.eq(now),
        ))
        .execute(&mut conn)
        .await?;
    Ok(())
}

/// Lets the sessions of an account that prove nothing from now on get no new tokens: they are about to be ended.
pub async fn end_sessions_before(
    mut conn: Conn<'_>,
    account: AccountId,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    diesel::update(accounts::table.find(account))
        .set(accounts::sessions_end_before.eq(now))
        .execute(&mut conn)
        .await?;
    Ok(())
}

/// Since when the sessions of an account must have proved themselves to live on.
pub async fn sessions_end_before(mut conn: Conn<'_>, account: AccountId) -> ApiResult<Option<DateTime<Utc>>> {
    Ok(accounts::table.find(account).select(accounts::sessions_end_before).first(&mut conn).await?)
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

/// The account with this e-mail address, and where it may try to sign in: whether the membership is active is for the
/// practice to say. An unknown address is looked up just as long.
pub async fn find_with_directory(
    mut conn: Conn<'_>,
    email: &Email,
) -> ApiResult<(Option<AccountRow>, Vec<(PracticeId, MembershipId)>)> {
    let directory = account_memberships::table
        .inner_join(accounts::table.on(accounts::id.eq(account_memberships::account_id)))
        .filter(accounts::email.eq(email.as_str()))
        .order((account_memberships::practice_id, account_memberships::membership_id))
        .select((account_memberships::practice_id, account_memberships::membership_id));
    let account = find_account(conn, email);
    let directory = async { Ok(directory.load(&mut conn).await?) };
    futures_util::try_join!(account, directory)
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

/// The account of a member, if it has one.
pub async fn find_own(
    mut conn: Conn<'_>,
    practice: PracticeId,
    member: MembershipId,
) -> ApiResult<Option<OwnAccount>> {
    let row: Option<(String, DateTime<Utc>)> = memberships::table
        .inner_join(accounts::table.on(memberships::account_id.eq(accounts::id.nullable())))
        .filter(memberships::practice_id.eq(practice))
        .filter(memberships::id.eq(member))
        .select((accounts::email, accounts::created_at))
        .first(&mut conn)
        .await
        .optional()?;
    Ok(row.map(|(email, created_at)| OwnAccount { email, created_at }))
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
