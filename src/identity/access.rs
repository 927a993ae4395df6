//! What it takes to call a function: roles, and what else it asks of a session.

use super::memberships::Role;

/// Which roles a function takes, a member needing one of them, and what else it asks of a session.
pub trait Access {
    /// The roles.
    const ROLES: &'static [Role];
    /// Whether a session may call that is limited until its bearer has proved a second factor: only what leads out of
    /// the limit, so that every other function is closed.
    const OPEN_TO_LIMITED: bool = false;
    /// Whether the bearer must have proved who it is a short while ago.
    const NEEDS_PROOF: bool = false;
    /// Whether a client whose record is restricted may write by it: only what is about the account, or what the person may
    /// still ask for.
    const OPEN_TO_RESTRICTED: bool = false;
}

/// Every member of a practice.
pub enum AnyMember {}
/// Owner or admin.
pub enum Administrator {}
/// Every member of staff.
pub enum AnyStaff {}
/// Therapist or supervisor: who may read clinical content, of those in their care.
pub enum Clinician {}
/// Therapist, supervisor or client.
pub enum ClinicianOrClient {}
/// Therapist or client: who may write what belongs to one member of an assignment.
pub enum TherapistOrClient {}
/// Client alone.
pub enum ClientOnly {}
/// Therapist alone: who takes clients on.
pub enum TherapistOnly {}
/// Who may read names and contact data: all staff but the auditor, and clients their own.
pub enum ContactReader {}
/// Who may write names and contact data.
pub enum ContactWriter {}

impl Access for AnyMember {
    const ROLES: &'static [Role] = &[
        Role::Owner,
        Role::Admin,
        Role::Supervisor,
        Role::Therapist,
        Role::FrontDesk,
        Role::Auditor,
        Role::Client,
    ];
    // What every member may do concerns the own account.
    const OPEN_TO_RESTRICTED: bool = true;
}

impl Access for Administrator {
    const ROLES: &'static [Role] = &[Role::Owner, Role::Admin];
}

impl Access for AnyStaff {
    const ROLES: &'static [Role] =
        &[Role::Owner, Role::Admin, Role::Supervisor, Role::Therapist, Role::FrontDesk, Role::Auditor];
}

impl Access for Clinician {
    const ROLES: &'static [Role] = &[Role::Supervisor, Role::Therapist];
}

impl Access for ClinicianOrClient {
    const ROLES: &'static [Role] = &[Role::Supervisor, Role::Therapist, Role::Client];
}

impl Access for TherapistOrClient {
    const ROLES: &'static [Role] = &[Role::Therapist, Role::Client];
}

impl Access for ClientOnly {
    const ROLES: &'static [Role] = &[Role::Client];
}

impl Access for TherapistOnly {
    const ROLES: &'static [Role] = &[Role::Therapist];
}

impl Access for ContactReader {
    const ROLES: &'static [Role] =
        &[Role::Owner, Role::Admin, Role::Supervisor, Role::Therapist, Role::FrontDesk, Role::Client];
}

impl Access for ContactWriter {
    const ROLES: &'static [Role] = &[Role::Owner, Role::Admin, Role::Therapist, Role::FrontDesk];
}
