//! What the practice's own calendar sends.

use serde_json::json;

use super::{listed, meeting};
use crate::support::TestApp;
use crate::support::homework::{Care, noon};

#[tokio::test(flavor = "multi_thread")]
async fn the_calendar_sends_the_same_as_often_as_it_likes() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let fay = care.practice.staff("Fay", &["front_desk"]).await;
    let place = format!("/v1/couples/{}/external-appointments/cal-4711", care.couple);
    let made = fay.put(&place, meeting(&care, -1, json!({}))).await.expect(201);
    assert_eq!(fay.get(&made.header("location")).await.expect(200).body, made.body);
    let again = fay.put(&place, meeting(&care, -1, json!({}))).await.expect(200);
    assert_eq!((again.body.clone(), again.etag()), (made.body.clone(), made.etag()));
    // What became of it may be said here; a calendar that does not know leaves it.
    let said = json!({"status": "held"});
    care.therapist.patch_if(&made.header("location"), &made.etag(), said).await.expect(200);
    let longer = fay.put(&place, meeting(&care, -1, json!({"minutes": 90}))).await.expect(200);
    assert_eq!((&longer.body["status"], &longer.body["minutes"]), (&json!("held"), &json!(90)));
    assert_eq!((&longer.body["id"], &longer.body["external_id"]), (&made.body["id"], &json!("cal-4711")));
    assert_eq!(listed(&fay, "").await.len(), 1);
    let at_bens = care.ben.get(&made.header("location")).await.expect(200);
    assert_eq!(at_bens.body["external_id"], json!(null), "numbers of another system are the office's");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_id_means_another_one_elsewhere() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let fay = care.practice.staff("Fay", &["front_desk"]).await;
    let place = |whose: String| format!("/v1/{whose}/external-appointments/1");
    let places = [
        place(format!("clients/{}", care.ann.id)),
        place(format!("clients/{}", care.ben.id)),
        place(format!("couples/{}", care.couple)),
    ];
    for place in &places {
        fay.put(place, meeting(&care, 1, json!({}))).await.expect(201);
    }
    assert_eq!(listed(&fay, "").await.len(), 3);
    assert_eq!(listed(&care.ben, "").await.len(), 2);
    let uma = care.practice.staff("Uma", &["therapist"]).await;
    uma.put(&places[0], meeting(&care, 1, json!({}))).await.problem(404, "not_found");
    let odd = format!("/v1/clients/{}/external-appointments/a%20b", care.ann.id);
    fay.put(&odd, meeting(&care, 1, json!({}))).await.problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_senders_at_once_make_one() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let fay = care.practice.staff("Fay", &["front_desk"]).await;
    let place = format!("/v1/clients/{}/external-appointments/cal-1", care.ann.id);
    let send = || fay.put(&place, meeting(&care, 1, json!({"starts_at": noon(1)})));
    let (one, two) = tokio::join!(send(), send());
    let mut told = [one.status, two.status];
    told.sort_unstable();
    assert!(matches!(told, [200, 201] | [201, 409]), "{told:?}");
    assert_eq!(listed(&fay, "").await.len(), 1);
}
