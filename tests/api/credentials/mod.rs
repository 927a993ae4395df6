mod email_change;
mod password_reset;
mod update_password;

use serde_json::{Value, json};

use crate::support::{Answer, TestApp, token_in};

pub const NEW: &str = "another-quiet-evening-walk";

pub async fn sign_in(app: &TestApp, email: &str, password: &str) -> Answer {
    app.nobody().post("/v1/sessions", json!({"email": email, "password": password})).await
}

/// Asks for a reset; the token of the letter, which is the `count`th one of its kind to that address.
pub async fn reset_token(app: &TestApp, email: &str, count: usize) -> String {
    app.nobody().post("/v1/password-resets", json!({"email": email})).await.expect(202);
    token_in(app.letters_about(email, "Choose a new password", count).await.last().unwrap())
}

pub async fn complete(app: &TestApp, token: &str, more: Value) -> Answer {
    let mut body = json!({"token": token, "new_password": NEW});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    app.nobody().post("/v1/password-reset-completions", body).await
}
