//! The codes of problems: the errors themselves are the one source, and the document and the guide follow them.

use std::collections::BTreeSet;

use holdfast::platform::http::problem_codes;
use serde_json::{Value, json};

const GUIDE: &str = include_str!("../../../docs/api-guide.md");

/// Guards the promise that the words are stable and told: a new error is in the document and in the guide, or this fails.
#[test]
fn the_document_and_the_guide_list_every_code() {
    let codes = problem_codes();
    let words: BTreeSet<&str> = codes.iter().map(|known| known.code).collect();
    assert_eq!(words.len(), codes.len(), "a word stands for one thing");
    let document: Value = serde_json::from_slice(&holdfast::openapi::DOCUMENT.text).unwrap();
    let told = &document["components"]["schemas"]["Problem"]["properties"]["code"]["enum"];
    assert_eq!(told, &json!(codes.iter().map(|known| known.code).collect::<Vec<_>>()));
    let table: Vec<String> = codes
        .iter()
        .map(|known| format!("| {} | `{}` | {} |", known.status, known.code, known.title))
        .collect();
    let chapter = GUIDE.split("\n## ").find(|chapter| chapter.starts_with("Problem codes")).unwrap();
    let written: Vec<&str> =
        chapter.lines().filter(|line| line.starts_with("| 4") || line.starts_with("| 5")).collect();
    assert_eq!(written, table, "the table of docs/api-guide.md is to be:\n{}", table.join("\n"));
}
