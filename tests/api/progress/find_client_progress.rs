//! `GET /v1/clients/{client_id}/progress`.

use serde_json::{Value, json};

use super::seed::{Act, Family, Given, ago, done};
use crate::support::{TestApp, new_id};

#[tokio::test(flavor = "multi_thread")]
async fn figures_come_with_their_numbers_and_definitions() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let family = Family::of(&practice).await;
    let habit = family.assign(Given::daily("individual", 8)).await;
    for days in [8, 7, 5, 4, 3, 2] {
        family.log(habit, done(&family.ann, days, "therapist")).await;
    }
    let answer = family.ann.get(&family.progress_of(&family.ann)).await.expect(200).body;
    assert_eq!(answer["client_id"], family.ann.id.to_string());
    assert_eq!(answer["window"], json!({"from": ago(83), "to": ago(0)}));
    assert_eq!(answer["since"], ago(399).to_string());
    let subject = &answer["assignments"][0]["subjects"][0];
    assert_eq!((&subject["client_id"], &subject["as_seen_by"]), (&json!(family.ann.id), &json!("self")));
    let figures = &subject["practice"];
    let adherence = &figures["adherence"];
    assert_eq!(adherence["definition"], "adherence-1");
    assert_eq!((&adherence["numerator"], &adherence["denominator"]), (&json!(6.0), &json!(8.0)));
    assert_eq!(adherence["value"], 0.75);
    assert_eq!(adherence["counts"]["met"], 6);
    assert_eq!(adherence["counts"]["unrecorded"], 2);
    assert_eq!(adherence["counts"]["open"], 1);
    assert_eq!(figures["streak"], json!({"current": 0, "longest": 4}));
    assert_eq!(figures["strength"]["definition"], "strength-1");
    assert_eq!(figures["returns"], json!([{"lapsed_from": ago(6), "returned_on": ago(5)}]));
    assert_eq!(figures["trend"]["difference"], Value::Null);
    assert_eq!(figures["weekly"].as_array().unwrap().len(), 12);
    assert_eq!(figures["monthly"].as_array().unwrap().len(), 12);
    assert_eq!((&subject["uses"], &subject["reviews"]), (&Value::Null, &Value::Null));
    assert_eq!(answer["overall"][0]["figures"]["adherence"]["value"], 0.75);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_closed_is_no_figure() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let family = Family::of(&practice).await;
    family.assign(Given::daily("individual", 0)).await;
    let answer = family.ann.get(&family.progress_of(&family.ann)).await.expect(200).body;
    let adherence = &answer["assignments"][0]["subjects"][0]["practice"]["adherence"];
    assert_eq!((&adherence["value"], &adherence["reason"]), (&Value::Null, &json!("no_closed_periods")));
}

