//! A named stretch of the values of a chart over days, as a shade behind them.

use super::{GREY, LEFT, RIGHT, short, text};
use crate::platform::html::Html;

/// A stretch that is lower than this has its name in the table alone.
const LINE: f64 = 10.0;
/// Letters of a name for which there is room, however wide they are.
const LETTERS: usize = 30;

/// A named stretch of values.
pub struct Stretch<'s> {
    /// Where it begins.
    pub from: f64,
    /// What it is called.
    pub label: &'s str,
}

impl Stretch<'_> {
    /// From one height to another, with as much of its name as there is room for.
    pub fn shade(&self, (top, bottom): (f64, f64), fill: &str) -> Html {
        let (x, y, width) = (short(LEFT), short(top), short(RIGHT - LEFT));
        let height = short((bottom - top).max(0.0));
        let shade = [("x", x.as_str()), ("y", &y), ("width", &width), ("height", &height), ("fill", fill)];
        let shade = Html::void("rect", &shade);
        if bottom - top < LINE {
            return shade;
        }
        shade.and(text(RIGHT - 2.0, f64::midpoint(bottom, top) + 3.0, "end", GREY, &self.name()))
    }

    fn name(&self) -> String {
        match self.label.char_indices().nth(LETTERS) {
            Some((end, _)) => format!("{}…", self.label.get(..end).unwrap_or_default().trim_end()),
            None => self.label.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_cut_where_the_chart_ends_and_left_out_where_it_would_meet_another() {
        let long = "é".repeat(LETTERS + 1);
        let shade =
            |label: &str, bottom: f64| Stretch { from: 0.0, label }.shade((0.0, bottom), "").into_string();
        assert!(shade(&long, 20.0).contains(&format!(">{}…<", "é".repeat(LETTERS))));
        assert!(shade("mild", 20.0).contains(">mild<"));
        assert!(!shade("mild", 9.0).contains("mild"));
    }
}
