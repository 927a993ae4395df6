//! Charts as SVG inside the page: colours that people with any colour vision tell apart (after Okabe and Ito), patterns beside them,
//! and no words that a client wrote.

use super::patterns::patterns_of;
use super::series::{Step, describe};
use crate::platform::html::Html;
use crate::progress::adherence::{Point, StatusCounts};

/// Width of a chart in its own units; it takes the width that it is given.
const WIDTH: f64 = 360.0;
const LEFT: f64 = 38.0;
const TOP: f64 = 18.0;
const BASE: f64 = 146.0;
/// Fewer bars are no wider than this many.
const FEWEST: u32 = 6;
const BAR: &str = "#0072b2";
/// Width of a digit.
const DIGIT: f64 = 5.6;
/// The colour of lines.
pub(super) const LINE: &str = BAR;
pub(super) const GREY: &str = "#595959";

/// A chart with what it shows in words.
pub struct Chart {
    id: String,
    height: f64,
    /// What it is.
    pub title: String,
    /// What it shows, for somebody who does not see it.
    pub description: String,
    inside: Html,
}

impl Chart {
    /// As a part of the page.
    pub fn html(&self) -> Html {
        let (title_id, description_id) = (format!("{}-title", self.id), format!("{}-text", self.id));
        let named = format!("{title_id} {description_id}");
        let view = format!("0 0 {WIDTH} {}", self.height);
        let words = Html::element("title", &[("id", &title_id)], &self.title);
        let words = words.and(Html::element("desc", &[("id", &description_id)], &self.description));
        let attributes =
            [("class", "chart"), ("viewBox", view.as_str()), ("role", "img"), ("aria-labelledby", &named)];
        Html::block("svg", &attributes, words.and(self.inside.clone()))
    }

    /// As a picture by itself.
    pub fn picture(&self) -> String {
        picture((WIDTH, self.height), self.inside.clone())
    }
}

/// What became of periods, in the order in which it is shown: key of the pattern, words, and how many.
pub type Part = (&'static str, &'static str, u32);

/// The parts of which there are any.
pub fn parts(counts: &StatusCounts) -> Vec<Part> {
    // Late ones and those cut short are among these.
    let StatusCounts { open, met, partial, not_done, unrecorded, excused, done_late: _, cut_short: _ } =
        *counts;
    let all = [
        ("met", "As much as was asked, or more", met),
        ("partial", "Some of it", partial),
        ("not-done", "Not this time", not_done),
        ("unrecorded", "Nothing noted", unrecorded),
        ("excused", "Paused, excused or no occasion", excused),
        ("open", "Still open", open),
    ];
    all.into_iter().filter(|(.., count)| *count > 0).collect()
}

/// A bar for each week or month, with its value above it. `id` is of this chart alone.
pub fn bars(points: &[Point], step: Step, id: &str, note: &str) -> Chart {
    let title = format!("Share of what was asked that is noted as done, by calendar {}", step.name());
    let count = u32::try_from(points.len()).unwrap_or(u32::MAX).max(FEWEST);
    let width = (WIDTH - LEFT - 4.0) / f64::from(count);
    let grid: Html =
        [(0.0, "0 %"), (0.5, "50 %"), (1.0, "100 %")].map(|(share, label)| line(share, label)).into();
    let mut left = LEFT;
    let mut before = None;
    let mut columns = Html::default();
    for point in points {
        let middle = left + width / 2.0;
        columns = columns.and(bar(point, middle, width * 0.7));
        let (small, large) = match step {
            Step::Week => (point.start.format("%-d").to_string(), point.start.format("%b").to_string()),
            Step::Month => (point.start.format("%b").to_string(), point.start.format("%Y").to_string()),
        };
        columns = columns.and(text(middle, BASE + 14.0, "middle", GREY, &small));
        if before.as_ref() != Some(&large) {
            columns = columns.and(text(middle, BASE + 26.0, "middle", GREY, &large));
        }
        before = Some(large);
        left += width;
    }
    let description = format!("{} {note}", describe(points, step));
    image(178.0, id, &title, &description, grid.and(columns))
}

