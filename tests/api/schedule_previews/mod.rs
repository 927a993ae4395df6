//! `POST /v1/schedule-previews`.

use serde_json::{Value, json};

use crate::support::TestApp;

fn sundays(over: Value) -> Value {
    let mut body = json!({
        "cadence": {"type": "on_weekdays", "weekdays": ["sunday"], "every": 1, "at": "01:30"},
        "time_zone": "Europe/London", "starts_on": "2026-03-22", "periods": 2
    });
    for (name, value) in over.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schedule_is_shown_with_what_the_clocks_do() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let therapist = practice.staff("Tess", &["therapist"]).await;
    let path = "/v1/schedule-previews";
    let found = therapist.post(path, sundays(json!({"day_start": "00:00"}))).await.expect(200);
    let kinds: Vec<&str> =
        found.body["notes"].as_array().unwrap().iter().map(|note| note["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["short_day", "skipped_time"]);
    assert_eq!(found.body["periods"][1]["due_at"], "2026-03-29T01:30:00Z");
    // What is left out comes from the practice: its days begin at three, so the night is that of the Monday.
    let usual = therapist.post(path, sundays(json!({}))).await.expect(200);
    assert_eq!((&usual.body["day_start"], &usual.body["week_start"]), (&json!("03:00"), &json!("monday")));
    assert_eq!(usual.body["periods"][1]["due_at"], "2026-03-30T00:30:00Z");
    let ended = therapist.post(path, sundays(json!({"ends_on": "2026-03-28"}))).await.expect(200);
    assert_eq!(ended.body["periods"].as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_are_named_and_nobody_else_is_answered() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let therapist = practice.staff("Tess", &["therapist"]).await;
    let path = "/v1/schedule-previews";
    for (over, pointer) in [
        (json!({"periods": 0}), "#/periods"),
        (json!({"periods": 101}), "#/periods"),
        (json!({"ends_on": "2026-03-21"}), "#/ends_on"),
        (json!({"starts_on": "1899-12-31"}), "#/starts_on"),
        (json!({"cadence": {"type": "once", "due_on": "2026-03-21"}}), "#/cadence/due_on"),
        (
            json!({"cadence": {"type": "times_per_period", "times": 0, "every": 1, "unit": "day"}}),
            "#/cadence/times",
        ),
    ] {
        therapist.post(path, sundays(over)).await.invalid(&[pointer]);
    }
    practice.client("Ann").await.post(path, sundays(json!({}))).await.problem(403, "forbidden");
}
