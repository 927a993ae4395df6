//! The library of homework: built-in items, copied into every practice, and those a practice writes itself.
//! Versions never change once published; assignments pin one.

mod answering;
mod answers;
mod built_in;
mod cadence;
mod content;
mod draft;
mod dto;
mod editing;
mod feelings;
mod install;
mod model;
mod queries;
mod routes;
mod rules;
mod shapes;
mod writing_prompts;

pub use answers::{AnswerSpec, Choice, Prompt};
pub use built_in::{BuiltInItem, built_in_items};
pub use cadence::{AsNeededByDefault, LibraryCadence, OnceByDefault, ReviewByDefault};
pub use content::{Content, Kind, Question};
pub use draft::{Caution, ItemKey, LibraryDraft, Tag};
pub use feelings::{FeelingFamily, FeelingVocabulary, FeelingWord, Valence};
pub use install::install_built_in;
pub use model::{ItemRow, ItemStatus, LibraryItem, VersionRow};
pub use queries::{find_published, find_version};
pub use routes::LibraryReader;
pub use shapes::{
    BoundaryScriptContent, FourParts, HabitContent, Part, Purpose, Reconnect, ReflectionContent,
    RepairRitualContent, Ritual, RitualStep, RitualSteps, Step,
};
pub use writing_prompts::WritingPromptResponse;

use crate::platform::http::Routes;

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes.configure(routes::configure).configure(writing_prompts::configure);
}
