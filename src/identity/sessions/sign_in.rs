//! From e-mail address, password and second factor to an open session.

use uuid::Uuid;

use super::dto::{
    ChooseMembership, ChooseMembershipStatus, SecondFactorNeeded, SignInRequest, SignInResponse, SignedIn,
};
use super::model::NewSession;
use super::open::open_session;
use super::places::{Place, places_in};
use crate::identity::accounts;
use crate::identity::audit::{Event, Member, Outcome};
use crate::identity::second_factors::{self, Answer, Use};
use crate::identity::services::Services;
use crate::identity::throttles::{self, Kind};
use crate::platform::db::{Conn, Mode};
use crate::platform::http::{ApiError, ApiResult, Network};
use crate::platform::ids::kind::{AccountId, MembershipId, PracticeId};

/// Stands for whoever is not who they say.
const NOBODY: AccountId = AccountId::from_uuid(Uuid::nil());

/// Unknown address, wrong password, wrong code and no active membership are one answer, in one time: whoever is not who
/// they say goes the same way, as nobody. Nothing of a second factor shows before the password is right, and nothing of
/// the memberships before the second factor is.
pub(super) async fn sign_in(
    services: &Services,
    request: SignInRequest,
    network: &Network,
) -> ApiResult<SignInResponse> {
    let SignInRequest { email, password, second_factor_code, membership_id, device } = request;
    let one_try = throttles::begin(services, Kind::SignIn, Some(email.as_str()), network).await?;
    let find = async |conn: Conn<'_>| accounts::find_with_directory(conn, &email).await;
    let (account, mut directory) = services.database.without_practice(Mode::Read, find).await?;
    let (id, hash) = account.map(|row| (row.id, row.password_hash)).unzip();
    let right = services.shared.passwords.verify(password, hash.clone()).await?;
    if let Some(wanted) = membership_id.filter(|wanted| directory.iter().any(|(_, known)| known == wanted)) {
        directory.retain(|(_, known)| *known == wanted);
    }
    let account = id.filter(|_| right).unwrap_or(NOBODY);
    let mut places = places_in(services, if right { &directory } else { &[] }).await?;
    if let Some(wanted) = membership_id {
        places.retain(|place| place.membership == wanted);
    }
    let code = second_factor_code.as_deref();
    let asked = ask(services, account, &places, code).await;
    if let (Err(ApiError::SignInFailed), Some(known)) = (&asked, id) {
        record_failures(services, known, &directory)?;
    }
    let Some(second_factor) = asked? else {
        one_try.give_back(services).await?;
        return Ok(SignInResponse::SecondFactorNeeded(SecondFactorNeeded::ANSWER));
    };
    match places.pop() {
        Some(only) if places.is_empty() => {
            let session = only.into_session(account, device, second_factor);
            let opened = open_in_own_transaction(services, session, &hash.unwrap_or_default()).await?;
            one_try.succeed(services).await?;
            Ok(SignInResponse::SignedIn(opened))
        }
        last => {
            one_try.give_back(services).await?;
            places.extend(last);
            let memberships = places.into_iter().map(Place::into_choice).collect();
            let status = ChooseMembershipStatus::ChooseMembership;
            Ok(SignInResponse::ChooseMembership(ChooseMembership { status, memberships }))
        }
    }
}

/// Whether a second factor was proved, or nothing where a code is needed first.
async fn ask(
    services: &Services,
    account: AccountId,
    places: &[Place],
    code: Option<&str>,
) -> ApiResult<Option<bool>> {
    // Where a membership has to be chosen first, the same code comes again with the choice.
    let taken = if places.len() == 1 { Use::Once } else { Use::Look };
    match second_factors::ask(services, account, code, taken).await? {
        _ if places.is_empty() => Err(ApiError::SignInFailed),
        Answer::NotAsked => Ok(Some(false)),
        Answer::Right => Ok(Some(true)),
        Answer::Missing => Ok(None),
        Answer::Wrong => Err(ApiError::SignInFailed),
    }
}

impl Place {
    fn into_session(self, account: AccountId, device: Option<String>, second_factor: bool) -> NewSession {
        let Self { practice, membership, roles, access, practice_name: _, requires_second_factor: _ } = self;
        NewSession { account, practice, membership, roles, access, device, second_factor }
    }
}

/// Every practice that would have been opened is told.
fn record_failures(
    services: &Services,
    account: AccountId,
    directory: &[(PracticeId, MembershipId)],
) -> ApiResult<()> {
    directory.iter().try_for_each(|&(practice, membership)| {
        record_failure(services, Member { practice, membership, account })
    })
}

/// Records that a sign-in of a known account failed, in a practice that it belongs to.
pub fn record_failure(services: &Services, of: Member) -> ApiResult<()> {
    let row = Event::new("sign_in", "session").row_of(of, services.shared.clock.now(), Outcome::Denied);
    services.shared.audit.push(row)
}

/// A password that was changed while it was being verified opens nothing: who changed it ends what is open by then.
async fn open_in_own_transaction(
    services: &Services,
    session: NewSession,
    verified: &str,
) -> ApiResult<SignedIn> {
    let practice = session.practice;
    let open = async |conn: Conn<'_>| match accounts::keeps_password(conn, session.account, verified).await? {
        true => open_session(conn, services, session.clone()).await,
        false => Err(ApiError::SignInFailed),
    };
    let ((), opened) = services.database.in_practice(practice, Mode::Write, async |_| Ok(()), open).await?;
    Ok(opened)
}
