//! `/v1/me/second-factor`, and what a second factor means for signing in, for sessions and for sensitive operations.

mod confirm_second_factor;
mod create_recovery_codes;
mod create_second_factor;
mod delete_second_factor;
mod guessing;
mod limited_sessions;
mod lost;
mod other_sessions;
mod prove_session;
mod recovery_codes;
mod sign_in;
mod step_up;

use serde_json::json;

use crate::support::{Answer, Caller, PASSWORD, Sql, TestApp};

/// Signs in with the right password, and perhaps a code.
async fn sign_in(app: &TestApp, email: &str, code: Option<&str>) -> Answer {
    let mut body = json!({"email": email, "password": PASSWORD});
    if let Some(code) = code {
        body["second_factor_code"] = json!(code);
    }
    app.nobody().post("/v1/sessions", body).await
}

/// The caller with the tokens of an answer.
fn with(caller: &Caller, answer: &Answer) -> Caller {
    caller.with_token(answer.body["access_token"].as_str().unwrap())
}

async fn refresh(app: &TestApp, answer: &Answer) -> Answer {
    app.nobody().post("/v1/tokens", json!({"refresh_token": answer.body["refresh_token"]})).await
}

/// Lets every proof be this old.
async fn age_proofs(sql: &Sql, minutes: i64) {
    let by = format!("interval '{minutes} minutes'");
    let age = format!(
        "UPDATE sessions SET proved_at = proved_at - {by}, second_factor_at = second_factor_at - {by}"
    );
    sql.run(&age).await;
}

/// The outcomes that the audit has of an action in a practice, once there are this many.
async fn audited(sql: &Sql, practice: uuid::Uuid, action: &str, count: usize) -> Vec<String> {
    let query = format!(
        "SELECT outcome FROM audit_events WHERE practice_id = '{practice}' AND action = '{action}' ORDER BY id"
    );
    for _ in 0..100 {
        let found = sql.column(&query).await;
        if found.len() >= count {
            return found;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    sql.column(&query).await
}
