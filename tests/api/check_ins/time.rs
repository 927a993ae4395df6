//! When an act was, and on which local day.

use chrono::{TimeDelta, Utc};
use holdfast::platform::clock::Clock;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::homework::{Care, check_in, day, noon, write};

fn from_now(by: TimeDelta) -> Value {
    json!((Clock::default().now() + by).to_rfc3339())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_clock_is_corrected_and_the_future_refused() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let assignment = care.to_couple("daily-check-in", "together").await.id();
    let (two_days, hour) = (TimeDelta::days(2), TimeDelta::hours(1));
    let ahead = json!({"occurred_at": from_now(two_days - hour), "sent_at": from_now(two_days)});
    let made = write(&care.ann, &check_in(&assignment, ahead)).await.expect(201);
    let at: chrono::DateTime<Utc> = made.body["occurred_at"].as_str().unwrap().parse().unwrap();
    let received: chrono::DateTime<Utc> = made.body["received_at"].as_str().unwrap().parse().unwrap();
    assert!(((received - at) - hour).abs() < TimeDelta::seconds(10));
    let future = json!({"occurred_at": from_now(TimeDelta::minutes(6))});
    write(&care.ann, &check_in(&assignment, future)).await.invalid(&["#/occurred_at"]);
    let future = json!({"occurred_at": from_now(two_days), "sent_at": from_now(two_days - hour)});
    write(&care.ann, &check_in(&assignment, future)).await.invalid(&["#/occurred_at"]);
    write(&care.ann, &check_in(&assignment, json!({"occurred_at": from_now(TimeDelta::minutes(4))})))
        .await
        .expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_midnight_belongs_to_the_evening_before() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let assignment = care.to_couple("daily-check-in", "together").await.id();
    let at = |time: &str| json!({"occurred_at": format!("{}T{time}Z", day(-3)), "time_zone": "UTC"});
    let early = write(&care.ann, &check_in(&assignment, at("02:59:00"))).await.expect(201);
    assert_eq!(early.body["local_date"], day(-4));
    let late = write(&care.ann, &check_in(&assignment, at("03:00:00"))).await.expect(201);
    assert_eq!(late.body["local_date"], day(-3));
    let tokyo = json!({"occurred_at": format!("{}T20:00:00Z", day(-3)), "time_zone": "Asia/Tokyo"});
    let tokyo = write(&care.ann, &check_in(&assignment, tokyo)).await.expect(201);
    assert_eq!(tokyo.body["local_date"], day(-2));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_day_on_which_it_ran_counts_also_afterwards() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let assignment = care.to_couple("daily-check-in", "together").await.id();
    let on = |offset: i64| check_in(&assignment, json!({"occurred_at": noon(offset)}));
    write(&care.ann, &on(-11)).await.invalid(&["#/occurred_at"]);
    write(&care.ann, &on(-10)).await.expect(201);
    let stop = format!("/v1/assignments/{assignment}/stop");
    care.therapist.put_if(&stop, "\"1\"", json!({"ends_on": day(-3)})).await.expect(200);
    write(&care.ann, &on(-3)).await.expect(201);
    write(&care.ann, &on(-2)).await.invalid(&["#/occurred_at"]);
    let item = care.item("daily-check-in").await;
    let body = json!({"item_id": item, "starts_on": day(-5), "status": "proposed"});
    let proposed =
        care.therapist.post(&format!("/v1/couples/{}/assignments", care.couple), body).await.expect(201).id();
    write(&care.ann, &check_in(&proposed, json!({}))).await.invalid(&["#/assignment_id"]);
}
