//! Uses of limits: counts and shares, of one person alone.

use crate::progress::boundary_figures::BoundarySummary;
use crate::progress::reports::document::ReportDocument;
use crate::progress::reports::render::blocks::{Blocks, table};
use crate::progress::reports::render::words::{counted, percent};
use crate::progress::share::Share;

/// The figures of uses of limits.
pub fn boundaries(document: &ReportDocument) -> Blocks {
    let Some(summary) = &document.sections.boundaries else { return Blocks::default() };
    let BoundarySummary {
        definition: _,
        as_seen_by: _,
        uses,
        for_connection,
        returned_on_time,
        reconnected,
        respected,
    } = summary;
    if *uses == 0 {
        return Blocks::paragraph("No use of a limit is noted in these days.");
    }
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let said = format!(
        "Limits were used {}, {} of them for connection. Each use is a way of staying well together.",
        counted(count(*uses), "time", "times"),
        for_connection
    );
    let share = |name: &'static str, Share { value, numerator, denominator, reason: _ }: Share| {
        let told = value.map_or_else(|| "nothing said".to_owned(), percent);
        vec![name.into(), format!("{told} ({numerator} of {denominator})").into()]
    };
    let number = |name: &'static str, count: u32| vec![name.into(), count.to_string().into()];
    let rows = [
        share("Came back by the time that was said, of the returns noted", *returned_on_time),
        share("Found closeness again, of what was said of it", *reconnected),
        number("Respected, as the person sees it", respected.yes),
        number("Partly respected", respected.partly),
        number("Not respected", respected.no),
        number("Nothing said of it", respected.unsaid),
    ];
    Blocks::paragraph(said).and(Blocks::table(table("Uses of limits", &["What", "How often"], rows)))
}
