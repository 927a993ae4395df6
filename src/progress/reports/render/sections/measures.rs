//! Questionnaires: the scores of each person, which are never put together.

use super::growth::signed;
use super::whose;
use crate::platform::words::day;
use crate::progress::measures::instruments::{Reliable, ScaleChange, ScaleDirection};
use crate::progress::measures::{InstrumentFigures, ScaleFigures, ScoreResponse};
use crate::progress::reports::document::ReportDocument;
use crate::progress::reports::render::blocks::{Blocks, Line, table};
use crate::progress::reports::render::timeline::{Stretch, Timeline};
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
    let ScaleFigures { scale: _, title, range, direction, bands, scores, change, trend: _ } = one;
    let better = match direction {
        ScaleDirection::HigherIsBetter => "A higher score stands for more of what helps.",
        ScaleDirection::LowerIsBetter => "A lower score stands for less of what weighs.",
    };
    let chart = Timeline {
        points: scores.iter().map(|score| (score.local_date, score.value)).collect(),
        range: (range.min, range.max),
        stretches: bands.iter().map(|band| Stretch { from: band.from, label: &band.label }).collect(),
        ringed: change.as_ref().is_some_and(is_reliable),
        events: super::events::days(document),
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
    Blocks::from([
        Blocks::heading(4, Line::words(title)),
        Blocks::paragraph(better),
        change.as_ref().map(changed).into(),
        Blocks::figure(chart.draw(id, "Scores over time"), table, ""),
    ])
}

fn is_reliable(change: &ScaleChange) -> bool {
    matches!(change.since_baseline.reliable, Some(Reliable::Improved | Reliable::Deteriorated))
}

fn changed(change: &ScaleChange) -> Blocks {
    let ScaleChange { scale: _, since_baseline, since_previous, class: _, reason: _ } = change;
    let before = since_previous.as_ref().map(|one| format!(" Since the one before: {}.", signed(one.points)));
    let sure = match since_baseline.reliable {
        Some(Reliable::Improved) => " That is more than error of measurement, in the direction that helps.",
        Some(Reliable::Deteriorated) => " That is more than error of measurement, and worth talking about.",
        Some(Reliable::No) => " That is within what error of measurement can make.",
        None => " How much of it is error of measurement is not known.",
    };
    let said = format!(
        "Since the first score: {}.{}{sure}",
        signed(since_baseline.points),
        before.unwrap_or_default()
    );
    Blocks::paragraph(said)
}
