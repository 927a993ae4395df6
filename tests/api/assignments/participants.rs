use serde_json::json;

use crate::clients::hidden;
use crate::support::homework::{Care, day};
use crate::support::{TestApp, new_id};

#[tokio::test(flavor = "multi_thread")]
async fn a_members_part_is_its_own_and_the_teams() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let item = care.item("daily-check-in").await;
    let plan = "If I come home late, then at breakfast.";
    let body = json!({"item_id": item, "starts_on": day(-1), "barrier_plans": [{"client_id": care.ann.id, "text": plan}]});
    let made =
        care.therapist.post(&format!("/v1/couples/{}/assignments", care.couple), body).await.expect(201);
    let assignment = format!("/v1/assignments/{}", made.id());
    let of_ann = format!("{assignment}/participants/{}", care.ann.id);
    let of_ben = format!("{assignment}/participants/{}", care.ben.id);
    assert_eq!(care.ann.get(&of_ann).await.expect(200).body["barrier_plan"], plan);
    care.ben.get(&of_ann).await.problem(404, "not_found");
    care.ben.patch_if(&of_ann, "\"1\"", json!({"confidence": 1})).await.problem(404, "not_found");
    let seen = care.ben.get(&of_ben).await.expect(200);

    let same = care.ann.patch_if(&of_ann, "\"1\"", json!({"barrier_plan": plan})).await.expect(200);
    assert_eq!(same.etag(), "\"1\"");
    let sure =
        care.ann.patch_if(&of_ann, "\"1\"", json!({"confidence": 7, "barrier_plan": null})).await.expect(200);
    assert_eq!(
        (&sure.body["confidence"], &sure.body["barrier_plan"], sure.etag()),
        (&json!(7), &json!(null), "\"2\"".into())
    );
    care.ann.patch_if(&of_ann, "\"1\"", json!({"confidence": 8})).await.problem(412, "precondition_failed");
    care.ann.patch_if(&of_ann, "\"2\"", json!({"confidence": 11})).await.invalid(&["#/confidence"]);
    assert_eq!(care.therapist.get(&of_ann).await.expect(200).text, sure.text);
    care.therapist.patch_if(&of_ann, "\"2\"", json!({"confidence": 6})).await.expect(200);

    // Nothing of it shows on what the partner reads.
    assert_eq!(care.ben.get(&of_ben).await.expect(200).text, seen.text);
    let now = care.ben.get(&assignment).await.expect(200);
    assert_eq!((&now.text, now.etag()), (&made.text, made.etag()));
    let supervisor = care.practice.staff("Vera", &["supervisor"]).await;
    care.practice.supervise(&supervisor, &care.therapist).await;
    supervisor.get(&of_ann).await.expect(200);
    supervisor.patch_if(&of_ann, "\"3\"", json!({"confidence": 1})).await.problem(403, "forbidden");
}

/// A member's part is below its own assignment, and there for nobody who does not see that.
#[tokio::test(flavor = "multi_thread")]
async fn it_is_of_its_own_assignment_alone() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let given = care.to_couple("daily-check-in", "together").await.id();
    let stranger = care.practice.staff("Sam", &["therapist"]).await;
    let (cy, dee) = (care.practice.client("Cy").await, care.practice.client("Dee").await);
    let other = care.practice.couple(&cy, &dee).await;
    care.practice.care_for_couple(&stranger, other).await;
    let body = json!({"item_id": care.item("daily-check-in").await});
    let others = stranger.post(&format!("/v1/couples/{other}/assignments"), body).await.expect(201).id();
    let part = |assignment: &str| format!("/v1/assignments/{assignment}/participants/{}", care.ann.id);
    care.ann.get(&part(&given)).await.expect(200);
    hidden(vec![
        stranger.get(&part(&given)).await,
        stranger.get(&part(&others)).await,
        care.ann.get(&part(&others)).await,
        care.therapist.get(&part(&others)).await,
        care.therapist.get(&part(&new_id().to_string())).await,
        stranger.patch_if(&part(&given), "\"1\"", json!({"confidence": 1})).await,
    ]);
}
