//! Retros: a couple looks back on the month, names small wins, and decides of each assignment whether it is kept, adjusted or
//! dropped, and what is added. Either partner or the therapist writes a version; both partners agree to the same one; the
//! therapist carries it out in one transaction, or their agreement does where practice and therapist let it. What is written under a safety hold reaches its author and the care team alone.

mod agree;
mod apply;
mod carry_out;
mod dto;
mod habit;
mod held;
mod model;
mod queries;
mod routes;
mod settings;
mod settle;
mod takeaway;
mod view;
mod wins;
mod write;

pub use dto::{AdditionResponse, DecisionResponse, RetroResponse, SmallWinResponse, WinsDefinition};
pub use held::held_between;
pub use model::{AppliedBy, Decision, RetroStatus, SmallWinKind};
pub use routes::configure;
pub use takeaway::{BeforeOwn, list_own};
pub use wins::{FoundWin, Win, bring_in};
