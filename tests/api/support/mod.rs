//! What every test starts from: a service with its own database, practices with people, and callers.

mod answer;
mod app;
mod authenticator;
mod caller;
mod command;
mod everything;
pub mod homework;
mod letters;
mod practice;
pub mod server;
mod service;
mod sql;

pub use answer::Answer;
pub use app::TestApp;
pub use authenticator::Authenticator;
pub use caller::{Caller, new_id};
pub use command::{output_within, told};
pub use everything::{empty_tables, furnished_practice};
pub use letters::{Letter, token_in};
pub use practice::{PASSWORD, TestPractice};
pub use service::Service;
pub use sql::{Sql, tables};
