//! What stands on each page: how far it reaches down, that no heading ends it, and that every letter is drawn.

use std::path::PathBuf;

use serde_json::Value;
use typst::introspection::{Location, Tag};
use typst::layout::{Frame, FrameItem, Point};
use typst::model::HeadingElem;

use super::super::fonts::FONTS;
use super::report_of;
use crate::progress::reports::model::ReportStatus;
use crate::progress::reports::render::pdf::*;

/// Of the room between the margins, what is used at least where more follows.
const USED: f64 = 0.6;
/// Height of a margin, in points.
const MARGIN: f64 = 56.6;

/// A page as it is walked over, from its first sign to its last.
#[derive(Default)]
struct Walk {
    height: f64,
    heading: Option<Location>,
    ends_with_heading: bool,
    lowest: f64,
}

impl Walk {
    fn of(frame: &Frame) -> Self {
        let mut walk = Self { height: frame.height().to_pt(), ..Self::default() };
        walk.over(frame, Point::zero());
        walk
    }

    fn over(&mut self, frame: &Frame, from: Point) {
        for (at, item) in frame.items() {
            let at = from + *at;
            match item {
                FrameItem::Group(group) => {
                    self.over(&group.frame, at + Point::new(group.transform.tx, group.transform.ty));
                }
                FrameItem::Tag(Tag::Start(element, _)) if element.is::<HeadingElem>() => {
                    self.heading = element.location();
                }
                FrameItem::Tag(Tag::End(location, ..)) if self.heading == Some(*location) => {
                    self.heading = None
                }
                FrameItem::Text(_) => self.sees(at.y.to_pt()),
                FrameItem::Image(_, size, _) => self.sees((at.y + size.y).to_pt()),
                _ => {}
            }
        }
    }

    fn sees(&mut self, y: f64) {
        if y > MARGIN && y < self.height - MARGIN + 1.0 {
            self.ends_with_heading = self.heading.is_some();
            self.lowest = self.lowest.max(y);
        }
    }

    fn used(&self) -> f64 {
        (self.lowest - MARGIN) / (self.height - 2.0 * MARGIN)
    }
}

fn of_the_demo(name: &str) -> ReportDocument {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/golden/demo/{name}.json"));
    let kept: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    serde_json::from_value(kept["document"].clone()).unwrap()
}

/// Guards paper: nothing but what must stay together goes to the next page together.
#[test]
fn pages_are_filled_and_none_ends_with_a_heading() {
    let edition =
        Edition { status: ReportStatus::Final, sha256: "digest", data_changed_since: None, release: None };
    for name in ["maren-tomasz/clinician", "noor-elias/clinician", "lucia-ana/client-ana", "jonas/clinician"]
    {
        let report = report(&of_the_demo(name), &edition);
        for paper in [Paper::A4, Paper::Letter] {
            let set =
                set(&Press::new(data::data(&report, paper)).unwrap()).unwrap_or_else(|_| panic!("{name}"));
            comemo::evict(0);
            let walks: Vec<Walk> = set.pages().iter().map(|page| Walk::of(&page.frame)).collect();
            let used: Vec<f64> = walks.iter().map(|walk| (walk.used() * 100.0).round()).collect();
            let (_, before) = walks.split_last().unwrap();
            assert!(before.iter().all(|walk| walk.used() > USED), "{name} on {paper:?}: {used:?}");
            assert!(walks.iter().all(|walk| !walk.ends_with_heading), "{name} on {paper:?}");
        }
    }
}

/// The letters of which the font that was taken for them draws nothing.
fn undrawn(frame: &Frame, found: &mut String) {
    for (_, item) in frame.items() {
        match item {
            FrameItem::Group(group) => undrawn(&group.frame, found),
            FrameItem::Text(text) => {
                let family = &text.font.font().info().family;
                let place = FONTS.all.iter().position(|font| font.info().family == *family).unwrap();
                let letters = text.text.chars().filter(|letter| letter.is_alphabetic());
                found.extend(letters.filter(|letter| FONTS.having(*letter) & (1 << place) == 0));
            }
            _ => {}
        }
    }
}

/// Guards names that would be empty on paper.
#[test]
fn every_letter_of_a_name_is_drawn() {
    let names =
        "王小明 李雪 さくら 毎日三回話す 김가힣 Łukasz Ελένη Ганна אבי مريم अनिता สมชาย রহিম கண்ணன் አበበ Հայկ";
    let set =
        set(&Press::new(data::data(&report_of(names), Paper::A4)).unwrap()).unwrap_or_else(|_| panic!());
    comemo::evict(0);
    let mut found = String::new();
    set.pages().iter().for_each(|page| undrawn(&page.frame, &mut found));
    assert_eq!(found, "");
}
