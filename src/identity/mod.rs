//! Who is asking: accounts, memberships, sessions, tokens, invitations, and the audit of what they did.

pub mod accounts;
pub mod actor;
pub mod audit;
pub mod invitations;
pub mod memberships;
pub mod passwords;
pub mod practice_keys;
pub mod proof;
pub mod second_factors;
pub mod services;
pub mod sessions;
pub mod tokens;
