//! `GET /v1/library-items`.

use super::{ITEMS, create, install};
use crate::support::{Answer, TestApp};

fn keys(page: &Answer) -> Vec<&str> {
    page.items().iter().map(|item| item["key"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_narrow_and_repeated_ones_are_or() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let therapist = practice.staff("Tess", &["therapist"]).await;
    install(&practice).await;
    create(&therapist, "A walk").await;
    let list = async |query: &str| therapist.get(&format!("{ITEMS}?limit=200&{query}")).await.expect(200);
    assert_eq!(list("kind=repair_ritual").await.items().len(), 4);
    assert_eq!(list("kind=repair_ritual&kind=boundary_script").await.items().len(), 9);
    let each = list("audience=each&kind=habit").await;
    assert!(each.items().iter().all(|item| item["audiences"].as_array().unwrap().contains(&"each".into())));
    assert!(keys(&each).contains(&"bids-for-connection") && !keys(&each).contains(&"daily-check-in"));
    assert_eq!(keys(&list("tag=fresh-air").await), ["a-walk"]);
    assert_eq!(keys(&list("status=draft").await), ["a-walk"]);
    assert_eq!(list("status=published").await.items().len(), 48);
    assert_eq!(list("status=published&status=draft").await.items().len(), 49);
    assert!(list("status=retired").await.items().is_empty());
    for query in ["kind=poem", "audience=all", "tag=UPPER", "status=gone", "limit=201", "title=x", "cursor=x"]
    {
        therapist.get(&format!("{ITEMS}?{query}")).await.problem(400, "malformed");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_follow_one_another_and_cursors_are_bound_to_their_filter() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let therapist = practice.staff("Tess", &["therapist"]).await;
    install(&practice).await;
    let (mut all, mut path) = (Vec::new(), format!("{ITEMS}?limit=20"));
    loop {
        let page = therapist.get(&path).await.expect(200);
        all.extend(keys(&page).into_iter().map(str::to_owned));
        let Some(cursor) = page.body["next_cursor"].as_str() else { break };
        therapist.get(&format!("{ITEMS}?kind=habit&cursor={cursor}")).await.problem(400, "malformed");
        path = format!("{ITEMS}?limit=20&cursor={cursor}");
    }
    assert_eq!(all.len(), 48);
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 48);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_practice_sees_nothing_of_it_and_other_roles_cannot_ask() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    install(&practice).await;
    let elsewhere = app.practice("Elsewhere").await;
    let stranger = elsewhere.staff("Sam", &["therapist"]).await;
    assert!(stranger.get(ITEMS).await.expect(200).items().is_empty());
    for caller in [
        practice.staff("Fran", &["front_desk"]).await,
        practice.staff("Audrey", &["auditor"]).await,
        practice.client("Cleo").await,
    ] {
        caller.get(ITEMS).await.problem(403, "forbidden");
    }
    app.nobody().get(ITEMS).await.problem(401, "unauthenticated");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_write_sees_no_drafts() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let therapist = practice.staff("Tess", &["therapist"]).await;
    create(&therapist, "A walk").await;
    for (roles, sees) in [(["owner"], 0), (["admin"], 0), (["supervisor"], 1), (["therapist"], 1)] {
        let caller = practice.staff("Olga", &roles).await;
        assert_eq!(caller.get(ITEMS).await.expect(200).items().len(), sees, "{roles:?}");
    }
}
