//! Writing prompts: reflections and boundary scripts to which clients write of their own accord, without an assignment.
//! The same for every client, so that nobody can tell anything from what is missing.

mod dto;
mod queries;
mod routes;

pub use dto::WritingPromptResponse;
pub use routes::configure;
