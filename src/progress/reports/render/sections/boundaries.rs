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
        let said = "No use of a limit is noted in these days. \
            One that belongs to work as a couple is in no report about one person.";
        return Blocks::paragraph(said);
    }
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let said = format!(
        "Limits were used {}, {} of them for the sake of connection.",
        counted(count(*uses), "time", "times"),
        for_connection
    );
    let share = |name: &'static str, Share { value, numerator, denominator, reason: _ }: Share| {
        let told = value.map_or_else(|| "nothing noted".to_owned(), percent);
        vec![name.into(), format!("{told} ({numerator} of {denominator})").into()]
    };
    let number = |name: &'static str, count: u32| vec![name.into(), count.to_string().into()];
    let rows = [
        share("Came back by the time agreed, of the returns noted", *returned_on_time),
        share("Felt close again, where this was noted", *reconnected),
        number("Respected, as the person sees it", respected.yes),
        number("Partly respected", respected.partly),
        number("Not respected", respected.no),
        number("Nothing noted about respect", respected.unsaid),
    ];
    Blocks::paragraph(said).and(Blocks::table(table("Uses of limits", &["What", "How often"], rows)))
}
