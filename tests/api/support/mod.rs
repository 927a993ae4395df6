//! What every test starts from: a service with its own database, practices with people, and callers.

mod answer;
mod app;
mod caller;
mod practice;
mod server;

pub use answer::Answer;
pub use app::TestApp;
pub use caller::{Caller, new_id};
pub use practice::{PASSWORD, TestPractice};
