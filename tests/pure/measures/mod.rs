//! Instruments, scores, change, and what goes in and out as FHIR.

mod changes;
mod documented;
mod facts;
mod fhir;
mod keys;
mod laws;
mod scores;
mod traps;

use holdfast::progress::measures::instruments::*;
use serde_json::{Value, json};

pub fn instrument(key: &str) -> &'static Instrument {
    built_in(key).unwrap().unwrap_or_else(|| panic!("there is no {key}"))
}

/// The same answer to every item.
pub fn all(instrument: &Instrument, answer: i16) -> Answers {
    instrument.items.iter().map(|item| (item.number, answer)).collect()
}

/// Answers in the order of the items; `None` was left out.
pub fn sheet(answers: &[Option<i16>]) -> Answers {
    (1..).zip(answers).filter_map(|(number, answer)| answer.map(|answer| (number, answer))).collect()
}

pub fn full(answers: &[i16]) -> Answers {
    (1..).zip(answers.iter().copied()).collect()
}

pub fn scored(key: &str, answers: &Answers) -> Scored {
    score(instrument(key), answers, Administration::SelfReport)
}

pub fn of<'a>(scored: &'a Scored, scale: &str) -> &'a ScaleScore {
    scored.scales.iter().find(|it| it.scale == scale).unwrap()
}

/// The score of the first scale.
pub fn first(key: &str, answers: &Answers) -> Option<f64> {
    scored(key, answers).scales[0].value
}

/// An instrument of a practice's own: three raw items 0 to 4, the last reversed.
pub fn own() -> Value {
    json!({
        "key": "evening-scale", "version": 1, "title": "Evening scale", "citation": "Our practice",
        "purpose": "outcome", "audience": "client", "coding": "raw",
        "items": [
            {"number": 1, "min": 0, "max": 4},
            {"number": 2, "min": 0, "max": 4},
            {"number": 3, "min": 0, "max": 4, "reversed": true},
        ],
        "scales": [{
            "key": "total", "title": "Evenings", "items": [1, 2, 3], "method": "sum",
            "direction": "higher_is_better", "missing": {"fewest": 2}, "range": {"min": 0, "max": 12},
            "cut_offs": [{"value": 6, "clinical": "below", "label": "few", "for_change": true,
                          "sureness": "own", "source": "Our practice"}],
            "bands": [{"from": 0, "to": 5, "label": "few", "sureness": "own", "source": "Our practice"},
                      {"from": 6, "to": 12, "label": "many", "sureness": "own", "source": "Our practice"}],
        }],
        "licence": {"permission": "own", "terms": "Ours"},
    })
}

pub fn read(value: &Value) -> Instrument {
    serde_json::from_value(value.clone()).unwrap()
}

#[track_caller]
pub fn near(value: f64, expected: f64, within: f64) {
    assert!((value - expected).abs() <= within, "{value} is not {expected} ± {within}");
}