#[tokio::test(flavor = "multi_thread")]
async fn uses_and_reviews_are_counted_apart() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let family = Family::of(&practice).await;
    let needed = json!({"type": "as_needed",
        "review": {"type": "times_per_period", "times": 1, "every": 1, "unit": "week"}});
    let repair = family.assign(Given::with("individual", 14, needed)).await;
    for days in [1, 2, 9] {
        family.log(repair, done(&family.ann, days, "therapist")).await;
    }
    family.log(repair, Act { purpose: "review", ..done(&family.ann, 10, "therapist") }).await;
    let answer = family.ann.get(&family.progress_of(&family.ann)).await.expect(200).body;
    let subject = &answer["assignments"][0]["subjects"][0];
    assert_eq!((&subject["practice"], &subject["uses"]), (&Value::Null, &json!(3.0)));
    assert_eq!(subject["reviews"]["adherence"]["counts"]["met"], 1);
    assert_eq!(subject["reviews"]["adherence"]["counts"]["unrecorded"], 1);
    assert_eq!(answer["overall"], json!([]), "homework used as needed is never part of adherence");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_care_team_counts_no_private_check_in() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let family = Family::of(&practice).await;
    let habit = family.assign(Given::daily("individual", 2)).await;
    family.log(habit, done(&family.ann, 1, "therapist")).await;
    let path = family.progress_of(&family.ann);
    let before = family.therapist.get(&path).await.expect(200);
    family.log(habit, done(&family.ann, 2, "private")).await;
    let after = family.therapist.get(&path).await.expect(200);
    assert_eq!(after.text, before.text);
    assert_eq!(after.body["assignments"][0]["subjects"][0]["as_seen_by"], "care_team");
    let value = |body: &Value| body["overall"][0]["figures"]["adherence"]["value"].clone();
    assert_eq!(value(&after.body), 0.5);
    assert_eq!(value(&family.ann.get(&path).await.expect(200).body), 1.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_look_back_a_limited_time_and_streaks_can_be_off() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let family = Family::of(&practice).await;
    let habit = family.assign(Given::daily("individual", 800)).await;
    for days in [800, 799, 798, 797, 796, 10, 9] {
        family.log(habit, done(&family.ann, days, "therapist")).await;
    }
    let path = family.progress_of(&family.ann);
    let answer = family.ann.get(&path).await.expect(200).body;
    let figures = &answer["assignments"][0]["subjects"][0]["practice"];
    assert_eq!(figures["streak"]["longest"], 2);
    assert_eq!(figures["strength"]["counted"], 399);
    assert_eq!(figures["trend"]["previous"]["denominator"], 84.0);
    let long = family.ann.get(&format!("{path}?from={}&to={}", ago(299), ago(0))).await.expect(200).body;
    let trend = &long["assignments"][0]["subjects"][0]["practice"]["trend"];
    assert_eq!(trend["previous"]["value"], Value::Null, "half a window before is no comparison");
    family.sql("UPDATE practices SET streaks_shown = false WHERE practice_id = $1").await;
    let off = family.ann.get(&path).await.expect(200).body;
    assert_eq!(off["assignments"][0]["subjects"][0]["practice"]["streak"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_has_the_own_part_of_each_and_not_the_joint() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let family = Family::of(&practice).await;
    let own = family.assign(Given::daily("individual", 2)).await;
    let each = family.assign(Given::daily("each", 2)).await;
    family.assign(Given::daily("together", 2)).await;
    family.log(each, done(&family.ben, 1, "therapist")).await;
    let ids = |body: &Value| -> Vec<String> {
        let all = body["assignments"].as_array().unwrap().iter();
        all.map(|it| it["assignment_id"].as_str().unwrap().to_owned()).collect()
    };
    let anns = family.ann.get(&family.progress_of(&family.ann)).await.expect(200).body;
    assert_eq!(ids(&anns), [own.to_string(), each.to_string()]);
    assert_eq!(anns["overall"][0]["figures"]["adherence"]["numerator"], 0.0);
    let alone = practice.staff("Ida", &["therapist"]).await;
    practice.care_for_client(&alone, &family.ann).await;
    assert_eq!(ids(&alone.get(&family.progress_of(&family.ann)).await.expect(200).body), [own.to_string()]);
}

#[tokio::test(flavor = "multi_thread")]
async fn others_see_no_progress() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let family = Family::of(&practice).await;
    let absent = format!("/v1/clients/{}/progress", new_id());
    let stranger = practice.staff("Sam", &["therapist", "admin"]).await;
    for caller in [&family.ben, &stranger] {
        let hidden = caller.get(&family.progress_of(&family.ann)).await.problem(404, "not_found");
        let never = caller.get(&absent).await.problem(404, "not_found");
        assert_eq!(hidden.body_without_instance(), never.body_without_instance());
    }
    let admin = practice.staff("Ada", &["admin"]).await;
    admin.get(&family.progress_of(&family.ann)).await.problem(403, "forbidden");
    family
        .ann
        .get(&format!("{}?to=2026-13-01", family.progress_of(&family.ann)))
        .await
        .problem(400, "malformed");
}
