//! The small sign to the partner: only where the author asks, and only where the partner wants to be reached.

use serde_json::{Value, json};

use super::{limit, note, set, used};
use crate::safety::hold;
use crate::support::TestApp;
use crate::support::homework::Care;

const SUBJECT: &str = "A small sign for you";

async fn boundary(care: &Care<'_>) -> String {
    let script = care.item("limit-with-reconnect").await;
    set(&care.ann, &limit(care, script, json!({}))).await.expect(201).id()
}

/// Begins a limit now and asks for a sign; says how many signs Ben has got.
async fn sign(app: &TestApp, care: &Care<'_>, boundary: &str, over: Value) -> usize {
    let mut body = used(boundary, json!({"started_at": app.clock.now(), "notify_partner": true}));
    for (name, value) in over.as_object().unwrap() {
        body[name] = value.clone();
    }
    let made = note(&care.ann, &body).await.expect(201);
    assert_eq!(made.body["notify_partner"], body["notify_partner"]);
    // Sending it again sends no other sign.
    note(&care.ann, &body).await.expect(200);
    app.all_sent().await;
    app.letters().iter().filter(|letter| letter.to == care.ben.email && letter.subject == SUBJECT).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_names_nobody_and_says_nothing() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let boundary = boundary(&care).await;
    assert_eq!(sign(&app, &care, &boundary, json!({"notify_partner": false})).await, 0);
    assert_eq!(sign(&app, &care, &boundary, json!({"note": "Too loud."})).await, 1);
    let letters = app.letters_about(&care.ben.email, SUBJECT, 1).await;
    for word in ["Ann", "Ben", "Harbour", "limit", "quiet", "loud", "partner", "couple"] {
        assert!(!letters[0].body.contains(word), "{word}: {}", letters[0].body);
    }
    // What is over or long begun is none of a sign, and there are at most three a day.
    let began = app.clock.now() - chrono::TimeDelta::minutes(1);
    let over = json!({"started_at": began, "returned_at": began});
    assert_eq!(sign(&app, &care, &boundary, over).await, 1);
    let earlier = json!({"started_at": app.clock.now() - chrono::TimeDelta::hours(1)});
    assert_eq!(sign(&app, &care, &boundary, earlier).await, 1);
    assert_eq!(sign(&app, &care, &boundary, json!({})).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_heeds_how_the_partner_wants_to_be_reached() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let boundary = boundary(&care).await;
    let preferences = format!("/v1/clients/{}/contact-preferences", care.ben.id);
    let yesterday = (app.clock.now() - chrono::TimeDelta::days(1)).format("%A").to_string().to_lowercase();
    let unsafe_now = json!([{"weekday": yesterday, "from": "03:00", "to": "03:01"}]);
    for (version, wish, signs) in [
        (1, json!({"channel": "none", "safe_times": []}), 0),
        (2, json!({"channel": "email", "safe_times": unsafe_now}), 0),
        (3, json!({"channel": "email", "safe_times": []}), 1),
    ] {
        care.ben.put_if(&preferences, &format!("\"{version}\""), wish).await.expect(200);
        assert_eq!(sign(&app, &care, &boundary, json!({})).await, signs);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_stops_signs_and_tells_nobody() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let boundary = boundary(&care).await;
    hold(&care.therapist, &care.ann).await;
    assert_eq!(sign(&app, &care, &boundary, json!({})).await, 0);
}
