//! `docs/measures.md` says what the code does: its tables and its worked examples are computed again.

use super::*;

const GUIDE: &str = include_str!("../../../docs/measures.md");

fn sureness(sureness: Sureness) -> &'static str {
    match sureness {
        Sureness::Verified => "verified",
        Sureness::Conventional => "conventional",
        Sureness::Own => "own",
    }
}

fn joined(parts: Vec<String>) -> String {
    if parts.is_empty() { "–".to_owned() } else { parts.join("; ") }
}

fn cut_off(cut_off: &CutOff) -> String {
    let bound = match cut_off.clinical {
        Bound::AtLeast => "≥",
        Bound::Above => ">",
        Bound::AtMost => "≤",
        Bound::Below => "<",
    };
    let change = if cut_off.for_change { ", for change" } else { "" };
    format!("{bound} {} ({}{change})", display(cut_off.value), sureness(cut_off.sureness))
}

fn figures(instrument: &Instrument) -> String {
    let scale = |scale: &InstrumentScale| {
        let arrow = if scale.direction == ScaleDirection::HigherIsBetter { "↑" } else { "↓" };
        let ScaleRange { min, max } = scale.range;
        let (fewest, items) = (scale.missing.fewest, scale.items.len());
        format!("{} {}–{} {arrow}, {fewest} of {items}", scale.key, display(min), display(max))
    };
    let reliable = |scale: &InstrumentScale| {
        if let Some(size) = scale.reliable_threshold() {
            let sign = if size.bound == Bound::AtLeast { "≥" } else { ">" };
            return Some(format!(
                "{} {sign} {} ({})",
                scale.key,
                display(size.points),
                sureness(size.sureness)
            ));
        }
        let change = change(instrument, scale, scale.range.min, None, scale.range.max)?;
        let index = change.since_baseline.indices.first()?;
        let kind = match index.reliability_kind {
            ReliabilityKind::Retest => "retest",
            ReliabilityKind::Alpha => "alpha",
        };
        Some(format!("{} > {} by {kind}", scale.key, display(index.threshold)))
    };
    format!(
        "| `{}` | {} | {} | {} | {} |",
        instrument.key,
        instrument.items.len(),
        joined(instrument.scales.iter().map(scale).collect()),
        joined(instrument.scales.iter().flat_map(|it| &it.cut_offs).map(cut_off).collect()),
        joined(instrument.scales.iter().filter_map(reliable).collect()),
    )
}

fn rights(instrument: &Instrument) -> String {
    let licence = &instrument.licence;
    let sure = licence.sureness.map_or("no grant found", sureness);
    format!(
        "| `{}` | {} | {} | {} | {sure} |",
        instrument.key, instrument.title, instrument.citation, licence.terms
    )
}

#[test]
fn the_tables_of_instruments_are_the_data() {
    let instruments = built_in_instruments().unwrap();
    let expected: Vec<String> =
        instruments.iter().map(figures).chain(instruments.iter().map(rights)).collect();
    let is_row = |line: &&str| instruments.iter().any(|it| line.starts_with(&format!("| `{}` |", it.key)));
    let found: Vec<&str> = GUIDE.lines().filter(is_row).collect();
    assert_eq!(found, expected, "the tables are to be:\n{}", expected.join("\n"));
}

fn threshold(key: &str, scale: &str, kind: ReliabilityKind) -> f64 {
    let scale = instrument(key).scale(scale).unwrap();
    let reliability = scale.reliability.iter().find(|it| it.kind == kind).unwrap();
    reliable_change(1.0, scale.norm_sd().unwrap(), reliability.value, kind).threshold
}

#[test]
fn the_worked_examples_are_computed() {
    use ReliabilityKind::{Alpha, Retest};
    let authors = reliable_change(15.0, 7.5, 0.80, Retest);
    let (clinical, functional) = (Group { mean: 40.0, sd: 7.5 }, Group { mean: 60.0, sd: 7.5 });
    let better = ScaleDirection::HigherIsBetter;
    let seven = sheet(&[Some(2), Some(1), None, Some(2), Some(1), Some(0), None, Some(1), Some(0)]);
    let rdas = instrument("rdas").scales[0].reliable_threshold().unwrap().points / CRITICAL;
    let trend =
        trend_index(&[(0.0, 50.0), (1.0, 53.0), (2.0, 56.0), (3.0, 59.0)], standard_error(17.0, 0.98));
    let examples = [
        ("PHQ-9 with 7 answers that add up to 7", format!("{:.0}", first("phq-9", &seven).unwrap())),
        (
            "WHO-5 with answers 3, 3, 3, 2, 2",
            format!("{:.0}", first("who-5", &full(&[3, 3, 3, 2, 2])).unwrap()),
        ),
        ("SEM of SD 7.5 and r 0.80", format!("{:.3}", authors.sem)),
        ("SDiff of SD 7.5 and r 0.80", format!("{:.3}", authors.sdiff)),
        ("RCI from 32.5 to 47.5", format!("{:.3}", authors.value)),
        ("Cut-off a of means 40 and 60, SD 7.5", format!("{:.0}", criterion_a(clinical, better))),
        ("Cut-off b of the same", format!("{:.0}", criterion_b(functional, better))),
        ("Cut-off c of the same", format!("{:.0}", criterion_c(clinical, functional))),
        ("SDiff behind the RDAS’s published 11.58", format!("{rdas:.2}")),
        ("SEM behind it", format!("{:.2}", rdas / std::f64::consts::SQRT_2)),
        ("Points of a reliable change, CSI-4, alpha", format!("{:.1}", threshold("csi-4", "total", Alpha))),
        ("Points of a reliable change, CSI-16, alpha", format!("{:.1}", threshold("csi-16", "total", Alpha))),
        ("Points of a reliable change, CSI-32, alpha", format!("{:.1}", threshold("csi-32", "total", Alpha))),
        (
            "Points of a reliable change, ECR-R anxiety, alpha",
            format!("{:.2}", threshold("ecr-r", "anxiety", Alpha)),
        ),
        (
            "Points of a reliable change, ECR-R anxiety, retest",
            format!("{:.2}", threshold("ecr-r", "anxiety", Retest)),
        ),
        (
            "Points of a reliable change, ECR-R avoidance, alpha",
            format!("{:.2}", threshold("ecr-r", "avoidance", Alpha)),
        ),
        ("Points of a reliable change, K6, retest", format!("{:.1}", threshold("k6", "total", Retest))),
        ("Points of a reliable change, PSS-10, alpha", format!("{:.1}", threshold("pss-10", "total", Alpha))),
        ("RTI of CSI-16 scores 50, 53, 56, 59 in four weeks", format!("{:.2}", trend.unwrap())),
    ];
    for (what, value) in examples {
        let line = format!("| {what} | {value} |");
        assert!(GUIDE.lines().any(|found| found == line), "is to be there: {line}");
    }
}
