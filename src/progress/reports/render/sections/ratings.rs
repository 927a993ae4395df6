//! How acts felt.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};

use super::whose;
use crate::platform::words::day;
use crate::progress::reports::document::ReportDocument;
use crate::progress::reports::render::blocks::{Blocks, Line, Table, table};
use crate::progress::reports::render::people::SHARED;
use crate::progress::reports::render::timeline::{Course, Timeline};
use crate::progress::reports::render::words::{as_seen_by, counted, number, rated};
use crate::progress::summaries::{CheckInRatings, Rated};

/// Days from one week to the next; a line does not reach over a week without ratings.
const WEEK: i64 = 7;

/// Every rating of every assignment, week by week, with those of the same acts together.
pub fn ratings(document: &ReportDocument) -> Blocks {
    let all: Vec<&CheckInRatings> = document.sections.ratings.iter().flatten().collect();
    let same = |one: &&CheckInRatings, other: &&CheckInRatings| {
        (one.assignment_id, one.client_id) == (other.assignment_id, other.client_id)
    };
    all.chunk_by(same).enumerate().map(|(place, ratings)| article(document, place, ratings)).collect()
}

fn article(document: &ReportDocument, place: usize, ratings: &[&CheckInRatings]) -> Blocks {
    let Some(first) = ratings.first() else { return Blocks::default() };
    let (by, made_from) = match first.client_id {
        Some(_) => (whose(document, first.client_id), as_seen_by(first.as_seen_by, document.audience)),
        None => (Some(SHARED.into()), "Which of the two gave a rating is not told."),
    };
    let averages = ratings.iter().map(|one| average(one));
    Blocks::article([
        Blocks::heading(3, Line::words(&first.item_title)),
        by.map(Blocks::paragraph).into(),
        Blocks::paragraph(format!("Rated from 0 to 10. {made_from}")),
        Blocks::list(averages),
        weeks(document, place, ratings),
    ])
}

fn average(one: &CheckInRatings) -> Line {
    let week = match one.weekly.as_slice() {
        [only] => format!(", in the week from {}", day(only.start)),
        _ => String::new(),
    };
    let count = counted(one.ratings, "rating", "ratings");
    format!("{}: {} on average, from {count}{week}.", rated(one.rated), number(one.mean)).into()
}

/// A chart and a table; nothing where all is of one week, which the averages tell.
fn weeks(document: &ReportDocument, place: usize, ratings: &[&CheckInRatings]) -> Blocks {
    let starts: BTreeSet<NaiveDate> =
        ratings.iter().flat_map(|one| &one.weekly).map(|week| week.start).collect();
    if starts.len() < 2 {
        return Blocks::default();
    }
    let course = |one: &&CheckInRatings| Course {
        name: short(one.rated),
        points: one.weekly.iter().map(|week| (week.start, week.value)).collect(),
    };
    let chart = Timeline {
        courses: ratings.iter().map(course).collect(),
        until: starts.last().and_then(|start| start.checked_add_days(Days::new(6))),
        longest_gap: Some(WEEK),
        range: (0.0, 10.0),
        events: super::events::days(document),
        ..Timeline::default()
    };
    Blocks::figure(chart.draw(&format!("felt-{place}"), "Ratings over time"), values(&starts, ratings), "")
}

/// A row for each week: the mean of each rating, and of how many it is.
fn values(starts: &BTreeSet<NaiveDate>, ratings: &[&CheckInRatings]) -> Table {
    let cell = |one: &CheckInRatings, start: NaiveDate| {
        let week = one.weekly.iter().find(|week| week.start == start);
        let told = week.map(|week| format!("{} ({})", number(week.value), week.ratings));
        told.unwrap_or_else(|| "–".to_owned()).into()
    };
    let row = |start: &NaiveDate| {
        let name = Line::from(day(*start));
        std::iter::once(name).chain(ratings.iter().map(|one| cell(one, *start))).collect()
    };
    let names: Vec<&'static str> =
        std::iter::once("Week from").chain(ratings.iter().map(|one| short(one.rated))).collect();
    table("Weekly means (and numbers of ratings)", &names, starts.iter().map(row))
}

/// A rating in one word, for charts and tables.
fn short(what: Rated) -> &'static str {
    match what {
        Rated::Effort => "Effort",
        Rated::Helpfulness => "Helpfulness",
        Rated::Closeness => "Closeness",
    }
}
