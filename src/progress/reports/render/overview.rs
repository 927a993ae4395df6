//! The section that shows each person, and the two as one, at a glance.

use super::blocks::{Blocks, Line};
use super::figures::{Telling, compared, outcomes, share};
use super::people::{are_two, name_of};
use super::words::as_seen_by;
use crate::progress::adherence::Overall;
use crate::progress::reports::document::ReportDocument;
use crate::progress::summaries::SubjectOverall;

/// All homework of each subject as one.
pub fn overview(document: &ReportDocument, telling: Telling) -> Blocks {
    if document.overall.is_empty() {
        return Blocks::paragraph("No homework was asked for in periods, so there is no overall figure.");
    }
    let parts = document.overall.iter().enumerate();
    parts.map(|(place, part)| subject(document, telling, place, part)).collect()
}

fn subject(document: &ReportDocument, telling: Telling, place: usize, part: &SubjectOverall) -> Blocks {
    let SubjectOverall { client_id, as_seen_by: view, figures } = part;
    let Overall { adherence, trend, weekly, monthly } = figures;
    let name = Line::words(name_of(document, *client_id));
    let heading = are_two(document).then(|| Blocks::heading(3, name));
    let id = format!("overall-{place}");
    let made_from = format!("Made from {}.", as_seen_by(*view));
    Blocks::subject([
        heading.into(),
        share(adherence),
        trend.as_ref().map(compared).into(),
        Blocks::small(made_from),
        telling.rows(weekly, monthly, &id),
        outcomes(adherence, &id),
    ])
}
