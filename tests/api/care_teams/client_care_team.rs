//! The care team of a client.

use serde_json::json;

use crate::clients::hidden;
use crate::support::{Caller, TestApp, new_id};

#[tokio::test(flavor = "multi_thread")]
async fn a_place_opens_and_closes_the_door_at_once() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let admin = practice.staff("Abe", &["admin"]).await;
    let tess = practice.staff("Tess", &["therapist"]).await;
    let ada = practice.client("Ada").await;
    let client = format!("/v1/clients/{}", ada.id);
    let list = format!("{client}/care-team");
    let place = format!("{list}/{}", tess.id);
    tess.get(&client).await.problem(404, "not_found");
    tess.get(&list).await.problem(404, "not_found");
    let made = admin.put(&place, json!({})).await.expect(201);
    assert_eq!(made.header("location"), place);
    assert_eq!((&made.body["staff_id"], &made.body["name"]), (&json!(tess.id), &json!("Tess")));
    assert_eq!(admin.put(&place, json!({})).await.expect(200).body, made.body);
    tess.get(&client).await.expect(200);
    assert_eq!(tess.get(&list).await.expect(200).items(), &[made.body]);
    admin.delete(&place).await.expect(204);
    tess.get(&client).await.problem(404, "not_found");
    tess.get(&list).await.problem(404, "not_found");
    assert!(admin.get(&list).await.expect(200).items().is_empty());
    admin.delete(&place).await.problem(404, "not_found");
    // A second time is a new place.
    admin.put(&place, json!({})).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_on_the_team_may_change_it_and_others_may_not() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let (tess, tom) =
        (practice.staff("Tess", &["therapist"]).await, practice.staff("Tom", &["therapist"]).await);
    let cora = practice.staff("Cora", &["therapist"]).await;
    let sue = practice.staff("Sue", &["supervisor", "therapist"]).await;
    let desk = practice.staff("Dee", &["front_desk", "therapist"]).await;
    let (ada, bo) = (practice.client("Ada").await, practice.client("Bo").await);
    let couple = practice.couple(&ada, &bo).await;
    practice.care_for_client(&tess, &ada).await;
    practice.care_for_couple(&cora, couple).await;
    practice.supervise(&sue, &tess).await;
    let list = format!("/v1/clients/{}/care-team", ada.id);
    let place = format!("{list}/{}", tom.id);
    // The couple's therapist, a supervisor and the desk may know the client, but are not on this team.
    for caller in [&cora, &sue, &desk] {
        caller.get(&list).await.expect(200);
        caller.put(&place, json!({})).await.problem(403, "forbidden");
        caller.put(&format!("{list}/{}", caller.id), json!({})).await.problem(403, "forbidden");
        caller.delete(&format!("{list}/{}", tess.id)).await.problem(403, "forbidden");
    }
    tess.put(&place, json!({})).await.expect(201);
    tom.delete(&format!("{list}/{}", tess.id)).await.expect(204);
    tess.put(&place, json!({})).await.problem(404, "not_found");
    let owner = practice.staff("Olu", &["owner"]).await;
    owner.delete(&place).await.expect(204);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_therapist_of_this_practice_takes_a_place() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let elsewhere = app.practice("Elsewhere").await;
    let admin = practice.staff("Abe", &["owner"]).await;
    let (ada, bo) = (practice.client("Ada").await, practice.client("Bo").await);
    let foreign = elsewhere.staff("Eve", &["therapist"]).await;
    let foreign_client = elsewhere.client("Eli").await;
    let tess = practice.staff("Tess", &["therapist"]).await;
    let place = |client: uuid::Uuid, staff: uuid::Uuid| format!("/v1/clients/{client}/care-team/{staff}");
    let none = admin.put(&place(ada.id, admin.id), json!({})).await.problem(422, "invalid");
    assert_eq!(none.body["errors"][0]["code"], "not_a_therapist");
    hidden(vec![
        admin.put(&place(ada.id, foreign.id), json!({})).await,
        admin.put(&place(ada.id, bo.id), json!({})).await,
        admin.put(&place(ada.id, new_id()), json!({})).await,
        admin.put(&place(foreign_client.id, tess.id), json!({})).await,
        admin.put(&place(new_id(), tess.id), json!({})).await,
        admin.delete(&place(foreign_client.id, tess.id)).await,
        admin.get(&format!("/v1/clients/{}/care-team", foreign_client.id)).await,
        admin.get(&format!("/v1/clients/{}/care-team", new_id())).await,
    ]);
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_and_auditors_are_told_nothing() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let tess = practice.staff("Tess", &["therapist"]).await;
    let ada = practice.client("Ada").await;
    practice.care_for_client(&tess, &ada).await;
    let list = format!("/v1/clients/{}/care-team", ada.id);
    let place = format!("{list}/{}", tess.id);
    let auditor = practice.staff("Aud", &["auditor"]).await;
    for caller in [&ada, &auditor] {
        caller.get(&list).await.problem(403, "forbidden");
        caller.put(&place, json!({})).await.problem(403, "forbidden");
        caller.delete(&place).await.problem(403, "forbidden");
    }
    for role in ["supervisor", "front_desk"] {
        let staff = practice.staff("Sam", &[role]).await;
        staff.put(&place, json!({})).await.problem(403, "forbidden");
        staff.delete(&place).await.problem(403, "forbidden");
    }
    app.nobody().get(&list).await.problem(401, "unauthenticated");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_team_is_paged_and_made_once_under_races() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let admin = practice.staff("Abe", &["admin"]).await;
    let ada = practice.client("Ada").await;
    let list = format!("/v1/clients/{}/care-team", ada.id);
    let mut team: Vec<Caller> = Vec::new();
    for name in ["A", "B", "C"] {
        let staff = practice.staff(name, &["therapist"]).await;
        let place = format!("{list}/{}", staff.id);
        let puts = (0..4).map(|_| admin.put(&place, json!({})));
        let mut statuses: Vec<u16> =
            futures_util::future::join_all(puts).await.iter().map(|answer| answer.status).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 200, 200, 201]);
        team.push(staff);
    }
    let first = admin.get(&format!("{list}?limit=2")).await.expect(200);
    let cursor = first.body["next_cursor"].as_str().unwrap();
    let second = admin.get(&format!("{list}?limit=2&cursor={cursor}")).await.expect(200);
    let seen = first.items().iter().chain(second.items()).map(|item| item["staff_id"].clone());
    assert_eq!(seen.collect::<Vec<_>>(), team.iter().map(|staff| json!(staff.id)).collect::<Vec<_>>());
}
