//! `POST /v1/programme-previews`.

use chrono::Days;
use serde_json::{Value, json};

use super::{after, after_met, at_once, programme, steps};
use crate::clients::hidden;
use crate::safety::hold;
use crate::support::homework::Care;
use crate::support::{Answer, TestApp, new_id};

async fn preview(care: &Care<'_>, of: Value, programme: &str) -> Answer {
    let mut body = of;
    body["enrolment"] = json!({"programme_id": programme});
    care.therapist.post("/v1/programme-previews", body).await
}

fn column<'a>(preview: &'a Answer, name: &str) -> Vec<&'a Value> {
    preview.body["steps"].as_array().unwrap().iter().map(|step| &step[name]).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn dates_conflicts_and_what_speaks_against_it() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let rules = [
        ("kept-promises", at_once()),
        ("weekly-ritual", after(7)),
        ("self-care", after_met()),
        ("belief-evidence-log", json!({"rule": "on_date", "on": "2020-01-01"})),
    ];
    let mut steps = steps(&care, &rules).await;
    let both = json!({"items": [steps[0]["items"][0], steps[2]["items"][0]], "release": after(14)});
    steps.push(both);
    let unsuitable = steps[3]["items"][0]["item_id"].as_str().unwrap().to_owned();
    let sql = app.sql().await;
    sql.run(&format!(
        "UPDATE library_versions SET unsuitable_under_hold = true, contraindications = '{{\"Not alone.\"}}' WHERE item_id = '{unsuitable}'"
    ))
    .await;
    let programme = programme(&care, "own", &steps).await;
    let place = format!("/v1/clients/{}/assignments", care.ann.id);
    let running =
        care.therapist.post(&place, json!({"item_id": steps[2]["items"][0]["item_id"]})).await.expect(201);
    hold(&care.therapist, &care.ann).await;
    let before = sql.number("SELECT count(*) FROM assignments").await;
    let seen = preview(&care, json!({"client_id": care.ann.id}), &programme).await.expect(200);
    let start: chrono::NaiveDate = seen.body["starts_on"].as_str().unwrap().parse().unwrap();
    let dates = [Some(start), Some(start + Days::new(7)), None, Some(start), Some(start + Days::new(14))];
    assert_eq!(column(&seen, "expected_on"), dates.map(|day| json!(day)).iter().collect::<Vec<_>>());
    let concerns = [
        json!([]),
        json!(["couple_item"]),
        json!([]),
        json!(["unsuitable_under_hold"]),
        json!(["choice_needed"]),
    ];
    assert_eq!(column(&seen, "concerns"), concerns.iter().collect::<Vec<_>>());
    assert_eq!(column(&seen, "running")[2], &json!([running.id()]));
    assert_eq!(column(&seen, "contraindications")[3], &json!(["Not alone."]));
    assert_eq!(column(&seen, "choices")[4].as_array().unwrap().len(), 2);
    assert_eq!(seen.body["programme"]["title"], "Weeks");
    // Nothing is written.
    assert_eq!(sql.number("SELECT count(*) FROM assignments").await, before);
    assert_eq!(sql.number("SELECT count(*) FROM enrolments").await, 0);
    assert_eq!(sql.number("SELECT count(*) FROM jobs").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_couple_gets_what_is_for_one_twice() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let programme = programme(
        &care,
        "own",
        &steps(&care, &[("weekly-ritual", at_once()), ("self-care", after(7))]).await,
    )
    .await;
    let sql = app.sql().await;
    sql.run("UPDATE practices SET agreement_required = true").await;
    let seen = preview(&care, json!({"couple_id": care.couple}), &programme).await.expect(200);
    let wanted = [json!(null), json!(care.ann.id), json!(care.ben.id)];
    assert_eq!(column(&seen, "client_id"), wanted.iter().collect::<Vec<_>>());
    assert_eq!(column(&seen, "concerns")[0], &json!(["agreement_needed"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_for_those_in_ones_care() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let programme = programme(&care, "own", &steps(&care, &[("self-care", at_once())]).await).await;
    let cy = care.practice.client("Cy").await;
    hidden(vec![
        preview(&care, json!({"client_id": cy.id}), &programme).await,
        preview(&care, json!({"couple_id": new_id()}), &programme).await,
    ]);
    preview(&care, json!({}), &programme).await.invalid(&["#/client_id"]);
    preview(&care, json!({"client_id": care.ann.id, "couple_id": care.couple}), &programme)
        .await
        .invalid(&["#/client_id"]);
    preview(&care, json!({"client_id": care.ann.id}), &new_id().to_string())
        .await
        .invalid(&["#/enrolment/programme_id"]);
}
