//! The renderings of one document, to the letter.

use super::sound::check;
use super::{Words, csv, document, draft};

/// Guards what people read and what programs read: a change of either is a decision. After it is taken,
/// `HOLDFAST_WRITE_GOLDEN=1 cargo test --test pure -- reports` writes them anew.
#[test]
fn a_report_looks_as_it_did() {
    let document = document(&Words::plain(), "2026-01-05");
    for (name, made) in [("report.html", draft(&document)), ("report.csv", csv(&document))] {
        let path = format!("{}/tests/pure/reports/{name}", env!("CARGO_MANIFEST_DIR"));
        if std::env::var_os("HOLDFAST_WRITE_GOLDEN").is_some() {
            std::fs::write(&path, &made).unwrap();
        }
        let kept = std::fs::read_to_string(&path).unwrap();
        assert!(made == kept, "{name} is another one");
    }
}

/// Guards what eyes, ears and paper need of it.
#[test]
fn the_page_is_sound() {
    let document = document(&Words::plain(), "2026-01-05");
    let page = draft(&document);
    check(&page);
    for there in [
        "<bdi>Ann Example</bdi>",
        "<bdi>Ngũgĩ wa Thiong’o</bdi>",
        "<strong>65 %</strong> of what was asked is noted as done, by the days that its periods stand for: 40.7 of 63 days.",
        "A bar for each of 10 weeks. Least: 0 % (2 February 2026). Most: 100 % (19 January 2026). Last: 75 % (23 March 2026). \
         One week has no figure.",
        "from 13 October 2025 to 4 January 2026: 63 % (30 of 48 days), 11 percentage points higher than now.",
        "Each week counts only the periods that ended in it",
        "over 99 %",
        "There is no figure for these days",
        "Met in a row: 3 at the end of these days; the longest run was 12 periods.",
        "Both partners met their own target in 9 of 14 periods (64 %).",
        "Uses in these days: 5.5.",
        "Looking back at it",
        "Draft: the words may still change",
        "last on 1 April 2026, 07:05 UTC",
        "3 to 5 times a day",
        "Two of them were long.</p>",
        "not written for custody decisions",
        "How close it felt: 6.3 on average, from 8 ratings.",
        "Rated from 0 to 10. Made from what the care team may read.",
        "From the first rating to the last: 2 points higher.",
        "Since the first score: 10 points lower (16 to 6), a reliable improvement, beyond measurement error (points needed: 6, as \
         published).",
        "Since the previous score: 3 points lower (9 to 6), not a reliable change; it may be measurement error (points needed: 6",
        "Class since the first score: recovered (reliably better, and across the cut-off).",
        "Cut-off (<bdi>private check-ins</bdi>): 10 or above. The latest score, 6, is not on the clinical side. Source: \
         <bdi>Only their author may read them.</bdi> (usual in practice; the publication itself was not read).",
        "A ring marks the last value: it is a reliable change from the first.",
        "reliable change since the first score</text>",
        "a day listed under “Along the way”</text>",
        "cut-off 10</text>",
        "<td class=\"said\"><bdi>private check-ins</bdi></td>",
        "The line breaks where values are missing.",
        "5 hurtful moments were noted, and 6 attempts to repair one",
        "too few to show",
        "sooner is not better",
        "Limits were used 9 times, 8 of them for the sake of connection.",
        "met 12 times in a row since 10 March 2026",
        "A session was held",
    ] {
        assert!(page.contains(there), "{there}");
    }
    assert_eq!(page.matches("by calendar month").count(), 0);
    let title = page.split_once("<title>").unwrap().1.split_once("</title>").unwrap().0;
    assert_eq!(title, "Progress report, 5 January 2026 to 29 March 2026", "it names nobody");
}

/// Guards long windows: beyond twelve weeks the months say what the weeks do not.
#[test]
fn a_long_window_has_months() {
    let page = draft(&document(&Words::plain(), "2025-09-29"));
    check(&page);
    assert_eq!(
        page.matches("<caption>\nNoted as done, by calendar month").count()
            + page.matches("<caption>Noted as done, by calendar month").count(),
        3
    );
}

/// Guards what is each partner's own: a report that does not hold it says so instead of showing nothing.
#[test]
fn what_a_report_does_not_hold_is_said() {
    let mut document = document(&Words::plain(), "2026-01-05");
    document.assignments[0].subjects.clear();
    document.assignments[0].both = None;
    let page = draft(&document);
    check(&page);
    assert_eq!(page.matches("What each partner did alone is not part of this report.").count(), 1);
}

/// Guards a report in which nothing is there to tell.
#[test]
fn an_empty_report_is_sound() {
    let mut document = document(&Words::plain(), "2026-01-05");
    (document.overall, document.assignments) = (Vec::new(), Vec::new());
    document.sections = Default::default();
    (document.narrative, document.recommendations, document.omitted) = (None, None, None);
    let page = draft(&document);
    check(&page);
    assert!(page.contains("No homework ran in these days.") && !page.contains("<figure"));
    assert!(!page.contains("At a glance"), "which would say the same");
    assert!(!page.contains("How the figures are made"));
    assert_eq!(csv(&document).lines().count(), 1, "the names of the columns");
}
