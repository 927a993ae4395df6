//! Growth markers, needs and what else was rated in questions.

use super::whose;
use crate::platform::words::day;
use crate::progress::rating_figures::{RatedItemResponse, RatingPoint, RatingSeries};
use crate::progress::reports::document::ReportDocument;
use crate::progress::reports::render::blocks::{Blocks, Line, table};
use crate::progress::reports::render::timeline::{Course, Timeline};
use crate::progress::reports::render::words::number;

/// Every series of every person.
pub fn growth(document: &ReportDocument) -> Blocks {
    let people = document.sections.growth.iter().flatten().enumerate();
    people
        .map(|(person, one)| {
            let items = one.items.iter().enumerate();
            let name = || whose(document, Some(one.client_id));
            items.map(|(place, item)| article(document, item, name(), &format!("{person}-{place}"))).collect()
        })
        .collect()
}

fn article(document: &ReportDocument, item: &RatedItemResponse, whose: Option<Line>, id: &str) -> Blocks {
    let RatedItemResponse { item_id: _, key: _, title, series } = item;
    let all = series.iter().enumerate();
    let series: Blocks =
        all.map(|(place, one)| of_series(document, one, &format!("growth-{id}-{place}"))).collect();
    Blocks::article([Blocks::heading(3, Line::words(title)), whose.map(Blocks::paragraph).into(), series])
}

fn of_series(document: &ReportDocument, one: &RatingSeries, id: &str) -> Blocks {
    let RatingSeries { prompt: _, entry: _, question, label, low_label, high_label, points, change } = one;
    let heading = Line::words(label.as_deref().unwrap_or(question));
    let ends = Line::from("0 means ").and(Line::words(low_label)).and(", 10 means ");
    let ends = ends.and(Line::words(high_label)).and(".");
    let change = change.map(|change| format!(" From the first rating to the last: {}.", changed_by(change)));
    let opening = Blocks::heading(4, heading);
    if let [only] = points.as_slice() {
        let rated = format!(" Rated {} on {}.", number(only.value), day(only.local_date));
        return opening.and(Blocks::paragraph(ends.and(rated)));
    }
    let chart = Timeline {
        courses: vec![Course {
            name: "",
            points: points.iter().map(|point| (point.local_date, point.value)).collect(),
        }],
        longest_gap: Some(longest_gap(points)),
        range: (0.0, 10.0),
        events: super::events::days(document),
        ..Timeline::default()
    };
    let row = |RatingPoint { local_date, value, ratings: _ }: &RatingPoint| {
        vec![day(*local_date).into(), number(*value).into()]
    };
    let table = table("Ratings day by day", &["Day", "Rating"], points.iter().map(row));
    Blocks::from([
        opening,
        Blocks::paragraph(ends.and(change)),
        Blocks::figure(chart.draw(id, "Ratings over time"), table, ""),
    ])
}

/// Days that a line reaches over: two weeks, or twice as long as it mostly is from one rating to the next.
fn longest_gap(points: &[RatingPoint]) -> i64 {
    let after = points.iter().skip(1);
    let mut gaps: Vec<i64> =
        points.iter().zip(after).map(|(one, next)| (next.local_date - one.local_date).num_days()).collect();
    gaps.sort_unstable();
    let median = gaps.get(gaps.len() / 2).copied().unwrap_or_default();
    median.saturating_mul(2).max(14)
}

/// By how many points and which way.
pub(super) fn changed_by(points: f64) -> String {
    let size = number(points.abs());
    let unit = if size == "1" { "point" } else { "points" };
    match points {
        _ if size == "0" => "no change".to_owned(),
        more if more > 0.0 => format!("{size} {unit} higher"),
        _ => format!("{size} {unit} lower"),
    }
}
