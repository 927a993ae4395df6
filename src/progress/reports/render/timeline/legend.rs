//! What the signs of a chart over days mean, below it.

use super::{INK, LEFT, LOOKS, Timeline, path, ring, short, stroke, text};
use crate::platform::html::Html;
use crate::progress::reports::render::words::number;

/// From one line to the next.
const STEP: f64 = 15.0;
/// From one name of a course to the next.
const COLUMN: f64 = 104.0;

/// A line for what is there, the first on this height, and how much room they take.
pub fn legend(chart: &Timeline<'_>, top: f64) -> (Html, f64) {
    let (mut signs, mut room) = (Html::default(), 0.0);
    let x = LEFT + 6.0;
    if chart.courses.len() > 1 {
        let mut left = LEFT;
        for (course, look) in chart.courses.iter().zip(LOOKS) {
            let line = path(&format!("M{} {}h14", short(left), short(top - 3.0)), look.colour, "1.5");
            let sign = line.and(look.mark(left + 7.0, top - 3.0));
            signs = signs.and(sign).and(text(left + 18.0, top, "start", INK, course.name));
            left += COLUMN;
        }
        room += STEP;
    }
    if !chart.cut_offs.is_empty() {
        let y = short(top + room - 3.0);
        let dashes: String = [0.0, 8.0, 16.0].map(|from| format!("M{} {y}h5", short(LEFT + from))).concat();
        let values: Vec<String> = chart.cut_offs.iter().map(|value| number(*value)).collect();
        let said = format!("cut-off {}", values.join(", "));
        signs = signs.and(path(&dashes, INK, "1")).and(text(LEFT + 26.0, top + room, "start", INK, &said));
        room += STEP;
    }
    if !chart.shown_events().is_empty() {
        let sign = stroke(x, top + room - 6.0);
        signs = signs.and(sign).and(text(
            x + 11.0,
            top + room,
            "start",
            INK,
            "a day listed under “Along the way”",
        ));
        room += STEP;
    }
    if chart.ringed {
        let sign = ring(x, top + room - 3.0);
        signs = signs.and(sign).and(text(
            x + 11.0,
            top + room,
            "start",
            INK,
            "reliable change since the first score",
        ));
        room += STEP;
    }
    (signs, room)
}
