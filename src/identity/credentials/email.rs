//! Another e-mail address, once it has proved to be one's own.

use super::dto::CreateEmailChangeConfirmationRequest;
use crate::identity::account_tokens::{self, Purpose};
use crate::identity::accounts::{self, Email};
use crate::identity::actor::{Access, Actor};
use crate::identity::audit::Event;
use crate::identity::notices::{NewNotice, NoticeKind, create_notice, void_notices};
use crate::identity::services::Services;
use crate::identity::sessions::{Ending, end_sessions_elsewhere};
use crate::identity::throttles::{self, Kind};
use crate::platform::db::{Conn, Mode};
use crate::platform::http::{ApiError, ApiResult, Conflict, Network};

/// Asks for it. Whether somebody has the address already is looked up when the token is sent, and told to nobody.
pub(super) async fn ask<A: Access>(actor: &Actor<A>, email: &Email, network: &Network) -> ApiResult<()> {
    let (account, now) = (actor.account(), actor.now());
    let event = Event::plain("create_email_change", "account").on(account);
    actor.read(event, async |_| Ok(())).await?;
    // Each counts: the mailbox may be a stranger's, who never asked for letters.
    drop(throttles::begin(actor.services(), Kind::EmailChange, Some(email.as_str()), network).await?);
    let kind = NoticeKind::EmailChange;
    let ask = async |conn: Conn<'_>| {
        void_notices(conn, account).await?;
        let new = NewNotice { kind, to: email.as_str(), account: Some(account), now };
        create_notice(conn, &actor.services().shared.keys, new).await
    };
    actor.write(Event::new("create_email_change", "account").on(account), ask).await
}

/// Makes the change, and tells the old address.
pub(super) async fn confirm(
    services: &Services,
    request: &CreateEmailChangeConfirmationRequest,
    network: &Network,
) -> ApiResult<()> {
    let CreateEmailChangeConfirmationRequest { token, end_other_sessions: ends } = request;
    let now = services.shared.clock.now();
    let one_try = throttles::begin(services, Kind::Token, None, network).await?;
    let confirm = async |conn: Conn<'_>| {
        let used = account_tokens::use_token(conn, Purpose::EmailChange, token, now).await?;
        let Some((account, Some(email))) = used else { return Err(ApiError::NotFound) };
        let old = accounts::find_email(conn, account).await?;
        match accounts::update_email(conn, account, &email, now).await {
            // Somebody else has taken the address since; that it is taken is not told.
            Err(ApiError::Conflict(Conflict::Race)) => return Err(ApiError::NotFound),
            updated => updated?,
        }
        account_tokens::void_tokens(conn, account).await?;
        if *ends {
            accounts::end_sessions_before(conn, account, now).await?;
        }
        let kind = NoticeKind::EmailChanged;
        let new = NewNotice { kind, to: &old, account: Some(account), now };
        create_notice(conn, &services.shared.keys, new).await?;
        Ok(account)
    };
    let account = services.database.without_practice(Mode::Write, confirm).await?;
    one_try.give_back(services).await?;
    let event = Event::new("create_email_change_confirmation", "account").on(account);
    end_sessions_elsewhere(services, account, event, Ending { ends: *ends, kept: None }).await
}
