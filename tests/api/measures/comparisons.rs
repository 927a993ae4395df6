//! What is compared with what: one version of an instrument with itself, and where many scores go.

use serde_json::{Value, json};

use super::instruments::evenings;
use super::{phq, write};
use crate::support::homework::{Care, noon};
use crate::support::{Caller, TestApp};

async fn figures(care: &Care<'_>, path: &str) -> Value {
    let found = care.therapist.get(&format!("/v1/{path}/measure-figures")).await.expect(200);
    found.body["instruments"][0].clone()
}

async fn answered(client: &Caller, days: i64, over: Value) {
    let mut body = phq(&[], over);
    body["occurred_at"] = json!(noon(days));
    write(client, client, &body).await.expect(201);
}

/// Evenings of two answers in a version, with other members laid over it.
fn in_version(version: i32, values: [i16; 2], over: Value) -> Value {
    let answers = json!([{"item": 1, "value": values[0]}, {"item": 2, "value": values[1]}]);
    let mut body = json!({"instrument": "evenings", "instrument_version": version, "answers": answers});
    body.as_object_mut().unwrap().extend(over.as_object().unwrap().clone());
    body
}

fn scores(scale: &Value) -> Vec<f64> {
    scale["scores"].as_array().unwrap().iter().map(|one| one["value"].as_f64().unwrap()).collect()
}

/// Guards against figures of two keys in one: scores of an older version are left out, and no pair has one of each.
#[tokio::test(flavor = "multi_thread")]
async fn versions_are_not_compared() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    care.therapist.post("/v1/instruments", evenings(json!({}))).await.expect(201);
    let plain = json!([{"number": 1, "min": 0, "max": 4}, {"number": 2, "min": 0, "max": 4}]);
    let next = evenings(json!({"version": 2, "items": plain}));
    care.therapist.post("/v1/instruments/evenings/versions", next).await.expect(201);
    for days in [-9, -6] {
        answered(&care.ann, days, in_version(1, [4, 0], json!({}))).await;
    }
    let own = format!("clients/{}", care.ann.id);
    let found = figures(&care, &own).await;
    assert_eq!((&found["instrument_version"], scores(&found["scales"][0])), (&json!(1), vec![8.0; 2]));
    answered(&care.ann, -3, in_version(2, [4, 0], json!({}))).await;
    let found = figures(&care, &own).await;
    assert_eq!((&found["instrument_version"], scores(&found["scales"][0])), (&json!(2), vec![4.0]));
    assert_eq!(found["scales"][0]["change"], Value::Null);
    // Late answers to the older one stay out as well.
    answered(&care.ann, -1, in_version(1, [4, 0], json!({}))).await;
    assert_eq!(scores(&figures(&care, &own).await["scales"][0]), [4.0]);

    let joint = json!({"couple_id": care.couple});
    let both = format!("couples/{}", care.couple);
    answered(&care.ben, -2, in_version(1, [4, 0], joint.clone())).await;
    answered(&care.ann, -2, in_version(2, [3, 0], joint.clone())).await;
    let found = figures(&care, &both).await;
    assert_eq!((found["partners"].as_array().unwrap().len(), &found["pairs"]), (2, &json!([])));
    answered(&care.ben, -1, in_version(2, [2, 0], joint)).await;
    let found = figures(&care, &both).await;
    let pairs = found["pairs"][0]["pairs"].as_array().unwrap();
    let mut values = ["first", "second"].map(|side| pairs[0][side]["value"].as_f64().unwrap());
    values.sort_by(f64::total_cmp);
    assert_eq!((pairs.len(), values), (1, [2.0, 3.0]));
}

/// Answers to the sixteen-item satisfaction index that add up to a total: the first item has one answer more.
fn satisfied(total: i16) -> Value {
    let mut left = total;
    let answers = (1..=16).map(|item| {
        let value = left.min(if item == 1 { 6 } else { 5 });
        left -= value;
        json!({"item": item, "value": value})
    });
    json!({"instrument": "csi-16", "answers": answers.collect::<Vec<_>>()})
}

/// With the norm 17 and alpha .98 the standard error is 2.404: four scores a week apart that rise by 3 have the index 3·√5 ÷ 2.404.
#[tokio::test(flavor = "multi_thread")]
async fn a_trend_has_a_class_where_the_error_is_known() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let row = async |client: &Caller, totals: [i16; 4]| {
        for (total, days) in totals.into_iter().zip([-22, -15, -8, -1]) {
            answered(client, days, satisfied(total)).await;
        }
        let found = figures(&care, &format!("clients/{}", client.id)).await;
        let scale = found["scales"][0].clone();
        assert_eq!(scores(&scale), totals.map(f64::from));
        scale
    };
    let up = row(&care.ann, [50, 53, 56, 59]).await;
    let told = |scale: &Value, name: &str| scale["trend"][name].as_f64().unwrap();
    assert_eq!((&up["trend"]["class"], &up["trend"]["reason"]), (&json!("improving"), &Value::Null));
    assert!((told(&up, "slope_per_week") - 3.0).abs() < 1e-9 && (told(&up, "value") - 2.79).abs() < 0.005);
    assert_eq!(up["change"]["class"], "recovered");
    let down = row(&care.ben, [59, 56, 53, 50]).await;
    assert_eq!(down["trend"]["class"], "worsening");
    assert!((told(&down, "value") + 2.79).abs() < 0.005);
    answered(&care.ben, -1, satisfied(59)).await;
    let scale = figures(&care, &format!("clients/{}", care.ben.id)).await["scales"][0].clone();
    assert_eq!((&scale["trend"]["n"], &scale["trend"]["class"]), (&json!(5), &json!("steady")));
}
