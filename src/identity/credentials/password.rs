//! Another password: by who is signed in, or by a token.

use super::dto::{CreatePasswordResetCompletionRequest, UpdatePasswordRequest};
use crate::identity::account_tokens::{self, Purpose};
use crate::identity::accounts::{self, Email};
use crate::identity::actor::{Access, Actor};
use crate::identity::audit::Event;
use crate::identity::notices::{NewNotice, NoticeKind, create_notice, void_notices};
use crate::identity::passwords::KnownWords;
use crate::identity::proof;
use crate::identity::services::Services;
use crate::identity::sessions::{Ending, end_sessions_elsewhere};
use crate::identity::throttles::{self, Kind};
use crate::platform::db::{Conn, Mode};
use crate::platform::http::{ApiError, ApiResult, Network};
use crate::platform::ids::kind::AccountId;

/// By who is signed in and has proved it of late. Hashing takes long, so it is not done inside the transaction, nor for
/// somebody who may not.
pub(super) async fn change<A: Access>(actor: &Actor<A>, request: UpdatePasswordRequest) -> ApiResult<()> {
    let UpdatePasswordRequest { new_password, end_other_sessions } = request;
    let (services, account, session) = (actor.services(), actor.account(), actor.session());
    let event = Event::new("update_password", "account").on(account);
    let look = async |conn: Conn<'_>| {
        let mut known = KnownWords::of_address(&accounts::find_email(conn, account).await?);
        known.add_member(conn, actor.practice(), actor.membership()).await?;
        Ok(known)
    };
    let known = actor.read(Event::plain("update_password", "account").on(account), look).await?;
    services.shared.passwords.check_new("/new_password", &new_password, known).await?;
    let hash = services.shared.passwords.hash(new_password).await?;
    let change = async |conn: Conn<'_>| {
        set_password(conn, services, account, &hash, end_other_sessions).await?;
        // This session is the one that lives on.
        proof::keep_proof(conn, actor.practice(), session, actor.now(), false).await
    };
    actor.write(event, change).await?;
    let ending = Ending { ends: end_other_sessions, kept: Some(session) };
    end_sessions_elsewhere(services, account, event, ending).await
}

/// Writes that somebody asks for a token. Whether the address is an account's is looked up when it is sent, so that
/// asking takes the same time and tells nothing.
pub(super) async fn ask_for_reset(services: &Services, email: &Email, network: &Network) -> ApiResult<()> {
    // Each counts: a right one is known by nobody.
    drop(throttles::begin(services, Kind::PasswordReset, Some(email.as_str()), network).await?);
    let now = services.shared.clock.now();
    let kind = NoticeKind::PasswordReset;
    let new = || NewNotice { kind, to: email.as_str(), account: None, now };
    let ask = async |conn: Conn<'_>| create_notice(conn, &services.shared.keys, new()).await;
    services.database.without_practice(Mode::Write, ask).await
}

/// By a token. Opens no session: signing in needs the second factor as before, where there is one.
pub(super) async fn complete_reset(
    services: &Services,
    request: CreatePasswordResetCompletionRequest,
    network: &Network,
) -> ApiResult<()> {
    let CreatePasswordResetCompletionRequest { token, new_password, end_other_sessions } = request;
    let (database, now) = (&services.database, services.shared.clock.now());
    let one_try = throttles::begin(services, Kind::Token, None, network).await?;
    let known = known_to_holder(services, &token).await?;
    services.shared.passwords.check_new("/new_password", &new_password, known).await?;
    let hash = services.shared.passwords.hash(new_password).await?;
    let complete = async |conn: Conn<'_>| {
        let used = account_tokens::use_token(conn, Purpose::PasswordReset, &token, now).await?;
        let (account, _) = used.ok_or(ApiError::NotFound)?;
        let email = set_password(conn, services, account, &hash, end_other_sessions).await?;
        Ok((account, email))
    };
    let (account, email) = database.without_practice(Mode::Write, complete).await?;
    one_try.give_back(services).await?;
    // Who has the mailbox is not kept out by what strangers tried.
    throttles::forgive(services, Kind::SignIn, &email, network).await?;
    let event = Event::new("create_password_reset_completion", "account").on(account);
    end_sessions_elsewhere(services, account, event, Ending { ends: end_other_sessions, kept: None }).await
}

/// What is known of whoever a token reached, from each of the person's practices; asked ahead of what takes long.
async fn known_to_holder(services: &Services, token: &str) -> ApiResult<KnownWords> {
    let (database, now) = (&services.database, services.shared.clock.now());
    let look = async |conn: Conn<'_>| {
        let holder = account_tokens::find_holder(conn, Purpose::PasswordReset, token, now).await?;
        let account = holder.ok_or(ApiError::NotFound)?;
        let known = KnownWords::of_address(&accounts::find_email(conn, account).await?);
        Ok((known, accounts::directory(conn, account).await?))
    };
    let (mut known, directory) = database.without_practice(Mode::Read, look).await?;
    for (practice, membership) in directory {
        let look = async |conn: Conn<'_>| {
            let mut known = known.clone();
            known.add_member(conn, practice, membership).await?;
            Ok(known)
        };
        ((), known) = database.in_practice(practice, Mode::Read, async |_| Ok(()), look).await?;
    }
    Ok(known)
}

/// Sets the password, ends every token that is under way, and tells the person; the address it is told to.
async fn set_password(
    conn: Conn<'_>,
    services: &Services,
    account: AccountId,
    hash: &str,
    ends_sessions: bool,
) -> ApiResult<String> {
    let now = services.shared.clock.now();
    accounts::update_password(conn, account, hash, ends_sessions, now).await?;
    account_tokens::void_tokens(conn, account).await?;
    void_notices(conn, account).await?;
    let to = accounts::find_email(conn, account).await?;
    let kind = NoticeKind::PasswordChanged;
    let new = NewNotice { kind, to: &to, account: Some(account), now };
    create_notice(conn, &services.shared.keys, new).await?;
    Ok(to)
}
