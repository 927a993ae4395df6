use serde_json::json;

use crate::support::TestApp;
use crate::support::homework::{Care, day};

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
