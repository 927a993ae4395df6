//! People: practices, staff, clients, couples, and who cares for whom.

pub mod attachment_patterns;
pub mod care_teams;
pub mod clients;
pub mod couples;
pub mod practices;
pub mod safety;
pub mod staff;
