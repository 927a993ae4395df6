//! `POST /v1/me/second-factor/recovery-codes`.

use serde_json::json;

use super::{age_proofs, audited, sign_in};
use crate::support::{Authenticator, TestApp};

const PATH: &str = "/v1/me/second-factor/recovery-codes";

#[tokio::test(flavor = "multi_thread")]
async fn new_codes_end_the_old_ones() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let ada = practice.client("Ada").await;
    ada.post(PATH, json!({})).await.problem(404, "not_found");
    let phone = Authenticator::confirmed(&app, &ada).await;
    sign_in(&app, &ada.email, Some(&phone.recovery_codes[0])).await.expect(201);
    assert_eq!(ada.get("/v1/me/second-factor").await.body["recovery_codes_left"], 9);
    let made = ada.post(PATH, json!({})).await.expect(201);
    let codes: Vec<String> = serde_json::from_value(made.body["recovery_codes"].clone()).unwrap();
    assert_eq!((codes.len(), made.header("cache-control").as_str()), (10, "no-store"));
    assert_eq!(ada.get("/v1/me/second-factor").await.body["recovery_codes_left"], 10);
    sign_in(&app, &ada.email, Some(&phone.recovery_codes[1])).await.problem(401, "sign_in_failed");
    sign_in(&app, &ada.email, Some(&codes[1])).await.expect(201);
    let sql = app.sql().await;
    assert_eq!(audited(&sql, practice.id, "create_recovery_codes", 2).await, ["denied", "success"]);
    age_proofs(&sql, 11).await;
    ada.post(PATH, json!({})).await.problem(403, "step_up_needed");
}
