//! The built-in library in a practice.

use std::time::Instant;

use diesel_async::RunQueryDsl;
use serde_json::json;

use super::{ITEMS, built_in, create, install};
use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn a_practice_gets_all_items_once() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let therapist = practice.staff("Tess", &["therapist"]).await;
    install(&practice).await;
    let first = therapist.get(&format!("{ITEMS}?limit=200")).await.expect(200);
    assert_eq!(first.items().len(), 48);
    assert!(first.items().iter().all(|item| item["built_in"] == true && item["status"] == "published"));
    install(&practice).await;
    let second = therapist.get(&format!("{ITEMS}?limit=200")).await.expect(200);
    assert_eq!(first.body, second.body);
    let other = app.practice("Elsewhere").await;
    let begun = Instant::now();
    install(&other).await;
    assert!(begun.elapsed().as_millis() < 1000, "{:?}", begun.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_copy_is_brought_up_to_date_and_keeps_its_old_version() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let therapist = practice.staff("Tess", &["therapist"]).await;
    install(&practice).await;
    let id = built_in(&therapist, "self-care").await;
    // As if an earlier release had installed version 0 of it.
    for change in [
        "ALTER TABLE library_versions DROP CONSTRAINT library_versions_number_check",
        "UPDATE library_versions SET number = 0, title = 'Old words' WHERE item_id = $1::uuid",
        "UPDATE library_items SET published_number = 0 WHERE id = $1::uuid",
    ] {
        let change = change.replace("$1", &format!("'{id}'"));
        diesel::sql_query(change).execute(&mut app.root().await).await.unwrap();
    }
    install(&practice).await;
    let item = therapist.get(&format!("{ITEMS}/{id}")).await.expect(200);
    assert_eq!((&item.body["published_number"], &item.body["version"]), (&json!(1), &json!(2)));
    assert_ne!(item.body["current"]["title"], "Old words");
    let old = format!("SELECT title FROM library_versions WHERE item_id = '{id}' AND number = 0");
    assert_eq!(app.sql().await.column(&old).await, ["Old words"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_own_item_under_a_built_in_key_is_left_alone() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let therapist = practice.staff("Tess", &["therapist"]).await;
    let own = create(&therapist, "Self care").await;
    assert_eq!(own.body["key"], "self-care");
    install(&practice).await;
    let after = therapist.get(&format!("{ITEMS}/{}", own.id())).await.expect(200);
    assert_eq!(after.body, own.body);
    let all = therapist.get(&format!("{ITEMS}?limit=200")).await.expect(200);
    assert_eq!(all.items().len(), 48);
}
