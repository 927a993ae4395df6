//! `data_changed_since`: also what was asked of the days of a report may change after its freezing.

use serde_json::{Value, json};

use crate::support::homework::{Care, day};
use crate::support::{Answer, TestApp};

async fn report(care: &Care<'_>, of: Value, audience: &str) -> String {
    let mut body = json!({"audience": audience, "weeks": 4});
    body.as_object_mut().unwrap().extend(of.as_object().unwrap().clone());
    format!("/v1/reports/{}", care.therapist.post("/v1/reports", body).await.expect(201).id())
}

/// Which of these reports say that their data have changed.
async fn changed<const N: usize>(care: &Care<'_>, reports: [&String; N]) -> [bool; N] {
    let mut found = [false; N];
    for (at, report) in reports.into_iter().enumerate() {
        let read = care.therapist.get(report).await.expect(200);
        found[at] = !read.body["data_changed_since"].is_null();
    }
    found
}

async fn patch(care: &Care<'_>, assignment: &str, change: Value) -> Answer {
    let path = format!("/v1/assignments/{assignment}");
    let etag = care.therapist.get(&path).await.expect(200).etag();
    care.therapist.patch_if(&path, &etag, change).await.expect(200)
}

fn daily(times: u32) -> Value {
    json!({"cadence": {"type": "times_per_period", "times": times, "every": 1, "unit": "day"}})
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revision_counts_where_it_changes_days_of_the_window() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let given = care.to_couple("bids-for-connection", "each").await.id();
    let couple = json!({"couple_id": care.couple});
    let team = report(&care, couple.clone(), "clinician").await;
    let both = report(&care, couple.clone(), "couple").await;
    let alone = report(&care, json!({"client_id": care.ann.id}), "client").await;
    patch(&care, &given, json!({"minutes": 7, "rationale": "It fits."})).await;
    patch(&care, &given, json!({"cadence": daily(2)["cadence"], "effective_from": day(3)})).await;
    assert_eq!(changed(&care, [&team, &both, &alone]).await, [false; 3], "no figure, or days to come");
    let other = care.to_couple("bids-for-connection", "each").await.id();
    patch(&care, &other, daily(2)).await;
    assert_eq!(changed(&care, [&team, &both, &alone]).await, [true, true, false]);
    let later = report(&care, couple, "couple").await;
    assert_eq!(changed(&care, [&later]).await, [false]);
    let stop = format!("/v1/assignments/{other}/stop");
    let etag = care.therapist.get(&format!("/v1/assignments/{other}")).await.expect(200).etag();
    care.therapist.put_if(&stop, &etag, json!({"ends_on": day(-1)})).await.expect(200);
    assert_eq!(changed(&care, [&later]).await, [true]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_members_own_rest_counts_for_the_care_team_and_for_the_member_alone() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let given = care.to_couple("bids-for-connection", "each").await.id();
    let own = care.to_client(&care.ann, "mindful-minute").await.id();
    let couple = json!({"couple_id": care.couple});
    let team = report(&care, couple.clone(), "clinician").await;
    let both = report(&care, couple.clone(), "couple").await;
    let alone = report(&care, json!({"client_id": care.ann.id}), "client").await;
    let all = async || changed(&care, [&team, &both, &alone]).await;
    let part = |assignment: &str| format!("/v1/assignments/{assignment}/participants/{}", care.ann.id);
    let excuse = async |assignment: &str, days: i64| {
        let etag = care.ann.get(&part(assignment)).await.expect(200).etag();
        let path = format!("{}/excuses/{}", part(assignment), day(days));
        care.ann.put_if(&path, &etag, json!({"reason": "A funeral."})).await.expect(200);
    };
    // What is ahead of the window is no matter of it.
    excuse(&given, 3).await;
    let ahead = json!({"from": day(4), "until": day(6)});
    let etag = care.ann.get(&part(&own)).await.expect(200).etag();
    care.ann.put_if(&format!("{}/pause", part(&own)), &etag, ahead).await.expect(200);
    assert_eq!(all().await, [false; 3]);
    excuse(&given, -2).await;
    assert_eq!(all().await, [true, false, false], "of what is Ann's own the couple's figures have nothing");
    excuse(&own, -2).await;
    assert_eq!(all().await, [true, false, true]);
    // To take it back is a change as well.
    let again = report(&care, couple, "clinician").await;
    let etag = care.ann.get(&part(&given)).await.expect(200).etag();
    let path = format!("{}/excuses/{}", part(&given), day(-2));
    care.ann.delete_if(&path, &etag).await.expect(200);
    assert_eq!(changed(&care, [&again]).await, [true]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_of_everybody_counts_for_all() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let given = care.to_couple("daily-check-in", "together").await.id();
    let step = async |name: &str, body: Value| {
        let path = format!("/v1/assignments/{given}");
        let etag = care.therapist.get(&path).await.expect(200).etag();
        care.therapist.put_if(&format!("{path}/{name}"), &etag, body).await.expect(200);
    };
    let couple = json!({"couple_id": care.couple});
    let before = report(&care, couple.clone(), "couple").await;
    step("pause", json!({"starts_on": day(-3)})).await;
    let during = report(&care, couple, "third_party").await;
    assert_eq!(changed(&care, [&before, &during]).await, [true, false]);
    let path = format!("/v1/assignments/{given}");
    let etag = care.therapist.get(&path).await.expect(200).etag();
    care.therapist.delete_if(&format!("{path}/pause"), &etag).await.expect(200);
    assert_eq!(changed(&care, [&during]).await, [true]);
}
