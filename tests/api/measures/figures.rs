//! Change over an episode of care, and both partners side by side.

use serde_json::{Value, json};

use super::{phq, write};
use crate::support::homework::{Care, day, noon};
use crate::support::{Caller, TestApp};

async fn answered(client: &Caller, days: i64, values: &[i16], over: Value) {
    let mut body = phq(values, json!({"occurred_at": noon(days)}));
    for (name, value) in over.as_object().unwrap() {
        body[name] = value.clone();
    }
    write(client, client, &body).await.expect(201);
}

fn path(client: &Caller) -> String {
    format!("/v1/clients/{}/measure-figures", client.id)
}

#[tokio::test(flavor = "multi_thread")]
async fn change_is_told_from_the_baseline_and_from_the_score_before() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    for (days, values) in
        [(-30, [2; 9]), (-20, [1, 2, 2, 2, 2, 1, 1, 1, 0]), (-10, [1, 1, 1, 1, 0, 0, 0, 0, 0])]
    {
        let values: Vec<i16> =
            values.iter().enumerate().map(|(at, one)| if at == 8 { 0 } else { *one }).collect();
        answered(&care.ann, days, &values, json!({})).await;
    }
    // Too few answers make no score, and another care is another row.
    answered(&care.ann, -5, &[3, 3], json!({})).await;
    answered(&care.ann, -4, &[3; 8], json!({"couple_id": care.couple})).await;
    let found = care.therapist.get(&path(&care.ann)).await.expect(200);
    let instrument = &found.body["instruments"][0];
    assert_eq!(
        (found.body["instruments"].as_array().unwrap().len(), &instrument["instrument"]),
        (1, &json!("phq-9"))
    );
    let scale = &instrument["scales"][0];
    let told: Vec<(Value, Value)> = scale["scores"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["local_date"].clone(), one["value"].clone()))
        .collect();
    assert_eq!(
        told,
        [(json!(day(-30)), json!(16.0)), (json!(day(-20)), json!(12.0)), (json!(day(-10)), json!(4.0))]
    );
    let change = &scale["change"];
    assert_eq!((&change["since_baseline"]["points"], &change["class"]), (&json!(-12.0), &json!("recovered")));
    assert_eq!(change["since_previous"]["points"], json!(-8.0));
    assert_eq!((&scale["trend"]["n"], &scale["trend"]["definition"]), (&json!(3), &json!("rti-1")));
    let joint =
        care.therapist.get(&format!("{}?couple_id={}", path(&care.ann), care.couple)).await.expect(200);
    let scale = &joint.body["instruments"][0]["scales"][0];
    assert_eq!((scale["scores"].as_array().unwrap().len(), &scale["change"]), (1, &Value::Null));
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_are_the_care_teams_alone_and_hold_no_screen() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let hits: Vec<Value> = (1..=4).map(|item| json!({"item": item, "value": 3})).collect();
    for days in [-9, -2] {
        let over = json!({"instrument": "hits", "answers": hits, "occurred_at": noon(days)});
        write(&care.therapist, &care.ann, &phq(&[], over)).await.expect(201);
    }
    let found = care.therapist.get(&path(&care.ann)).await.expect(200);
    assert_eq!(found.body["instruments"], json!([]));
    let both = format!("/v1/couples/{}/measure-figures", care.couple);
    for reader in [&care.ann, &care.ben] {
        reader.get(&path(&care.ann)).await.problem(403, "forbidden");
        reader.get(&both).await.problem(403, "forbidden");
    }
    let other = care.practice.staff("Uma", &["therapist"]).await;
    other.get(&path(&care.ann)).await.problem(404, "not_found");
    other.get(&both).await.problem(404, "not_found");
}

