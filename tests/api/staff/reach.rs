//! Who keeps the staff does not come to what clients write by it.

use serde_json::json;

use crate::support::homework::{Care, check_in, write};
use crate::support::{PASSWORD, TestApp};

/// Guards those in care against whoever manages accounts: an admin makes, promotes or invites no therapist, and so has no
/// account of a therapist in hand.
#[tokio::test(flavor = "multi_thread")]
async fn only_an_owner_opens_care_to_anybody() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let owner = practice.staff("Olu", &["owner"]).await;
    let (admin, other) = (practice.staff("Abe", &["admin"]).await, practice.staff("Ada", &["admin"]).await);
    let puppet = |role| json!({"name": "Pip", "email": "pip@example.org", "roles": [role]});
    for role in ["therapist", "supervisor", "owner"] {
        admin.post("/v1/staff", puppet(role)).await.problem(403, "forbidden");
        let promote = json!({"roles": ["admin", role]});
        admin.patch_if(&format!("/v1/staff/{}", other.id), "\"1\"", promote).await.problem(403, "forbidden");
        let made = owner.post("/v1/staff", puppet(role)).await.expect(201).id();
        let invite = format!("/v1/staff/{made}/invitations");
        admin.post(&invite, json!({"email": "abe@example.org"})).await.problem(403, "forbidden");
        owner.post(&invite, json!({})).await.expect(201);
        // Taking away is no giving.
        let less = json!({"roles": ["front_desk"]});
        if role != "owner" {
            admin.patch_if(&format!("/v1/staff/{made}"), "\"2\"", less).await.expect(200);
        }
    }
    for role in ["admin", "front_desk", "auditor"] {
        let made = admin.post("/v1/staff", puppet(role)).await.expect(201).id();
        admin.post(&format!("/v1/staff/{made}/invitations"), json!({})).await.expect(201);
    }
}

/// Guards an owner's place: who was invited to less does not become an owner by accepting after a promotion.
#[tokio::test(flavor = "multi_thread")]
async fn a_promotion_takes_an_open_invitation_back() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let (owner, admin) = (practice.staff("Olu", &["owner"]).await, practice.staff("Abe", &["admin"]).await);
    let body = json!({"name": "Sam", "email": "sam@example.org", "roles": ["front_desk"]});
    let made = admin.post("/v1/staff", body).await.expect(201).id();
    let own = json!({"email": "abe@example.org"});
    let invited = admin.post(&format!("/v1/staff/{made}/invitations"), own).await.expect(201);
    let path = format!("/v1/staff/{made}");
    owner.patch_if(&path, "\"2\"", json!({"roles": ["owner"]})).await.expect(200);
    let accept = json!({"token": invited.body["token"], "password": PASSWORD});
    app.nobody().post("/v1/invitation-acceptances", accept).await.problem(404, "not_found");
    assert_eq!(owner.get(&path).await.expect(200).body["access"], "not_invited");
}

/// Guards those in care against an admin who is a therapist or a supervisor too.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_but_an_owner_takes_a_place_alone() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let admin = care.practice.staff("Abe", &["admin", "supervisor", "therapist"]).await;
    let owner = care.practice.staff("Olu", &["owner", "supervisor", "therapist"]).await;
    let place = |of: &str, staff| format!("/v1/{of}/care-team/{staff}");
    let (client, couple) = (format!("clients/{}", care.ann.id), format!("couples/{}", care.couple));
    for of in [&client, &couple] {
        admin.put(&place(of, admin.id), json!({})).await.problem(403, "forbidden");
        owner.put(&place(of, owner.id), json!({})).await.expect(201);
        admin.put(&place(of, owner.id), json!({})).await.expect(200);
    }
    let supervised = |by| format!("/v1/staff/{by}/supervisees/{}", care.therapist.id);
    admin.put(&supervised(admin.id), json!({})).await.problem(403, "forbidden");
    owner.put(&supervised(owner.id), json!({})).await.expect(201);
    admin.get(&format!("/v1/clients/{}/check-ins", care.ann.id)).await.problem(404, "not_found");
}

/// Guards a client who has no account yet, and the partner who shares already: whoever keeps the contacts holds no token
/// to what is in care.
#[tokio::test(flavor = "multi_thread")]
async fn once_somebody_cares_only_the_care_team_invites_a_client() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let assignment = care.to_couple("daily-check-in", "together").await.id();
    write(&care.ben, &check_in(&assignment, json!({}))).await.expect(201);
    let desk = care.practice.staff("Dee", &["front_desk"]).await;
    let admin = care.practice.staff("Abe", &["admin"]).await;
    let body = json!({"given_name": "Cy", "family_name": "Coe", "email": "cy@example.org", "time_zone": "Europe/London", "language": "en"});
    let cy = desk.post("/v1/clients", body).await.expect(201).id();
    let path = format!("/v1/clients/{cy}/invitations");
    desk.post(&path, json!({})).await.expect(201);
    admin.put(&format!("/v1/clients/{cy}/care-team/{}", care.therapist.id), json!({})).await.expect(201);
    for other in [&desk, &admin] {
        other.post(&path, json!({"email": "dee@example.org"})).await.problem(403, "forbidden");
    }
    care.therapist.post(&path, json!({})).await.expect(201);
    // Care of a couple is care as well.
    admin.delete(&format!("/v1/clients/{}/care-team/{}", care.ann.id, care.therapist.id)).await;
    desk.post(&format!("/v1/clients/{}/invitations", care.ann.id), json!({})).await.problem(403, "forbidden");
}

/// Guards a role that was lost: it leaves no place, and no session that would come back with it.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_role_opened_does_not_come_back_with_it() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let owner = care.practice.staff("Olu", &["owner"]).await;
    let (path, team) =
        (format!("/v1/staff/{}", care.therapist.id), format!("/v1/clients/{}/care-team", care.ann.id));
    let known = owner.get(&path).await.expect(200);
    let changed = owner.patch_if(&path, &known.etag(), json!({"roles": ["front_desk"]})).await.expect(200);
    assert!(owner.get(&team).await.expect(200).items().is_empty());
    owner.patch_if(&path, &changed.etag(), json!({"roles": ["therapist"]})).await.expect(200);
    let back = care.practice.sign_in(care.therapist.id).await;
    back.get(&format!("/v1/clients/{}", care.ann.id)).await.problem(404, "not_found");
    owner.put(&format!("{path}/suspension"), json!(null)).await.expect(200);
    let open =
        format!("SELECT count(*) FROM sessions WHERE membership_id = '{}' AND ended_at IS NULL", back.id);
    assert_eq!(app.sql().await.number(&open).await, 0);
}
