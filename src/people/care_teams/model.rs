//! Whom a care team is for, a place on it, and who may change it.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use crate::identity::actor::Access;
use crate::identity::audit::Event;
use crate::identity::memberships::Role;
use crate::platform::ids::kind::{CareTeamPlaceId, ClientId, CoupleId, StaffId};
use crate::schema::{care_team_members, staff};

/// Whom something is about: one client, or one couple.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Context {
    /// A client on its own.
    Client(ClientId),
    /// A couple.
    Couple(CoupleId),
}

impl Context {
    /// The id, whichever it is of.
    pub const fn id(self) -> Uuid {
        match self {
            Self::Client(id) => id.uuid(),
            Self::Couple(id) => id.uuid(),
        }
    }

    /// The client, if it is one.
    pub fn client(self) -> Option<ClientId> {
        match self {
            Self::Client(id) => Some(id),
            Self::Couple(_) => None,
        }
    }

    /// The couple, if it is one.
    pub fn couple(self) -> Option<CoupleId> {
        match self {
            Self::Client(_) => None,
            Self::Couple(id) => Some(id),
        }
    }

    /// Where this client's or couple's care team is.
    pub(super) fn care_team_path(self) -> String {
        match self {
            Self::Client(id) => format!("/v1/clients/{id}/care-team"),
            Self::Couple(id) => format!("/v1/couples/{id}/care-team"),
        }
    }

    /// An audit event about this client's or couple's care team.
    pub(super) fn event(self, action: &'static str) -> Event {
        let event = Event::new(action, "care_team");
        match self {
            Self::Client(id) => event.of_client(id),
            Self::Couple(id) => event.of_couple(id),
        }
    }
}

/// Who may know a care team: staff who may know the client or couple.
pub enum CareTeamReader {}
/// Who may change a care team: owner and admin any, a therapist one they are on.
pub enum CareTeamWriter {}

impl Access for CareTeamReader {
    const ROLES: &'static [Role] =
        &[Role::Owner, Role::Admin, Role::Supervisor, Role::Therapist, Role::FrontDesk];
}

impl Access for CareTeamWriter {
    const ROLES: &'static [Role] = &[Role::Owner, Role::Admin, Role::Therapist];
}

/// An open place on a care team.
#[derive(Queryable, Selectable)]
#[diesel(table_name = care_team_members)]
pub(super) struct PlaceRow {
    pub id: CareTeamPlaceId,
    pub staff_id: StaffId,
    #[diesel(select_expression = staff::name)]
    pub name: String,
    #[diesel(column_name = created_at)]
    pub since: DateTime<Utc>,
}
