//! `GET /v1/clients`.

use super::ids;
use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn each_role_lists_its_own_reach() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let (ada, bo, cy) =
        (practice.client("Ada").await, practice.client("Bo").await, practice.client("Cy").await);
    let couple = practice.couple(&ada, &bo).await;
    let tess = practice.staff("Tess", &["therapist"]).await;
    let cora = practice.staff("Cora", &["therapist"]).await;
    let sue = practice.staff("Sue", &["supervisor"]).await;
    let desk = practice.staff("Dee", &["front_desk"]).await;
    practice.care_for_client(&tess, &cy).await;
    practice.care_for_couple(&cora, couple).await;
    practice.supervise(&sue, &tess).await;
    practice.supervise(&sue, &cora).await;
    let [a, b, c] = [ada.id, bo.id, cy.id].map(|id| id.to_string());
    app.practice("Elsewhere").await.client("Eve").await;
    let seen = async |caller: &crate::support::Caller| ids(&caller.get("/v1/clients").await.expect(200));
    assert_eq!(seen(&desk).await, [a.clone(), b.clone(), c.clone()]);
    assert_eq!(seen(&tess).await, std::slice::from_ref(&c));
    assert_eq!(seen(&cora).await, [a.clone(), b.clone()]);
    assert_eq!(seen(&sue).await, [a.clone(), b, c]);
    assert_eq!(seen(&ada).await, [a]);
    practice.staff("Aud", &["auditor"]).await.get("/v1/clients").await.problem(403, "forbidden");
    app.nobody().get("/v1/clients").await.problem(401, "unauthenticated");
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_follow_one_another_without_gap_or_double() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let desk = practice.staff("Dee", &["front_desk"]).await;
    let mut expected = Vec::new();
    for name in ["Ada", "Bo", "Cy", "Di", "Ed"] {
        expected.push(practice.client(name).await.id.to_string());
    }
    let (mut seen, mut path) = (Vec::new(), "/v1/clients?limit=2".to_owned());
    loop {
        let page = desk.get(&path).await.expect(200);
        seen.extend(ids(&page));
        let Some(cursor) = page.body["next_cursor"].as_str() else { break };
        path = format!("/v1/clients?limit=2&cursor={cursor}");
        assert_eq!(page.header("link"), format!("<{path}>; rel=\"next\""));
    }
    assert_eq!(seen, expected);
    let exact = desk.get("/v1/clients?limit=5").await.expect(200);
    assert!(exact.body["next_cursor"].is_null());
    assert!(exact.headers.get("link").is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cursor_opens_only_for_its_caller_and_filter() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let desk = practice.staff("Dee", &["front_desk"]).await;
    let other = practice.staff("Dan", &["front_desk"]).await;
    practice.client("Ada").await;
    practice.client("Bo").await;
    let page = desk.get("/v1/clients?limit=1").await.expect(200);
    let cursor = page.body["next_cursor"].as_str().unwrap();
    desk.get(&format!("/v1/clients?cursor={cursor}")).await.expect(200);
    other.get(&format!("/v1/clients?cursor={cursor}")).await.problem(400, "malformed");
    desk.get(&format!("/v1/clients?status=active&cursor={cursor}")).await.problem(400, "malformed");
    desk.get("/v1/clients?cursor=abc").await.problem(400, "malformed");
}

#[tokio::test(flavor = "multi_thread")]
async fn status_filters_and_bad_parameters_are_refused() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let desk = practice.staff("Dee", &["front_desk"]).await;
    let (ada, bo) = (practice.client("Ada").await, practice.client("Bo").await);
    let archive = serde_json::json!({"status": "archived"});
    desk.patch_if(&format!("/v1/clients/{}", bo.id), "\"1\"", archive).await.expect(200);
    let active = desk.get("/v1/clients?status=active").await.expect(200);
    assert_eq!(ids(&active), [ada.id.to_string()]);
    let both = desk.get("/v1/clients?status=active&status=archived").await.expect(200);
    assert_eq!(ids(&both).len(), 2);
    for bad in ["status=gone", "limit=0", "limit=201", "limit=x", "order=name", "limit=1&limit=2"] {
        let answer = desk.get(&format!("/v1/clients?{bad}")).await.problem(400, "malformed");
        assert!(answer.body["errors"][0]["parameter"].is_string(), "{bad}");
    }
}
