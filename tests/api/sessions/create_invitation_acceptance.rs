//! `POST /v1/invitation-acceptances`.

use chrono::TimeDelta;
use diesel_async::AsyncPgConnection;
use holdfast::identity::accounts::Email;
use holdfast::identity::invitations::{InvitationResponse, NewInvitation, create_invitation};
use holdfast::platform::db::Mode;
use holdfast::platform::http::ApiResult;
use holdfast::platform::ids::Id;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Answer, Authenticator, Caller, PASSWORD, TestApp, TestPractice, new_id};

/// A new member of staff who is invited.
pub async fn invite(practice: &TestPractice<'_>, by: &Caller, email: &str) -> InvitationResponse {
    let member = waiting_member(practice, email).await;
    invite_member(practice, by, member, email).await.unwrap()
}

async fn waiting_member(practice: &TestPractice<'_>, email: &str) -> Uuid {
    let id = new_id();
    let sql = practice.app.sql().await;
    sql.run(&format!(
        "INSERT INTO memberships (practice_id, id, roles, status) VALUES ('{0}', '{id}', '{{therapist}}', 'not_invited'); \
         INSERT INTO staff (practice_id, id, name, email) VALUES ('{0}', '{id}', 'Ada', '{email}')",
        practice.id
    ))
    .await;
    id
}

async fn invite_member(
    practice: &TestPractice<'_>,
    by: &Caller,
    member: Uuid,
    email: &str,
) -> ApiResult<InvitationResponse> {
    let (services, now) = (practice.app.services(), practice.app.clock.now());
    let id = Id::from_uuid(practice.id);
    let invite = async |conn: &AsyncPgConnection| {
        let (membership, by, email) =
            (Id::from_uuid(member), Id::from_uuid(by.id), Email::parse(email).unwrap());
        create_invitation(
            conn,
            NewInvitation { id: Id::generate(), practice: id, membership, by, email, now },
        )
        .await
    };
    services.database.in_practice(id, Mode::Write, async |_| Ok(()), invite).await.map(|((), made)| made)
}

async fn accept(app: &TestApp, token: &str, password: &str) -> Answer {
    app.nobody().post("/v1/invitation-acceptances", json!({"token": token, "password": password})).await
}

const NEW_PASSWORD: &str = "another-quiet-evening-walk";

struct Scene<'a> {
    practice: TestPractice<'a>,
    owner: Caller,
}

async fn scene(app: &TestApp) -> Scene<'_> {
    let practice = app.practice("Harbour").await;
    let owner = practice.staff("Tess", &["owner"]).await;
    Scene { practice, owner }
}

