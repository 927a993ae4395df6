//! The figures of one subject, as words, charts and tables.

use super::blocks::{Blocks, Line, Weight, table};
use super::charts::{bars, parts, stack};
use super::series::{Step, from_first_figure};
use super::words::{counted, number, percent};
use crate::platform::words::day;
use crate::progress::adherence::{Adherence, Point, Return, Streak, Strength, Trend};
use crate::progress::summaries::HabitFigures;

/// Days of a window beyond which months say more than 12 weeks do.
const LONG: i64 = 84;
/// Returns that are told one by one.
const TOLD: usize = 10;

/// How the figures of one report are told.
#[derive(Clone, Copy)]
pub struct Telling {
    /// Whether the window reaches further than the weeks that are shown.
    pub with_months: bool,
}

impl Telling {
    /// For a window of so many days.
    pub fn of_days(days: i64) -> Self {
        Self { with_months: days > LONG }
    }

    /// The weeks, and the months where they say more.
    pub fn rows(self, weekly: &[Point], monthly: &[Point], id: &str) -> Blocks {
        let weeks = row(weekly, Step::Week, &format!("{id}-weeks"));
        if self.with_months { weeks.and(row(monthly, Step::Month, &format!("{id}-months"))) } else { weeks }
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
            compared(trend),
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
        " of what was asked is noted as done: {} of {} days.",
        number(adherence.numerator),
        number(adherence.denominator)
    );
    Blocks::weighing(Weight::Share, Line::strong(percent(value)).and(of))
}

/// The same in the days before, side by side and without a verdict.
pub fn compared(trend: &Trend) -> Blocks {
    let Trend { previous, difference } = trend;
    let Some(value) = previous.value else { return Blocks::default() };
    let points = |difference: f64| match (difference * 100.0).round() {
        more if more >= 1.0 => format!(", {more} points less than now"),
        less if less <= -1.0 => format!(", {} points more than now", less.abs()),
        _ => ", about the same as now".to_owned(),
    };
    let said = format!(
        "In the equally long time before, from {} to {}: {} ({} of {} days){}.",
        day(previous.start),
        day(previous.end),
        percent(value),
        number(previous.numerator),
        number(previous.denominator),
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
    let table = table("What became of the periods", &["What", "Periods"], rows);
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

fn row(points: &[Point], step: Step, id: &str) -> Blocks {
    let points = from_first_figure(points);
    if points.is_empty() {
        return Blocks::default();
    }
    let cells = |point: &Point| {
        let share = point.value.map_or_else(|| "no figure".to_owned(), percent);
        let days = match point.value {
            Some(_) => format!("{} of {}", number(point.numerator), number(point.denominator)),
            None => "–".to_owned(),
        };
        vec![step.label(point.start).into(), share.into(), days.into()]
    };
    let caption = format!("Noted as done, {} by {}", step.name(), step.name());
    let table = table(caption, &[step.heading(), "Share", "Days"], points.iter().map(cells));
    Blocks::figure(bars(points, step, id), table, "")
}

fn settled(strength: &Strength) -> Line {
    let Strength { definition: _, value, counted: periods } = strength;
    match value {
        Some(value) => format!(
            "How settled the habit is: {} of 100, from {}.",
            (value * 100.0).round(),
            counted(*periods, "period", "periods")
        ),
        None => "How settled the habit is can be told from the fourth period on.".to_owned(),
    }
    .into()
}

fn in_a_row(streak: Option<&Streak>) -> Line {
    let told = |Streak { current, longest }: &Streak| {
        let now = counted(*current, "period", "periods");
        format!("Met in a row: {now} up to now, at most {longest}.")
    };
    streak.filter(|streak| streak.longest > 0).map(told).into()
}

fn returned(returns: &[Return]) -> Line {
    if returns.is_empty() {
        return Line::default();
    }
    let times = counted(returns.len().try_into().unwrap_or(u32::MAX), "time", "times");
    let skipped = returns.len().saturating_sub(TOLD);
    let told = |one: &Return| format!("on {}", day(one.returned_on));
    let dates: Vec<String> = returns.iter().skip(skipped).map(told).collect();
    let last = if skipped > 0 { format!("the last {TOLD} ") } else { String::new() };
    format!(
        "Taken up again after a gap: {times}, {last}{}. Gaps are part of how habits form.",
        dates.join(", ")
    )
    .into()
}
