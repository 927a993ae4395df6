//! `GET /v1/staff` and `GET /v1/staff/{staff_id}`.

use crate::clients::{hidden, ids};
use crate::support::{TestApp, new_id};

#[tokio::test(flavor = "multi_thread")]
async fn staff_know_each_other_and_clients_do_not() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let foreign = app.practice("Elsewhere").await.staff("Eve", &["owner"]).await;
    let mut expected = Vec::new();
    let mut callers = Vec::new();
    for role in ["owner", "admin", "supervisor", "therapist", "front_desk", "auditor"] {
        let staff = practice.staff(role, &[role]).await;
        expected.push(staff.id.to_string());
        callers.push(staff);
    }
    let client = practice.client("Ada").await;
    for caller in &callers {
        assert_eq!(ids(&caller.get("/v1/staff").await.expect(200)), expected);
        let found = caller.get(&format!("/v1/staff/{}", expected[3])).await.expect(200);
        assert_eq!((&found.body["name"], &found.body["access"]), (&"therapist".into(), &"active".into()));
        assert_eq!(found.body["roles"], serde_json::json!(["therapist"]));
    }
    let path = |id: uuid::Uuid| format!("/v1/staff/{id}");
    hidden(vec![
        callers[0].get(&path(foreign.id)).await,
        callers[0].get(&path(new_id())).await,
        // A client is no member of staff.
        callers[0].get(&path(client.id)).await,
        callers[0].get("/v1/staff/me").await,
    ]);
    client.get("/v1/staff").await.problem(403, "forbidden");
    client.get(&path(callers[3].id)).await.problem(403, "forbidden");
    app.nobody().get("/v1/staff").await.problem(401, "unauthenticated");
    app.nobody().get(&path(callers[3].id)).await.problem(401, "unauthenticated");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_is_paged() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let mut expected = Vec::new();
    for name in ["A", "B", "C"] {
        expected.push(practice.staff(name, &["admin"]).await);
    }
    let caller = &expected[0];
    let first = caller.get("/v1/staff?limit=2").await.expect(200);
    let cursor = first.body["next_cursor"].as_str().unwrap();
    let second = caller.get(&format!("/v1/staff?limit=2&cursor={cursor}")).await.expect(200);
    let seen: Vec<String> = ids(&first).into_iter().chain(ids(&second)).collect();
    assert_eq!(seen, expected.iter().map(|staff| staff.id.to_string()).collect::<Vec<_>>());
    assert!(second.body["next_cursor"].is_null());
    expected[1].get(&format!("/v1/staff?cursor={cursor}")).await.problem(400, "malformed");
    caller.get("/v1/staff?role=admin").await.problem(400, "malformed");
}
