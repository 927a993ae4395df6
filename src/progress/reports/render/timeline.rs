//! A chart of values over days: a line with a mark for each, on named stretches where there are any.

mod legend;
mod stretch;
mod ticks;

use chrono::NaiveDate;

use self::legend::legend;
pub use self::stretch::Stretch;
use self::ticks::ticks;
use super::charts::{Chart, GREY, LINE, image, short, text};
use super::words::number;
use crate::platform::html::Html;
use crate::platform::words::day;

const LEFT: f64 = 38.0;
const RIGHT: f64 = 356.0;
const TOP: f64 = 12.0;
const BASE: f64 = 116.0;
const INK: &str = "#1a1a1a";
/// From the mark of one course to that of the next on the same day.
const ASIDE: f64 = 6.0;
const SHADES: [&str; 2] = ["#ffffff", "#e6eef4"];
/// The colour of what is to be seen first.
const ORANGE: &str = "#d55e00";

/// Values over days.
pub struct Course {
    /// What they are, where there are several.
    pub name: &'static str,
    /// The values, oldest first.
    pub points: Vec<(NaiveDate, f64)>,
}

/// What a chart shows.
#[derive(Default)]
pub struct Timeline<'t> {
    /// One or several, each with a line of its own; three at most are told apart.
    pub courses: Vec<Course>,
    /// The last day shown, where the last value is of more days than one.
    pub until: Option<NaiveDate>,
    /// Days that the line reaches over from one value to the next, where it does not reach over any number.
    pub longest_gap: Option<i64>,
    /// Lowest and highest possible value.
    pub range: (f64, f64),
    /// Named stretches, lowest first.
    pub stretches: Vec<Stretch<'t>>,
    /// Values that divide two sides.
    pub cut_offs: Vec<f64>,
    /// Whether the last value differs from the first by more than error of measurement.
    pub ringed: bool,
    /// Days on which something happened, shown below.
    pub events: Vec<NaiveDate>,
}

