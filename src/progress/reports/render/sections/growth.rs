//! Growth markers, needs and what else was rated in questions.

use super::whose;
use crate::platform::words::day;
use crate::progress::rating_figures::{RatedItemResponse, RatingPoint, RatingSeries};
use crate::progress::reports::document::ReportDocument;
use crate::progress::reports::render::blocks::{Blocks, Line, table};
use crate::progress::reports::render::timeline::Timeline;
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
    let change = change.map(|change| format!(" From the first to the last: {}.", signed(change)));
    let chart = Timeline {
        points: points.iter().map(|point| (point.local_date, point.value)).collect(),
        range: (0.0, 10.0),
        stretches: Vec::new(),
        ringed: false,
        events: super::events::days(document),
    };
    let row = |RatingPoint { local_date, value, ratings: _ }: &RatingPoint| {
        vec![day(*local_date).into(), number(*value).into()]
    };
    let table = table("Ratings day by day", &["Day", "Rating"], points.iter().map(row));
    Blocks::from([
        Blocks::heading(4, heading),
        Blocks::paragraph(ends.and(change)),
        Blocks::figure(chart.draw(id, "Ratings over time"), table, ""),
    ])
}

/// With its sign, and none where nothing changed.
pub(super) fn signed(points: f64) -> String {
    let size = number(points.abs());
    match points {
        _ if size == "0" => "about the same".to_owned(),
        more if more > 0.0 => format!("{size} more"),
        _ => format!("{size} less"),
    }
}
