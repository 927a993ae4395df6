//! What the practice's own calendar sends.

use serde_json::json;

use super::{listed, meeting};
use crate::http::raw::Raw;
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
}

/// Guards the names that calendars in use give: an address, a path, a plus, spaces, and long ones.
#[tokio::test(flavor = "multi_thread")]
async fn whatever_can_be_printed_is_a_name() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let fay = care.practice.staff("Fay", &["front_desk"]).await;
    let place = |name: &str| format!("/v1/clients/{}/external-appointments/{name}", care.ann.id);
    let send = async |name: &str| fay.put(&place(name), meeting(&care, 1, json!({}))).await;
    let (long, longest) = ("0".repeat(152), "z".repeat(255));
    for (sent, kept) in [
        ("abc%40google.com", "abc@google.com"),
        ("abc@google.com", "abc@google.com"),
        ("cal%2F1", "cal/1"),
        ("a:b", "a:b"),
        ("a+b=", "a+b="),
        ("a%2Bb%3D", "a+b="),
        ("a%20b", "a b"),
        ("100%25", "100%"),
        ("%252F", "%2F"),
        ("%7B0a1B%7D", "{0a1B}"),
        ("Bespr%C3%A4ch%20%E2%80%93%201", "Bespräch – 1"),
        ("..a", "..a"),
        (long.as_str(), long.as_str()),
        (longest.as_str(), longest.as_str()),
    ] {
        let told = send(sent).await;
        assert!(matches!(told.status, 200 | 201), "{sent}: {}", told.text);
        assert_eq!(told.body["external_id"], kept, "{sent}");
        assert_eq!(send(sent).await.expect(200).body, told.body, "{sent}");
    }
    assert_eq!(listed(&fay, "").await.len(), 12, "two ways to write a name are one name");
    let too_long = "z".repeat(256);
    for wrong in [too_long.as_str(), "a%0Ab", "%00", "%7F", "%C2%85", "%E2%80%A8", "%FF", "%20"] {
        let told = send(wrong).await.problem(422, "invalid");
        assert_eq!(told.body["errors"][0]["parameter"], "external_id", "{wrong}");
    }
    // What clients take for a step through the path, sent as it is.
    let token = fay.token.clone().unwrap();
    let body = meeting(&care, 1, json!({})).to_string();
    for dots in [".", "..", "%2E", "%2e%2E"] {
        let mut raw = Raw::open(&app).await;
        let head = format!(
            "PUT {} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            place(dots),
            body.len()
        );
        raw.send(&(head + &body)).await;
        let (told, _) = raw.receive(std::time::Duration::from_secs(10)).await;
        assert!(told.starts_with("HTTP/1.1 422") && told.contains("external_id"), "{dots}: {told}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_senders_at_once_make_one() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let fay = care.practice.staff("Fay", &["front_desk"]).await;
    let place = format!("/v1/clients/{}/external-appointments/cal-1", care.ann.id);
    let send = || fay.put(&place, meeting(&care, 1, json!({"starts_at": noon(1)})));
    let mut told: Vec<u16> =
        futures_util::future::join_all((0..4).map(|_| send())).await.iter().map(|it| it.status).collect();
    told.sort_unstable();
    assert_eq!(told, [200, 200, 200, 201]);
    assert_eq!(listed(&fay, "").await.len(), 1);
    // Nor is a change lost to another one: each is written over the one before.
    let change = |minutes| fay.put(&place, meeting(&care, 1, json!({"minutes": minutes})));
    for told in futures_util::future::join_all((31..39).map(change)).await {
        told.expect(200);
    }
}
