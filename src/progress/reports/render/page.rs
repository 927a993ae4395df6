//! The page: one file that needs nothing else, for eyes, ears and paper.

use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::Edition;
use super::blocks::print;
use super::patterns::patterns;
use super::report::{Report, Section, TITLE, report};
use crate::platform::crypto::sha256;
use crate::platform::html::Html;
use crate::progress::reports::document::ReportDocument;

const STYLE: &str = include_str!("page.css");

/// What a browser may do with the page: nothing but apply its one style.
pub static CONTENT_SECURITY_POLICY: LazyLock<String> = LazyLock::new(|| {
    let digest = STANDARD.encode(sha256(STYLE.as_bytes()));
    format!("default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'")
});

/// The whole page. Its title names no person.
pub fn page(document: &ReportDocument, edition: &Edition<'_>) -> String {
    let Report { title, header, sections, footer } = report(document, edition);
    let head = head(&title);
    let header = Html::block("h1", &[], TITLE).and(print(&header));
    let body = [
        patterns(),
        Html::block("header", &[], header),
        Html::block("main", &[], sections.iter().map(section).collect::<Html>()),
        Html::block("footer", &[], print(&footer)),
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

fn section(Section { id, heading, inside }: &Section) -> Html {
    let heading = Html::block("h2", &[("id", id)], *heading);
    Html::block("section", &[("aria-labelledby", id)], heading.and(print(inside)))
}
