//! Figures about uses, each from what its reader may read.

use serde_json::json;

use super::{limit, note, set, used};
use crate::support::TestApp;
use crate::support::homework::{Care, day, noon};

#[tokio::test(flavor = "multi_thread")]
async fn each_reader_counts_what_it_reads_and_nothing_unsaid() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let script = care.item("limit-with-reconnect").await;
    let boundary = set(&care.ann, &limit(&care, script, json!({}))).await.expect(201).id();
    let at = |time: &str| format!("{}T{time}Z", day(-1));
    for over in [
        json!({"returned_at": at("12:59:00"), "reconnected": true, "respected": "yes", "visibility": "therapist"}),
        json!({"returned_at": at("13:01:00"), "reconnected": false, "respected": "no"}),
        json!({}),
        json!({"started_at": noon(-40)}),
    ] {
        note(&care.ann, &used(&boundary, over)).await.expect(201);
    }
    let figures = format!("/v1/clients/{}/boundary-figures", care.ann.id);
    let window = format!("{figures}?from={}&to={}", day(-7), day(0));
    let own = care.ann.get(&window).await.expect(200).body;
    assert_eq!((&own["definition"], &own["as_seen_by"]), (&json!("boundary-1"), &json!("self")));
    assert_eq!((&own["uses"], &own["for_connection"]), (&json!(3), &json!(3)));
    let half = json!({"value": 0.5, "numerator": 1, "denominator": 2, "reason": null});
    assert_eq!((&own["returned_on_time"], &own["reconnected"]), (&half, &half));
    assert_eq!(own["respected"], json!({"yes": 1, "partly": 0, "no": 1, "unsaid": 1}));
    let team = care.therapist.get(&window).await.expect(200).body;
    assert_eq!((&team["as_seen_by"], &team["uses"]), (&json!("care_team"), &json!(1)));
    assert_eq!(team["returned_on_time"]["value"], 1.0);
    assert_eq!(care.ann.get(&figures).await.expect(200).body["uses"], 4);
    care.ben.get(&window).await.problem(404, "not_found");
    let none = care.ben.get(&format!("/v1/clients/{}/boundary-figures", care.ben.id)).await.expect(200).body;
    let unsaid = json!({"value": null, "numerator": 0, "denominator": 0, "reason": "nothing_said"});
    assert_eq!((&none["uses"], &none["reconnected"]), (&json!(0), &unsaid));
}
