//! The patterns of the parts of a chart: who sees no colours tells them apart as well.

use crate::platform::html::Html;

/// Distance of the lines of a pattern, in the units of a chart.
const STEP: f64 = 8.0;

/// A colour, after Okabe and Ito, and lines upon it.
struct Pattern {
    key: &'static str,
    colour: &'static str,
    /// The lines within one square of the pattern.
    square: &'static str,
    lines: &'static [Direction],
}

#[derive(Clone, Copy)]
enum Direction {
    Upright,
    Level,
    Rising,
    Falling,
}

const PATTERNS: [Pattern; 6] = [
    Pattern { key: "met", colour: "#009e73", square: "", lines: &[] },
    Pattern {
        key: "partial",
        colour: "#56b4e9",
        square: "M-2 2 2 -2M0 8 8 0M6 10 10 6",
        lines: &[Direction::Rising],
    },
    Pattern { key: "not-done", colour: "#e69f00", square: "M4 0V8", lines: &[Direction::Upright] },
    Pattern { key: "unrecorded", colour: "#ffffff", square: "", lines: &[] },
    Pattern {
        key: "excused",
        colour: "#f0e442",
        square: "M0 4H8M4 0V8",
        lines: &[Direction::Level, Direction::Upright],
    },
    Pattern {
        key: "open",
        colour: "#ffffff",
        square: "M0 0 8 8M0 8 8 0",
        lines: &[Direction::Falling, Direction::Rising],
    },
];

/// The keys of all patterns.
pub fn keys() -> impl Iterator<Item = &'static str> {
    PATTERNS.iter().map(|pattern| pattern.key)
}

/// The patterns, once for the whole page.
pub fn patterns() -> Html {
    let patterns: Html =
        PATTERNS.iter().map(|pattern| element(pattern, (STEP, STEP), pattern.square)).collect();
    let attributes = [("class", "patterns"), ("width", "0"), ("height", "0"), ("aria-hidden", "true")];
    Html::block("svg", &attributes, Html::element("defs", &[], patterns))
}

/// The patterns that a picture uses, each of one piece as large as the picture: viewers show the seams between pieces on paper.
pub fn patterns_of(picture: &str, size: (f64, f64)) -> Html {
    let used = PATTERNS.iter().filter(|pattern| picture.contains(&format!("url(#{})", pattern.key)));
    let whole = |pattern: &Pattern| {
        let lines: String = pattern.lines.iter().map(|direction| lines(*direction, size)).collect();
        element(pattern, size, &lines)
    };
    Html::element("defs", &[], used.map(whole).collect::<Html>())
}

fn lines(direction: Direction, (width, height): (f64, f64)) -> String {
    let steps = |from: f64, to: f64| {
        std::iter::successors(Some(from), |at| Some(at + STEP)).take_while(move |at| *at <= to)
    };
    match direction {
        Direction::Upright => steps(STEP / 2.0, width).map(|x| format!("M{x} 0V{height}")).collect(),
        Direction::Level => steps(STEP / 2.0, height).map(|y| format!("M0 {y}H{width}")).collect(),
        Direction::Rising => {
            steps(0.0, width + height).map(|x| format!("M{x} 0L{} {height}", x - height)).collect()
        }
        Direction::Falling => {
            let first = (-height / STEP).floor() * STEP;
            steps(first, width).map(|x| format!("M{x} 0L{} {height}", x + height)).collect()
        }
    }
}

fn element(pattern: &Pattern, (width, height): (f64, f64), strokes: &str) -> Html {
    let (width, height) = (width.to_string(), height.to_string());
    let ground = Html::void("rect", &[("width", &width), ("height", &height), ("fill", pattern.colour)]);
    let strokes = [("d", strokes), ("stroke", "#333333"), ("stroke-width", "1"), ("fill", "none")];
    let strokes = Html::void("path", &strokes);
    Html::element(
        "pattern",
        &[("id", pattern.key), ("width", &width), ("height", &height), ("patternUnits", "userSpaceOnUse")],
        ground.and(strokes),
    )
}
