//! The section that says how every figure is made.

use super::tables::Facts;
use super::words::days;
use crate::platform::html::Html;
use crate::progress::reports::document::ReportDocument;

/// What each figure means, by the name of its formula; nothing where there are no figures.
pub fn definitions(document: &ReportDocument) -> Html {
    if document.assignments.is_empty() {
        return Html::default();
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
    Html::block("p", &[], looked_at).and(facts.list())
}
