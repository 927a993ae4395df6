//! People: practices, staff, clients, couples, and who cares for whom.

pub mod agreements;
pub mod appointments;
pub mod attachment_patterns;
pub mod care_teams;
pub mod clients;
pub mod contact_preferences;
pub mod couples;
pub mod crisis_resources;
pub mod practices;
pub mod retention;
pub mod safety;
pub mod staff;
