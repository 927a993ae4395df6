//! How acts felt.

use super::whose;
use crate::platform::words::day;
use crate::progress::reports::document::ReportDocument;
use crate::progress::reports::render::blocks::{Blocks, Line, table};
use crate::progress::reports::render::timeline::Timeline;
use crate::progress::reports::render::words::{as_seen_by, counted, number, rated};
use crate::progress::summaries::{CheckInRatings, RatingWeek};

/// Every rating of every assignment, week by week.
pub fn ratings(document: &ReportDocument) -> Blocks {
    let all = document.sections.ratings.iter().flatten().enumerate();
    all.map(|(place, one)| article(document, place, one)).collect()
}

fn article(document: &ReportDocument, place: usize, one: &CheckInRatings) -> Blocks {
    let CheckInRatings {
        definition: _,
        client_id,
        as_seen_by: view,
        assignment_id: _,
        item_title,
        rated: what,
        mean,
        ratings,
        weekly,
    } = one;
    let heading = Line::words(item_title).and(": ").and(rated(*what));
    let said = format!(
        "{} on average, of 0 to 10, from {}. Made from {}.",
        number(*mean),
        counted(*ratings, "rating", "ratings"),
        as_seen_by(*view)
    );
    let chart = Timeline {
        points: weekly.iter().map(|week| (week.start, week.value)).collect(),
        range: (0.0, 10.0),
        stretches: Vec::new(),
        ringed: false,
        events: super::events::days(document),
    };
    let row = |RatingWeek { start, value, ratings }: &RatingWeek| {
        vec![day(*start).into(), number(*value).into(), ratings.to_string().into()]
    };
    let table = table("Ratings week by week", &["Week from", "Mean", "Ratings"], weekly.iter().map(row));
    Blocks::article([
        Blocks::heading(3, heading),
        whose(document, *client_id).map(Blocks::paragraph).into(),
        Blocks::paragraph(said),
        Blocks::figure(chart.draw(&format!("felt-{place}"), "Ratings over time"), table, ""),
    ])
}
