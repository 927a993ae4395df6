//! From a link token and a password to an account with its membership and first session.

use super::dto::{AcceptInvitationRequest, AcceptInvitationResponse};
use super::queries;
use crate::identity::accounts::{self, AccountRow, Email};
use crate::identity::audit::Member;
use crate::identity::passwords::KnownWords;
use crate::identity::second_factors::{self, Answer, Use};
use crate::identity::services::Services;
use crate::identity::sessions::{NewSession, SecondFactorNeeded, SignedIn, open_session, record_failure};
use crate::identity::throttles::{self, Kind};
use crate::platform::crypto::read_practice_token;
use crate::platform::db::{Conn, Mode};
use crate::platform::http::{ApiError, ApiResult, Network};
use crate::platform::ids::Id;
use crate::platform::ids::kind::{AccountId, MembershipId, PracticeId};

/// A link, as it was opened.
struct Link {
    practice: PracticeId,
    secret: [u8; 32],
}

/// Who accepts.
enum Person {
    /// Somebody who has an account, and whether a second factor was proved.
    Known(AccountId, bool),
    /// Somebody new, with the hash of the password.
    New(String),
}

/// Two steps, because hashing a password takes long and a transaction should not wait for it.
pub(super) async fn accept(
    services: &Services,
    request: AcceptInvitationRequest,
    network: &Network,
) -> ApiResult<AcceptInvitationResponse> {
    let AcceptInvitationRequest { token, password, second_factor_code, device } = request;
    let token_try = throttles::begin(services, Kind::Token, None, network).await?;
    let (practice, secret) = read_practice_token(&token).ok_or(ApiError::NotFound)?;
    let link = Link { practice: Id::from_uuid(practice), secret };
    let Open { membership, known, email, account } = look(services, &link).await?;
    token_try.give_back(services).await?;
    // Asked of everybody alike: whether the address has an account shows to nobody who does not know its password.
    services.shared.passwords.check_new("/password", &password, known).await?;
    let one_try = throttles::begin(services, Kind::SignIn, Some(email.as_str()), network).await?;
    let person = match account {
        None => Person::New(services.shared.passwords.hash(password).await?),
        Some(row) => {
            let code = second_factor_code.as_deref();
            match prove(services, &link, membership, row, password, code).await? {
                Some(person) => person,
                None => {
                    one_try.give_back(services).await?;
                    return Ok(AcceptInvitationResponse::SecondFactorNeeded(SecondFactorNeeded::ANSWER));
                }
            }
        }
    };
    match enter(services, &link, &email, person, device).await {
        Ok(signed_in) => {
            one_try.succeed(services).await?;
            Ok(AcceptInvitationResponse::SignedIn(signed_in))
        }
        Err(error) => {
            if matches!(error, ApiError::Conflict(_) | ApiError::WrongState(_)) {
                // What was proved was right.
                one_try.give_back(services).await?;
            }
            Err(error)
        }
    }
}

/// An invitation that can be accepted.
struct Open {
    membership: MembershipId,
    /// What a new password must not be made of.
    known: KnownWords,
    email: Email,
    account: Option<AccountRow>,
}

async fn look(services: &Services, link: &Link) -> ApiResult<Open> {
    let now = services.shared.clock.now();
    let find = async |conn: Conn<'_>| {
        let invitation = queries::find_open_invitation(conn, link.practice, &link.secret, now).await?;
        let invitation = invitation.ok_or(ApiError::NotFound)?;
        let email = Email::parse(&invitation.email).ok_or(ApiError::Internal)?;
        let account = accounts::find_account(conn, &email).await?;
        let membership = invitation.membership;
        let mut known = KnownWords::of_address(email.as_str());
        known.add_member(conn, link.practice, membership).await?;
        Ok(Open { membership, known, email, account })
    };
    let ((), open) = services.database.in_practice(link.practice, Mode::Read, async |_| Ok(()), find).await?;
    Ok(open)
}

/// An account that exists is proved as at sign-in, or an invitation would be a way around its second factor.
async fn prove(
    services: &Services,
    link: &Link,
    membership: MembershipId,
    account: AccountRow,
    password: String,
    code: Option<&str>,
) -> ApiResult<Option<Person>> {
    let AccountRow { id, password_hash } = account;
    let failed = || {
        record_failure(services, Member { practice: link.practice, membership, account: id })?;
        Err(ApiError::SignInFailed)
    };
    if !services.shared.passwords.verify(password, Some(password_hash)).await? {
        return failed();
    }
    match second_factors::ask(services, id, code, Use::Once).await? {
        Answer::NotAsked => Ok(Some(Person::Known(id, false))),
        Answer::Right => Ok(Some(Person::Known(id, true))),
        Answer::Missing => Ok(None),
        Answer::Wrong => failed(),
    }
}

async fn enter(
    services: &Services,
    link: &Link,
    email: &Email,
    person: Person,
    device: Option<String>,
) -> ApiResult<SignedIn> {
    let Link { practice, secret } = *link;
    let now = services.shared.clock.now();
    let enter = async |conn: Conn<'_>| {
        let invitation = queries::find_open_invitation(conn, practice, &secret, now).await?;
        let invitation = invitation.ok_or(ApiError::NotFound)?;
        if !queries::accept_invitation(conn, practice, invitation.id, now).await? {
            return Err(ApiError::NotFound);
        }
        let membership = invitation.membership;
        let (account, second_factor) = match &person {
            Person::Known(account, second_factor) => (*account, *second_factor),
            Person::New(hash) => {
                let account = AccountId::generate();
                accounts::create_account(conn, account, email, hash).await?;
                (account, false)
            }
        };
        // Where the account is another client's of the practice already, this is a conflict.
        let activated = queries::activate_membership(conn, practice, membership, account, now).await?;
        let (roles, access) = activated.ok_or(ApiError::NotFound)?;
        accounts::link_membership(conn, account, practice, membership).await?;
        let device = device.clone();
        let session = NewSession { account, practice, membership, roles, access, device, second_factor };
        open_session(conn, services, session).await
    };
    let database = &services.database;
    let ((), signed_in) = database.in_practice(practice, Mode::Write, async |_| Ok(()), enter).await?;
    Ok(signed_in)
}
