//! Who is asking: accounts, memberships, sessions, tokens, invitations, and the audit of what they did.

mod access;
pub mod account_tokens;
pub mod accounts;
pub mod actor;
pub mod audit;
pub mod credentials;
pub mod invitations;
pub mod master_key;
pub mod memberships;
pub mod notices;
pub mod passwords;
pub mod practice_keys;
pub mod proof;
pub mod second_factors;
pub mod server_keys;
pub mod services;
pub mod sessions;
pub mod signing_keys;
pub mod throttles;
pub mod tokens;
