//! Whose figures they are, by name.

use crate::platform::ids::kind::ClientId;
use crate::progress::reports::document::ReportDocument;

/// What stands for the two as one.
pub const TOGETHER: &str = "Both together";

/// What stands for ratings that both may read, of which nobody is told who of the two gave them.
pub const SHARED: &str = "Ratings that both partners may read";

/// The name of a subject: one of the people, or the couple as one.
pub fn name_of(document: &ReportDocument, client: Option<ClientId>) -> &str {
    let Some(client) = client else { return TOGETHER };
    let person = document.subject.people.iter().find(|person| person.client_id == client);
    person.map_or("One of the partners", |person| person.name.as_str())
}

/// Whether there is more than one subject that figures may be about.
pub fn are_two(document: &ReportDocument) -> bool {
    document.subject.people.len() > 1
}
