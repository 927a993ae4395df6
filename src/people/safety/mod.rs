//! Safety: flags and holds that the care team places on a client. Nobody else can tell that there are any; under a
//! hold nothing new of the client reaches the partner, as if the client had stopped writing.

mod copied_wins;
mod dto;
mod model;
mod queries;
mod routes;

pub use model::SafetyMarkKind;
pub use queries::{
    list_held, list_standing, lock_and_ask, lock_and_ask_all, lock_and_list, raise_flag, shut_and_ask,
    stood_since,
};
pub use routes::configure;
