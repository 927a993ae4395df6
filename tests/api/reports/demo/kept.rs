//! What is kept of an answer: all of it, with ids and the service's own instants by names that do not change.

use std::collections::BTreeSet;
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use holdfast::progress::reports::ReportDocument;
use serde_json::Value;
use uuid::Uuid;

/// Longer ones are broken into lines.
const LINE: usize = 140;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/demo")
}

/// The reports that are kept.
pub fn names() -> BTreeSet<String> {
    let below = |path: PathBuf| std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path());
    let files =
        below(folder()).flat_map(below).filter(|file| file.extension().is_some_and(|end| end == "json"));
    let name =
        |file: PathBuf| file.with_extension("").strip_prefix(folder()).unwrap().to_str().unwrap().to_owned();
    files.map(name).collect()
}

/// Compares a report with the one that is kept under this name, or keeps it.
pub fn compare(name: &str, report: &Value) {
    let (path, made) = (folder().join(format!("{name}.json")), lines(&named(report), 0) + "\n");
    if std::env::var_os("HOLDFAST_WRITE_GOLDEN").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &made).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    let other = made.lines().zip(kept.lines()).find(|(made, kept)| made != kept);
    assert!(made == kept, "{name} is another one: {other:?}");
}

/// The SHA-256 of a document, in hexadecimal.
pub fn digest(document: &ReportDocument) -> String {
    document.freeze().unwrap().sha256.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The report with ids that are counted as they come, instants to the minute, and the digest of what it is so.
fn named(report: &Value) -> Value {
    let (mut report, mut ids) = (report.clone(), Vec::new());
    name_all(&mut report, &mut ids);
    let document = serde_json::from_value(report["document"].clone()).unwrap();
    report["sha256"] = digest(&document).into();
    let text = report.to_string();
    assert!(!ids.iter().any(|id| text.contains(&id.to_string())), "an id stands in a word");
    report
}

fn name_all(value: &mut Value, ids: &mut Vec<Uuid>) {
    match value {
        Value::String(text) => *text = name(text, ids),
        Value::Array(items) => items.iter_mut().for_each(|item| name_all(item, ids)),
        Value::Object(members) => members.values_mut().for_each(|member| name_all(member, ids)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn name(text: &str, ids: &mut Vec<Uuid>) -> String {
    if let Ok(id) = text.parse::<Uuid>() {
        let place = ids.iter().position(|known| *known == id).unwrap_or_else(|| {
            ids.push(id);
            ids.len() - 1
        });
        return format!("00000000-0000-7000-8000-{:012}", place + 1);
    }
    match text.parse::<DateTime<Utc>>() {
        Ok(instant) => instant.format("%Y-%m-%dT%H:%M:00Z").to_string(),
        Err(_) => text.to_owned(),
    }
}

/// JSON in lines, each as much as fits.
fn lines(value: &Value, depth: usize) -> String {
    let (short, indent) = (value.to_string(), "  ".repeat(depth + 1));
    let within = |open: char, inside: Vec<String>, close: char| {
        let inside: Vec<String> = inside.into_iter().map(|line| format!("{indent}{line}")).collect();
        format!("{open}\n{}\n{}{close}", inside.join(",\n"), "  ".repeat(depth))
    };
    match value {
        _ if short.len() + indent.len() <= LINE => short,
        Value::Array(items) => within('[', items.iter().map(|item| lines(item, depth + 1)).collect(), ']'),
        Value::Object(members) => {
            let member =
                |(name, value): (&String, &Value)| format!("\"{name}\": {}", lines(value, depth + 1));
            within('{', members.iter().map(member).collect(), '}')
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => short,
    }
}
