//! Sessions of staff whose practice requires a second factor that was not proved in them.

use serde_json::json;

use super::{audited, refresh, sign_in, with};
use crate::support::{Authenticator, Sql, TestApp};

async fn require(sql: &Sql) {
    sql.run("UPDATE practices SET second_factor_required = true").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_opened_by_the_first_second_factor() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let tess = practice.staff("Tess", &["owner"]).await;
    let sql = app.sql().await;
    require(&sql).await;
    let opened = sign_in(&app, &tess.email, None).await.expect(201);
    let limited = with(&tess, &opened);
    let me = limited.get("/v1/me").await.expect(200);
    assert_eq!((&me.body["second_factor"], &me.body["limited"]), (&json!("none"), &json!(true)));
    limited.get("/v1/clients").await.problem(403, "second_factor_required");
    assert_eq!(audited(&sql, practice.id, "list_clients", 1).await, ["denied"]);
    // Setting the first one up takes nothing but the session, however old its proof is.
    super::age_proofs(&sql, 11).await;
    let phone = Authenticator::enrolled(&app, &limited).await;
    let confirmed = phone.confirm(&limited).await.expect(200);
    assert_eq!(confirmed.body["refresh_needed"], true);
    limited.get("/v1/clients").await.problem(403, "second_factor_required");
    let full = with(&tess, &refresh(&app, &opened).await.expect(200));
    full.get("/v1/clients").await.expect(200);
    let me = full.get("/v1/me").await.expect(200);
    assert_eq!((&me.body["second_factor"], &me.body["limited"]), (&json!("confirmed"), &json!(false)));
    // From now on the code is part of signing in, and what it opens is whole.
    let again = sign_in(&app, &tess.email, Some(&phone.next_code())).await.expect(201);
    with(&tess, &again).get("/v1/clients").await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_alone_opens_nothing() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let tess = practice.staff("Tess", &["owner"]).await;
    require(&app.sql().await).await;
    let opened = sign_in(&app, &tess.email, None).await.expect(201);
    let phone = Authenticator::enrolled(&app, &with(&tess, &opened)).await;
    let next = refresh(&app, &opened).await.expect(200);
    with(&tess, &next).get("/v1/clients").await.problem(403, "second_factor_required");
    let wrong = json!({"code": phone.wrong_code()});
    with(&tess, &next).put("/v1/me/second-factor/confirmation", wrong).await.invalid(&["#/code"]);
    let last = refresh(&app, &next).await.expect(200);
    with(&tess, &last).get("/v1/clients").await.problem(403, "second_factor_required");
}

/// Somebody who knows the password alone keeps a limited session when the owner of the account sets a second factor up:
/// what counts is that it was proved in this session.
#[tokio::test(flavor = "multi_thread")]
async fn a_second_factor_set_up_elsewhere_opens_nothing_here() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let tess = practice.staff("Tess", &["owner"]).await;
    require(&app.sql().await).await;
    let thief = sign_in(&app, &tess.email, None).await.expect(201);
    let own = sign_in(&app, &tess.email, None).await.expect(201);
    let phone = Authenticator::confirmed(&app, &with(&tess, &own)).await;
    let thief = refresh(&app, &thief).await.expect(200);
    with(&tess, &thief).get("/v1/clients").await.problem(403, "second_factor_required");
    with(&tess, &thief).post("/v1/me/second-factor", json!({})).await.problem(403, "step_up_needed");
    // Who has the app as well is no thief: proving it opens the session with the next tokens.
    let proof = json!({"code": phone.next_code()});
    let proved = with(&tess, &thief).put("/v1/sessions/current/proof", proof).await.expect(200);
    assert_eq!(proved.body["refresh_needed"], true);
    with(&tess, &refresh(&app, &thief).await.expect(200)).get("/v1/clients").await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn turning_it_on_limits_open_sessions_from_their_next_refresh() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let (owner, admin) = (practice.staff("Olu", &["owner"]).await, practice.staff("Abe", &["admin"]).await);
    let opened = sign_in(&app, &admin.email, None).await.expect(201);
    let turn_on = json!({"second_factor_required": true});
    let refused = admin.patch_if("/v1/practice", "\"1\"", turn_on.clone()).await.problem(403, "forbidden");
    assert_eq!(refused.body["errors"][0]["pointer"], "#/second_factor_required");
    let sql = app.sql().await;
    sql.run("UPDATE sessions SET proved_at = proved_at - interval '11 minutes'").await;
    owner.patch_if("/v1/practice", "\"1\"", turn_on).await.problem(403, "step_up_needed");
    // What else the practice is takes no proof.
    let other = json!({"second_factor_required": false, "streaks_shown": true});
    owner.patch_if("/v1/practice", "\"1\"", other).await.expect(200);
    sql.run("UPDATE sessions SET proved_at = now()").await;
    let on =
        owner.patch_if("/v1/practice", "\"1\"", json!({"second_factor_required": true})).await.expect(200);
    assert_eq!(on.body["second_factor_required"], true);
    let same = json!({"second_factor_required": true, "name": "Harbour Practice"});
    admin.patch_if("/v1/practice", &on.etag(), same).await.expect(200);
    let next = refresh(&app, &opened).await.expect(200);
    with(&admin, &next).get("/v1/clients").await.problem(403, "second_factor_required");
}

/// Clients are offered it, never forced; and another practice's rule is another practice's.
#[tokio::test(flavor = "multi_thread")]
async fn clients_and_other_practices_are_not_limited() {
    let app = TestApp::start().await;
    let (here, there) = (app.practice("Harbour").await, app.practice("Lighthouse").await);
    let (ada, lou) = (here.client("Ada").await, there.staff("Lou", &["owner"]).await);
    let only_here =
        format!("UPDATE practices SET second_factor_required = true WHERE practice_id = '{}'", here.id);
    app.sql().await.run(&only_here).await;
    let opened = sign_in(&app, &ada.email, None).await.expect(201);
    let ada = with(&ada, &refresh(&app, &opened).await.expect(200));
    ada.get(&format!("/v1/clients/{}", ada.id)).await.expect(200);
    assert_eq!(ada.get("/v1/me").await.expect(200).body["limited"], false);
    let lou = with(&lou, &sign_in(&app, &lou.email, None).await.expect(201));
    lou.get("/v1/clients").await.expect(200);
}

/// A new practice requires it without anybody's saying so.
#[tokio::test(flavor = "multi_thread")]
async fn it_is_required_unless_turned_off() {
    let app = TestApp::start().await;
    let sql = app.sql().await;
    let id = crate::support::new_id();
    sql.run(&format!(
        "INSERT INTO practices (practice_id, name, time_zone) VALUES ('{id}', 'New', 'Europe/London')"
    ))
    .await;
    let required = format!("SELECT second_factor_required FROM practices WHERE practice_id = '{id}'");
    assert_eq!(sql.value(&required).await, "t");
}
