//! Invitations: a one-time link token, hashed at rest, that gives a staff member or client an account.
//! Made below the staff member or client; accepted here.

mod accept;
mod dto;
mod invite;
pub mod one_client;
mod queries;
mod routes;

pub use dto::{CreateInvitationRequest, InvitationResponse};
pub use invite::{Invitee, invite};
pub use queries::{NewInvitation, create_invitation, revoke_invitations};
pub use routes::configure;
