//! The section that says how every figure is made, as far as the report has it and in words for who reads it.

mod beside;

use self::beside::beside_homework;
use super::blocks::{Blocks, Facts};
use super::words::days;
use crate::progress::reports::document::ReportDocument;
use crate::progress::summaries::{HabitFigures, ReportAudience};

/// What each figure means; nothing where there are no figures.
pub fn definitions(document: &ReportDocument) -> Blocks {
    // The names of formulas are for who checks figures.
    let with_formulas = document.audience == ReportAudience::Clinician;
    let named = |name: &'static str| {
        if with_formulas { name } else { name.split_once(" (").map_or(name, |(plain, _)| plain) }
    };
    let beside = beside_homework(document).named(named);
    if document.assignments.is_empty() {
        return beside.list();
    }
    let looked_at = format!(
        "Figures of these days are made from periods that ended in them. How settled a habit is, periods met in a row and gaps \
         are looked at over {}.",
        days(document.since, document.window.to)
    );
    let has = |is: fn(&HabitFigures) -> bool| habits(document).any(is);
    let there = |is: bool, words: &'static str| if is { words } else { "" };
    let periods = habits(document).next().is_some() || !document.overall.is_empty();
    let unrecorded = has(|habit| habit.adherence.counts.unrecorded > 0)
        || document.overall.iter().any(|part| part.figures.adherence.counts.unrecorded > 0);
    let facts = Facts::default()
        .with(
            "Period",
            there(
                periods,
                "A stretch for which homework was asked: a day, a week, a month or a named weekday. It counts once it has ended, is \
                 whole and was not excused.",
            ),
        )
        .with(
            "Share of what was asked (adherence-1)",
            there(
                periods,
                "For each period, what is noted as done divided by what was asked, at most all of it. Each period weighs as many \
                 days as it stands for, so that a weekly habit weighs as much as a daily one. Partly done counts one half.",
            ),
        )
        .with(
            "Nothing noted",
            there(
                unrecorded,
                "Nobody wrote anything about the period. It says nothing about what was done, and is no failure.",
            ),
        )
        .with(
            "How settled a habit is (strength-1)",
            there(
                has(|habit| habit.strength.value.is_some()),
                "From 0 to 100. Each period moves it towards what was done in it, recent ones more than older ones. Twelve weeks in \
                 which everything was done give about 82.",
            ),
        )
        .with(
            "Met in a row",
            there(
                has(|habit| habit.streak.as_ref().is_some_and(|streak| streak.longest > 0)),
                "Periods in which as much was done as was asked. What was excused breaks no row.",
            ),
        )
        .with(
            "Gap",
            there(
                has(|habit| !habit.returns.is_empty()),
                "From the first period in which nothing was done or noted to the next time that something was.",
            ),
        )
        .with(
            "Both partners (both-1)",
            there(
                document.assignments.iter().any(|given| given.both.is_some()),
                "Periods in which each met the own target, of those that had ended for both and were excused for neither.",
            ),
        );
    let looked_at = if periods { Blocks::paragraph(looked_at) } else { Blocks::default() };
    looked_at.and(facts.named(named).and(beside).list())
}

/// All figures of what was due in periods.
fn habits(document: &ReportDocument) -> impl Iterator<Item = &HabitFigures> {
    let subjects = document.assignments.iter().flat_map(|given| &given.subjects);
    subjects.flat_map(|figures| figures.practice.iter().chain(&figures.reviews))
}
