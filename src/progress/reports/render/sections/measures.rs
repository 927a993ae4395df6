//! Questionnaires: the scores of each person, which are never put together.

use super::change::{changed, cut_off, is_reliable, sources};
use super::whose;
use crate::platform::words::day;
use crate::progress::measures::instruments::ScaleDirection;
use crate::progress::measures::{InstrumentFigures, ScaleFigures, ScoreResponse};
use crate::progress::reports::document::ReportDocument;
use crate::progress::reports::render::blocks::{Blocks, Line, table};
use crate::progress::reports::render::timeline::{Course, Stretch, Timeline};
use crate::progress::reports::render::words::number;

/// Every scale of every questionnaire of each person.
pub fn measures(document: &ReportDocument) -> Blocks {
    let people = document.sections.measures.iter().flatten().enumerate();
    people
        .map(|(person, one)| {
            let instruments = one.instruments.iter().enumerate();
            let name = || whose(document, Some(one.client_id));
            instruments
                .map(|(place, one)| article(document, one, name(), &format!("{person}-{place}")))
                .collect()
        })
        .collect()
}

fn article(document: &ReportDocument, one: &InstrumentFigures, whose: Option<Line>, id: &str) -> Blocks {
    let InstrumentFigures { instrument: _, instrument_version: _, title, scales } = one;
    let all = scales.iter().enumerate();
    let scales: Blocks =
        all.map(|(place, one)| of_scale(document, one, &format!("measure-{id}-{place}"))).collect();
    Blocks::article([Blocks::heading(3, Line::words(title)), whose.map(Blocks::paragraph).into(), scales])
}

fn of_scale(document: &ReportDocument, one: &ScaleFigures, id: &str) -> Blocks {
    let ScaleFigures { scale: _, title, range, direction, bands, cut_offs, scores, change, trend: _ } = one;
    let better = match direction {
        ScaleDirection::HigherIsBetter => "Higher scores are better.",
        ScaleDirection::LowerIsBetter => "Lower scores are better.",
    };
    let chart = Timeline {
        courses: vec![Course {
            name: "",
            points: scores.iter().map(|score| (score.local_date, score.value)).collect(),
        }],
        range: (range.min, range.max),
        cut_offs: cut_offs.iter().map(|one| one.value).collect(),
        stretches: bands.iter().map(|band| Stretch { from: band.from, label: &band.label }).collect(),
        ringed: change.as_ref().is_some_and(is_reliable),
        events: super::events::days(document),
        ..Timeline::default()
    };
    let band_of = |value: f64| bands.iter().rev().find(|band| band.from <= value);
    let row = |ScoreResponse { measure_id: _, local_date, value, prorated }: &ScoreResponse| {
        let note = if *prorated { " (some items left out)" } else { "" };
        let mut cells = vec![day(*local_date).into(), format!("{}{note}", number(*value)).into()];
        if !bands.is_empty() {
            cells.push(band_of(*value).map_or("–".into(), |band| Line::words(&band.label)));
        }
        cells
    };
    let columns: &[&str] = if bands.is_empty() { &["Day", "Score"] } else { &["Day", "Score", "Band"] };
    let table = table("Scores", columns, scores.iter().map(row));
    let latest = scores.last().map(|score| score.value);
    let sides = cut_offs
        .iter()
        .zip(std::iter::repeat(latest))
        .filter_map(|(one, latest)| Some(cut_off(one, latest?)));
    let known_by = sources(bands);
    let shown = match scores.as_slice() {
        [_] => Blocks::table(table).and(Blocks::small(known_by)),
        _ => Blocks::figure(chart.draw(id, "Scores over time"), table, known_by),
    };
    Blocks::from([
        Blocks::heading(4, Line::words(title)),
        Blocks::paragraph(format!("Scores from {} to {}. {better}", number(range.min), number(range.max))),
        Blocks::list(change.iter().flat_map(changed).chain(sides)),
        shown,
    ])
}
