//! The section that says how every figure is made.

use super::blocks::{Blocks, Facts};
use super::words::days;
use crate::progress::reports::document::ReportDocument;
use crate::progress::summaries::Sections;

/// What each figure means, by the name of its formula; nothing where there are no figures.
pub fn definitions(document: &ReportDocument) -> Blocks {
    let beside = beside_homework(document);
    if document.assignments.is_empty() {
        return beside.list();
    }
    let looked_at = format!(
        "Figures of these days are made from periods that ended in them. How settled a habit is, periods met in a row and gaps \
         are looked at over {}.",
        days(document.since, document.window.to)
    );
    let facts = Facts::default()
        .with(
            "Period",
            "A stretch for which homework was asked: a day, a week, a month or a named weekday. It counts once it has ended, is \
             whole and was not excused.",
        )
        .with(
            "Share of what was asked (adherence-1)",
            "For each period, what is noted as done divided by what was asked, at most all of it. Each period weighs as many days as it \
             stands for, so that a weekly habit weighs as much as a daily one. Partly done counts one half.",
        )
        .with(
            "Nothing noted",
            "Nobody wrote anything about the period. It says nothing about what was done, and is no failure.",
        )
        .with(
            "How settled a habit is (strength-1)",
            "From 0 to 100. Each period moves it towards what was done in it, recent ones more than older ones. Twelve weeks in \
             which everything was done give about 82.",
        )
        .with("Met in a row", "Periods in which as much was done as was asked. What was excused breaks no row.")
        .with("Gap", "From the first period in which nothing was done or noted to the next time that something was.");
    let facts = if document.assignments.iter().any(|given| given.both.is_some()) {
        facts.with(
            "Both partners (both-1)",
            "Periods in which each met the own target, of those that had ended for both and were excused for neither.",
        )
    } else {
        facts
    };
    Blocks::paragraph(looked_at).and(facts.list()).and(beside.list())
}

/// What the figures of the other sections mean, of those that are there.
fn beside_homework(document: &ReportDocument) -> Facts {
    let Sections { ratings, growth, measures, repairs, boundaries, small_wins, events: _ } =
        &document.sections;
    let there = |is: bool, words: &'static str| if is { words } else { "" };
    let some = |count: Option<usize>| count.is_some_and(|count| count > 0);
    Facts::default()
        .with(
            "Ratings (check-in-ratings-1)",
            there(
                some(ratings.as_ref().map(Vec::len)),
                "The mean of what was rated from 0 to 10 in the check-ins of a calendar week. No number is enough or too little.",
            ),
        )
        .with(
            "Growth and needs (ratings-1)",
            there(
                some(growth.as_ref().map(Vec::len)),
                "The mean of a day's ratings from 0 to 10. They are the person's own yardstick: there is no norm for them.",
            ),
        )
        .with(
            "Questionnaires",
            there(
                some(measures.as_ref().map(Vec::len)),
                "Scores by the published key of each questionnaire, in the version answered last: those of these days, with the first of \
                 this care and the last one before. A score is no diagnosis. Where bands are shown, they are the published ones; a ring \
                 marks a score that differs from the first by more than error of measurement (rci-1 or a published size).",
            ),
        )
        .with(
            "Repair (repair-1)",
            there(
                repairs.is_some(),
                "A moment counts as repaired once the other has taken the attempt up. Times are told from three on, as the one in the \
                 middle. There is no norm for how long it takes, and sooner is not better. No figure says who was at fault.",
            ),
        )
        .with(
            "Limits (boundary-1)",
            there(
                boundaries.as_ref().is_some_and(|one| one.uses > 0),
                "Uses that the person noted, as the person sees them. What was not said counts for nothing.",
            ),
        )
        .with(
            "Small wins (wins-1)",
            there(
                some(small_wins.as_ref().map(Vec::len)),
                "At the end of these days: the longest row of periods met, a return after a gap in the last five weeks, or four weeks \
                 in which all that ended was met. None looks at how fast anything was.",
            ),
        )
}
