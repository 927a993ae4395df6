//! Sending a check-in again.

use serde_json::json;

use crate::support::TestApp;
use crate::support::homework::{Care, check_in, noon, of, write};

#[tokio::test(flavor = "multi_thread")]
async fn a_retry_finds_what_is_there_also_after_a_correction() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let assignment = care.to_couple("daily-check-in", "together").await.id();
    let mut body = check_in(&assignment, json!({"personal": {"note": "First."}}));
    let made = write(&care.ann, &body).await.expect(201);
    assert_eq!(write(&care.ann, &body).await.expect(200).text, made.text);
    let path = format!("{}/{}", of(&care.ann), made.id());
    let corrected = care.ann.put_if(&path, "\"1\"", json!({"outcome": "partly"})).await.expect(200);
    assert_eq!(write(&care.ann, &body).await.expect(200).text, corrected.text);
    body["outcome"] = json!("partly");
    write(&care.ann, &body).await.problem(409, "id_taken");
    // The partner's rows are other rows: the same id tells nothing.
    write(&care.ben, &body).await.expect(201);
}

/// Guards that a phone may write out what it left out before.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_left_out_is_what_it_would_be() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let assignment = care.to_couple("daily-check-in", "together").await.id();
    let mut body = check_in(&assignment, json!({}));
    let made = write(&care.ann, &body).await.expect(201);
    for (name, value) in [
        ("minutes", json!(null)),
        ("count", json!(1)),
        ("purpose", json!("practice")),
        ("personal", json!(null)),
    ] {
        body[name] = value;
        assert_eq!(write(&care.ann, &body).await.expect(200).text, made.text, "{name}");
    }
    body["minutes"] = json!(3);
    write(&care.ann, &body).await.problem(409, "id_taken");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_id_stays_deleted() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let assignment = care.to_couple("daily-check-in", "together").await.id();
    let mut body = check_in(&assignment, json!({}));
    let made = write(&care.ann, &body).await.expect(201);
    care.ann.delete_if(&format!("{}/{}", of(&care.ann), made.id()), "\"1\"").await.expect(204);
    write(&care.ann, &body).await.problem(409, "deleted");
    body["occurred_at"] = json!(noon(-2));
    write(&care.ann, &body).await.problem(409, "id_taken");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_id_at_once_is_one_row() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let assignment = care.to_couple("daily-check-in", "together").await.id();
    for _ in 0..5 {
        let body = check_in(&assignment, json!({"personal": {"note": "Once."}}));
        let (a, b, c) =
            tokio::join!(write(&care.ann, &body), write(&care.ann, &body), write(&care.ann, &body));
        let mut statuses = [a.status, b.status, c.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 200, 201]);
        assert_eq!((&a.text, &b.text), (&b.text, &c.text));
        let other = check_in(&assignment, json!({"id": body["id"], "outcome": "partly"}));
        write(&care.ann, &other).await.problem(409, "id_taken");
    }
    assert_eq!(care.ann.get(&of(&care.ann)).await.expect(200).items().len(), 5);
}
