//! Documents of the first form stay readable, and their digest stays theirs.

use holdfast::platform::ids::Id;
use holdfast::progress::reports::ReportDocument;
use serde_json::{Value, json};

use crate::measures::{phq, write as write_measure};
use crate::support::TestApp;
use crate::support::homework::{Care, check_in, write};

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

/// It tells of homework alone, and so is held against nothing else.
#[tokio::test(flavor = "multi_thread")]
async fn what_the_first_form_does_not_tell_changes_none_of_it() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let habit = care.to_client(&care.ann, "mindful-minute").await.id();
    let body = json!({"client_id": care.ann.id, "audience": "client", "weeks": 4});
    let made = care.therapist.post("/v1/reports", body).await.expect(201);
    let mut document = made.body["document"].clone();
    document["schema"] = json!("report-1");
    for section in ["ratings", "growth", "measures", "repairs", "boundaries", "small_wins", "events"] {
        document.as_object_mut().unwrap().remove(section);
    }
    let practice = Id::from_uuid(care.practice.id);
    let key = app.services().shared.practice_keys.get(&app.root().await, practice).await.unwrap();
    let place = [care.practice.id, made.id().parse().unwrap()];
    let sealed = key.seal("reports.document_sealed", &place, &document).unwrap();
    let sealed: String = sealed.iter().map(|byte| format!("{byte:02x}")).collect();
    app.sql().await.run(&format!("UPDATE reports SET document_sealed = decode('{sealed}', 'hex')")).await;
    let read = async || care.therapist.get(&format!("/v1/reports/{}", made.id())).await.expect(200).body;
    write_measure(&care.ann, &care.ann, &phq(&[0; 9], json!({}))).await.expect(201);
    assert_eq!(read().await["document"]["schema"], "report-1");
    assert_eq!(read().await["data_changed_since"], Value::Null);
    write(&care.ann, &check_in(&habit, json!({}))).await.expect(201);
    assert!(read().await["data_changed_since"].is_string(), "homework it tells");
}
