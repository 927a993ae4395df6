//! Small wins: what went well with a couple's homework, suggested to the person whose data it is and to nobody else. That person
//! may bring one into the couple's retro, where both read it as it was then.

mod dto;
mod routes;
mod rules;
mod suggest;

pub use dto::SmallWinSuggestion;
pub use routes::configure;
pub use rules::{Found, find_wins};
pub use suggest::wins_of;
