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
    if document.assignments.is_empty() {
        // The section about homework says so.
        return Blocks::default();
    }
    if document.overall.is_empty() {
        let whose = if are_two(document) { "" } else { "individual " };
        let said = format!("No {whose}homework was asked for in periods, so there is no overall figure.");
        return Blocks::paragraph(said);
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
    let first = Blocks::from([
        heading.into(),
        share(adherence),
        trend.as_ref().map(|trend| compared(trend, adherence)).into(),
        Blocks::small(as_seen_by(*view, document.audience)),
    ]);
    let rest = match only_homework(document, part) {
        Some(title) => {
            let words = Line::from("All of it comes from one piece of homework, shown in detail below: ");
            Blocks::paragraph(words.and(Line::words(title)).and("."))
        }
        None => telling.rows(weekly, monthly, &id).and(outcomes(adherence, &id)),
    };
    Blocks::subject([first, rest])
}

/// The title of the one homework that has all the figures of a subject, which are not told twice.
fn only_homework<'d>(document: &'d ReportDocument, part: &SubjectOverall) -> Option<&'d str> {
    let of_subject = document.assignments.iter().filter_map(|given| {
        let figures = given.subjects.iter().find(|figures| figures.client_id == part.client_id)?;
        Some((given.item.title.as_str(), figures))
    });
    let mut asked = of_subject.filter(|(_, figures)| figures.practice.is_some() || figures.reviews.is_some());
    let (title, figures) = asked.next()?;
    let same = figures.practice.as_ref().is_some_and(|practice| practice.weekly == part.figures.weekly);
    (asked.next().is_none() && same).then_some(title)
}
