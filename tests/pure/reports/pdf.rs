//! The PDF of a report: what it says, to the letter, and what eyes and ears need of it.

use std::collections::BTreeSet;

use holdfast::progress::reports::ReportDocument;
use holdfast::progress::reports::render::Paper;
use lopdf::{Document, Object};

use super::{Words, document, draft_pdf};

/// What a PDF must not have: nothing in it does anything, and it leads nowhere.
const ACTS: [&[u8]; 9] = [
    b"JS",
    b"JavaScript",
    b"OpenAction",
    b"AA",
    b"Launch",
    b"URI",
    b"EmbeddedFiles",
    b"AcroForm",
    b"RichMedia",
];

/// Reads a PDF, finds nothing in it that acts, and gives it back.
pub fn check(bytes: &[u8]) -> Document {
    let read = Document::load_mem(bytes).unwrap();
    assert!(!read.get_pages().is_empty());
    for object in read.objects.values() {
        let dictionary = match object {
            Object::Dictionary(dictionary) => dictionary,
            Object::Stream(stream) => &stream.dict,
            _ => continue,
        };
        for (key, _) in dictionary {
            assert!(!ACTS.contains(&key.as_slice()), "{}", String::from_utf8_lossy(key));
        }
    }
    read
}

/// The text of each page.
pub fn text(read: &Document) -> String {
    let pages = read.get_pages();
    let page =
        |number: &u32| format!("== Page {number}\n{}\n", read.extract_text(&[*number]).unwrap().trim());
    pages.keys().map(page).collect()
}

fn made(document: &ReportDocument, paper: Paper) -> (Document, String) {
    let read = check(&draft_pdf(document, paper));
    let text = text(&read);
    (read, text)
}

/// The sizes of its pages, in points.
fn sizes(read: &Document) -> BTreeSet<String> {
    let size = |id: &lopdf::ObjectId| {
        let media_box = read.get_dictionary(*id).unwrap().get(b"MediaBox").unwrap().as_array().unwrap();
        let [.., width, height] = media_box.as_slice() else { panic!("no size") };
        format!("{:.0} x {:.0}", width.as_float().unwrap(), height.as_float().unwrap())
    };
    read.get_pages().values().map(size).collect()
}

/// Guards what people read on paper: a change is a decision. After it is taken,
/// `HOLDFAST_WRITE_GOLDEN=1 cargo test --test pure -- reports` writes it anew.
#[test]
fn a_pdf_says_what_it_said() {
    let (_, text) = made(&document(&Words::plain(), "2026-01-05"), Paper::A4);
    let path = format!("{}/tests/pure/reports/report.pdf.txt", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("HOLDFAST_WRITE_GOLDEN").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap();
    assert!(text == kept, "report.pdf.txt is another one:\n{text}");
}

/// Guards ears: tags, language, title, an outline, and words for what only eyes see.
#[test]
fn a_pdf_is_accessible() {
    let (read, _) = made(&document(&Words::plain(), "2026-01-05"), Paper::A4);
    let catalog = read.catalog().unwrap();
    let marked = read.get_dict_in_dict(catalog, b"MarkInfo").unwrap().get(b"Marked").unwrap();
    assert!(marked.as_bool().unwrap());
    assert_eq!(catalog.get(b"Lang").unwrap().as_str().unwrap(), b"en");
    assert!(catalog.has(b"StructTreeRoot") && catalog.has(b"Outlines"));
    let metadata = catalog.get(b"Metadata").unwrap().as_reference().unwrap();
    let metadata = read.get_object(metadata).unwrap().as_stream().unwrap();
    let metadata = String::from_utf8(metadata.get_plain_content().unwrap()).unwrap();
    for there in [
        "<pdfuaid:part>1</pdfuaid:part>",
        "Progress report, 5 January 2026 to 29 March 2026",
        "2026-03-29T18:30:00",
    ] {
        assert!(metadata.contains(there), "{there}: {metadata}");
    }
    assert!(!metadata.contains("Ann") && !metadata.contains("Osei"), "it names nobody: {metadata}");
    let kind = |object: &Object| {
        let element = object.as_dict().ok()?;
        let kind = element.get(b"S").and_then(Object::as_name).ok()?;
        Some((String::from_utf8_lossy(kind).into_owned(), element.has(b"Alt")))
    };
    let elements: Vec<(String, bool)> = read.objects.values().filter_map(kind).collect();
    let count = |kind: &str| elements.iter().filter(|(other, _)| other == kind).count();
    let page = super::draft(&document(&Words::plain(), "2026-01-05"));
    let pictures = page.matches("class=\"chart\"").count();
    assert_eq!(
        elements.iter().filter(|(kind, alt)| kind == "Figure" && *alt).count(),
        pictures,
        "{elements:?}"
    );
    assert_eq!(count("Figure"), pictures);
    assert_eq!(count("Table"), page.matches("<table").count());
    assert_eq!(count("H1"), page.matches("<h2").count());
    assert_eq!(count("H2"), page.matches("<h3").count());
    assert!(count("TH") > 0 && count("Caption") > 0);
}

/// Guards that a report which is given again is the one that was given before.
#[test]
fn the_same_report_is_the_same_file() {
    let document = document(&Words::plain(), "2026-01-05");
    assert!(draft_pdf(&document, Paper::A4) == draft_pdf(&document, Paper::A4));
}

#[test]
fn a_pdf_is_for_a_paper() {
    let document = document(&Words::plain(), "2025-09-29");
    let (a4, (letter, text)) = (made(&document, Paper::A4).0, made(&document, Paper::Letter));
    assert_eq!(sizes(&a4), BTreeSet::from(["595 x 842".to_owned()]));
    assert_eq!(sizes(&letter), BTreeSet::from(["612 x 792".to_owned()]));
    assert!(text.contains("by calendar month"));
}

/// Guards a report in which nothing is there to tell.
#[test]
fn an_empty_report_is_a_pdf() {
    let mut document = document(&Words::plain(), "2026-01-05");
    (document.overall, document.assignments) = (Vec::new(), Vec::new());
    (document.narrative, document.recommendations, document.omitted) = (None, None, None);
    document.sections = Default::default();
    let (read, text) = made(&document, Paper::A4);
    assert!(text.contains("No homework ran in these days."), "{text}");
    assert_eq!(read.get_pages().len(), 1);
}
