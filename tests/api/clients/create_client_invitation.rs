//! `POST /v1/clients/{client_id}/invitations`.

use diesel::sql_types::{BigInt, Bytea};
use diesel_async::RunQueryDsl;
use serde_json::{Value, json};

use super::{hidden, new_client};
use crate::support::{PASSWORD, TestApp, new_id};

fn with_email(email: &str) -> Value {
    let mut body = new_client("Ada");
    body["email"] = json!(email);
    body
}

#[tokio::test(flavor = "multi_thread")]
async fn the_token_opens_the_door_once() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let tess = practice.staff("Tess", &["therapist"]).await;
    let ada = tess.post("/v1/clients", with_email("ada@example.org")).await.expect(201);
    let path = format!("/v1/clients/{}", ada.id());
    let made = tess.post(&format!("{path}/invitations"), json!({})).await.expect(201);
    assert_eq!(
        (&made.body["membership_id"], &made.body["email"]),
        (&ada.body["id"], &json!("ada@example.org"))
    );
    assert_eq!(tess.get(&path).await.expect(200).body["access"], "invited");
    let accept = json!({"token": made.body["token"], "password": PASSWORD});
    let in_at = app.nobody().post("/v1/invitation-acceptances", accept.clone()).await.expect(201);
    let client = app.bearer(in_at.body["access_token"].as_str());
    assert_eq!(client.get(&path).await.expect(200).body["access"], "active");
    app.nobody().post("/v1/invitation-acceptances", accept).await.problem(404, "not_found");
    tess.post(&format!("{path}/invitations"), json!({})).await.problem(409, "already_member");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_request_tells_the_same_token() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let desk = practice.staff("Dee", &["front_desk"]).await;
    let ada = desk.post("/v1/clients", with_email("ada@example.org")).await.expect(201);
    let bo = desk.post("/v1/clients", with_email("bo@example.org")).await.expect(201);
    let path = format!("/v1/clients/{}/invitations", ada.id());
    let first = desk.post_once(&path, "k", json!({})).await.expect(201);
    // What is on record may change meanwhile: the answer is the first one's.
    let gone = json!({"email": null});
    let client = format!("/v1/clients/{}", ada.id());
    let invited = desk.get(&client).await.expect(200);
    // What the client's answer shows has changed, so its ETag has.
    assert_ne!(invited.etag(), ada.etag());
    desk.patch_if(&client, &invited.etag(), gone).await.expect(200);
    let again = desk.post_once(&path, "k", json!({})).await.expect(201);
    assert_eq!(first.body, again.body);
    desk.post_once(&path, "k", json!({"email": "new@example.org"})).await.problem(422, "invalid");
    let other = format!("/v1/clients/{}/invitations", bo.id());
    desk.post_once(&other, "k", json!({})).await.problem(422, "invalid");
    let accept = json!({"token": again.body["token"], "password": PASSWORD});
    app.nobody().post("/v1/invitation-acceptances", accept).await.expect(201);
    // At rest there is a hash and a sealed copy, never the token.
    #[derive(diesel::QueryableByName)]
    struct Count {
        #[diesel(sql_type = BigInt)]
        plain: i64,
    }
    let token = first.body["token"].as_str().unwrap().as_bytes().to_vec();
    let counted: Count = diesel::sql_query(
        "SELECT count(*) FILTER (WHERE position($1 IN secret_sealed) > 0) AS plain FROM idempotency_keys \
         WHERE secret_sealed IS NOT NULL HAVING count(*) = 1",
    )
    .bind::<Bytea, _>(token)
    .get_result(&mut app.root().await)
    .await
    .unwrap();
    assert_eq!(counted.plain, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_invitation_takes_the_earlier_one_back() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let desk = practice.staff("Dee", &["front_desk"]).await;
    let ada = desk.post("/v1/clients", with_email("ada@example.org")).await.expect(201);
    let path = format!("/v1/clients/{}/invitations", ada.id());
    let first = desk.post(&path, json!({})).await.expect(201);
    let second = desk.post(&path, json!({"email": "Other@example.org"})).await.expect(201);
    assert_eq!(second.body["email"], "other@example.org");
    let accept = |token: &Value| json!({"token": token, "password": PASSWORD});
    let dead = app.nobody().post("/v1/invitation-acceptances", accept(&first.body["token"])).await;
    dead.problem(404, "not_found");
    app.nobody().post("/v1/invitation-acceptances", accept(&second.body["token"])).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_needs_an_address() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let desk = practice.staff("Dee", &["front_desk"]).await;
    let ada = desk.post("/v1/clients", new_client("Ada")).await.expect(201);
    let path = format!("/v1/clients/{}/invitations", ada.id());
    desk.post(&path, json!({})).await.invalid(&["#/email"]);
    desk.post(&path, json!({"email": "nowhere"})).await.invalid(&["#/email"]);
    desk.post(&path, json!({"to": "ada@example.org"})).await.invalid(&["#/to"]);
    let unchanged = desk.get(&format!("/v1/clients/{}", ada.id())).await.expect(200);
    assert_eq!(unchanged.body["access"], "not_invited");
    desk.post(&path, json!({"email": "ada@example.org"})).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_within_reach() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let tess = practice.staff("Tess", &["therapist"]).await;
    let desk = practice.staff("Dee", &["front_desk"]).await;
    let foreign = app.practice("Elsewhere").await.client("Eve").await.id;
    let ada = desk.post("/v1/clients", with_email("ada@example.org")).await.expect(201).id();
    let path = |id: &str| format!("/v1/clients/{id}/invitations");
    hidden(vec![
        tess.post(&path(&ada), json!({})).await,
        tess.post(&path(&foreign.to_string()), json!({})).await,
        tess.post(&path(&new_id().to_string()), json!({})).await,
        // A staff member is no client.
        desk.post(&path(&tess.id.to_string()), json!({})).await,
    ]);
    for roles in [["supervisor"], ["auditor"]] {
        let staff = practice.staff("Sue", &roles).await;
        staff.post(&path(&ada), json!({})).await.problem(403, "forbidden");
    }
    let client = practice.client("Cleo").await;
    client.post(&path(&client.id.to_string()), json!({})).await.problem(403, "forbidden");
    app.nobody().post(&path(&ada), json!({})).await.problem(401, "unauthenticated");
}
