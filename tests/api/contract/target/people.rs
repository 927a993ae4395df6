//! What operations on people and their access are tried on.

use diesel_async::AsyncPgConnection;
use holdfast::identity::account_tokens::{Purpose, replace_token};
use holdfast::platform::db::Mode;
use holdfast::platform::ids::Id;
use serde_json::json;

use super::{Params, Target, World};
use crate::support::{Authenticator, PASSWORD};

impl<'a> World<'a> {
    /// Somebody new, whose couple nobody needs.
    pub(super) async fn prepare_erasure(&'a self, target: &mut Target<'a>, role: &str) {
        let client = self.practice.client("Eve").await;
        target.params.insert("client_id".to_owned(), client.id.to_string());
        match target.operation.id() {
            "find_erasure" | "delete_erasure" => {
                self.make(&self.owner, "create_erasure", &target.params, json!({})).await;
            }
            "find_legal_hold" | "delete_legal_hold" => {
                self.make(&self.owner, "update_legal_hold", &target.params, json!({})).await;
            }
            _ => {}
        }
        target.caller = if role == "client" { client } else { target.caller.clone() };
    }

    /// Somebody new, so that nobody else's sign-in changes.
    pub(super) async fn prepare_second_factor(&'a self, target: &mut Target<'a>, role: &str) {
        target.caller = match role {
            "client" => self.practice.client("Extra").await,
            role => self.practice.staff("Extra", &[role]).await,
        };
        match target.operation.id() {
            "prove_session" => target.body = Some(json!({"password": PASSWORD})),
            "confirm_second_factor" => {
                let phone = Authenticator::enrolled(self.app, &target.caller).await;
                target.body = Some(json!({"code": phone.code()}));
            }
            "create_recovery_codes" | "delete_second_factor" => {
                Authenticator::confirmed(self.app, &target.caller).await;
            }
            _ => {}
        }
    }

    pub(super) async fn prepare_staff(&'a self, target: &mut Target<'a>) {
        let id = target.operation.id();
        let mut set = |name: &str, value: String| target.params.insert(name.to_owned(), value);
        if id.contains("supervis") {
            let supervisor = self.practice.staff("Above", &["supervisor"]).await;
            let supervisee = self.practice.staff("Below", &["therapist"]).await;
            if id == "delete_supervision" {
                self.practice.supervise(&supervisor, &supervisee).await;
            }
            set("staff_id", supervisor.id.to_string());
            set("supervisee_id", supervisee.id.to_string());
        } else if id == "create_staff_invitation" {
            let roles = json!({"roles": ["front_desk"]});
            set("staff_id", self.make(&self.owner, "create_staff", &Params::new(), roles).await.id());
        } else {
            set("staff_id", self.practice.staff("Extra", &["front_desk"]).await.id.to_string());
            if id == "delete_staff_suspension" {
                self.make(&self.owner, "create_staff_suspension", &target.params, json!({})).await;
            }
        }
    }

    pub(super) async fn prepare_public(&'a self, target: &mut Target<'a>) {
        let credentials = json!({"email": self.ann.email, "password": PASSWORD});
        match target.operation.id() {
            "create_session" => target.body = Some(credentials),
            "create_tokens" => {
                let opened = self.app.nobody().post("/v1/sessions", credentials).await.expect(201);
                target.body = Some(json!({"refresh_token": opened.body["refresh_token"]}));
            }
            "create_password_reset_completion" => {
                let token = self.token(Purpose::PasswordReset, None).await;
                target.body = self.body(&target.operation, json!({"token": token}));
            }
            "create_email_change_confirmation" => {
                let address = format!("new-{}@example.org", self.next());
                let token = self.token(Purpose::EmailChange, Some(&address)).await;
                target.body = self.body(&target.operation, json!({"token": token}));
            }
            "create_invitation_acceptance" => {
                let params = self.params(&[("client_id", &self.new_client().await)]);
                let email = json!({"email": format!("new-{}@example.org", self.next())});
                let invited = self.make(&self.therapist, "create_client_invitation", &params, email).await;
                target.body = Some(json!({"token": invited.body["token"], "password": PASSWORD}));
            }
            _ => {}
        }
    }

    /// A token that reached somebody new by e-mail.
    async fn token(&self, purpose: Purpose, new_email: Option<&str>) -> String {
        let account = Id::from_uuid(self.practice.client("Extra").await.account);
        let now = self.app.clock.now();
        let make =
            async |conn: &AsyncPgConnection| replace_token(conn, account, purpose, new_email, now).await;
        self.app.services().database.without_practice(Mode::Write, make).await.unwrap()
    }
}
