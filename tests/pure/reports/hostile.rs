//! Hostile words in every field: they come out harmless.

use proptest::prelude::*;

use holdfast::progress::reports::render::Paper;

use super::pdf::check as check_pdf;
use super::sound::check;
use super::{Words, csv, document, draft, draft_pdf};

const FRAGMENTS: [&str; 24] = [
    "<script>alert(1)</script>",
    "</title></style></svg></table></html>",
    "<img src=x onerror=alert(1)>",
    "\"><svg onload=alert(1)>",
    "<!-- ",
    " -->",
    "]]>",
    "&lt;script&gt;",
    "&#x3c;script",
    "javascript:alert(1)",
    "=HYPERLINK(\"http://evil.example\",\"x\")",
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1:9)",
    "\t=1",
    "\r\n=1",
    "\u{0}\u{7}\u{1b}[31m",
    "\u{202e}txt.exe",
    "\u{2067}\u{2066}\u{2068}",
    "שלום, مرحبا",
    "Ж\u{0301}\u{0300}\u{0302}\u{0303}",
    "\u{fffe}\u{ffff}\u{feff}",
    "👩‍❤️‍👩🏽",
    "\",\"\n\"",
];

fn hostile() -> impl Strategy<Value = String> {
    let fragment = prop_oneof![
        prop::sample::select(&FRAGMENTS[..]).prop_map(str::to_owned),
        any::<String>(),
        "[=+@\\-\t ]{1,3}[a-z0-9(]{0,4}",
    ];
    prop::collection::vec(fragment, 1..5).prop_map(|parts| parts.concat())
}

prop_compose! {
    fn words()(
        ann in hostile(), ben in hostile(), author in hostile(), title in hostile(), trigger in hostile(),
        narrative in hostile(), recommendations in hostile(), what in hostile(), why in hostile()
    ) -> Words {
        Words { ann, ben, author, title, trigger, narrative, recommendations, what, why }
    }
}

/// No cell is a formula, no row has another length, and nothing stands in them that a terminal obeys.
fn check_csv(text: &str) {
    let hidden = |letter: &char| letter.is_control() && !matches!(letter, '\n' | '\t' | '\r');
    assert_eq!(text.chars().find(hidden), None);
    let mut reader = ::csv::ReaderBuilder::new().from_reader(text.as_bytes());
    let columns: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    assert_eq!(columns[..3], ["section", "assignment_id", "assignment"]);
    let mut rows = 0;
    for record in reader.records() {
        let record = record.unwrap();
        rows += 1;
        for (column, cell) in columns.iter().zip(&record) {
            let number = ["value", "numerator", "denominator"].contains(&column.as_str());
            if number {
                assert!(cell.is_empty() || cell.parse::<f64>().is_ok(), "{cell}");
            } else {
                assert!(!cell.trim_start().starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell:?}");
            }
        }
    }
    assert!(rows > 100, "{rows}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    /// Guards the reader's browser and spreadsheet, whatever somebody wrote into any field.
    #[test]
    fn hostile_words_come_out_harmless(words in words()) {
        let document = document(&words, "2026-01-05");
        let page = draft(&document);
        prop_assert!(!page.to_lowercase().contains("<script") && !page.contains("<img"));
        check(&page);
        check_csv(&csv(&document));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    /// Guards the reader of a PDF: whatever somebody wrote into any field, there is one and nothing in it acts.
    #[test]
    fn hostile_words_come_out_harmless_on_paper(words in words()) {
        check_pdf(&draft_pdf(&document(&words, "2026-01-05"), Paper::A4));
    }
}

/// Guards what has a meaning for the typesetter: on paper it is the words that were written.
#[test]
fn words_are_no_commands_on_paper() {
    let written =
        "#panic() $x^2$ *b* _i_ = h // c /* d */ @e <f> `g` #sys.inputs \\u{41} ~ --- ... 'q' \"r\"";
    let mut words = Words::plain();
    words.narrative = written.to_owned();
    let read = check_pdf(&draft_pdf(&document(&words, "2026-01-05"), Paper::A4));
    let pages: Vec<u32> = read.get_pages().into_keys().collect();
    let text = read.extract_text(&pages).unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains(written), "{text}");
}

/// Guards every fragment in every field, and a word of 10,000 letters.
#[test]
fn every_fragment_is_harmless_in_every_field() {
    let long = "Ж".repeat(10_000);
    for hostile in FRAGMENTS.into_iter().chain([long.as_str()]) {
        let document = document(&Words::all_as(hostile), "2026-01-05");
        let page = draft(&document);
        check(&page);
        check_csv(&csv(&document));
        // The same words, in the same number, as harmless ones have: nothing opened or closed anything.
        let plain = draft(&super::document(&Words::all_as("x"), "2026-01-05"));
        let tags = |page: &str| page.matches('<').count();
        if !hostile.contains('\n') && hostile.chars().any(|letter| !letter.is_control()) {
            assert_eq!(tags(&page), tags(&plain), "{hostile:?}");
        }
    }
    for hostile in [FRAGMENTS.concat(), long] {
        check_pdf(&draft_pdf(&document(&Words::all_as(&hostile), "2026-01-05"), Paper::A4));
    }
}
