//! Documents of the first form stay readable, and their digest stays theirs.

use holdfast::progress::reports::ReportDocument;
use serde_json::{Value, json};

/// A document as it was stored in the first form.
const STORED: &str = r#"{"schema":"report-1","report_id":"01936b2e-7a10-7cc3-9f63-2f1f6f7a1c50","audience":"client",
"subject":{"client_id":"01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13","couple_id":null,"people":[{"client_id":
"01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13","name":"Ada Moreau"}]},"author":{"staff_id":
"01936b2e-7a10-7cc3-9f63-2f1f6f7a1c60","name":"Dr Lin Osei"},"frozen_at":"2026-03-29T18:30:00Z","window":{"from":
"2026-01-05","to":"2026-03-29"},"since":"2025-02-23","overall":[{"client_id":"01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13",
"as_seen_by":"care_team","figures":{"adherence":{"definition":"adherence-1","value":0.333333,"numerator":1.0,
"denominator":3.0,"reason":null,"counts":{"open":1,"met":1,"partial":0,"not_done":0,"unrecorded":2,"excused":0,
"done_late":0,"cut_short":0},"over_max":0.0},"trend":null,"weekly":[],"monthly":[]}}],"assignments":[],"narrative":
"A good month.","recommendations":null,"omitted":null,"statement":"This report was written to support therapy."}"#;

#[test]
fn a_document_of_the_first_form_is_the_same_after_it_was_read() {
    let stored: Value = serde_json::from_str(STORED).unwrap();
    let read: ReportDocument = serde_json::from_value(stored.clone()).unwrap();
    let written = serde_json::to_value(&read).unwrap();
    let canonical = holdfast::progress::reports::canonical;
    assert_eq!(canonical(&written), canonical(&stored), "byte for byte, and so with the same digest");
    for section in ["ratings", "growth", "measures", "repairs", "boundaries", "small_wins", "events"] {
        assert!(written.get(section).is_none(), "{section}");
    }
    let mut other = stored;
    other["events"] = json!([]);
    let read: ReportDocument = serde_json::from_value(other).unwrap();
    assert!(serde_json::to_value(&read).unwrap().get("events").is_some(), "what is there stays");
}
