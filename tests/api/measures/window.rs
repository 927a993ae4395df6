//! The scores of a window, and what their change is told from.

use serde_json::{Value, json};

use super::{phq, write};
use crate::support::homework::{Care, day, noon};
use crate::support::{Caller, TestApp, new_id};

/// The first scale of each instrument that a summary of the last two weeks tells of a client.
async fn summary(care: &Care<'_>, client: &Caller) -> Vec<Value> {
    let path = format!("/v1/clients/{}/summary?from={}&to={}", client.id, day(-13), day(0));
    let found = care.therapist.get(&path).await.expect(200);
    let instruments = found.body["measures"][0]["instruments"].as_array().cloned().unwrap_or_default();
    instruments.iter().map(|one| one["scales"][0].clone()).collect()
}

fn values(scale: &Value) -> Vec<f64> {
    scale["scores"].as_array().unwrap().iter().map(|one| one["value"].as_f64().unwrap()).collect()
}

async fn satisfied(client: &Caller, days: i64, value: i64) {
    let answers: Vec<Value> = (1..=4).map(|item| json!({"item": item, "value": value})).collect();
    let body = json!({
        "id": new_id(), "instrument": "csi-4", "occurred_at": noon(days), "time_zone": "Europe/London", "answers": answers
    });
    write(client, client, &body).await.expect(201);
}

/// Guards the baseline: a form without a score is no first one, in a window as over the whole episode.
#[tokio::test(flavor = "multi_thread")]
async fn a_form_without_a_score_is_passed_over() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let forms: [(i64, &[i16]); 6] = [
        (-60, &[3, 3]),
        (-50, &[3, 3, 3, 3, 2, 2, 2, 2, 0]),
        (-45, &[3, 3, 3, 3, 1, 1, 1, 1, 0]),
        (-40, &[2, 2, 2, 2, 2, 2, 0, 0, 0]),
        (-30, &[1]),
        (-5, &[2, 2, 2, 2, 2, 0, 0, 0, 0]),
    ];
    for (days, answers) in forms {
        let body = phq(answers, json!({"occurred_at": noon(days)}));
        write(&care.ann, &care.ann, &body).await.expect(201);
    }
    let told = summary(&care, &care.ann).await;
    assert_eq!((told.len(), values(&told[0])), (1, vec![20.0, 12.0, 10.0]));
    let whole = format!("/v1/clients/{}/measure-figures", care.ann.id);
    let whole = care.therapist.get(&whole).await.expect(200);
    let whole = &whole.body["instruments"][0]["scales"][0];
    assert_eq!((values(whole), &whole["change"]), (vec![20.0, 16.0, 12.0, 10.0], &told[0]["change"]));
    assert_eq!((&whole["trend"]["n"], &told[0]["trend"]), (&json!(4), &Value::Null));
    // What was not answered far enough in these days is no part of them.
    satisfied(&care.ann, -40, 4).await;
    let part = json!({
        "id": new_id(), "instrument": "csi-4", "occurred_at": noon(-4), "time_zone": "Europe/London",
        "answers": [{"item": 1, "value": 4}]
    });
    let part = write(&care.ann, &care.ann, &part).await.expect(201);
    assert_eq!(summary(&care, &care.ann).await.len(), 1);
    // Answered to the end, it is.
    let answers: Vec<Value> = (1..=4).map(|item| json!({"item": item, "value": 4})).collect();
    let path = format!("{}/{}", super::of(&care.ann), part.id());
    care.ann.patch_if(&path, "\"1\"", json!({"answers": answers})).await.expect(200);
    assert_eq!(summary(&care, &care.ann).await.len(), 2);
}

/// Guards what a report calls a trend: it is that of its days, and not of points picked from before.
#[tokio::test(flavor = "multi_thread")]
async fn the_trend_is_that_of_the_window() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    for (days, value) in [(-60, 1), (-50, 5), (-40, 5), (-30, 5), (-9, 3), (-6, 3), (-3, 3)] {
        satisfied(&care.ann, days, value).await;
    }
    let told = summary(&care, &care.ann).await;
    assert_eq!(values(&told[0]), [4.0, 20.0, 12.0, 12.0, 12.0]);
    let trend = &told[0]["trend"];
    assert_eq!(
        (&trend["n"], &trend["slope_per_week"], &trend["class"]),
        (&json!(3), &json!(0.0), &json!("steady"))
    );
    let change = &told[0]["change"];
    assert_eq!(
        (&change["since_baseline"]["points"], &change["since_previous"]["points"]),
        (&json!(8.0), &json!(0.0))
    );
}

/// Measures that were written before it was kept what they have a score of.
#[tokio::test(flavor = "multi_thread")]
async fn older_measures_are_told_of_too() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    for (days, value) in [(-60, 1), (-50, 2), (-40, 5), (-9, 3)] {
        satisfied(&care.ann, days, value).await;
    }
    app.sql()
        .await
        .run("UPDATE measures SET scored_scales = NULL WHERE local_date < current_date - 45")
        .await;
    assert_eq!(values(&summary(&care, &care.ann).await[0]), [4.0, 20.0, 12.0]);
}
