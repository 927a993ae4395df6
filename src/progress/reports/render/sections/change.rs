//! What became of a score: each change with its own statement, the class, and the side of a cut-off; for the care team alone.

use super::growth::changed_by;
use crate::progress::measures::instruments::{
    Band, Bound, ChangeBasis, ChangeClass, CutOff, Difference, NoClassReason, Reliable, ScaleChange, Sureness,
};
use crate::progress::reports::render::blocks::Line;
use crate::progress::reports::render::words::number;

/// Whether the last score is reliably another one than the first.
pub fn is_reliable(change: &ScaleChange) -> bool {
    matches!(change.since_baseline.reliable, Some(Reliable::Improved | Reliable::Deteriorated))
}

/// Since the first score, since the one before, and what the first makes of it.
pub fn changed(change: &ScaleChange) -> Vec<Line> {
    let ScaleChange { scale: _, since_baseline, since_previous, class, reason } = change;
    let previous = since_previous.as_ref().map(|one| since("Since the previous score", one));
    [Some(since("Since the first score", since_baseline)), previous, Some(classed(*class, *reason))]
        .into_iter()
        .flatten()
        .map(Line::from)
        .collect()
}

fn since(when: &str, difference: &Difference) -> String {
    let Difference { from, to, points, reliable, basis, points_needed, meaningful: _, indices: _ } =
        difference;
    let sure = match reliable {
        Some(Reliable::Improved) => "a reliable improvement, beyond measurement error",
        Some(Reliable::Deteriorated) => "a reliable deterioration, beyond measurement error",
        Some(Reliable::No) => "not a reliable change; it may be measurement error",
        None => "whether this is beyond measurement error is not known",
    };
    let needed = points_needed.map(|points| format!(" ({})", needed(points, *basis))).unwrap_or_default();
    format!("{when}: {} ({} to {}), {sure}{needed}.", changed_by(*points), number(*from), number(*to))
}

fn needed(points: f64, basis: Option<ChangeBasis>) -> String {
    let basis = match basis {
        Some(ChangeBasis::Published) => ", as published",
        Some(ChangeBasis::RetestIndex) => ", by the reliable change index from retest reliability",
        Some(ChangeBasis::AlphaIndex) => ", by the reliable change index from Cronbach’s alpha",
        None => "",
    };
    format!("points needed: {}{basis}", number(points))
}

fn classed(class: Option<ChangeClass>, reason: Option<NoClassReason>) -> String {
    let class = match (class, reason) {
        (Some(ChangeClass::Recovered), _) => "recovered (reliably better, and across the cut-off)",
        (Some(ChangeClass::Improved), _) => "improved (reliably better)",
        (Some(ChangeClass::Unchanged), _) => "unchanged (neither reliably better nor reliably worse)",
        (Some(ChangeClass::Deteriorated), _) => "deteriorated (reliably worse)",
        (None, Some(NoClassReason::NoNorm)) => "none, as no norm of the questionnaire is known",
        (None, Some(NoClassReason::NoReliability)) => "none, as no reliability of the questionnaire is known",
        (None, None) => "none",
    };
    format!("Class since the first score: {class}.")
}

/// A cut-off, and the side that a score is on.
pub fn cut_off(cut_off: &CutOff, latest: f64) -> Line {
    let CutOff { value, clinical, label, for_change: _, sureness: sure, source } = cut_off;
    let value = number(*value);
    let side = match clinical {
        Bound::AtLeast => format!("{value} or above"),
        Bound::Above => format!("above {value}"),
        Bound::AtMost => format!("{value} or below"),
        Bound::Below => format!("below {value}"),
    };
    let on = if cut_off.is_clinical(latest) { "on the clinical side" } else { "not on the clinical side" };
    Line::from("Cut-off (")
        .and(Line::words(label))
        .and(format!("): {side}. The latest score, {}, is {on}. Source: ", number(latest)))
        .and(Line::words(source))
        .and(format!(" ({}).", sureness(*sure)))
}

/// Where the bands are from, each source once.
pub fn sources(bands: &[Band]) -> Line {
    let mut known: Vec<(&str, Sureness)> = Vec::new();
    for band in bands {
        if !known.contains(&(band.source.as_str(), band.sureness)) {
            known.push((&band.source, band.sureness));
        }
    }
    let Some(((source, sure), more)) = known.split_first() else { return Line::default() };
    let told = |source: &str, sure: Sureness| Line::words(source).and(format!(" ({})", sureness(sure)));
    let first = Line::from("Bands: ").and(told(source, *sure));
    more.iter().fold(first, |line, (source, sure)| line.and("; ").and(told(source, *sure))).and(".")
}

fn sureness(sure: Sureness) -> &'static str {
    match sure {
        Sureness::Verified => "read in the source",
        Sureness::Conventional => "usual in practice; the publication itself was not read",
        Sureness::Own => "the practice’s own figure",
    }
}