#[tokio::test(flavor = "multi_thread")]
async fn accepting_makes_an_account_and_signs_in() {
    let app = TestApp::start().await;
    let Scene { practice, owner } = scene(&app).await;
    let invitation = invite(&practice, &owner, "ada@example.org").await;
    let body = json!({"token": invitation.token, "password": NEW_PASSWORD, "device": "Ada's phone"});
    let accepted = app.nobody().post("/v1/invitation-acceptances", body).await.expect(201);
    assert_eq!(accepted.body["status"], "signed_in");
    assert_eq!(accepted.body["membership_id"], invitation.membership_id.to_string());
    let me = super::bearer(&app, &accepted).get("/v1/me").await.expect(200);
    assert_eq!((&me.body["email"], &me.body["roles"]), (&json!("ada@example.org"), &json!(["therapist"])));
    super::refresh(&app, &super::refresh_token(&accepted)).await.expect(200);
    let sign_in = json!({"email": "Ada@Example.org", "password": NEW_PASSWORD});
    app.nobody().post("/v1/sessions", sign_in).await.expect(201);
    let status = format!("SELECT status FROM memberships WHERE id = '{}'", invitation.membership_id);
    assert_eq!(app.sql().await.value(&status).await, "active");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_works_once() {
    let app = TestApp::start().await;
    let Scene { practice, owner } = scene(&app).await;
    let invitation = invite(&practice, &owner, "ada@example.org").await;
    accept(&app, &invitation.token, NEW_PASSWORD).await.expect(201);
    accept(&app, &invitation.token, NEW_PASSWORD).await.problem(404, "not_found");
    accept(&app, &invitation.token, "an-attackers-own-words").await.problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_expired_replaced_and_foreign_tokens_are_one_404() {
    let app = TestApp::start().await;
    let Scene { practice, owner } = scene(&app).await;
    let replaced = invite(&practice, &owner, "ada@example.org").await;
    let member = replaced.membership_id.uuid();
    let newest = invite_member(&practice, &owner, member, "ada@example.org").await.unwrap();
    let secret = holdfast::platform::crypto::read_practice_token(&newest.token).unwrap().1;
    let elsewhere = app.practice("Lighthouse").await;
    let foreign = holdfast::platform::crypto::practice_token(elsewhere.id, &secret);
    let mut answers: Vec<Value> = Vec::new();
    for token in [
        replaced.token.as_str(),
        &foreign,
        "x",
        &"A".repeat(64),
        &newest.token[1..],
        &owner.token.unwrap()[..150],
    ] {
        let answer = accept(&app, token, NEW_PASSWORD).await.problem(404, "not_found");
        answers.push(answer.body_without_instance());
    }
    app.clock.advance(TimeDelta::days(8));
    answers.push(
        accept(&app, &newest.token, NEW_PASSWORD).await.problem(404, "not_found").body_without_instance(),
    );
    answers.dedup();
    assert_eq!(answers.len(), 1);
    app.clock.advance(TimeDelta::days(-2));
    accept(&app, &newest.token, NEW_PASSWORD).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_weak_password_is_refused_and_the_token_kept() {
    let app = TestApp::start().await;
    let Scene { practice, owner } = scene(&app).await;
    let token = invite(&practice, &owner, "ada@example.org").await.token;
    for weak in [
        "",
        "short",
        "fourteen-chars",
        "passwordpassword",
        "Password12345678",
        "aaaaaaaaaaaaaaaa",
        &"x1y2z".repeat(41),
    ] {
        accept(&app, &token, weak).await.invalid(&["#/password"]);
    }
    let body = json!({"token": "", "password": "short", "device": ""});
    app.nobody().post("/v1/invitation-acceptances", body).await.invalid(&[
        "#/token",
        "#/password",
        "#/device",
    ]);
    let body = json!({"token": token, "password": NEW_PASSWORD, "roles": ["owner"]});
    app.nobody().post("/v1/invitation-acceptances", body).await.invalid(&["#/roles"]);
    accept(&app, &token, NEW_PASSWORD).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_existing_account_joins_by_its_own_password() {
    let app = TestApp::start().await;
    let Scene { practice, owner } = scene(&app).await;
    let elsewhere = app.practice("Lighthouse").await;
    let lou = elsewhere.staff("Lou", &["therapist"]).await;
    let token = invite(&practice, &owner, &lou.email).await.token;
    accept(&app, &token, NEW_PASSWORD).await.problem(401, "sign_in_failed");
    let accepted = accept(&app, &token, PASSWORD).await.expect(201);
    let me = super::bearer(&app, &accepted).get("/v1/me").await.expect(200);
    assert_eq!((&me.body["account_id"], &me.body["practice_name"]), (&json!(lou.account), &json!("Harbour")));
    let sign_in = json!({"email": lou.email, "password": PASSWORD});
    let choice = app.nobody().post("/v1/sessions", sign_in).await.expect(200);
    assert_eq!(choice.body["memberships"].as_array().unwrap().len(), 2);
    lou.get("/v1/me").await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_acceptances_at_once_one_counts() {
    let app = TestApp::start().await;
    let Scene { practice, owner } = scene(&app).await;
    let invitation = invite(&practice, &owner, "ada@example.org").await;
    let answers =
        futures_util::future::join_all((0..6).map(|_| accept(&app, &invitation.token, NEW_PASSWORD))).await;
    let (made, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer.status == 201);
    assert_eq!(made.len(), 1);
    refused.into_iter().for_each(|answer| drop(answer.problem(404, "not_found")));
    let sql = app.sql().await;
    assert_eq!(sql.number("SELECT count(*) FROM accounts WHERE email = 'ada@example.org'").await, 1);
    let member = invitation.membership_id;
    assert_eq!(
        sql.number(&format!("SELECT count(*) FROM sessions WHERE membership_id = '{member}'")).await,
        1
    );
    assert_eq!(
        sql.number(&format!("SELECT count(*) FROM account_memberships WHERE membership_id = '{member}'"))
            .await,
        1
    );
}

/// Two practices invite the same address, both are accepted at once: one account, never a 500.
#[tokio::test(flavor = "multi_thread")]
async fn two_invitations_of_one_address_make_one_account() {
    let app = TestApp::start().await;
    let Scene { practice, owner } = scene(&app).await;
    let elsewhere = app.practice("Lighthouse").await;
    let lou = elsewhere.staff("Lou", &["owner"]).await;
    let first = invite(&practice, &owner, "ada@example.org").await.token;
    let second = invite(&elsewhere, &lou, "ada@example.org").await.token;
    let (a, b) = tokio::join!(accept(&app, &first, NEW_PASSWORD), accept(&app, &second, NEW_PASSWORD));
    let mut both = [(a.status, first), (b.status, second)];
    both.sort_by_key(|(status, _)| *status);
    assert_eq!(both[0].0, 201);
    if both[1].0 != 201 {
        assert_eq!(both[1].0, 409);
        accept(&app, &both[1].1, NEW_PASSWORD).await.expect(201);
    }
    let sql = app.sql().await;
    assert_eq!(sql.number("SELECT count(*) FROM accounts WHERE email = 'ada@example.org'").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_with_access_is_not_invited_again() {
    let app = TestApp::start().await;
    let Scene { practice, owner } = scene(&app).await;
    let invitation = invite(&practice, &owner, "ada@example.org").await;
    accept(&app, &invitation.token, NEW_PASSWORD).await.expect(201);
    let again = invite_member(&practice, &owner, invitation.membership_id.uuid(), "ada@example.org").await;
    assert_eq!(again.err().unwrap().code(), "already_member");
}

/// A member who was suspended or removed after the invitation does not come in by it.
#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_of_a_member_who_ended_is_404() {
    let app = TestApp::start().await;
    let Scene { practice, owner } = scene(&app).await;
    let invitation = invite(&practice, &owner, "ada@example.org").await;
    let sql = app.sql().await;
    sql.run(&format!("UPDATE memberships SET status = 'ended' WHERE id = '{}'", invitation.membership_id))
        .await;
    accept(&app, &invitation.token, NEW_PASSWORD).await.problem(404, "not_found");
    assert_eq!(sql.number("SELECT count(*) FROM accounts WHERE email = 'ada@example.org'").await, 0);
}

/// An invitation is no way around a second factor: who knows the password alone does not come in by it.
#[tokio::test(flavor = "multi_thread")]
async fn an_account_with_a_second_factor_proves_it_as_well() {
    let app = TestApp::start().await;
    let Scene { practice, owner } = scene(&app).await;
    let lou = app.practice("Lighthouse").await.staff("Lou", &["therapist"]).await;
    let phone = Authenticator::confirmed(&app, &lou).await;
    let token = invite(&practice, &owner, &lou.email).await.token;
    let accept = async |password: &str, code: Option<String>| {
        let mut body = json!({"token": token, "password": password});
        body.as_object_mut().unwrap().extend(code.map(|code| ("second_factor_code".to_owned(), json!(code))));
        app.nobody().post("/v1/invitation-acceptances", body).await
    };
    let asked = accept(PASSWORD, None).await.expect(200);
    assert_eq!(asked.body, json!({"status": "second_factor_needed"}));
    let code = phone.next_code();
    accept(NEW_PASSWORD, None).await.problem(401, "sign_in_failed");
    accept(NEW_PASSWORD, Some(code.clone())).await.problem(401, "sign_in_failed");
    accept(PASSWORD, Some(phone.wrong_code())).await.problem(401, "sign_in_failed");
    let sql = app.sql().await;
    let active = "SELECT count(*) FROM memberships WHERE practice_id = '%' AND status = 'active'";
    let active = active.replace('%', &practice.id.to_string());
    assert_eq!(sql.number(&active).await, 1, "the owner alone");
    let accepted = accept(PASSWORD, Some(code.clone())).await.expect(201);
    super::bearer(&app, &accepted).get("/v1/me").await.expect(200);
    assert_eq!(sql.number(&active).await, 2);
    let again = invite(&practice, &owner, &lou.email).await.token;
    let body = json!({"token": again, "password": PASSWORD, "second_factor_code": code});
    app.nobody().post("/v1/invitation-acceptances", body).await.problem(401, "sign_in_failed");
}

/// A new member of a practice that requires a second factor begins with a limited session.
#[tokio::test(flavor = "multi_thread")]
async fn the_first_session_is_limited_where_a_second_factor_is_required() {
    let app = TestApp::start().await;
    let Scene { practice, owner } = scene(&app).await;
    let token = invite(&practice, &owner, "ada@example.org").await.token;
    app.sql().await.run("UPDATE practices SET second_factor_required = true").await;
    let accepted = super::bearer(&app, &accept(&app, &token, NEW_PASSWORD).await.expect(201));
    accepted.get("/v1/clients").await.problem(403, "second_factor_required");
    assert_eq!(accepted.get("/v1/me").await.expect(200).body["limited"], true);
}

/// Guards the first password; and as it is asked of everybody alike, it tells nobody who has an account elsewhere.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_known_of_the_person_is_refused() {
    let app = TestApp::start().await;
    let practice = app.practice("Seagull Cottage").await;
    let owner = practice.staff("Tess", &["owner"]).await;
    let known = app.practice("Lantern").await.client("Ada").await;
    for email in ["adalbertine@example.org", known.email.as_str()] {
        let token = invite(&practice, &owner, email).await.token;
        for weak in ["seagullcottage2026", "holdfasttherapist", "passwordpassword"] {
            let refused = accept(&app, &token, weak).await.invalid(&["#/password"]);
            assert_eq!(refused.body["errors"][0]["code"], "guessable");
        }
        accept(&app, &token, PASSWORD).await.expect(201);
    }
}
