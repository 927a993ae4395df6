//! `/v1/sessions`, `/v1/tokens`, `/v1/invitation-acceptances` and `/v1/me`.

mod choose_membership;
pub mod create_invitation_acceptance;
mod create_session;
mod create_tokens;
mod delete_session;
mod find_me;
mod forged_tokens;
mod idle;
mod list_sessions;
mod revocation;
mod secrets;

use serde_json::json;

use crate::support::{Answer, Caller, PASSWORD, TestApp};

/// Signs in by password.
async fn sign_in(app: &TestApp, email: &str) -> Answer {
    app.nobody().post("/v1/sessions", json!({"email": email, "password": PASSWORD})).await.expect(201)
}

/// The bearer of the access token in an answer.
fn bearer(app: &TestApp, answer: &Answer) -> Caller {
    app.bearer(answer.body["access_token"].as_str())
}

fn refresh_token(answer: &Answer) -> String {
    answer.body["refresh_token"].as_str().unwrap().to_owned()
}

async fn refresh(app: &TestApp, token: &str) -> Answer {
    app.nobody().post("/v1/tokens", json!({"refresh_token": token})).await
}
