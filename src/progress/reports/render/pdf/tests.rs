mod pages;

use typst::layout::{Frame, FrameItem, Point};

use super::*;
use crate::progress::adherence::StatusCounts;
use crate::progress::reports::render::blocks::{Blocks, Facts, Line, Weight, table};
use crate::progress::reports::render::charts::{parts, stack};
use crate::progress::reports::render::report::{Report, Section};

/// A report that has these words wherever words can stand.
fn report_of(words: &str) -> Report {
    let counts = r#"{"open": 1, "met": 2, "partial": 1, "not_done": 1, "unrecorded": 1, "excused": 1, "done_late": 0, "cut_short": 0}"#;
    let counts: StatusCounts = serde_json::from_str(counts).unwrap();
    let line = || Line::words(words);
    let row = move |place| {
        if place == 0 { vec![line(), line(), "1".into()] } else { vec!["a".into(), "b".into(), "1".into()] }
    };
    let rows = |count| (0..count).map(row);
    let figure = |count| {
        let values = table(words, &["What", "Who", "How often"], rows(count));
        Blocks::figure(stack(&parts(&counts), "one"), values, line())
    };
    let inside = Blocks::article([
        Blocks::heading(3, line()),
        Blocks::subject([Blocks::heading(4, line()), Blocks::heading(5, line())]),
        Facts::default().with("What", line()).with_each("Who", [line(), line()]).list(),
        Facts::default().with("A name that is longer than others", line()).list(),
        Blocks::list([line(), Line::strong(line()).and(": ").and(line())]),
        Blocks::paragraph(line()),
        Blocks::small(line()),
        Blocks::weighing(Weight::Share, Line::strong(line())),
        Blocks::weighing(Weight::Statement, words),
        Blocks::weighing(Weight::Words, words),
        figure(1),
        figure(25),
    ]);
    let sections = vec![Section { id: "one", heading: "One", inside }];
    let people = Facts::default().with_each("About", [line(), line()]).list();
    Report { title: "Progress report".into(), header: people, sections, footer: Blocks::default() }
}

/// How far text reaches to the right of where the frame begins, and how far down, in points.
fn reach(frame: &Frame, from: Point, farthest: &mut Point) {
    for (at, item) in frame.items() {
        let at = from + *at;
        match item {
            FrameItem::Group(group) => {
                let moved = Point::new(group.transform.tx, group.transform.ty);
                reach(&group.frame, at + moved, farthest);
            }
            FrameItem::Text(text) => *farthest = farthest.max(Point::new(at.x + text.width(), at.y)),
            _ => {}
        }
    }
}

fn check_inside(words: &str, paper: Paper) {
    let press = Press::new(data::data(&report_of(words), paper)).unwrap();
    let set = set(&press).unwrap_or_else(|_| panic!("{words:.40}"));
    let promised = typst_pdf::pdf(&set, &options(DateTime::UNIX_EPOCH, "a digest").unwrap());
    assert!(promised.is_ok(), "{words:.40} is no PDF/UA-1: {:?}", promised.err());
    comemo::evict(0);
    for page in set.pages() {
        let mut farthest = Point::default();
        reach(&page.frame, Point::default(), &mut farthest);
        let room = page.frame.size();
        assert!(farthest.x < room.x && farthest.y < room.y, "{words:.40}: {farthest:?} of {room:?}");
    }
}

/// Guards the edge of the paper, whatever somebody wrote.
#[test]
fn no_words_reach_beyond_the_page() {
    for words in [
        "Ann".to_owned(),
        "Donaudampfschifffahrtsgesellschaftskapitän".to_owned(),
        "W".repeat(80),
        "م".repeat(80),
        "ក".repeat(80),
        "ก".repeat(80),
        "王".repeat(80),
        "\u{fdfd}".repeat(20),
        "a\u{a0}".repeat(80),
        "e\u{301}\u{2060}".repeat(80),
        "က္".repeat(12),
        "\u{1f469}\u{200d}".repeat(80),
        "\u{7}".to_owned(),
        "\u{e000}\u{301}\u{202e}\u{fdd0}א\u{301}ক\u{94d}".to_owned(),
    ] {
        check_inside(&words, Paper::A4);
    }
    check_inside(&"W".repeat(80), Paper::Letter);
}
