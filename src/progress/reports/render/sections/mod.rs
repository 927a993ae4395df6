//! The sections beside homework, one function in a file of its own each. A section of which the document has nothing is not there.

mod boundaries;
mod change;
mod events;
mod growth;
mod measures;
mod ratings;
mod repairs;
mod small_wins;

pub use boundaries::boundaries;
pub use events::events;
pub use growth::growth;
pub use measures::measures;
pub use ratings::ratings;
pub use repairs::repairs;
pub use small_wins::small_wins;

use super::blocks::Line;
use crate::platform::ids::kind::ClientId;
use crate::progress::reports::document::ReportDocument;

/// The name of a person or of the two as one, where there are two.
pub(super) fn whose(document: &ReportDocument, client: Option<ClientId>) -> Option<Line> {
    super::people::are_two(document).then(|| Line::words(super::people::name_of(document, client)))
}