impl Timeline<'_> {
    /// The chart. `id` is of this chart alone, and `title` a constant of the program.
    pub fn draw(&self, id: &str, title: &str) -> Chart {
        let shades: Html = self.stretches.iter().enumerate().map(|(at, one)| self.shade(at, one)).collect();
        let grid: Html = ticks(self.range).into_iter().map(|value| self.line(value)).collect();
        let cuts: Html = self.cut_offs.iter().map(|value| self.cut(*value)).collect();
        let lines: Html = (0..)
            .zip(&self.courses)
            .zip(LOOKS)
            .map(|((place, course), look)| self.course(course, look, self.aside(place)))
            .collect();
        let (legend, below) = legend(self, BASE + 34.0);
        let inside = [shades, grid, cuts, lines, self.ring(), self.events(), self.days(), legend];
        image(BASE + 26.0 + below, id, title, &self.describe(), Html::from(inside))
    }

    fn describe(&self) -> String {
        let (low, high) = (number(self.range.0), number(self.range.1));
        let mut said = format!("Values on a scale from {low} to {high}.");
        self.courses.iter().for_each(|course| said += &course.describe());
        if !self.cut_offs.is_empty() {
            let cut_offs: Vec<String> = self.cut_offs.iter().map(|value| number(*value)).collect();
            said += &format!(" A dashed line marks the cut-off: {}.", cut_offs.join(", "));
        }
        if self.ringed {
            said += " A ring marks the last value: it is a reliable change from the first.";
        }
        if self.courses.iter().any(|course| self.runs(course).count() > 1) {
            said += " The line breaks where values are missing.";
        }
        if !self.shown_events().is_empty() {
            said += " Short strokes below mark days listed under “Along the way”.";
        }
        said + " The table holds all values."
    }

    fn ends(&self) -> (NaiveDate, NaiveDate) {
        let days = || self.courses.iter().flat_map(|course| &course.points).map(|(date, _)| *date);
        let last = days().max().into_iter().chain(self.until).max();
        (days().min().unwrap_or_default(), last.unwrap_or_default())
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
        let fill = if at.is_multiple_of(2) { SHADES[0] } else { SHADES[1] };
        one.shade((self.y(above), self.y(one.from)), fill)
    }

    fn line(&self, value: f64) -> Html {
        let (at, left, right) = (short(self.y(value)), short(LEFT), short(RIGHT));
        let line = [("x1", left.as_str()), ("x2", &right), ("y1", &at), ("y2", &at), ("stroke", "#c8c8c8")];
        Html::void("line", &line).and(text(LEFT - 4.0, self.y(value) + 3.0, "end", GREY, &number(value)))
    }

    /// A dashed line; the legend tells its value.
    fn cut(&self, value: f64) -> Html {
        let (y, mut x, mut dashes) = (short(self.y(value)), LEFT, String::new());
        while x < RIGHT {
            dashes += &format!("M{} {y}h5", short(x));
            x += 8.0;
        }
        path(&dashes, INK, "1")
    }

    /// The values as they are joined by a line.
    fn runs<'c>(&self, course: &'c Course) -> impl Iterator<Item = &'c [(NaiveDate, f64)]> {
        let longest = self.longest_gap;
        let near = move |one: &(NaiveDate, f64), next: &(NaiveDate, f64)| {
            longest.is_none_or(|longest| (next.0 - one.0).num_days() <= longest)
        };
        course.points.chunk_by(near)
    }

    /// How far aside the marks of a course stand, so that equal values of several do not cover each other.
    fn aside(&self, place: i32) -> f64 {
        let several = i32::try_from(self.courses.len()).unwrap_or(1);
        f64::from(place * 2 + 1 - several) * (ASIDE / 2.0)
    }

    fn course(&self, course: &Course, look: Look, aside: f64) -> Html {
        let step = |(at, (date, value)): (usize, &(NaiveDate, f64))| {
            let letter = if at == 0 { 'M' } else { 'L' };
            format!("{letter}{} {}", short(self.x(*date) + aside), short(self.y(*value)))
        };
        let run = |run: &[(NaiveDate, f64)]| run.iter().enumerate().map(step).collect::<String>();
        let steps: String = self.runs(course).filter(|run| run.len() > 1).map(run).collect();
        let line = if steps.is_empty() { Html::default() } else { path(&steps, look.colour, "1.5") };
        let mark = |(date, value): &(NaiveDate, f64)| look.mark(self.x(*date) + aside, self.y(*value));
        line.and(course.points.iter().map(mark).collect())
    }

    fn ring(&self) -> Html {
        let last = self.courses.first().and_then(|course| course.points.last()).filter(|_| self.ringed);
        last.map(|(date, value)| ring(self.x(*date), self.y(*value))).unwrap_or_default()
    }

    fn shown_events(&self) -> Vec<NaiveDate> {
        let (first, last) = self.ends();
        self.events.iter().copied().filter(|date| (first..=last).contains(date)).collect()
    }

    /// A short stroke on the base for each day on which something happened.
    fn events(&self) -> Html {
        self.shown_events().into_iter().map(|date| stroke(self.x(date), BASE)).collect()
    }

    fn days(&self) -> Html {
        let (first, last) = self.ends();
        let label = |date: NaiveDate| date.format("%-d %b %Y").to_string();
        if first == last {
            return text(self.x(first), BASE + 18.0, "middle", GREY, &label(first));
        }
        let first = text(LEFT, BASE + 18.0, "start", GREY, &label(first));
        first.and(text(RIGHT, BASE + 18.0, "end", GREY, &label(last)))
    }
}

impl Course {
    fn describe(&self) -> String {
        let told = |(date, value): &(NaiveDate, f64)| format!("{} ({})", number(*value), day(*date));
        let first = self.points.first().map(told).unwrap_or_default();
        let last = self.points.last().map(told).unwrap_or_default();
        let name = if self.name.is_empty() { String::new() } else { format!(" {}:", self.name) };
        format!("{name} {} values. First: {first}. Last: {last}.", self.points.len())
    }
}

/// How the line of a course looks: a colour, after Okabe and Ito, and a mark of another shape.
#[derive(Clone, Copy)]
struct Look {
    colour: &'static str,
    mark: &'static str,
}

const LOOKS: [Look; 3] = [
    Look { colour: LINE, mark: "m0 -3l3 3l-3 3l-3 -3z" },
    Look { colour: ORANGE, mark: "m-2.5 -2.5h5v5h-5z" },
    Look { colour: "#009e73", mark: "m0 -3.5l3.5 6h-7z" },
];

impl Look {
    fn mark(self, x: f64, y: f64) -> Html {
        let d = format!("M{} {}{}", short(x), short(y), self.mark);
        let fill = [("d", d.as_str()), ("stroke", self.colour), ("stroke-width", "1"), ("fill", self.colour)];
        Html::void("path", &fill)
    }
}

fn path(steps: &str, colour: &str, width: &str) -> Html {
    Html::void("path", &[("d", steps), ("stroke", colour), ("stroke-width", width), ("fill", "none")])
}

/// The sign of a reliable change.
fn ring(x: f64, y: f64) -> Html {
    path(&format!("M{} {}a6 6 0 1 0 12 0a6 6 0 1 0 -12 0z", short(x - 6.0), short(y)), ORANGE, "1.5")
}

/// The sign of a day on which something happened.
fn stroke(x: f64, y: f64) -> Html {
    path(&format!("M{} {}v6", short(x), short(y)), GREY, "1.5")
}
