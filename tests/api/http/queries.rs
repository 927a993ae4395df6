//! Query parameters, pages and cursors.

use crate::support::{Caller, TestApp, TestPractice};

fn members(answer: &crate::support::Answer) -> Vec<String> {
    answer.items().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

async fn three_clients<'a>(app: &'a TestApp) -> (TestPractice<'a>, Caller) {
    let practice = app.practice("Harbour").await;
    let owner = practice.staff("Tess", &["owner"]).await;
    for name in ["Ada", "Ben", "Cleo"] {
        practice.client(name).await;
    }
    (practice, owner)
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_and_bad_parameters_are_400() {
    let app = TestApp::start().await;
    let (_, owner) = three_clients(&app).await;
    for (query, name) in [
        ("colour=red", "colour"),
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=300", "limit"),
        ("limit=-1", "limit"),
        ("limit=ten", "limit"),
        ("limit=", "limit"),
        ("limit=1&limit=2", "limit"),
        ("status=none", "status"),
        ("status=active&status=x", "status"),
        ("cursor=bad", "cursor"),
        ("cursor=%00", "cursor"),
        ("cursor=%F0%9F%92%A5", "cursor"),
    ] {
        let answer = owner.get(&format!("/v1/clients?{query}")).await.problem(400, "malformed");
        let named = answer.body["errors"][0]["parameter"].as_str().unwrap();
        assert!(named.is_empty() || named.starts_with(name), "{query}: {}", answer.text);
    }
    for (query, detail) in [
        ("limit=201", "must be from 1 to 200"),
        ("limit=99999", "must be from 1 to 200"),
        ("status=none", "must be one of active"),
        ("colour=red", "is unknown; known: one of status"),
    ] {
        let answer = owner.get(&format!("/v1/clients?{query}")).await.problem(400, "malformed");
        assert!(answer.body["detail"].as_str().unwrap().starts_with(detail), "{}", answer.text);
    }
    let search = serde_json::json!({"name": "a", "limit": 201});
    let answer = owner.post("/v1/clients/search", search).await.invalid(&["#/limit"]);
    assert!(answer.text.contains("must be from 1 to 200"), "{}", answer.text);
    // No cursor, written out.
    assert_eq!(owner.get("/v1/clients?cursor=").await.expect(200).items().len(), 3);
    assert_eq!(owner.get("/v1/clients?limit=200").await.expect(200).items().len(), 3);
    assert_eq!(owner.get("/v1/clients?status=active&status=archived").await.expect(200).items().len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_join_without_gap_or_repeat() {
    let app = TestApp::start().await;
    let (_, owner) = three_clients(&app).await;
    let whole = owner.get("/v1/clients").await.expect(200);
    assert!(whole.body["next_cursor"].is_null() && whole.headers.get("link").is_none());
    let (mut path, mut seen) = ("/v1/clients?status=active&limit=1".to_owned(), Vec::new());
    loop {
        let page = owner.get(&path).await.expect(200);
        seen.extend(members(&page));
        let Some(cursor) = page.body["next_cursor"].as_str() else { break };
        let link = page.header("link");
        assert_eq!(link, format!("</v1/clients?status=active&limit=1&cursor={cursor}>; rel=\"next\""));
        path = link[1..link.find('>').unwrap()].to_owned();
    }
    assert_eq!(seen, members(&whole));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cursor_opens_only_for_its_caller_its_list_and_its_filter() {
    let app = TestApp::start().await;
    let (practice, owner) = three_clients(&app).await;
    let colleague = practice.staff("Sam", &["owner"]).await;
    let elsewhere = app.practice("Lighthouse").await.staff("Lou", &["owner"]).await;
    let first = owner.get("/v1/clients?limit=1").await.expect(200);
    let cursor = first.body["next_cursor"].as_str().unwrap().to_owned();
    owner.get(&format!("/v1/clients?limit=2&cursor={cursor}")).await.expect(200);
    for (caller, path) in [
        (&colleague, format!("/v1/clients?cursor={cursor}")),
        (&elsewhere, format!("/v1/clients?cursor={cursor}")),
        (&owner, format!("/v1/clients?status=active&cursor={cursor}")),
        (&owner, format!("/v1/sessions?cursor={cursor}")),
        (&owner, format!("/v1/clients?cursor={}", &cursor[..cursor.len() - 1])),
        (&owner, format!("/v1/clients?cursor=A{cursor}")),
    ] {
        let answer = caller.get(&path).await.problem(400, "malformed");
        assert_eq!(answer.body["errors"][0]["code"], "bad_cursor", "{path}");
    }
    let search = serde_json::json!({"name": "a", "cursor": cursor});
    owner.post("/v1/clients/search", search).await.problem(400, "malformed");
}
