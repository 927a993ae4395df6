//! The page: one file that needs nothing else, for eyes, ears and paper.

use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::Edition;
use super::charts::patterns;
use super::definitions::definitions;
use super::figures::Telling;
use super::homework::homework;
use super::overview::overview;
use super::tables::Facts;
use super::words;
use crate::platform::crypto::sha256;
use crate::platform::html::Html;
use crate::progress::reports::document::{Omission, ReportDocument};

const STYLE: &str = include_str!("page.css");

/// What a browser may do with the page: nothing but apply its one style.
pub static CONTENT_SECURITY_POLICY: LazyLock<String> = LazyLock::new(|| {
    let digest = STANDARD.encode(sha256(STYLE.as_bytes()));
    format!("default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'")
});

/// The whole page. Its title names no person.
pub fn page(document: &ReportDocument, edition: &Edition<'_>) -> String {
    let days = words::days(document.window.from, document.window.to);
    let head = head(&format!("Progress report, {days}"));
    let span = document.window.to.signed_duration_since(document.window.from).num_days();
    let telling = Telling::of_days(span.saturating_add(1));
    let sections: Html = [
        section("overview", "At a glance", overview(document, telling)),
        section("account", "The therapist’s account", paragraphs(document.narrative.as_deref())),
        section("recommendations", "Recommendations", paragraphs(document.recommendations.as_deref())),
        section("homework", "Homework", homework(document, telling)),
        section("definitions", "How the figures are made", definitions(document)),
        section("omitted", "What this report leaves out", omitted(document.omitted.as_deref())),
    ]
    .into();
    let body = [
        patterns(),
        header(document, edition, &days),
        Html::block("main", &[], sections),
        footer(document, edition),
    ];
    let page = Html::block("html", &[("lang", "en")], [head, Html::block("body", &[], body)]);
    format!("<!DOCTYPE html>\n{}", page.into_string())
}

fn head(title: &str) -> Html {
    Html::block(
        "head",
        &[],
        [
            Html::void("meta", &[("charset", "utf-8")]),
            Html::void("meta", &[("name", "viewport"), ("content", "width=device-width, initial-scale=1")]),
            Html::void(
                "meta",
                &[("http-equiv", "Content-Security-Policy"), ("content", CONTENT_SECURITY_POLICY.as_str())],
            ),
            Html::void("meta", &[("name", "referrer"), ("content", "no-referrer")]),
            Html::block("title", &[], title),
            Html::block("style", &[], Html::constant(STYLE)),
        ],
    )
}

fn header(document: &ReportDocument, edition: &Edition<'_>, days: &str) -> Html {
    let names = document.subject.people.iter().map(|person| Html::words(&person.name));
    let names = Html::list(names);
    let changed = edition.data_changed_since.map(|at| {
        format!(
            "What it is made from has changed since, last on {}. Its figures stay as they were.",
            words::moment(at)
        )
    });
    let facts = Facts::default()
        .with("About", names)
        .with("Days", days)
        .with("Written for", words::audience(document.audience))
        .with("Written by", Html::words(&document.author.name))
        .with("Figures as of", words::moment(document.frozen_at))
        .with("Standing", words::status(edition.status))
        .with("Later changes", changed);
    let statement = Html::block("p", &[("class", "statement"), ("dir", "auto")], document.statement.as_str());
    Html::block("header", &[], [Html::block("h1", &[], "Progress report"), facts.list(), statement])
}

/// A section with its heading, or nothing where there is nothing to tell.
fn section(id: &'static str, heading: &'static str, inside: Html) -> Html {
    if inside.is_empty() {
        return inside;
    }
    let heading = Html::block("h2", &[("id", id)], heading);
    Html::block("section", &[("aria-labelledby", id)], heading.and(inside))
}

/// What a therapist wrote, each paragraph in its own direction.
fn paragraphs(text: Option<&str>) -> Html {
    let text = text.unwrap_or_default().replace("\r\n", "\n");
    let paragraphs = text.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty());
    paragraphs
        .map(|paragraph| Html::block("p", &[("class", "words"), ("dir", "auto")], paragraph.trim()))
        .collect()
}

fn omitted(omitted: Option<&[Omission]>) -> Html {
    let told = |Omission { what, why }: &Omission| {
        Html::element("strong", &[], Html::words(what)).and(": ".into()).and(Html::words(why))
    };
    Html::list(omitted.unwrap_or_default().iter().map(told))
}

fn footer(document: &ReportDocument, edition: &Edition<'_>) -> Html {
    let facts = Facts::default()
        .with("Report", document.report_id.to_string())
        .with("SHA-256 of its document", edition.sha256);
    Html::block("footer", &[], facts.list())
}
