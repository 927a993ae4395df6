//! Where an account may sign in: each practice is asked in its own transaction, since nothing reads two at once.

use uuid::Uuid;

use super::dto::{MembershipChoice, MembershipKind};
use super::queries;
use crate::identity::accounts;
use crate::identity::memberships::Role;
use crate::identity::services::Services;
use crate::platform::db::{Conn, Mode};
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{AccountId, MembershipId, PracticeId};

/// An active membership.
pub(super) struct Place {
    pub practice: PracticeId,
    pub membership: MembershipId,
    pub roles: Vec<Role>,
    pub access: i32,
    pub practice_name: String,
    /// Whether the practice requires a second factor of this member.
    pub requires_second_factor: bool,
}

impl Place {
    /// As it is offered to choose.
    pub fn into_choice(self) -> MembershipChoice {
        let Self { practice, membership, roles, practice_name, access: _, requires_second_factor: _ } = self;
        let kind = if roles.contains(&Role::Client) { MembershipKind::Client } else { MembershipKind::Staff };
        MembershipChoice { membership_id: membership, practice_id: practice, practice_name, kind }
    }
}

/// The active memberships of an account.
pub(super) async fn places_of(services: &Services, account: AccountId) -> ApiResult<Vec<Place>> {
    let find = async |conn: Conn<'_>| accounts::directory(conn, account).await;
    let directory = services.database.without_practice(Mode::Read, find).await?;
    places_in(services, &directory).await
}

/// Those of these memberships that are active.
pub(super) async fn places_in(
    services: &Services,
    directory: &[(PracticeId, MembershipId)],
) -> ApiResult<Vec<Place>> {
    let database = &services.database;
    // A practice that there is none of: somebody unknown takes as long as somebody in one practice.
    let nowhere = [(PracticeId::from_uuid(Uuid::nil()), MembershipId::from_uuid(Uuid::nil()))];
    let mut places = Vec::new();
    for &(practice, membership) in if directory.is_empty() { &nowhere } else { directory } {
        let find = async |conn: Conn<'_>| queries::find_place(conn, practice, membership).await;
        let ((), found) = database.in_practice(practice, Mode::Read, async |_| Ok(()), find).await?;
        places.extend(found);
    }
    Ok(places)
}

/// Whether any practice requires the second factor of this account.
pub async fn is_required_somewhere(services: &Services, account: AccountId) -> ApiResult<bool> {
    Ok(places_of(services, account).await?.iter().any(|place| place.requires_second_factor))
}
