//! Proving again who one is, in a session that is open.

use super::dto::{ProofResponse, ProveSessionRequest};
use crate::identity::accounts;
use crate::identity::actor::{Access, Actor};
use crate::identity::audit::Event;
use crate::identity::proof;
use crate::identity::second_factors::{self, Answer, Use};
use crate::identity::throttles::{self, Kind};
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult, Network};

/// By the second factor where the account has one, else by the password. Neither is checked inside the transaction:
/// hashing takes long, and a wrong code is counted whatever else happens.
pub(super) async fn prove<A: Access>(
    actor: &Actor<A>,
    request: ProveSessionRequest,
    network: &Network,
) -> ApiResult<ProofResponse> {
    let (services, account) = (actor.services(), actor.account());
    let event = Event::new("prove_session", "session").on(actor.session());
    let find = async |conn: Conn<'_>| {
        futures_util::try_join!(
            second_factors::is_confirmed(conn, account),
            accounts::find_password_hash(conn, account)
        )
    };
    let plain = Event::plain("prove_session", "session").on(actor.session());
    let (has_second_factor, hash) = actor.read(plain, find).await?;
    let one_try = throttles::begin(services, Kind::Proof, Some(&account.to_string()), network).await?;
    let (right, at) = match (has_second_factor, request.code, request.password) {
        (true, Some(code), None) => {
            let answer = second_factors::ask(services, account, Some(&code), Use::Once).await?;
            (answer == Answer::Right, "/code")
        }
        (false, None, Some(password)) => {
            (services.shared.passwords.verify(password, Some(hash)).await?, "/password")
        }
        (true, ..) => {
            return Err(needed("/code", "the account has a second factor, and is proved by it alone"));
        }
        (false, ..) => {
            return Err(needed(
                "/password",
                "the account has no second factor, and is proved by its password alone",
            ));
        }
    };
    if !right {
        actor.record_denial(event)?;
        return Err(ApiError::rule(at, "wrong", "is not right"));
    }
    let now = actor.now();
    let (practice, session) = (actor.practice(), actor.session());
    let keep =
        async |conn: Conn<'_>| proof::keep_proof(conn, practice, session, now, has_second_factor).await;
    actor.write(event, keep).await?;
    one_try.succeed(services).await?;
    let counts_until = now + services.shared.session_rules.proof_age;
    Ok(ProofResponse {
        proved_at: now,
        counts_until,
        refresh_needed: actor.is_limited() && has_second_factor,
    })
}

fn needed(pointer: &'static str, why: &'static str) -> ApiError {
    ApiError::rule(pointer, "required", why)
}
