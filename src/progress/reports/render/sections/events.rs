//! What happened on the way.

use chrono::NaiveDate;

use crate::platform::words::day;
use crate::progress::reports::document::ReportDocument;
use crate::progress::reports::render::blocks::{Blocks, Line, table};
use crate::progress::reports::render::people::name_of;
use crate::progress::summaries::{EventKind, TimelineEvent};

/// Each event with its day.
pub fn events(document: &ReportDocument) -> Blocks {
    let all = document.sections.events.as_deref().unwrap_or_default();
    if all.is_empty() {
        return Blocks::default();
    }
    let row = |event: &TimelineEvent| vec![day(event.local_date).into(), words(document, event)];
    let note = "Short strokes below the charts mark the days of this table.";
    Blocks::small(note).and(Blocks::table(table("What happened", &["Day", "What"], all.iter().map(row))))
}

/// The days of all events, for charts.
pub(super) fn days(document: &ReportDocument) -> Vec<NaiveDate> {
    document.sections.events.iter().flatten().map(|event| event.local_date).collect()
}

/// What it was.
fn words(document: &ReportDocument, event: &TimelineEvent) -> Line {
    let TimelineEvent { local_date: _, kind, client_id, title } = event;
    match kind {
        EventKind::Session => "A session was held".into(),
        EventKind::Retro => "Looked back on the month together".into(),
        EventKind::LifeEvent => Line::from("In the life of ")
            .and(Line::words(name_of(document, *client_id)))
            .and(": ")
            .and(Line::words(title.as_deref().unwrap_or_default())),
    }
}
