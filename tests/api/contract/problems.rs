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

/// Guards the same promise for broken rules: a code that the source gives is in the guide, and none that it does not give.
#[test]
fn the_guide_lists_every_rule() {
    let mut given = BTreeSet::new();
    for file in sources(std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))) {
        let text = std::fs::read_to_string(&file).unwrap();
        for call in CALLS {
            for (at, _) in text.match_indices(call) {
                given.extend(code_of(&text[at + call.len()..], FIRST.contains(&call)));
            }
        }
    }
    // Those that are chosen before the rule is told.
    given.extend(CHOSEN.map(str::to_owned));
    given.extend(MISFITS.split("=> \"").skip(1).filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())));
    let chapter = GUIDE.split("\n## ").find(|chapter| chapter.starts_with("Rule codes")).unwrap();
    let rows = chapter.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`'));
    let written: Vec<String> = rows.map(|(code, _)| code.to_owned()).collect();
    let told: BTreeSet<String> = written.iter().cloned().collect();
    assert_eq!(written, told.iter().cloned().collect::<Vec<_>>(), "each once, in the order of the alphabet");
    let missing: Vec<_> = given.difference(&told).collect();
    let more: Vec<_> = told.difference(&given).collect();
    assert!(
        missing.is_empty() && more.is_empty(),
        "not in docs/api-guide.md: {missing:?}; not given: {more:?}"
    );
}

/// What tells a broken rule.
const CALLS: [&str; 7] = [
    "FieldError::at(",
    "FieldError::of_parameter(",
    "FieldError::of_header(",
    "ApiError::rule(",
    "Self::rule(",
    "refused(",
    "malformed(",
];

/// What tells it with the code ahead of all else.
const FIRST: [&str; 2] = ["refused(", "malformed("];

/// Codes that a table of the source chooses.
const CHOSEN: [&str; 7] = [
    "duplicate_member",
    "invalid",
    "not_allowed",
    "other_rhythm",
    "out_of_length",
    "out_of_range",
    "unknown_member",
];

/// What keeps a questionnaire from being taken has a word of its own for each reason.
const MISFITS: &str = include_str!("../../../src/progress/measures/wordings/misfits.rs");

fn sources(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let all = entries.flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] });
    all.filter(|path| path.extension().is_some_and(|kind| kind == "rs")).collect()
}

/// The literal that is the code: the second argument of a call, or the first where no place is told.
fn code_of(arguments: &str, first: bool) -> Option<String> {
    let (mut depth, mut in_text, mut escaped, mut all) = (0, false, false, vec![String::new()]);
    for c in arguments.chars() {
        if in_text {
            in_text = escaped || c != '"';
            escaped = !escaped && c == '\\';
        } else {
            match c {
                '"' => in_text = true,
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' if depth == 0 => break,
                ')' | ']' | '}' => depth -= 1,
                ',' if depth == 0 => {
                    all.push(String::new());
                    continue;
                }
                _ => {}
            }
        }
        all.last_mut().unwrap().push(c);
    }
    let code = all.get(usize::from(!first))?.trim().strip_prefix('"')?.strip_suffix('"')?.to_owned();
    code.chars().all(|c| c.is_ascii_lowercase() || c == '_').then_some(code)
}
