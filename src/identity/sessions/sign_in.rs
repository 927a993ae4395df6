//! From e-mail address, password and second factor to an open session.

use super::dto::{
    ChooseMembership, ChooseMembershipStatus, SecondFactorNeeded, SignInRequest, SignInResponse, SignedIn,
};
use super::model::NewSession;
use super::open::open_session;
use super::places::{Place, places_of};
use crate::identity::accounts;
use crate::identity::audit::{Event, Member, Outcome};
use crate::identity::second_factors::{self, Answer, Use};
use crate::identity::services::Services;
use crate::platform::db::{Conn, Mode};
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::AccountId;

/// Unknown address, wrong password, wrong code and no active membership are one answer. Nothing of a second factor
/// shows before the password is right, and nothing of the memberships before the second factor is.
pub(super) async fn sign_in(services: &Services, request: SignInRequest) -> ApiResult<SignInResponse> {
    let SignInRequest { email, password, second_factor_code, membership_id, device } = request;
    let find = async |conn: Conn<'_>| accounts::find_account(conn, &email).await;
    let account = services.database.without_practice(Mode::Read, find).await?;
    let (id, hash) = account.map(|row| (row.id, row.password_hash)).unzip();
    let right = services.shared.passwords.verify(password, hash).await?;
    let Some(account) = id.filter(|_| right) else { return Err(ApiError::SignInFailed) };
    let mut places = places_of(services, account).await?;
    if let Some(wanted) = membership_id {
        places.retain(|place| place.membership == wanted);
    }
    // Where a membership has to be chosen first, the same code comes again with the choice.
    let taken = if places.len() == 1 { Use::Once } else { Use::Look };
    let code = second_factor_code.as_deref();
    let second_factor = match second_factors::ask(services, account, code, taken).await? {
        _ if places.is_empty() => return Err(ApiError::SignInFailed),
        Answer::NotAsked => false,
        Answer::Right => true,
        Answer::Missing => return Ok(SignInResponse::SecondFactorNeeded(SecondFactorNeeded::ANSWER)),
        Answer::Wrong => {
            record_denials(services, account, &places)?;
            return Err(ApiError::SignInFailed);
        }
    };
    match places.pop() {
        Some(only) if places.is_empty() => {
            let session = only.into_session(account, device, second_factor);
            open_in_own_transaction(services, session).await.map(SignInResponse::SignedIn)
        }
        last => {
            places.extend(last);
            let memberships = places.into_iter().map(Place::into_choice).collect();
            let status = ChooseMembershipStatus::ChooseMembership;
            Ok(SignInResponse::ChooseMembership(ChooseMembership { status, memberships }))
        }
    }
}

impl Place {
    fn into_session(self, account: AccountId, device: Option<String>, second_factor: bool) -> NewSession {
        let Self { practice, membership, roles, access, practice_name: _, requires_second_factor: _ } = self;
        NewSession { account, practice, membership, roles, access, device, second_factor }
    }
}

/// Somebody knows the password and not the second factor: every practice that would have been opened is told.
fn record_denials(services: &Services, account: AccountId, places: &[Place]) -> ApiResult<()> {
    let now = services.shared.clock.now();
    for Place { practice, membership, roles, .. } in places {
        let member = Member { account, practice: *practice, membership: *membership, roles };
        let row = Event::new("sign_in", "session").row_of(member, now, Outcome::Denied);
        services.shared.audit.push(row)?;
    }
    Ok(())
}

async fn open_in_own_transaction(services: &Services, session: NewSession) -> ApiResult<SignedIn> {
    let practice = session.practice;
    let open = async |conn: Conn<'_>| open_session(conn, services, session.clone()).await;
    let ((), opened) = services.database.in_practice(practice, Mode::Write, async |_| Ok(()), open).await?;
    Ok(opened)
}
