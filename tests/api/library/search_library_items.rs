//! `POST /v1/library-items/search`.

use serde_json::json;

use super::{create, install};
use crate::support::{Answer, TestApp};

const SEARCH: &str = "/v1/library-items/search";

fn keys(page: &Answer) -> Vec<&str> {
    page.items().iter().map(|item| item["key"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_of_title_summary_or_tag_is_found_in_any_case() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let therapist = practice.staff("Tess", &["therapist"]).await;
    install(&practice).await;
    create(&therapist, "Walk 100% of_it").await;
    let search = async |text: &str| therapist.post(SEARCH, json!({"text": text})).await.expect(200);
    assert_eq!(keys(&search("TEN MINUTES FOR").await), ["daily-check-in"]);
    assert_eq!(keys(&search("hour outside").await), ["walk-100-of-it"]);
    assert_eq!(keys(&search("sh-air").await), ["walk-100-of-it"]);
    assert_eq!(keys(&search("100%").await), ["walk-100-of-it"]);
    assert_eq!(keys(&search("f_i").await), ["walk-100-of-it"]);
    assert!(search("\\").await.items().is_empty());
    let published =
        therapist.post(SEARCH, json!({"text": "100%", "status": ["published"]})).await.expect(200);
    assert!(published.items().is_empty());
    let page = therapist.post(SEARCH, json!({"text": "e", "limit": 5})).await.expect(200);
    let cursor = page.body["next_cursor"].as_str().unwrap();
    let next = therapist.post(SEARCH, json!({"text": "e", "limit": 5, "cursor": cursor})).await.expect(200);
    assert!(keys(&next).iter().all(|key| !keys(&page).contains(key)));
    therapist.post(SEARCH, json!({"text": "o", "cursor": cursor})).await.problem(400, "malformed");
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_searches_and_other_actors_are_refused() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let therapist = practice.staff("Tess", &["therapist"]).await;
    create(&therapist, "A walk").await;
    therapist.post(SEARCH, json!({"text": ""})).await.invalid(&["#/text"]);
    therapist.post(SEARCH, json!({"text": "x".repeat(101)})).await.invalid(&["#/text"]);
    therapist.post(SEARCH, json!({})).await.invalid(&["#/text"]);
    therapist.post(SEARCH, json!({"text": "x", "kind": []})).await.invalid(&["#/kind"]);
    practice.client("Cleo").await.post(SEARCH, json!({"text": "walk"})).await.problem(403, "forbidden");
    let owner = practice.staff("Olga", &["owner"]).await;
    assert!(owner.post(SEARCH, json!({"text": "walk"})).await.expect(200).items().is_empty());
    let stranger = app.practice("Elsewhere").await.staff("Sam", &["therapist"]).await;
    assert!(stranger.post(SEARCH, json!({"text": "walk"})).await.expect(200).items().is_empty());
}
