//! What nobody can do through the API: the practice itself, and the invitation of its first owner.

use crate::homework::library::install_built_in;
use crate::identity::accounts::Email;
use crate::identity::invitations::{NewInvitation, create_invitation};
use crate::identity::memberships::Role;
use crate::identity::services::Services;
use crate::people::practices::{NewPractice, create_practice};
use crate::people::staff::{NewStaff, create_staff};
use crate::platform::db::{Conn, Mode};
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{InvitationId, PracticeId, StaffId};
use crate::platform::local_day::{DayStart, TimeZone, Weekday};

/// A practice to be made, with its first owner.
#[derive(Debug, Clone)]
pub struct Founding {
    /// What it is called.
    pub name: String,
    /// The zone in which it works.
    pub time_zone: TimeZone,
    /// Language tag.
    pub language: String,
    /// What its first owner is called.
    pub owner: String,
    /// Where the owner is reached.
    pub email: Email,
    /// What the owner does there.
    pub roles: Vec<Role>,
    /// Whether it begins guarded: a second factor of its staff, and an agreement before joint homework. The owner may
    /// change either.
    pub guarded: bool,
}

/// Makes the practice with the built-in library; gives its id, and the token of the owner's invitation.
pub async fn found(services: &Services, founding: Founding) -> ApiResult<(PracticeId, String)> {
    let Founding { name, time_zone, language, owner, email, roles, guarded } = founding;
    let (id, staff, now) = (PracticeId::generate(), StaffId::generate(), services.shared.clock.now());
    let practice = NewPractice {
        id,
        name,
        time_zone,
        language,
        day_start: DayStart::default(),
        week_start: Weekday::Monday,
        streaks_shown: true,
        agreement_required: guarded,
        second_factor_required: guarded,
        now,
    };
    let address = email.as_str().to_owned();
    let owner = NewStaff { practice: id, id: staff, name: owner, email: address, roles, now };
    let create = async |conn: Conn<'_>| {
        create_practice(conn, services, practice.clone()).await?;
        create_staff(conn, owner.clone()).await?;
        install_built_in(conn, id, now).await?;
        let invitation = InvitationId::generate();
        let email = email.clone();
        let invitation =
            NewInvitation { id: invitation, practice: id, membership: staff, by: staff, email, now };
        create_invitation(conn, invitation).await
    };
    let database = &services.database;
    let ((), invitation) = database.in_practice(id, Mode::Write, async |_| Ok(()), create).await?;
    Ok((id, invitation.token))
}
