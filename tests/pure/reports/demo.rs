//! How the reports of the demo look that are kept under `tests/golden/demo`: as a page, as a PDF and as CSV, to the letter. What the service
//! answers of them is compared by the tests of the API.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use holdfast::progress::reports::render::{Edition, Paper, figures_as_csv, page, pdf as made_pdf};
use holdfast::progress::reports::{ReportDocument, ReportStatus};
use serde_json::Value;

use super::{heard::heard, pdf, sound};

/// The forms beside JSON.
const FORMS: [&str; 3] = ["html.txt", "csv", "pdf.txt"];

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/demo")
}

fn entries(folder: &Path) -> BTreeSet<String> {
    let name = |entry: std::io::Result<std::fs::DirEntry>| entry.unwrap().file_name().into_string().unwrap();
    std::fs::read_dir(folder).unwrap().map(name).collect()
}

/// Guards what people read of twelve lived weeks: a change is a decision. After it is taken,
/// `HOLDFAST_WRITE_GOLDEN=1 cargo test --test pure -- reports` writes it anew.
fn look_as_they_did(of: &str) {
    let folder = folder().join(of);
    let files = entries(&folder);
    let reports: Vec<&str> = files.iter().filter_map(|file| file.strip_suffix(".json")).collect();
    assert!(reports.len() > 2, "{files:?}");
    for name in &reports {
        let report: Value =
            serde_json::from_slice(&std::fs::read(folder.join(format!("{name}.json"))).unwrap()).unwrap();
        for (form, made) in FORMS.iter().zip(forms(&report)) {
            let path = folder.join(format!("{name}.{form}"));
            if std::env::var_os("HOLDFAST_WRITE_GOLDEN").is_some() {
                std::fs::write(&path, &made).unwrap();
            }
            let kept = std::fs::read_to_string(&path).unwrap_or_default();
            let other = made.lines().zip(kept.lines()).find(|(made, kept)| made != kept);
            assert!(made == kept, "{} is another one: {other:?}", path.display());
        }
    }
    let files_of =
        |name: &&str| ["json"].iter().chain(&FORMS).map(|form| format!("{name}.{form}")).collect::<Vec<_>>();
    assert_eq!(entries(&folder), reports.iter().flat_map(files_of).collect(), "a file of nothing");
}

fn forms(report: &Value) -> [String; 3] {
    assert_eq!((&report["status"], &report["data_changed_since"]), (&"final".into(), &Value::Null));
    let document: ReportDocument = serde_json::from_value(report["document"].clone()).unwrap();
    let frozen = document.freeze().unwrap();
    assert_eq!(frozen.document, report["document"], "what is read is what was written");
    let sha256: String = frozen.sha256.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(report["sha256"], sha256.as_str());
    let edition =
        Edition { status: ReportStatus::Final, sha256: &sha256, data_changed_since: None, release: None };
    let page = page(&document, &edition);
    sound::check(&page);
    let printed = pdf::check(&made_pdf(&document, &edition, Paper::A4).unwrap());
    let pages = format!("{} pages\n", printed.get_pages().len());
    let figures = String::from_utf8(figures_as_csv(&document).unwrap()).unwrap();
    [heard(&page), figures, pages + &joined(&pdf::text(&printed))]
}

/// The words of charts come letter by letter: those that stand below each other become one line.
fn joined(text: &str) -> String {
    let (mut lines, mut letters) = (Vec::new(), String::new());
    for line in text.lines().chain(["end of it"]) {
        match (line.trim(), line.trim().chars().count()) {
            ("", _) => letters.push(' '),
            (letter, 1) => letters.push_str(letter),
            (words, _) => {
                lines.extend(
                    [std::mem::take(&mut letters)].into_iter().filter(|letters| !letters.trim().is_empty()),
                );
                lines.push(words.to_owned());
            }
        }
    }
    lines.pop();
    lines.join("\n") + "\n"
}

#[test]
fn those_of_noor_and_elias() {
    look_as_they_did("noor-elias");
}

#[test]
fn those_of_maren_and_tomasz() {
    look_as_they_did("maren-tomasz");
}

#[test]
fn those_of_priya_and_sam() {
    look_as_they_did("priya-sam");
}

#[test]
fn those_of_ingrid_and_karim() {
    look_as_they_did("ingrid-karim");
}

#[test]
fn those_of_lucia_and_ana() {
    look_as_they_did("lucia-ana");
}

#[test]
fn those_of_jonas() {
    look_as_they_did("jonas");
}

#[test]
fn all_that_are_kept_are_looked_at() {
    let looked_at = ["noor-elias", "maren-tomasz", "priya-sam", "ingrid-karim", "lucia-ana", "jonas"];
    assert_eq!(entries(&folder()), looked_at.map(str::to_owned).into());
}
