//! How a couple finds back to each other. No figure says who was at fault, and none says that faster is better.

use crate::progress::repair_figures::{DurationResponse, KeptPromisesResponse, RepairSummary};
use crate::progress::reports::document::ReportDocument;
use crate::progress::reports::render::blocks::{Blocks, table};
use crate::progress::reports::render::shares::{Bar, bars};
use crate::progress::reports::render::words::{as_seen_by, counted, number, percent};
use crate::progress::share::Share;

/// The figures of ruptures and repairs.
pub fn repairs(document: &ReportDocument) -> Blocks {
    let Some(summary) = &document.sections.repairs else { return Blocks::default() };
    let RepairSummary {
        definition: _,
        as_seen_by: view,
        ruptures,
        repairs,
        within_72_hours,
        within_24_hours,
        to_first_attempt,
        to_repair,
        all_parts,
        follow_through,
    } = summary;
    if *ruptures == 0 && *repairs == 0 {
        return Blocks::paragraph("No hurtful moment and no attempt to repair one is noted in these days.");
    }
    let said = format!(
        "{} noted, and {}, whether or not the moment itself was noted. {}",
        counted(*ruptures, "hurtful moment was", "hurtful moments were"),
        counted(*repairs, "attempt to repair one", "attempts to repair one"),
        as_seen_by(*view, document.audience)
    );
    let promises = follow_through.as_ref();
    let shares: Vec<(&'static str, Share)> = [
        ("Repaired within 72 hours", *within_72_hours),
        ("Repaired within 24 hours", *within_24_hours),
        ("Attempts with all four parts", Some(*all_parts)),
        ("Promises kept, where it was noted", promises.map(|promises| promises.kept)),
    ]
    .into_iter()
    .filter_map(|(name, share)| Some((name, share?)))
    .collect();
    let unrecorded =
        promises.map(|KeptPromisesResponse { unrecorded, .. }| *unrecorded).filter(|one| *one > 0);
    let unrecorded = unrecorded
        .map(|one| Blocks::paragraph(format!("Promises with no note of whether they were kept: {one}.")));
    let times = [("To the first attempt", to_first_attempt), ("To the repair", to_repair)];
    let times: Vec<(&'static str, &DurationResponse)> =
        times.into_iter().filter_map(|(name, time)| Some((name, time.as_ref()?))).collect();
    Blocks::from([Blocks::paragraph(said), of_shares(&shares), of_times(&times), unrecorded.into()])
}

fn of_shares(shares: &[(&'static str, Share)]) -> Blocks {
    let row = |(name, share): &(&'static str, Share)| {
        let Share { value, numerator, denominator, reason: _ } = *share;
        let told = value.map_or_else(|| "no figure".to_owned(), percent);
        vec![(*name).into(), told.into(), format!("{numerator} of {denominator}").into()]
    };
    let table = table("Repairs and promises", &["What", "Share", "Of"], shares.iter().map(row));
    let bar = |(name, share): &(&'static str, Share)| {
        let length = share.value?;
        Some(Bar { name, length, told: percent(length) })
    };
    let known: Vec<Bar<'_>> = shares.iter().filter_map(bar).collect();
    if known.is_empty() {
        return Blocks::table(table);
    }
    Blocks::figure(bars(&known, "repair-shares", "Shares of moments, attempts and promises"), table, "")
}

fn of_times(times: &[(&'static str, &DurationResponse)]) -> Blocks {
    if times.is_empty() {
        return Blocks::default();
    }
    let row = |(name, time): &(&'static str, &DurationResponse)| {
        let DurationResponse { value, count, open, reason: _ } = time;
        let told = value.map_or_else(|| "too few to show".to_owned(), hours);
        vec![(*name).into(), told.into(), count.to_string().into(), open.to_string().into()]
    };
    let columns = ["Time", "Median", "Counted", "Still open"];
    let table = table("Median time from a hurtful moment", &columns, times.iter().map(row));
    let longest = times.iter().filter_map(|(_, time)| time.value).max().unwrap_or(0).max(1);
    let share = |minutes: i64| of(minutes) / of(longest);
    let bar = |(name, time): &(&'static str, &DurationResponse)| {
        let minutes = time.value?;
        Some(Bar { name, length: share(minutes), told: hours(minutes) })
    };
    let known: Vec<Bar<'_>> = times.iter().filter_map(bar).collect();
    if known.is_empty() {
        return Blocks::table(table);
    }
    Blocks::figure(bars(&known, "repair-times", "Median time from a hurtful moment"), table, "")
}

fn of(minutes: i64) -> f64 {
    f64::from(i32::try_from(minutes).unwrap_or(i32::MAX))
}

fn hours(minutes: i64) -> String {
    match minutes {
        short if short < 120 => format!("{short} minutes"),
        long => format!("{} hours", number(of(long) / 60.0)),
    }
}
