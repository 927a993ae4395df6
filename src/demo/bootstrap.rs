//! What nobody can do through the API: the practice itself, and the invitation of its first owner.

use uuid::Uuid;

use super::Failure;
use crate::homework::library::install_built_in;
use crate::identity::accounts::Email;
use crate::identity::invitations::{NewInvitation, create_invitation};
use crate::identity::memberships::Role;
use crate::identity::services::Services;
use crate::people::practices::{NewPractice, create_practice};
use crate::people::staff::{NewStaff, create_staff};
use crate::platform::db::{Conn, Mode};
use crate::platform::ids::kind::{InvitationId, PracticeId, StaffId};
use crate::platform::local_day::{DayStart, Weekday};

/// Makes a practice with the built-in library; its id, and the token of the owner's invitation.
pub(super) async fn practice(
    services: &Services,
    owner: &str,
    email: &str,
) -> Result<(Uuid, String), Failure> {
    let (id, staff, now) = (PracticeId::generate(), StaffId::generate(), services.shared.clock.now());
    let email = Email::parse(email).ok_or("the owner's address is none")?;
    let time_zone = "Europe/London".parse().map_err(|_| "the practice's zone is unknown")?;
    let create = async |conn: Conn<'_>| {
        let practice = NewPractice {
            id,
            name: "Harbour Practice".to_owned(),
            time_zone,
            language: "en".to_owned(),
            day_start: DayStart::default(),
            week_start: Weekday::Monday,
            streaks_shown: true,
            second_factor_required: false,
            now,
        };
        create_practice(conn, services, practice).await?;
        let roles = vec![Role::Owner, Role::Therapist];
        let (name, address) = (owner.to_owned(), email.as_str().to_owned());
        create_staff(conn, NewStaff { practice: id, id: staff, name, email: address, roles, now }).await?;
        install_built_in(conn, id, now).await?;
        let invitation = InvitationId::generate();
        let email = email.clone();
        create_invitation(
            conn,
            NewInvitation { id: invitation, practice: id, membership: staff, by: staff, email, now },
        )
        .await
    };
    let database = &services.database;
    let ((), invitation) = database.in_practice(id, Mode::Write, async |_| Ok(()), create).await?;
    Ok((id.uuid(), invitation.token))
}
