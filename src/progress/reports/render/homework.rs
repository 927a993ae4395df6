//! The section about each assignment.

use super::figures::Telling;
use super::people::{are_two, name_of};
use super::tables::Facts;
use super::words::{as_seen_by, kind, mode, number, percent};
use crate::homework::words::{assignment_status, cadence};
use crate::platform::html::Html;
use crate::platform::words::day;
use crate::progress::adherence::BothMet;
use crate::progress::reports::document::ReportDocument;
use crate::progress::summaries::{AssignmentProgress, SubjectFigures};

/// Every assignment, in the order of the document.
pub fn homework(document: &ReportDocument, telling: Telling) -> Html {
    if document.assignments.is_empty() {
        return Html::block("p", &[], "No homework ran in these days.");
    }
    let all = document.assignments.iter().enumerate();
    all.map(|(place, assignment)| article(document, telling, place, assignment)).collect()
}

fn article(document: &ReportDocument, telling: Telling, place: usize, given: &AssignmentProgress) -> Html {
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
        .with("How often", Html::words(&cadence(often)))
        .with("Who does it", couple_id.map(|_| mode(*whose)))
        .with("From", format!("{}{until}", day(*starts_on)))
        .with("Where it stands", assignment_status(*status));
    let figures = subjects.iter().enumerate();
    let figures: Html = figures
        .map(|(number, figures)| subject(document, telling, &format!("work-{place}-{number}"), figures))
        .collect();
    let heading = Html::block("h3", &[], Html::words(&item.title));
    let silent = subjects.is_empty() && both.is_none();
    let silent =
        silent.then(|| Html::block("p", &[], "What each partner did alone is not part of this report."));
    let body = [heading, facts.list(), both.as_ref().map(both_met).into(), silent.into(), figures];
    Html::block("article", &[], body)
}

fn subject(document: &ReportDocument, telling: Telling, id: &str, figures: &SubjectFigures) -> Html {
    let SubjectFigures { client_id, as_seen_by: view, practice, uses, reviews } = figures;
    let two = are_two(document);
    let name = Html::words(name_of(document, *client_id));
    let heading = two.then(|| Html::block("h4", &[], name));
    let uses = uses.map(|uses| {
        let said =
            format!("Uses in these days: {}. They are counted, never held against a target.", number(uses));
        Html::block("p", &[], said)
    });
    let reviews = reviews.as_ref().map(|reviews| {
        let level = if two { "h5" } else { "h4" };
        let heading = Html::block(level, &[], "Looking back at it");
        heading.and(telling.habit(reviews, &format!("{id}-reviews")))
    });
    Html::block(
        "div",
        &[("class", "subject")],
        [
            heading.into(),
            Html::block("p", &[("class", "small")], format!("Made from {}.", as_seen_by(*view))),
            practice.as_ref().map(|practice| telling.habit(practice, id)).into(),
            uses.into(),
            reviews.into(),
        ],
    )
}

fn both_met(both: &BothMet) -> Html {
    let BothMet { definition: _, value, numerator, denominator, reason: _ } = both;
    let said = match value {
        Some(value) => format!(
            "Both partners met their own target in {numerator} of {denominator} periods ({}).",
            percent(*value)
        ),
        None => "There is no period yet that counts for both partners.".to_owned(),
    };
    Html::block("p", &[], said)
}
