//! `holdfast keys rotate-master`, beside services that run.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use holdfast::platform::crypto::Key;
use serde_json::json;

use super::{run, told};
use crate::support::{Authenticator, Caller, PASSWORD, TestApp};

/// A service with the new key that opens what the old one sealed.
async fn changing(app: &TestApp, new: &Key) -> TestApp {
    let (new, old) = (new.encode(), app.master.encode());
    TestApp::with(app.url.clone(), |settings| {
        (settings.master_key, settings.other_master_key) = (Some(new), Some(old));
    })
    .await
}

async fn rotate(app: &TestApp, new: &Key) -> String {
    let environment = vec![
        ("HOLDFAST_OWNER_URL", app.url.clone()),
        ("HOLDFAST_MASTER_KEY", new.encode()),
        ("HOLDFAST_OTHER_MASTER_KEY", app.master.encode()),
    ];
    told(&run("rotate-master", environment).await)
}

/// Writes and reads what is sealed with the key of the practice, until it is told to stop.
async fn keep_busy(app: &TestApp, owner: &Caller, stop: Arc<AtomicBool>, done: Arc<AtomicUsize>) {
    let caller = Caller { base: app.base.clone(), ..owner.clone() };
    while !stop.load(Ordering::SeqCst) {
        let body = json!({"password": PASSWORD, "email": owner.email});
        app.nobody().post("/v1/sessions", body).await.expect(201);
        caller.get("/v1/me").await.expect(200);
        done.fetch_add(1, Ordering::SeqCst);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_opens_with_the_new_key_alone_afterwards() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let owner = practice.staff("Tess", &["owner", "therapist"]).await;
    let ada = practice.client("Ada").await;
    practice.care_for_client(&owner, &ada).await;
    let phone = Authenticator::confirmed(&app, &ada).await;
    let mark = json!({"kind": "flag", "reason": "The phone lies about."});
    let marks = format!("/v1/clients/{}/safety-marks", ada.id);
    owner.post(&marks, mark).await.expect(201);
    app.all_sent().await;
    let new = Key::generate().unwrap();
    let both = changing(&app, &new).await;
    let (stop, done) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let work = async {
        let text = rotate(&app, &new).await;
        while done.load(Ordering::SeqCst) < 5 {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        stop.store(true, Ordering::SeqCst);
        text
    };
    let (text, ()) = tokio::join!(work, keep_busy(&both, &owner, Arc::clone(&stop), Arc::clone(&done)));
    assert!(text.contains(" 10 were sealed anew"), "{text}");
    assert!(rotate(&app, &new).await.contains(" 0 were sealed anew"));
    // A service that never heard of the old key.
    let text = new.encode();
    let alone = TestApp::with(app.url.clone(), |settings| settings.master_key = Some(text)).await;
    let caller = Caller { base: alone.base.clone(), ..owner.clone() };
    let read = caller.get(&marks).await.expect(200);
    assert!(read.text.contains("The phone lies about."), "{}", read.text);
    let body = |code: &str| json!({"email": ada.email, "password": PASSWORD, "second_factor_code": code});
    let code = phone.next_code();
    alone.clock.advance(chrono::TimeDelta::seconds(30));
    alone.nobody().post("/v1/sessions", body(&code)).await.expect(201);
    // Digests stay what they were.
    let opened = alone.nobody().post("/v1/sessions", body(&phone.recovery_codes[0])).await.expect(201);
    let refresh = json!({"refresh_token": opened.body["refresh_token"]});
    let (once, again) = (
        alone.nobody().post("/v1/tokens", refresh.clone()).await,
        both.nobody().post("/v1/tokens", refresh).await,
    );
    assert_eq!(once.expect(200).body["refresh_token"], again.expect(200).body["refresh_token"]);
    let sql = app.sql().await;
    let forced = "SELECT count(*) FROM pg_class WHERE relname = 'practice_keys' AND relforcerowsecurity";
    assert_eq!(sql.number(forced).await, 1);
}

/// Guards against half a change: where one thing does not open, nothing is changed.
#[tokio::test(flavor = "multi_thread")]
async fn with_a_wrong_key_nothing_is_changed() {
    let app = TestApp::start().await;
    app.practice("Harbour").await;
    let sql = app.sql().await;
    let all = "SELECT wrapped_key::text FROM practice_keys UNION ALL SELECT private_key_sealed::text FROM signing_keys \
               UNION ALL SELECT key_sealed::text FROM server_keys ORDER BY 1";
    let before = sql.column(all).await;
    let (new, wrong) = (Key::generate().unwrap(), Key::generate().unwrap());
    let environment = vec![
        ("HOLDFAST_OWNER_URL", app.url.clone()),
        ("HOLDFAST_MASTER_KEY", new.encode()),
        ("HOLDFAST_OTHER_MASTER_KEY", wrong.encode()),
    ];
    let output = run("rotate-master", environment).await;
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && told.contains("nothing was changed"), "{told}");
    assert_eq!(sql.column(all).await, before);
}

/// Guards against taking a rotation that did not happen for one that did: the new key was forgotten.
#[tokio::test(flavor = "multi_thread")]
async fn with_the_old_key_alone_it_says_that_nothing_was_rotated() {
    let app = TestApp::start().await;
    app.practice("Harbour").await;
    let environment =
        vec![("HOLDFAST_OWNER_URL", app.url.clone()), ("HOLDFAST_MASTER_KEY", app.master.encode())];
    let output = run("rotate-master", environment).await;
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && told.contains("nothing was rotated"), "{told}");
    assert!(output.stdout.is_empty());
}

/// A service with another key than the database's does not start, and makes no new keys beside it.
#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_master_key_serves_nothing() {
    let app = TestApp::start().await;
    let database = app.database(1);
    let wrong = Key::generate().unwrap().into();
    let loaded =
        holdfast::app::load_shared(&database, &wrong, app.clock.clone(), 1, Default::default()).await;
    assert!(loaded.is_err_and(|error| error.to_string().contains("is not the master key")));
    assert_eq!(app.sql().await.number("SELECT count(*) FROM signing_keys").await, 1);
}
