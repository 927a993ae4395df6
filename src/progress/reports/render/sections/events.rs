//! What happened on the way.

use chrono::NaiveDate;

use crate::platform::words::day;
use crate::progress::reports::document::ReportDocument;
use crate::progress::reports::render::blocks::{Blocks, table};
use crate::progress::summaries::{EventKind, TimelineEvent};

/// Each event with its day.
pub fn events(document: &ReportDocument) -> Blocks {
    let all = document.sections.events.as_deref().unwrap_or_default();
    if all.is_empty() {
        return Blocks::default();
    }
    let row = |TimelineEvent { local_date, kind }: &TimelineEvent| {
        vec![day(*local_date).into(), words(*kind).into()]
    };
    let note = "Small strokes below a chart over time mark these days.";
    Blocks::table(table("What happened", &["Day", "What"], all.iter().map(row))).and(Blocks::small(note))
}

/// The days of all events, for charts.
pub(super) fn days(document: &ReportDocument) -> Vec<NaiveDate> {
    document.sections.events.iter().flatten().map(|event| event.local_date).collect()
}

/// What it was.
fn words(kind: EventKind) -> &'static str {
    match kind {
        EventKind::Session => "A session was held",
        EventKind::Retro => "Looked back on the month together",
    }
}
