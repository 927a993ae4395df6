//! The section about each assignment.

use super::blocks::{Blocks, Facts, Line};
use super::figures::Telling;
use super::people::{are_two, name_of};
use super::words::{as_seen_by, counted, kind, mode, number, percent};
use crate::homework::words::{assignment_status, cadence};
use crate::platform::words::day;
use crate::progress::adherence::BothMet;
use crate::progress::reports::document::ReportDocument;
use crate::progress::summaries::{AssignmentProgress, ReportAudience, SubjectFigures};

/// Every assignment, in the order of the document.
pub fn homework(document: &ReportDocument, telling: Telling) -> Blocks {
    if document.assignments.is_empty() {
        return nothing_ran(document);
    }
    let all = document.assignments.iter().enumerate();
    all.map(|(place, assignment)| article(document, telling, place, assignment)).collect()
}

/// A report about one person holds what was given to this person alone.
fn nothing_ran(document: &ReportDocument) -> Blocks {
    let said = match (document.subject.client_id, document.audience) {
        (None, _) => "No homework ran in these days.",
        (Some(_), ReportAudience::ThirdParty) => "No individual homework ran in these days.",
        (Some(_), _) => {
            "No individual homework ran in these days. Homework that is given to a couple is told in the couple’s reports alone."
        }
    };
    Blocks::paragraph(said)
}

fn article(document: &ReportDocument, telling: Telling, place: usize, given: &AssignmentProgress) -> Blocks {
    let AssignmentProgress {
        assignment_id: _,
        couple_id,
        item,
        mode: whose,
        status,
        cadence: often,
        starts_on,
        ends_on,
        subjects,
        both,
    } = given;
    let until = ends_on.map(|end| format!(" to {}", day(end))).unwrap_or_default();
    let facts = Facts::default()
        .with("What it is", kind(item.kind))
        .with("How often", Line::words(&cadence(often)))
        .with("Who does it", couple_id.map(|_| mode(*whose)))
        .with("From", format!("{}{until}", day(*starts_on)))
        .with("Status", assignment_status(*status));
    let figures = subjects.iter().enumerate();
    let figures: Blocks = figures
        .map(|(number, figures)| subject(document, telling, &format!("work-{place}-{number}"), figures))
        .collect();
    let heading = Blocks::heading(3, Line::words(&item.title));
    let silent = subjects.is_empty() && both.is_none();
    let silent = silent.then(|| Blocks::paragraph("What each partner did alone is not part of this report."));
    Blocks::article([heading, facts.list(), both.as_ref().map(both_met).into(), silent.into(), figures])
}

fn subject(document: &ReportDocument, telling: Telling, id: &str, figures: &SubjectFigures) -> Blocks {
    let SubjectFigures { client_id, as_seen_by: view, practice, uses, reviews } = figures;
    let two = are_two(document);
    let name = Line::words(name_of(document, *client_id));
    let heading = two.then(|| Blocks::heading(4, name));
    let uses = uses.map(|uses| {
        Blocks::paragraph(format!("Uses in these days: {}. There is no target for them.", number(uses)))
    });
    let reviews = reviews.as_ref().map(|reviews| {
        let heading = Blocks::heading(if two { 5 } else { 4 }, "Looking back at it");
        heading.and(telling.habit(reviews, &format!("{id}-reviews")))
    });
    Blocks::subject([
        heading.into(),
        Blocks::small(as_seen_by(*view, document.audience)),
        practice.as_ref().map(|practice| telling.habit(practice, id)).into(),
        uses.into(),
        reviews.into(),
    ])
}

fn both_met(both: &BothMet) -> Blocks {
    let BothMet { definition: _, value, numerator, denominator, reason: _ } = both;
    let said = match value {
        Some(value) => format!(
            "Both partners met their own target in {numerator} of {} ({}).",
            counted(*denominator, "period", "periods"),
            percent(*value)
        ),
        None => "There is no period yet that counts for both partners.".to_owned(),
    };
    Blocks::paragraph(said)
}
