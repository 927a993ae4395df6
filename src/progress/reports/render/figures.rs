//! The figures of one subject, as words, charts and tables.

use chrono::NaiveDate;

use super::blocks::{Blocks, Line, Table, Weight, table};
use super::charts::{bars, parts, stack};
use super::series::{Step, from_first_figure};
use super::words::{counted, number, of_days, percent};
use crate::platform::words::day;
use crate::progress::adherence::{Adherence, Point, Return, Streak, Strength, Trend};
use crate::progress::summaries::HabitFigures;

/// Days of a window beyond which months say more than 12 weeks do.
const LONG: i64 = 84;
/// Returns that are told one by one.
const TOLD: usize = 5;
/// The days before are compared where at least this share of the days asked now was asked then.
const COMPARABLE: f64 = 0.5;

/// How the figures of one report are told.
#[derive(Clone, Copy)]
pub struct Telling {
    /// Whether the window reaches further than the weeks that are shown.
    pub with_months: bool,
    /// The first and the last day that are told of.
    pub window: (NaiveDate, NaiveDate),
}

impl Telling {
    /// For the days from the first to the last.
    pub fn of(from: NaiveDate, to: NaiveDate) -> Self {
        let days = to.signed_duration_since(from).num_days().saturating_add(1);
        Self { with_months: days > LONG, window: (from, to) }
    }

    /// The weeks, and the months where they say more.
    pub fn rows(self, weekly: &[Point], monthly: &[Point], id: &str) -> Blocks {
        let weeks = self.row(weekly, Step::Week, &format!("{id}-weeks"));
        let months = || self.row(monthly, Step::Month, &format!("{id}-months"));
        if self.with_months { weeks.and(months()) } else { weeks }
    }

    /// All figures of what is due in periods.
    pub fn habit(self, figures: &HabitFigures, id: &str) -> Blocks {
        let HabitFigures {
            purpose: _,
            adherence,
            trend,
            streak,
            strength,
            returns,
            weekly,
            monthly,
            acts_outside,
        } = figures;
        let outside = (*acts_outside > 0.0).then(|| {
            let said =
                format!("Noted as done on days for which nothing was asked: {}.", number(*acts_outside));
            Blocks::paragraph(said)
        });
        Blocks::from([
            share(adherence),
            compared(trend, adherence),
            Blocks::list([settled(strength), in_a_row(streak.as_ref()), returned(returns)]),
            outside.into(),
            self.rows(weekly, monthly, id),
            outcomes(adherence, id),
        ])
    }
}

/// How much of what was asked was done, with what the share is made of.
pub fn share(adherence: &Adherence) -> Blocks {
    let Some(value) = adherence.value else {
        let words =
            "There is no figure for these days: no period of homework ended in them, or all were excused.";
        return Blocks::paragraph(words);
    };
    let of = format!(
        " of what was asked is noted as done, by the days that its periods stand for: {}.",
        of_days(adherence.numerator, adherence.denominator)
    );
    Blocks::weighing(Weight::Share, Line::strong(percent(value)).and(of))
}

/// The same in the days before, side by side and without a verdict; nothing where so few days were asked then that nothing
/// can be told from them.
pub fn compared(trend: &Trend, now: &Adherence) -> Blocks {
    let Trend { previous, difference } = trend;
    let Some(value) = previous.value.filter(|_| previous.denominator >= now.denominator * COMPARABLE) else {
        return Blocks::default();
    };
    let points = |size: f64| match size {
        1.0 => "1 percentage point".to_owned(),
        more => format!("{more} percentage points"),
    };
    let points = |difference: f64| match (difference * 100.0).round() {
        more if more >= 1.0 => format!(", {} lower than now", points(more)),
        less if less <= -1.0 => format!(", {} higher than now", points(less.abs())),
        _ => ", about the same as now".to_owned(),
    };
    let said = format!(
        "In the same number of days before, from {} to {}: {} ({}){}.",
        day(previous.start),
        day(previous.end),
        percent(value),
        of_days(previous.numerator, previous.denominator),
        difference.map(points).unwrap_or_default()
    );
    Blocks::paragraph(said)
}

