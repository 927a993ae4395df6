//! What a report says, from its first line to its last: the same for the page and for the PDF.

use super::Edition;
use super::blocks::{Blocks, Facts, Line, Weight};
use super::definitions::definitions;
use super::figures::Telling;
use super::homework::homework;
use super::overview::overview;
use super::sections;
use super::words;
use crate::platform::words::day;
use crate::progress::reports::document::{Omission, ReportAuthor, ReportDocument};
use crate::progress::summaries::ReportAudience;

/// What stands above every report.
pub const TITLE: &str = "Progress report";

/// A report in words, figures, charts and tables.
pub struct Report {
    /// Its title, which names no person.
    pub title: String,
    /// Whom and which days it is about, and what it is not for.
    pub header: Blocks,
    /// Its sections that have something to tell.
    pub sections: Vec<Section>,
    /// By what it is known again.
    pub footer: Blocks,
}

/// A section.
pub struct Section {
    /// Its name for links.
    pub id: &'static str,
    /// Its heading, of level 2.
    pub heading: &'static str,
    /// What it tells.
    pub inside: Blocks,
}

/// All that a report says.
pub fn report(document: &ReportDocument, edition: &Edition<'_>) -> Report {
    let telling = Telling::of(document.window.from, document.window.to);
    let sections = [
        section("overview", "At a glance", overview(document, telling)),
        section("account", "The therapist’s account", paragraphs(document.narrative.as_deref())),
        section("recommendations", "Recommendations", paragraphs(document.recommendations.as_deref())),
        section("homework", "Homework", homework(document, telling)),
        section("ratings", "How it felt", sections::ratings(document)),
        section("growth", "Growth and needs", sections::growth(document)),
        section("measures", "Questionnaires", sections::measures(document)),
        section("repairs", "Repair after conflict", sections::repairs(document)),
        section("boundaries", "Limits", sections::boundaries(document)),
        section("small-wins", "Small wins", sections::small_wins(document)),
        section("events", "Along the way", sections::events(document)),
        section("definitions", "How the figures are made", definitions(document)),
        section("omitted", "What this report leaves out", omitted(document.omitted.as_deref())),
    ];
    let days = words::days(document.window.from, document.window.to);
    Report {
        title: format!("{TITLE}, {days}"),
        header: header(document, edition, days),
        sections: sections.into_iter().filter(|section| !section.inside.is_empty()).collect(),
        footer: footer(document, edition),
    }
}

fn header(document: &ReportDocument, edition: &Edition<'_>, days: String) -> Blocks {
    // A page that the care team reads may be handed on: there only what clinicians read tells when something changed.
    let is_told = match edition.release {
        Some(release) => release.outside.is_none(),
        None => document.audience == ReportAudience::Clinician,
    };
    let changed = edition.data_changed_since.filter(|_| is_told).map(|at| {
        format!(
            "What it is made from has changed since, last on {}. Its figures stay as they were.",
            if edition.release.is_some() { day(at.date_naive()) } else { words::moment(at) }
        )
    });
    let unreleased = edition.release.is_none() && document.audience != ReportAudience::Clinician;
    let outside = edition.release.and_then(|release| release.outside.as_ref());
    let ReportAuthor { name, practice, staff_id: _ } = &document.author;
    let facts = Facts::default()
        .with_each("About", document.subject.people.iter().map(|person| Line::words(&person.name)))
        .with("Days", days)
        .with("Written for", words::audience(document.audience))
        .with("Written by", Line::words(name))
        .with("Practice", practice.as_deref().map(Line::words))
        .with("Figures as of", words::moment(document.frozen_at))
        .with("Standing", words::status(edition.status))
        .with(
            "For now",
            unreleased.then_some("The care team’s own reading. What is handed on says that it is released."),
        )
        .with("Released", edition.release.map(|release| words::moment(release.at)))
        .with("Released to", outside.map(|outside| Line::words(&outside.recipient)))
        .with("Released for", outside.map(|outside| Line::words(&outside.purpose)))
        .with("Later changes", changed);
    facts.list().and(Blocks::weighing(Weight::Statement, document.statement.as_str()))
}

fn section(id: &'static str, heading: &'static str, inside: Blocks) -> Section {
    Section { id, heading, inside }
}

/// What a therapist wrote, each paragraph in its own direction.
fn paragraphs(text: Option<&str>) -> Blocks {
    let text = text.unwrap_or_default().replace("\r\n", "\n");
    let paragraphs = text.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty());
    paragraphs.map(|paragraph| Blocks::weighing(Weight::Words, paragraph.trim())).collect()
}

fn omitted(omitted: Option<&[Omission]>) -> Blocks {
    let told =
        |Omission { what, why }: &Omission| Line::strong(Line::words(what)).and(": ").and(Line::words(why));
    Blocks::list(omitted.unwrap_or_default().iter().map(told))
}

fn footer(document: &ReportDocument, edition: &Edition<'_>) -> Blocks {
    let facts = Facts::default()
        .with("Report", Line::exact(document.report_id))
        .with("SHA-256", Line::exact(edition.sha256));
    facts.list()
}
