//! `PUT /v1/assignments/{assignment_id}/participants/{client_id}/response`.

use serde_json::json;

use crate::support::TestApp;
use crate::support::homework::{Care, day};

#[tokio::test(flavor = "multi_thread")]
async fn a_proposal_is_answered_to_the_care_team_alone() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let item = care.item("bids-for-connection").await;
    let body = json!({"item_id": item, "mode": "each", "status": "proposed", "starts_on": day(0)});
    let made =
        care.therapist.post(&format!("/v1/couples/{}/assignments", care.couple), body).await.expect(201);
    let path = format!("/v1/assignments/{}", made.id());
    let (of_ann, of_ben) =
        (format!("{path}/participants/{}", care.ann.id), format!("{path}/participants/{}", care.ben.id));
    let all_of_ben = [
        path.clone(),
        of_ben.clone(),
        format!("{path}/revisions"),
        format!("/v1/clients/{}/assignments", care.ben.id),
        format!("/v1/couples/{}/assignments", care.couple),
        format!("/v1/clients/{}/today", care.ben.id),
    ];
    let mut before = Vec::new();
    for address in &all_of_ben {
        before.push(care.ben.get(address).await.expect(200).text);
    }
    let answer = json!({"answer": "decline", "words": "Not while we move house.", "confidence": 2});
    let answer_of_ann = format!("{of_ann}/response");
    let told = care.ann.put_if(&answer_of_ann, "\"1\"", answer).await.expect(200);
    let said = &told.body["response"];
    assert_eq!((&said["answer"], &said["words"]), (&json!("decline"), &json!("Not while we move house.")));
    assert_eq!((&told.body["confidence"], &said["revision"]), (&json!(2), &json!(1)));
    assert_eq!(told.body["audience"], json!(["self", "care_team"]));
    assert_eq!(care.therapist.get(&of_ann).await.expect(200).text, told.text);
    // Answering anew replaces it; the confidence stays where none is said.
    let smaller = json!({"answer": "smaller", "suggested": {"times": 1, "times_max": 2}});
    let told = care.ann.put_if(&answer_of_ann, "\"2\"", smaller).await.expect(200);
    let said = &told.body["response"];
    assert_eq!((&said["suggested"]["times_max"], &said["words"]), (&json!(2), &json!(null)));
    assert_eq!(told.body["confidence"], 2);
    // A decline looks like silence: nothing that Ben reads has moved by a byte, and he finds no answer of hers.
    for (address, before) in all_of_ben.iter().zip(before) {
        assert_eq!(care.ben.get(address).await.expect(200).text, before, "{address}");
    }
    care.ben.get(&of_ann).await.problem(404, "not_found");
    care.ben.put_if(&answer_of_ann, "\"3\"", json!({"answer": "accept"})).await.problem(404, "not_found");
    let accepted = care.ben.put_if(&format!("{of_ben}/response"), "\"1\"", json!({"answer": "accept"})).await;
    assert_eq!(accepted.expect(200).body["response"]["answer"], "accept");

    // The therapist decides; then there is no proposal any more.
    care.therapist
        .put_if(&answer_of_ann, "\"3\"", json!({"answer": "accept"}))
        .await
        .problem(403, "forbidden");
    care.therapist.put_if(&format!("{path}/activation"), "\"1\"", json!({})).await.expect(200);
    let late = care.ann.put_if(&answer_of_ann, "\"3\"", json!({"answer": "accept"})).await;
    late.problem(409, "wrong_state");
    assert_eq!(care.ann.get(&of_ann).await.expect(200).text, told.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_obeys_its_rules() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let item = care.item("bids-for-connection").await;
    let body = json!({"item_id": item, "mode": "each", "status": "proposed", "minutes": 10,
        "cadence": {"type": "times_per_period", "times": 3, "times_max": 5, "every": 1, "unit": "day"}});
    let made =
        care.therapist.post(&format!("/v1/couples/{}/assignments", care.couple), body).await.expect(201);
    let path = format!("/v1/assignments/{}/participants/{}/response", made.id(), care.ann.id);
    for (body, pointer) in [
        (json!({"answer": "accept", "suggested": {"times": 1}}), "#/suggested"),
        (json!({"answer": "smaller"}), "#/suggested"),
        (json!({"answer": "smaller", "suggested": {"times": 3}}), "#/suggested"),
        (json!({"answer": "smaller", "suggested": {"times": 3, "times_max": 5}}), "#/suggested"),
        (json!({"answer": "smaller", "suggested": {"times": 4}}), "#/suggested/times"),
        (json!({"answer": "smaller", "suggested": {"times": 2, "times_max": 6}}), "#/suggested/times_max"),
        (json!({"answer": "smaller", "suggested": {"times": 1, "minutes": 20}}), "#/suggested/minutes"),
        (json!({"answer": "smaller", "suggested": {}}), "#/suggested/times"),
        (json!({"answer": "smaller", "suggested": {"times": 3, "times_max": 2}}), "#/suggested/times_max"),
        (json!({"answer": "smaller", "suggested": {"minutes": 0}}), "#/suggested/minutes"),
        (json!({"answer": "later"}), "#/answer"),
        (json!({"answer": "accept", "words": " "}), "#/words"),
        (json!({"answer": "accept", "confidence": 11}), "#/confidence"),
    ] {
        care.ann.put_if(&path, "\"1\"", body).await.invalid(&[pointer]);
    }
    care.ann.put_if(&path, "\"7\"", json!({"answer": "accept"})).await.problem(412, "precondition_failed");
    care.ann.put(&path, json!({"answer": "accept"})).await.problem(428, "precondition_required");
    care.ben.put(&format!("/v1/couples/{}/end", care.couple), json!({})).await.expect(200);
    care.ann.put_if(&path, "\"1\"", json!({"answer": "accept"})).await.problem(409, "couple_ended");
}
