//! `POST /v1/clients`.

use serde_json::{Value, json};

use super::new_client;
use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn a_therapist_makes_a_client_and_is_on_its_care_team() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let therapist = practice.staff("Tess", &["therapist"]).await;
    let body = json!({
        "given_name": "Ada", "family_name": "Moreau", "preferred_name": "Addie", "pronouns": "she/her",
        "email": "Ada@Example.org", "phone": "+44 20 7946 0000", "address": "1 Quay\nHarbour",
        "time_zone": "Europe/London", "language": "en", "day_start": "05:00"
    });
    let made = therapist.post("/v1/clients", body).await.expect(201);
    assert_eq!(made.etag(), "\"1\"");
    assert_eq!(made.header("location"), format!("/v1/clients/{}", made.id()));
    assert_eq!(made.body["email"], "ada@example.org");
    assert_eq!(
        (&made.body["day_start"], &made.body["status"], &made.body["access"]),
        (&json!("05:00"), &json!("active"), &json!("not_invited"))
    );
    let found = therapist.get(&made.header("location")).await.expect(200);
    assert_eq!(found.body, made.body);
    let team = therapist.get(&format!("/v1/clients/{}/care-team", made.id())).await.expect(200);
    assert_eq!(team.items()[0]["staff_id"], therapist.id.to_string());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_made_at_the_desk_is_in_nobodys_care() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let desk = practice.staff("Dee", &["front_desk"]).await;
    let therapist = practice.staff("Tess", &["therapist"]).await;
    let made = desk.post("/v1/clients", new_client("Ada")).await.expect(201);
    therapist.get(&made.header("location")).await.problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_member_has_its_rule() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let desk = practice.staff("Dee", &["front_desk"]).await;
    let wrong: [(&str, Value); 16] = [
        ("given_name", json!("")),
        ("given_name", json!("a".repeat(101))),
        ("given_name", json!(" ")),
        ("family_name", json!("two\nlines")),
        ("preferred_name", json!("")),
        ("pronouns", json!("p".repeat(41))),
        ("email", json!("ada")),
        ("phone", json!("call me")),
        ("phone", json!("12")),
        ("address", json!("a".repeat(401))),
        ("time_zone", json!("Mars/Olympus")),
        ("language", json!("e")),
        ("language", json!("english!")),
        ("day_start", json!("12:00")),
        ("day_start", json!("3am")),
        ("version", json!(1)),
    ];
    for (member, value) in wrong {
        let mut body = new_client("Ada");
        body[member] = value;
        desk.post("/v1/clients", body).await.invalid(&[&format!("#/{member}")]);
    }
    for member in ["given_name", "family_name", "time_zone", "language"] {
        let mut body = new_client("Ada");
        body.as_object_mut().unwrap().remove(member);
        desk.post("/v1/clients", body).await.invalid(&[&format!("#/{member}")]);
    }
    let both = json!({"given_name": "", "family_name": "", "time_zone": "UTC", "language": "en"});
    desk.post("/v1/clients", both).await.invalid(&["#/given_name", "#/family_name"]);
    let mut body = new_client("Ada");
    body["given_name"] = json!(1);
    desk.post("/v1/clients", body).await.problem(400, "malformed");
    assert!(desk.get("/v1/clients").await.expect(200).items().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_request_makes_one_client() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let desk = practice.staff("Dee", &["front_desk"]).await;
    let other = practice.staff("Dan", &["front_desk"]).await;
    let first = desk.post_once("/v1/clients", "k1", new_client("Ada")).await.expect(201);
    let again = desk.post_once("/v1/clients", "k1", new_client("Ada")).await.expect(201);
    assert_eq!(first.body, again.body);
    let reused = desk.post_once("/v1/clients", "k1", new_client("Bea")).await.problem(422, "invalid");
    assert_eq!(reused.body["errors"][0]["header"], "Idempotency-Key");
    let of_other = other.post_once("/v1/clients", "k1", new_client("Ada")).await.expect(201);
    assert_ne!(first.id(), of_other.id());
    assert_eq!(desk.get("/v1/clients").await.expect(200).items().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_keeps_contact_data_may() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    for roles in [["supervisor"], ["auditor"]] {
        let staff = practice.staff("Sue", &roles).await;
        staff.post("/v1/clients", new_client("Ada")).await.problem(403, "forbidden");
    }
    let client = practice.client("Cleo").await;
    client.post("/v1/clients", new_client("Ada")).await.problem(403, "forbidden");
    app.nobody().post("/v1/clients", new_client("Ada")).await.problem(401, "unauthenticated");
    for role in ["owner", "admin", "therapist", "front_desk"] {
        let staff = practice.staff("Sam", &[role]).await;
        staff.post("/v1/clients", new_client("Ada")).await.expect(201);
    }
}