/// What became of the periods, as a bar and a table.
pub fn outcomes(adherence: &Adherence, id: &str) -> Blocks {
    let parts = parts(&adherence.counts);
    if parts.is_empty() {
        return Blocks::default();
    }
    let name = |key, words: &'static str| Line::swatch(key).and(" ").and(words);
    let rows = parts.iter().map(|(key, words, count)| vec![name(key, words), count.to_string().into()]);
    let table = table("Outcome of the periods", &["Outcome", "Periods"], rows);
    let counts = &adherence.counts;
    let late = (counts.done_late > 0)
        .then(|| format!("After the planned date, and counted all the same: {}.", counts.done_late));
    let cut = (counts.cut_short > 0)
        .then(|| format!("Cut short by the end of the homework, and in no share: {}.", counts.cut_short));
    let more = (adherence.over_max > 0.0)
        .then(|| format!("Done beyond the most that was asked: {}.", number(adherence.over_max)));
    let notes: Vec<String> = [late, cut, more].into_iter().flatten().collect();
    Blocks::figure(stack(&parts, &format!("{id}-periods")), table, notes.join(" "))
}

impl Telling {
    /// A bar and a row for each week or month from the first that has a figure; a single one is in the table alone.
    fn row(self, points: &[Point], step: Step, id: &str) -> Blocks {
        let points = from_first_figure(points);
        if points.is_empty() {
            return Blocks::default();
        }
        let (table, note) = (values(points, step), self.span(points, step));
        if points.iter().filter(|point| point.value.is_some()).count() == 1 {
            return Blocks::table(table).and(Blocks::small(note));
        }
        Blocks::figure(bars(points, step, id, &note), table, note)
    }

    /// Which weeks or months are shown, which are not those of the report alone, and what each counts.
    fn span(self, points: &[Point], step: Step) -> String {
        let (from, to) = self.window;
        let earlier = points.first().is_some_and(|point| point.start < from);
        let earlier = if earlier { ", including time before the days of this report" } else { "" };
        let name = step.name();
        format!(
            "Calendar {name}s up to {}{earlier}. Each {name} counts only the periods that ended in it, so its figures need not add \
             up to the share above.",
            day(to)
        )
    }
}

/// A row for each week or month.
fn values(points: &[Point], step: Step) -> Table {
    let cells = |point: &Point| {
        let share = point.value.map_or_else(|| "no figure".to_owned(), percent);
        let days = match point.value {
            Some(_) => format!("{} of {}", number(point.numerator), number(point.denominator)),
            None => "–".to_owned(),
        };
        vec![step.label(point.start).into(), share.into(), days.into()]
    };
    let caption = format!("Noted as done, by calendar {}", step.name());
    table(caption, &[step.heading(), "Share", "Days"], points.iter().map(cells))
}

fn settled(strength: &Strength) -> Line {
    let Strength { definition: _, value, counted: periods } = strength;
    match value {
        Some(value) => format!(
            "How settled the habit is: {} of 100, from {}.",
            (value * 100.0).round(),
            counted(*periods, "period", "periods")
        ),
        None => "How settled the habit is can be said from the fourth period on.".to_owned(),
    }
    .into()
}

fn in_a_row(streak: Option<&Streak>) -> Line {
    let told = |Streak { current, longest }: &Streak| {
        let longest = counted(*longest, "period", "periods");
        format!("Met in a row: {current} at the end of these days; the longest run was {longest}.")
    };
    streak.filter(|streak| streak.longest > 0).map(told).into()
}

fn returned(returns: &[Return]) -> Line {
    if returns.is_empty() {
        return Line::default();
    }
    let times = counted(returns.len().try_into().unwrap_or(u32::MAX), "time", "times");
    let skipped = returns.len().saturating_sub(TOLD);
    let dates: Vec<String> = returns.iter().skip(skipped).map(|one| day(one.returned_on)).collect();
    let last = if skipped > 0 { "most recently " } else { "" };
    format!(
        "Taken up again after a gap: {times}, {last}on {}. Gaps are part of how habits form.",
        dates.join(", ")
    )
    .into()
}
