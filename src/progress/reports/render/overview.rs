//! The section that shows each person, and the two as one, at a glance.

use super::figures::{Telling, compared, outcomes, share};
use super::people::{are_two, name_of};
use super::words::as_seen_by;
use crate::platform::html::Html;
use crate::progress::adherence::Overall;
use crate::progress::reports::document::ReportDocument;
use crate::progress::summaries::SubjectOverall;

/// All homework of each subject as one.
pub fn overview(document: &ReportDocument, telling: Telling) -> Html {
    if document.overall.is_empty() {
        return Html::block("p", &[], "No homework was asked for in periods, so there is no overall figure.");
    }
    let parts = document.overall.iter().enumerate();
    parts.map(|(place, part)| subject(document, telling, place, part)).collect()
}

fn subject(document: &ReportDocument, telling: Telling, place: usize, part: &SubjectOverall) -> Html {
    let SubjectOverall { client_id, as_seen_by: view, figures } = part;
    let Overall { adherence, trend, weekly, monthly } = figures;
    let name = Html::words(name_of(document, *client_id));
    let heading = are_two(document).then(|| Html::block("h3", &[], name));
    let id = format!("overall-{place}");
    let made_from = format!("Made from {}.", as_seen_by(*view));
    Html::block(
        "div",
        &[("class", "subject")],
        [
            heading.into(),
            share(adherence),
            trend.as_ref().map(compared).into(),
            Html::block("p", &[("class", "small")], made_from),
            telling.rows(weekly, monthly, &id),
            outcomes(adherence, &id),
        ],
    )
}
