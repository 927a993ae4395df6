//! What is not for somebody under a safety hold waits, where the care team sees it and nobody else.

use chrono::Days;
use serde_json::{Value, json};

use super::{
    after, at_once, enrol, given, noon_of, of_client, of_couple, programme, read, released, start_of, steps,
    work_at,
};
use crate::safety::{hold, lift};
use crate::support::TestApp;
use crate::support::homework::Care;

async fn unsuitable(app: &TestApp, item: &Value) {
    let id = item["items"][0]["item_id"].as_str().unwrap();
    let mark = format!("UPDATE library_versions SET unsuitable_under_hold = true WHERE item_id = '{id}'");
    app.sql().await.run(&mark).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_waits_and_is_released_once_the_hold_is_lifted() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let rules = [("mindful-minute", at_once()), ("belief-evidence-log", after(3)), ("self-care", after(3))];
    let steps = steps(&care, &rules).await;
    unsuitable(&app, &steps[1]).await;
    let programme = programme(&care, "own", &steps).await;
    let made = enrol(&care, &of_client(&care.ann), &programme).await;
    let placed = hold(&care.therapist, &care.ann).await;
    let day = start_of(&made) + Days::new(3);
    work_at(&app, noon_of(day)).await;
    let held = read(&care, &made.id()).await;
    assert_eq!((released(&held), &held.body["steps"][1]["held_up_by"]), (2, &json!("hold")));
    assert_eq!(held.body["steps"][2]["state"], "released");
    // Nothing of it is told to the client.
    let told = care.ann.get(&format!("/v1/clients/{}/programme-steps", care.ann.id)).await.expect(200);
    let positions: Vec<&Value> = told.items().iter().map(|it| &it["step"]).collect();
    assert_eq!(positions, [&json!(1), &json!(3)]);
    // Looking again changes nothing, not even the version.
    work_at(&app, noon_of(day + Days::new(1))).await;
    assert_eq!(read(&care, &made.id()).await.etag(), held.etag());
    let ahead = format!("/v1/enrolments/{}/steps/2/release", made.id());
    let still = care.therapist.put_if(&ahead, &held.etag(), json!({})).await.expect(200);
    assert_eq!(still.body, held.body);
    lift(&care.therapist, &care.ann, &placed).await;
    work_at(&app, noon_of(day + Days::new(2))).await;
    let now = read(&care, &made.id()).await;
    assert_eq!((released(&now), &now.body["steps"][1]["held_up_by"]), (3, &json!(null)));
    let last = given(&care.therapist, &of_client(&care.ann)).await.pop().unwrap();
    assert_eq!(last["starts_on"], json!(day + Days::new(2)));
}

/// The other partner of somebody under a hold gets the own homework, and no sign of the hold.
#[tokio::test(flavor = "multi_thread")]
async fn the_other_partner_gets_the_own() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let steps = steps(&care, &[("belief-evidence-log", at_once())]).await;
    unsuitable(&app, &steps[0]).await;
    let programme = programme(&care, "own", &steps).await;
    hold(&care.therapist, &care.ann).await;
    let made = enrol(&care, &of_couple(&care), &programme).await;
    let of = |client: uuid::Uuid| {
        let steps = made.body["steps"].as_array().unwrap();
        steps.iter().find(|it| it["client_id"] == json!(client)).unwrap().clone()
    };
    assert_eq!(
        (&of(care.ben.id)["state"], &of(care.ben.id)["held_up_by"]),
        (&json!("released"), &json!(null))
    );
    assert_eq!(
        (&of(care.ann.id)["state"], &of(care.ann.id)["held_up_by"]),
        (&json!("waiting"), &json!("hold"))
    );
    let told = care.ben.get(&format!("/v1/clients/{}/programme-steps", care.ben.id)).await.expect(200);
    assert_eq!(told.items().len(), 1);
    assert!(given(&care.ann, &of_client(&care.ann)).await.is_empty());
}

/// What cannot be assigned any more, or needs an agreement first, waits as well.
#[tokio::test(flavor = "multi_thread")]
async fn a_retired_item_and_a_missing_agreement_hold_up_too() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let rules = [
        ("weekly-ritual", after(1)),
        ("bids-for-connection", after(1)),
        ("support-their-interests", after(1)),
    ];
    let steps = steps(&care, &rules).await;
    let programme = programme(&care, "own", &steps).await;
    let made = enrol(&care, &of_couple(&care), &programme).await;
    let sql = app.sql().await;
    sql.run("UPDATE practices SET agreement_required = true").await;
    let retired = steps[1]["items"][0]["item_id"].as_str().unwrap();
    sql.run(&format!("UPDATE library_items SET retired_at = now() WHERE id = '{retired}'")).await;
    work_at(&app, noon_of(start_of(&made) + Days::new(1))).await;
    let now = read(&care, &made.id()).await;
    let why: Vec<&Value> = now.body["steps"].as_array().unwrap().iter().map(|it| &it["held_up_by"]).collect();
    assert_eq!(why, [&json!("agreement"), &json!("item"), &json!(null)]);
    assert_eq!(released(&now), 1);
}
