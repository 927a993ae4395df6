//! A chart of a few named bars that lie below each other.

use super::charts::{Chart, GREY, LINE, image, short, text};
use crate::platform::html::Html;

const WIDTH: f64 = 356.0;
const STEP: f64 = 30.0;

/// One bar.
pub struct Bar<'b> {
    /// What it stands for: a constant of the program.
    pub name: &'b str,
    /// 0 to 1.
    pub length: f64,
    /// The value in words.
    pub told: String,
}

/// The chart. `id` is of this chart alone, and `title` a constant of the program.
pub fn bars(bars: &[Bar<'_>], id: &str, title: &str) -> Chart {
    let (mut top, mut inside) = (0.0, Html::default());
    for Bar { name, length, told } in bars {
        let width = ((WIDTH - 62.0) * length.clamp(0.0, 1.0)).max(1.0);
        let (y, across) = (short(top + 14.0), short(width));
        let bar = Html::void(
            "rect",
            &[("x", "0"), ("y", &y), ("width", &across), ("height", "11"), ("fill", LINE), ("stroke", LINE)],
        );
        inside = inside.and(text(0.0, top + 10.0, "start", GREY, name)).and(bar);
        inside = inside.and(text(width + 4.0, top + 23.0, "start", "#1a1a1a", told));
        top += STEP;
    }
    let told: Vec<String> = bars.iter().map(|bar| format!("{}: {}", bar.name, bar.told)).collect();
    let description = format!("{}. The table says the same.", told.join(". "));
    image(top + 2.0, id, title, &description, inside)
}