/// One bar of which each stretch is as long as its share of the periods.
pub fn stack(parts: &[Part], id: &str) -> Chart {
    let all: u32 = parts.iter().map(|(.., count)| count).sum();
    let told: Vec<String> = parts.iter().map(|(_, words, count)| format!("{words}: {count}")).collect();
    let mut left = 1.0;
    let mut stretches = Html::default();
    for (key, _, count) in parts {
        let width = (WIDTH - 2.0) * f64::from(*count) / f64::from(all.max(1));
        stretches = stretches.and(rectangle((left, 1.0), (width, 26.0), &format!("url(#{key})"), GREY));
        left += width;
    }
    let description = format!("{} periods in one bar. {}. The table says the same.", all, told.join(". "));
    image(28.0, id, "Outcome of the periods", &description, stretches)
}

/// A square with the pattern of a part, for its row in the table.
pub fn swatch(key: &str) -> Html {
    Html::element(
        "svg",
        &[("class", "swatch"), ("viewBox", "0 0 16 16"), ("aria-hidden", "true")],
        square(key),
    )
}

/// The same as a picture by itself.
pub fn swatch_picture(key: &str) -> String {
    picture((16.0, 16.0), square(key))
}

fn square(key: &str) -> Html {
    rectangle((1.0, 1.0), (14.0, 14.0), &format!("url(#{key})"), GREY)
}

fn picture((width, height): (f64, f64), inside: Html) -> String {
    let patterns = patterns_of(&inside.clone().into_string(), (width, height));
    let (view, width, height) = (format!("0 0 {width} {height}"), width.to_string(), height.to_string());
    let attributes = [
        ("xmlns", "http://www.w3.org/2000/svg"),
        ("viewBox", view.as_str()),
        ("width", &width),
        ("height", &height),
        ("font-family", "Noto Sans"),
        ("font-size", "9.5"),
    ];
    Html::element("svg", &attributes, patterns.and(inside)).into_string()
}

pub(super) fn image(height: f64, id: &str, title: &str, description: &str, inside: Html) -> Chart {
    Chart { id: id.to_owned(), height, title: title.to_owned(), description: description.to_owned(), inside }
}

fn line(share: f64, label: &str) -> Html {
    let y = height_of(share);
    let (right, at) = ((WIDTH - 2.0).to_string(), short(y));
    let line = [("x1", "38"), ("x2", &right), ("y1", &at), ("y2", &at), ("stroke", "#c8c8c8")];
    Html::void("line", &line).and(text(LEFT - 4.0, y + 3.0, "end", GREY, label))
}

/// A bar with its value, or a stroke where there is no figure.
fn bar(point: &Point, middle: f64, width: f64) -> Html {
    let Some(value) = point.value else { return text(middle, BASE - 4.0, "middle", GREY, "–") };
    let top = height_of(value.clamp(0.0, 1.0)).min(BASE - 1.0);
    let bar = rectangle((middle - width / 2.0, top), (width, BASE - top), BAR, BAR);
    bar.and(on_ground(middle, top - 4.0, "#1a1a1a", &hundredths(value)))
}

/// As a whole number, of which 100 is all and 0 nothing.
fn hundredths(share: f64) -> String {
    match (share * 100.0).round() {
        rounded if rounded >= 100.0 && share < 1.0 => "99".to_owned(),
        rounded if rounded <= 0.0 && share > 0.0 => "1".to_owned(),
        rounded => rounded.to_string(),
    }
}

fn height_of(share: f64) -> f64 {
    BASE - (BASE - TOP) * share
}

fn rectangle((x, y): (f64, f64), (width, height): (f64, f64), fill: &str, stroke: &str) -> Html {
    let (x, y, width, height) = (short(x), short(y), short(width), short(height));
    Html::void(
        "rect",
        &[("x", &x), ("y", &y), ("width", &width), ("height", &height), ("fill", fill), ("stroke", stroke)],
    )
}

pub(super) fn text(x: f64, y: f64, anchor: &str, fill: &str, words: &str) -> Html {
    let (x, y) = (short(x), short(y));
    Html::element("text", &[("x", &x), ("y", &y), ("text-anchor", anchor), ("fill", fill)], words)
}

/// A figure on a ground of its own, so that no line runs through it.
fn on_ground(middle: f64, y: f64, fill: &str, figure: &str) -> Html {
    let width = DIGIT * f64::from(u32::try_from(figure.len()).unwrap_or(u32::MAX)) + 2.0;
    let ground = rectangle((middle - width / 2.0, y - 8.0), (width, 9.0), "#ffffff", "none");
    ground.and(text(middle, y, "middle", fill, figure))
}

/// Two decimals are finer than any screen.
pub(super) fn short(value: f64) -> String {
    format!("{:.2}", value).trim_end_matches('0').trim_end_matches('.').to_owned()
}
