//! Measures of one client as rows of scores, pure.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::dto::{InstrumentFigures, ScaleFigures, ScoreResponse};
use crate::platform::http::ApiResult;
use crate::progress::measures::catalogue::Shelf;
use crate::progress::measures::instruments::{
    DatedScore, Instrument, InstrumentScale, Scored, change, trend,
};
use crate::progress::measures::model::{ItemAnswer, MeasureRow};
use crate::progress::measures::view::{scored, scored_scales};

/// A measure with its answers, opened.
pub(super) type Opened = (MeasureRow, Vec<ItemAnswer>);

/// The figures of one client's measures, which come oldest first; the trend is that since a day, where one is given.
pub(super) fn figures(
    measures: &[Opened],
    shelf: &Shelf,
    since: Option<NaiveDate>,
) -> ApiResult<Vec<InstrumentFigures>> {
    let mut by_instrument: BTreeMap<&str, Vec<&Opened>> = BTreeMap::new();
    for one in measures {
        by_instrument.entry(one.0.instrument_key.as_str()).or_default().push(one);
    }
    let mut all = Vec::with_capacity(by_instrument.len());
    for (key, mut measures) in by_instrument {
        // Scores of another version may be made otherwise; of one that was only begun there is none.
        let mut newest = None;
        for (row, answers) in &measures {
            let instrument = shelf.find(key, row.instrument_number)?;
            if !scored_scales(instrument, answers, row.administration.0).is_empty() {
                newest = newest.max(Some(row.instrument_number));
            }
        }
        let Some(newest) = newest else { continue };
        measures.retain(|(row, _)| row.instrument_number == newest);
        let instrument = shelf.find(key, newest)?;
        if !instrument.is_safety_screen() {
            all.push(of_instrument(instrument, &measures, since));
        }
    }
    all.retain(|one| !one.scales.is_empty());
    Ok(all)
}

fn of_instrument(
    instrument: &Instrument,
    measures: &[&Opened],
    since: Option<NaiveDate>,
) -> InstrumentFigures {
    let scored: Vec<(&MeasureRow, Scored)> = measures
        .iter()
        .map(|(row, answers)| (row, scored(instrument, answers, row.administration.0)))
        .collect();
    let scales = instrument.scales.iter().filter_map(|scale| of_scale(instrument, scale, &scored, since));
    InstrumentFigures {
        instrument: instrument.key.clone(),
        instrument_version: instrument.version,
        title: instrument.title.clone(),
        scales: scales.collect(),
    }
}

fn of_scale(
    instrument: &Instrument,
    scale: &InstrumentScale,
    scored: &[(&MeasureRow, Scored)],
    since: Option<NaiveDate>,
) -> Option<ScaleFigures> {
    let score = |(row, scored): &(&MeasureRow, Scored)| {
        let found = scored.scales.iter().find(|one| one.scale == scale.key)?;
        let (measure_id, local_date, prorated) = (row.id, row.local_date, found.prorated);
        found.value.map(|value| ScoreResponse { measure_id, local_date, value, prorated })
    };
    let scores: Vec<ScoreResponse> = scored.iter().filter_map(score).collect();
    let changed = match scores.as_slice() {
        [] => return None,
        [_] => None,
        [first, last] => change(instrument, scale, first.value, None, last.value),
        [first, .., before, last] => change(instrument, scale, first.value, Some(before.value), last.value),
    };
    let lately = scores.iter().filter(|one| since.is_none_or(|since| one.local_date >= since));
    let dated: Vec<DatedScore> =
        lately.map(|one| DatedScore { on: one.local_date, score: one.value }).collect();
    let trend = if dated.len() > 2 { trend(instrument, scale, &dated) } else { None };
    Some(ScaleFigures {
        scale: scale.key.clone(),
        title: scale.title.clone(),
        range: scale.range,
        direction: scale.direction,
        bands: scale.bands.clone(),
        cut_offs: scale.cut_offs.clone(),
        scores,
        change: changed,
        trend,
    })
}
