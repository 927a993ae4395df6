//! Two clients of a practice never become one account, though they may share a mailbox.

use serde_json::{Value, json};

use super::new_client;
use crate::support::{Answer, Authenticator, Caller, PASSWORD, TestApp};

const FAMILY: &str = "family@example.org";

async fn client(staff: &Caller, name: &str) -> String {
    staff.post("/v1/clients", new_client(name)).await.expect(201).id()
}

async fn invite(staff: &Caller, client: &str, email: &str) -> Answer {
    staff.post(&format!("/v1/clients/{client}/invitations"), json!({"email": email})).await
}

async fn accept(app: &TestApp, token: &Value, password: &str, code: Option<&str>) -> Answer {
    let mut body = json!({"token": token, "password": password});
    if let Some(code) = code {
        body["second_factor_code"] = json!(code);
    }
    app.nobody().post("/v1/invitation-acceptances", body).await
}

/// Guards the step where staff can still ask for another address.
#[tokio::test(flavor = "multi_thread")]
async fn an_address_of_another_client_is_not_invited() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let tess = practice.staff("Tess", &["therapist"]).await;
    let (ada, ben) = (client(&tess, "Ada").await, client(&tess, "Ben").await);
    let token = invite(&tess, &ada, FAMILY).await.expect(201).body["token"].clone();
    invite(&tess, &ben, "Family@Example.org").await.problem(409, "email_in_use");
    // Ada herself can be invited again.
    let newer = invite(&tess, &ada, FAMILY).await.expect(201).body["token"].clone();
    accept(&app, &token, PASSWORD, None).await.problem(404, "not_found");
    accept(&app, &newer, PASSWORD, None).await.expect(201);
    invite(&tess, &ben, FAMILY).await.problem(409, "email_in_use");
    invite(&tess, &ben, "ben@example.org").await.expect(201);
    // Whose it is elsewhere, or as a colleague, is nobody's business here.
    let colleague = practice.staff("Cleo", &["therapist"]).await;
    let stranger = app.practice("Lantern").await.client("Dan").await;
    for email in [&colleague.email, &stranger.email] {
        let other = client(&tess, "Eve").await;
        invite(&tess, &other, email).await.expect(201);
    }
}

/// Guards that an address cannot be tried out to learn who else is a client here.
#[tokio::test(flavor = "multi_thread")]
async fn the_address_of_a_client_in_others_care_is_not_told() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let tess = practice.staff("Tess", &["therapist"]).await;
    let cleo = practice.staff("Cleo", &["therapist"]).await;
    let (ada, dan) = (client(&tess, "Ada").await, practice.client("Dan").await);
    let desk = practice.staff("Fay", &["front_desk"]).await;
    let adas = invite(&tess, &ada, FAMILY).await.expect(201).body["token"].clone();
    let eve = client(&cleo, "Eve").await;
    let theirs = [FAMILY, dan.email.as_str()];
    for email in theirs {
        invite(&cleo, &eve, email).await.expect(201);
    }
    let eves = invite(&cleo, &eve, FAMILY).await.expect(201).body["token"].clone();
    let gus = client(&desk, "Gus").await;
    for email in theirs {
        invite(&desk, &gus, email).await.problem(409, "email_in_use");
    }
    // It is still one account for each client.
    accept(&app, &adas, PASSWORD, None).await.expect(201);
    accept(&app, &eves, PASSWORD, None).await.problem(409, "already_client");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_that_has_run_out_keeps_no_address() {
    let app = TestApp::start().await;
    let tess = app.practice("Harbour").await.staff("Tess", &["therapist"]).await;
    let (ada, ben) = (client(&tess, "Ada").await, client(&tess, "Ben").await);
    invite(&tess, &ada, FAMILY).await.expect(201);
    app.sql().await.run("UPDATE invitations SET expires_at = now() - interval '1 minute'").await;
    invite(&tess, &ben, FAMILY).await.expect(201);
}

/// Guards what one partner keeps from the other: whoever has the account of one does not become the other as well, by an
/// invitation from before or by one to an address that was changed since.
#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_one_client_of_a_practice() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let tess = practice.staff("Tess", &["therapist"]).await;
    let ada = practice.client("Ada").await;
    let ben = client(&tess, "Ben").await;
    let token = invite(&tess, &ben, FAMILY).await.expect(201).body["token"].clone();
    let sql = app.sql().await;
    sql.run(&format!("UPDATE accounts SET email = '{FAMILY}' WHERE id = '{}'", ada.account)).await;
    // Nothing is told before password and code are right.
    accept(&app, &token, "another-password-altogether", None).await.problem(401, "sign_in_failed");
    let phone = Authenticator::confirmed(&app, &ada).await;
    let asked = accept(&app, &token, PASSWORD, None).await.expect(200);
    assert_eq!(asked.body["status"], "second_factor_needed");
    let code = phone.next_code();
    accept(&app, &token, PASSWORD, Some(&code)).await.problem(409, "already_client");
    let bens = format!("SELECT count(*) FROM memberships WHERE id = '{ben}' AND account_id IS NULL");
    assert_eq!(sql.number(&bens).await, 1);
    assert_eq!(sql.number("SELECT count(*) FROM invitations WHERE accepted_at IS NOT NULL").await, 0);
    // In another practice the same account may be a client, too.
    let lou = app.practice("Lantern").await.staff("Lou", &["therapist"]).await;
    let there = client(&lou, "Ada").await;
    let token = invite(&lou, &there, FAMILY).await.expect(201).body["token"].clone();
    accept(&app, &token, PASSWORD, Some(&phone.next_code())).await.expect(201);
}

/// Guards the moment between looking and entering.
#[tokio::test(flavor = "multi_thread")]
async fn of_two_acceptances_at_once_one_counts() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let tess = practice.staff("Tess", &["therapist"]).await;
    let elsewhere = app.practice("Lantern").await.client("Ada").await;
    let (ada, ben) = (client(&tess, "Ada").await, client(&tess, "Ben").await);
    let one = invite(&tess, &ada, &elsewhere.email).await.expect(201).body["token"].clone();
    let sql = app.sql().await;
    let other = invite(&tess, &ben, "ben@example.org").await.expect(201).body["token"].clone();
    let shared =
        format!("UPDATE invitations SET email = '{}' WHERE email = 'ben@example.org'", elsewhere.email);
    sql.run(&shared).await;
    let (a, b) = tokio::join!(accept(&app, &one, PASSWORD, None), accept(&app, &other, PASSWORD, None));
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409], "{} {}", a.text, b.text);
}