/// What is of an episode that ended is no baseline of the one that runs.
#[tokio::test(flavor = "multi_thread")]
async fn an_episode_that_ended_is_not_compared_with() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    answered(&care.ann, -200, &[2; 8], json!({})).await;
    answered(&care.ann, -10, &[1; 8], json!({})).await;
    let scores = async || {
        let found = care.therapist.get(&path(&care.ann)).await.expect(200);
        found.body["instruments"][0]["scales"][0]["scores"].as_array().unwrap().len()
    };
    assert_eq!(scores().await, 2);
    let ended = format!(
        "INSERT INTO care_team_members (practice_id, id, staff_id, client_id, created_at, ended_at) \
         VALUES ('{}', gen_random_uuid(), '{}', '{}', now() - interval '300 days', now() - interval '100 days')",
        care.practice.id, care.therapist.id, care.ann.id
    );
    app.sql().await.run(&ended).await;
    assert_eq!(scores().await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn both_partners_stand_side_by_side_and_are_never_put_together() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let csi = |values: [i16; 4]| {
        let answers = values.iter().zip(1..).map(|(value, item)| json!({"item": item, "value": value}));
        json!({"instrument": "csi-4", "answers": answers.collect::<Vec<Value>>(), "couple_id": care.couple})
    };
    answered(&care.ann, -40, &[], csi([1, 1, 1, 1])).await;
    answered(&care.ben, -38, &[], csi([2, 2, 2, 2])).await;
    answered(&care.ann, -3, &[], csi([4, 4, 4, 4])).await;
    answered(&care.ben, -20, &[], csi([3, 3, 3, 3])).await;
    // What belongs to Ann's own care stays there.
    answered(&care.ann, -2, &[1; 9], json!({})).await;
    let found = care.therapist.get(&format!("/v1/couples/{}/measure-figures", care.couple)).await.expect(200);
    let all = found.body["instruments"].as_array().unwrap();
    assert_eq!((all.len(), &all[0]["instrument"]), (1, &json!("csi-4")));
    let partners = all[0]["partners"].as_array().unwrap();
    let of = |client: &Caller| partners.iter().position(|one| one["client_id"] == json!(client.id)).unwrap();
    let values = |client: &Caller| -> Vec<f64> {
        let scores = partners[of(client)]["scales"][0]["scores"].as_array().unwrap();
        scores.iter().map(|one| one["value"].as_f64().unwrap()).collect()
    };
    assert_eq!((values(&care.ann), values(&care.ben)), (vec![4.0, 16.0], vec![8.0, 12.0]));
    let pairs = all[0]["pairs"][0]["pairs"].as_array().unwrap();
    assert_eq!(pairs.len(), 1, "the others are too far apart");
    let sides = ["first", "second"].map(|side| pairs[0][side]["value"].as_f64().unwrap());
    let wanted = if of(&care.ann) == 0 { [4.0, 8.0] } else { [8.0, 4.0] };
    assert_eq!(sides, wanted);
    // A restricted record is not there.
    let restrict = format!("UPDATE clients SET restricted_at = now() WHERE id = '{}'", care.ann.id);
    app.sql().await.run(&restrict).await;
    let found = care.therapist.get(&format!("/v1/couples/{}/measure-figures", care.couple)).await.expect(200);
    assert_eq!(found.body["instruments"][0]["partners"].as_array().unwrap().len(), 1);
    assert!(!found.text.contains(&care.ann.id.to_string()));
}

/// Guards the partner, and couples that are not in care, from figures that are asked for beside a client's.
#[tokio::test(flavor = "multi_thread")]
async fn figures_of_one_in_a_couple_are_that_ones_alone() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let joint = json!({"couple_id": care.couple});
    answered(&care.ann, -4, &[1; 8], joint.clone()).await;
    answered(&care.ben, -3, &[2; 8], joint).await;
    let of = async |reader: &Caller, couple: &str| {
        reader.get(&format!("{}?couple_id={couple}", path(&care.ann))).await
    };
    let found = of(&care.therapist, &care.couple.to_string()).await.expect(200);
    assert_eq!(found.body["instruments"][0]["scales"][0]["scores"].as_array().unwrap().len(), 1);
    let alone = care.practice.staff("Ida", &["therapist"]).await;
    care.practice.care_for_client(&alone, &care.ann).await;
    of(&alone, &care.couple.to_string()).await.problem(404, "not_found");
    of(&care.therapist, &crate::support::new_id().to_string()).await.problem(404, "not_found");
}
