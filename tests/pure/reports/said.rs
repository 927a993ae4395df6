//! What a report says, and what it must not say, of one thing each.

use holdfast::progress::reports::ReportDocument;
use holdfast::progress::reports::render::Paper;
use serde_json::{Value, json};

use super::pdf::check as check_pdf;
use super::{ANN, Words, document, draft, draft_pdf};

/// The report of all tests, changed.
fn changed(change: impl FnOnce(&mut Value)) -> ReportDocument {
    let mut value = serde_json::to_value(document(&Words::plain(), "2026-01-05")).unwrap();
    change(&mut value);
    serde_json::from_value(value).unwrap()
}

/// Guards that one day of long ago is no yardstick for twelve weeks.
#[test]
fn days_before_of_which_few_were_asked_are_not_compared() {
    let with = |asked: f64| {
        changed(|report| {
            let previous = &mut report["overall"][0]["figures"]["trend"]["previous"];
            (previous["numerator"], previous["denominator"]) = (json!(asked), json!(asked));
            previous["value"] = json!(1.0);
        })
    };
    let told = |asked: f64| draft(&with(asked)).contains("to 4 January 2026: 100 %");
    assert_eq!([1.0, 31.0, 31.5, 63.0].map(told), [false, false, true, true]);
}

/// Guards the statement of each change: one may be reliable and the other not.
#[test]
fn a_change_that_is_not_reliable_is_not_called_so() {
    let page = draft(&changed(|report| {
        let change = &mut report["measures"][0]["instruments"][0]["scales"][0]["change"];
        change["since_baseline"]["reliable"] = json!("deteriorated");
        change["since_previous"]["points_needed"] = Value::Null;
        change["since_previous"]["reliable"] = Value::Null;
        change["class"] = json!("deteriorated");
    }));
    for there in [
        "a reliable deterioration, beyond measurement error (points needed: 6, as published).",
        "(9 to 6), whether this is beyond measurement error is not known.",
        "Class since the first score: deteriorated (reliably worse).",
    ] {
        assert!(page.contains(there), "{there}");
    }
}

/// Guards each partner: of ratings that both may read it is not said who gave them, nor that it was both.
#[test]
fn ratings_that_both_may_read_are_not_called_those_of_both() {
    let page = draft(&changed(|report| {
        report["ratings"][0]["client_id"] = Value::Null;
        report["ratings"][0]["as_seen_by"] = json!("couple");
    }));
    let ratings = page.split_once("id=\"ratings\"").unwrap().1.split_once("</section>").unwrap().0;
    assert!(!ratings.contains("Both together"), "{ratings}");
    assert!(
        ratings.contains("Ratings that both partners may read")
            && ratings.contains("Which of the two gave a rating is not told.")
    );
}

/// Guards a partner without homework of their own from reading that none ran.
#[test]
fn a_report_about_one_says_that_a_couple_has_its_own() {
    let page = |audience: &str| {
        draft(&changed(|report| {
            report["audience"] = json!(audience);
            report["subject"]["client_id"] = json!(ANN);
            report["subject"]["couple_id"] = Value::Null;
            (report["overall"], report["assignments"]) = (json!([]), json!([]));
        }))
    };
    let client = page("client");
    assert!(client.contains("No individual homework ran in these days."));
    assert!(client.contains("told in the couple’s reports alone"));
    assert!(!page("third_party").contains("the couple’s"));
}

/// Guards readers from explanations of what they are not shown.
#[test]
fn what_is_not_shown_is_not_explained() {
    let page = draft(&changed(|report| {
        report["audience"] = json!("client");
        let scale = &mut report["measures"][0]["instruments"][0]["scales"][0];
        (scale["bands"], scale["cut_offs"], scale["change"]) = (json!([]), json!([]), Value::Null);
        report["repairs"]["to_first_attempt"] = Value::Null;
        report["repairs"]["to_repair"] = Value::Null;
    }));
    for absent in
        ["care team may read", " bands", "reliabl", "dashed", "medians", "adherence-1", "strength-1"]
    {
        assert!(!page.contains(absent), "{absent}");
    }
    assert!(page.contains("Made from what was noted and shared with the care team."));
    assert!(page.contains("A score is no diagnosis."));
}

/// Guards against a chart that shows one value and no course.
#[test]
fn one_value_is_no_chart() {
    let page = draft(&changed(|report| {
        for path in [
            "/ratings/0/weekly",
            "/growth/0/items/0/series/0/points",
            "/measures/0/instruments/0/scales/0/scores",
        ] {
            report.pointer_mut(path).unwrap().as_array_mut().unwrap().truncate(1);
        }
    }));
    for heading in ["ratings", "growth", "measures"] {
        let section =
            page.split_once(&format!("id=\"{heading}\"")).unwrap().1.split_once("</section>").unwrap().0;
        assert!(!section.contains("<figure"), "{heading}");
    }
    assert!(
        page.contains("in the week from 19 January 2026") && page.contains("Rated 3 on 20 January 2026.")
    );
}

/// Guards what is copied out of a PDF to find a report again, or to check it.
#[test]
fn ids_and_titles_are_copied_as_they_are() {
    let read = check_pdf(&draft_pdf(&document(&Words::plain(), "2026-01-05"), Paper::A4));
    let pages: Vec<u32> = read.get_pages().into_keys().collect();
    let text = read.extract_text(&pages).unwrap();
    for whole in [
        "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c50",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "Reach out three times a day",
    ] {
        assert!(text.contains(whole), "{whole}");
    }
    let hidden = |letter: &char| matches!(letter, '\u{200b}' | '\u{2066}'..='\u{2069}');
    assert_eq!(text.chars().find(hidden), None);
}

/// Guards against tables of nothing.
#[test]
fn nothing_to_repair_is_one_sentence() {
    let page = draft(&changed(|report| {
        (report["repairs"]["ruptures"], report["repairs"]["repairs"]) = (json!(0), json!(0));
    }));
    let repairs = page.split_once("id=\"repairs\"").unwrap().1.split_once("</section>").unwrap().0;
    assert!(
        repairs.contains("No hurtful moment and no attempt to repair one is noted")
            && !repairs.contains("<table")
    );
}

/// Guards against telling the same figures twice on the first pages.
#[test]
fn figures_of_one_homework_are_not_told_twice() {
    let page = draft(&changed(|report| {
        report["assignments"].as_array_mut().unwrap().truncate(1);
        let figures = &report["overall"][0]["figures"];
        report["assignments"][0]["subjects"][0]["practice"]["weekly"] = figures["weekly"].clone();
    }));
    assert!(page.contains("All of it comes from one piece of homework, shown in detail below"));
    assert!(!page.contains("overall-0-weeks"));
}
