//! `holdfast account remove-second-factor`, as an operator runs it.

use std::process::{Command, Output};

use super::{audited, sign_in};
use crate::support::{Authenticator, TestApp};

async fn remove(app: &TestApp, email: &str) -> Output {
    let (email, url, master) = (email.to_owned(), app.url.clone(), app.master.encode());
    let run = move || {
        Command::new(env!("CARGO_BIN_EXE_holdfast"))
            .args(["account", "remove-second-factor", &email])
            .env_remove("DATABASE_URL")
            .env("HOLDFAST_OWNER_URL", url)
            .env("HOLDFAST_MASTER_KEY", master)
            .output()
            .unwrap()
    };
    tokio::task::spawn_blocking(run).await.unwrap()
}

/// Guards the way back for whoever lost phone and codes, and its traces: the person and each practice learn of it.
#[tokio::test(flavor = "multi_thread")]
async fn an_operator_takes_it_off_and_everybody_learns_of_it() {
    let app = TestApp::start().await;
    let (here, there) = (app.practice("Harbour").await, app.practice("Lantern").await);
    let ada = here.staff("Ada", &["therapist"]).await;
    let elsewhere = there.join(&ada, &["therapist"]).await;
    let phone = Authenticator::confirmed(&app, &ada).await;
    let ben = here.client("Ben").await;
    Authenticator::confirmed(&app, &ben).await;
    let output = remove(&app, &ada.email.to_uppercase()).await;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stdout).contains("taken off"));
    for ended in [&ada, &elsewhere] {
        ended.get("/v1/me").await.problem(401, "unauthenticated");
    }
    // Both practices are open to the password alone, and nobody else's second factor has changed.
    let choice = sign_in(&app, &ada.email, None).await.expect(200);
    assert_eq!(choice.body["status"], "choose_membership");
    let code = Some(phone.recovery_codes[0].as_str());
    assert_eq!(sign_in(&app, &ada.email, code).await.body["status"], "choose_membership");
    assert_eq!(sign_in(&app, &ben.email, None).await.body["status"], "second_factor_needed");
    app.letters_about(&ada.email, "Sign-in codes were taken off", 1).await;
    let sql = app.sql().await;
    for practice in [here.id, there.id] {
        assert_eq!(audited(&sql, practice, "remove_lost_second_factor", 1).await, ["success"]);
    }
    let rows = "SELECT count(*) FROM recovery_codes JOIN accounts ON account_id = id WHERE email = ";
    assert_eq!(sql.number(&format!("{rows}'{}'", ada.email)).await, 0);
    let named =
        "SELECT count(*) FROM audit_events WHERE action = 'remove_lost_second_factor' AND session_id IS NULL";
    assert_eq!(sql.number(named).await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_there_is_nothing_to_take_off_nothing_happens() {
    let app = TestApp::start().await;
    let ada = app.practice("Harbour").await.client("Ada").await;
    for (email, why) in [
        ("nobody@example.org", "no account has this e-mail address"),
        (ada.email.as_str(), "has no second factor"),
        ("no address", "takes an e-mail address"),
    ] {
        let output = remove(&app, email).await;
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && told.contains(why), "{told}");
    }
    ada.get("/v1/me").await.expect(200);
}
