//! A chart of values over days: a line with a mark for each, on named stretches where there are any.

use chrono::NaiveDate;

use super::charts::{Chart, GREY, LINE, image, short, text};
use super::words::number;
use crate::platform::html::Html;
use crate::platform::words::day;

const LEFT: f64 = 38.0;
const RIGHT: f64 = 356.0;
const TOP: f64 = 12.0;
const BASE: f64 = 146.0;
const SHADES: [&str; 2] = ["#ffffff", "#e6eef4"];

/// A named stretch of values.
pub struct Stretch<'s> {
    /// Where it begins.
    pub from: f64,
    /// What it is called.
    pub label: &'s str,
}

/// What a chart shows.
pub struct Timeline<'t> {
    /// The values, oldest first.
    pub points: Vec<(NaiveDate, f64)>,
    /// Lowest and highest possible value.
    pub range: (f64, f64),
    /// Named stretches, lowest first.
    pub stretches: Vec<Stretch<'t>>,
    /// Whether the last value differs from the first by more than error of measurement.
    pub ringed: bool,
    /// Days on which something happened, shown below.
    pub events: Vec<NaiveDate>,
}

impl Timeline<'_> {
    /// The chart. `id` is of this chart alone, and `title` a constant of the program.
    pub fn draw(&self, id: &str, title: &str) -> Chart {
        let shades: Html = self.stretches.iter().enumerate().map(|(at, one)| self.shade(at, one)).collect();
        let (low, high) = self.range;
        let grid: Html =
            [low, f64::midpoint(low, high), high].into_iter().map(|value| self.line(value)).collect();
        let marks: Html = self.points.iter().map(|(date, value)| self.mark(*date, *value)).collect();
        let inside = [shades, grid, self.path(), marks, self.ring(), self.events(), self.days()];
        image(178.0, id, title, &self.describe(), Html::from(inside))
    }

    fn describe(&self) -> String {
        let told = |(date, value): &(NaiveDate, f64)| format!("{} ({})", number(*value), day(*date));
        let first = self.points.first().map(told).unwrap_or_default();
        let last = self.points.last().map(told).unwrap_or_default();
        let ring = if self.ringed { " A ring is round the last one." } else { "" };
        format!(
            "{} values, from {} to {} at most. First: {first}. Last: {last}.{ring} The table holds all values.",
            self.points.len(),
            number(self.range.0),
            number(self.range.1)
        )
    }

    fn ends(&self) -> (NaiveDate, NaiveDate) {
        let days = || self.points.iter().map(|(date, _)| *date);
        (days().min().unwrap_or_default(), days().max().unwrap_or_default())
    }

    fn x(&self, date: NaiveDate) -> f64 {
        let (first, last) = self.ends();
        let days = |to: NaiveDate| f64::from(i32::try_from((to - first).num_days()).unwrap_or(i32::MAX));
        let span = days(last);
        let share = if span > 0.0 { days(date) / span } else { 0.5 };
        LEFT + 8.0 + (RIGHT - LEFT - 16.0) * share.clamp(0.0, 1.0)
    }

    fn y(&self, value: f64) -> f64 {
        let (low, high) = self.range;
        let span = high - low;
        let share = if span > 0.0 { (value - low) / span } else { 0.0 };
        BASE - (BASE - TOP) * share.clamp(0.0, 1.0)
    }

    fn shade(&self, at: usize, one: &Stretch<'_>) -> Html {
        let above = self.stretches.get(at.saturating_add(1)).map_or(self.range.1, |next| next.from);
        let (bottom, top) = (self.y(one.from), self.y(above));
        let fill = if at.is_multiple_of(2) { SHADES[0] } else { SHADES[1] };
        let (x, y, width, height) =
            (short(LEFT), short(top), short(RIGHT - LEFT), short((bottom - top).max(0.0)));
        let shade = Html::void(
            "rect",
            &[("x", &x), ("y", &y), ("width", &width), ("height", &height), ("fill", fill)],
        );
        shade.and(text(RIGHT - 2.0, f64::midpoint(bottom, top) + 3.0, "end", GREY, one.label))
    }

    fn line(&self, value: f64) -> Html {
        let (at, left, right) = (short(self.y(value)), short(LEFT), short(RIGHT));
        let line = [("x1", left.as_str()), ("x2", &right), ("y1", &at), ("y2", &at), ("stroke", "#c8c8c8")];
        Html::void("line", &line).and(text(LEFT - 4.0, self.y(value) + 3.0, "end", GREY, &number(value)))
    }

    fn path(&self) -> Html {
        let step = |(at, (date, value)): (usize, &(NaiveDate, f64))| {
            let letter = if at == 0 { 'M' } else { 'L' };
            format!("{letter}{} {}", short(self.x(*date)), short(self.y(*value)))
        };
        let steps: String = self.points.iter().enumerate().map(step).collect();
        let line = [("d", steps.as_str()), ("stroke", LINE), ("stroke-width", "1.5"), ("fill", "none")];
        if self.points.len() > 1 { Html::void("path", &line) } else { Html::default() }
    }

    fn mark(&self, date: NaiveDate, value: f64) -> Html {
        let (x, y) = (self.x(date), self.y(value));
        let mark = format!("M{} {}l3 3l-3 3l-3 -3z", short(x), short(y - 3.0));
        Html::void("path", &[("d", mark.as_str()), ("stroke", LINE), ("stroke-width", "1"), ("fill", LINE)])
    }

    fn ring(&self) -> Html {
        let Some((date, value)) = self.points.last().filter(|_| self.ringed) else { return Html::default() };
        let (x, y) = (self.x(*date), self.y(*value));
        let ring = format!("M{} {}h12v12h-12z", short(x - 6.0), short(y - 6.0));
        let ring = [("d", ring.as_str()), ("stroke", "#d55e00"), ("stroke-width", "1.5"), ("fill", "none")];
        Html::void("path", &ring)
    }

    /// A small stroke on the base for each day on which something happened.
    fn events(&self) -> Html {
        let (first, last) = self.ends();
        let shown = self.events.iter().filter(|date| (first..=last).contains(date));
        let stroke = |date: &NaiveDate| {
            let d = format!("M{} {}v6", short(self.x(*date)), short(BASE));
            Html::void(
                "path",
                &[("d", d.as_str()), ("stroke", GREY), ("stroke-width", "1.5"), ("fill", "none")],
            )
        };
        shown.map(stroke).collect()
    }

    fn days(&self) -> Html {
        let (first, last) = self.ends();
        let label = |date: NaiveDate| date.format("%-d %b %Y").to_string();
        if first == last {
            return text(self.x(first), BASE + 20.0, "middle", GREY, &label(first));
        }
        let first = text(LEFT, BASE + 20.0, "start", GREY, &label(first));
        first.and(text(RIGHT, BASE + 20.0, "end", GREY, &label(last)))
    }
}
