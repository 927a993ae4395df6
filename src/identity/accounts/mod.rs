//! Accounts: one person with one e-mail address and password, and the memberships it may sign in to.
//! `GET /v1/me` tells a session what it is and may do.

mod dto;
mod model;
mod queries;
mod routes;

pub use dto::{MeResponse, OwnAccount, Permission};
pub use model::{Email, check_phone};
pub use queries::{
    AccountRow, create_account, directory, end_sessions_before, find_account, find_email, find_own,
    find_password_hash, find_with_directory, keeps_password, link_membership, sessions_end_before,
    update_email, update_password,
};
pub use routes::configure;
