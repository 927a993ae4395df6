//! What the one who got a repair answers, and what the one who sent it sees.

use serde_json::{Value, json};

use super::{answer, of, repair, sent, shared, write};
use crate::safety::{hold, lift};
use crate::support::homework::Care;
use crate::support::{Answer, TestApp, new_id};

fn given(answer: &str, words: Option<&str>, visibility: &str) -> Value {
    json!({"answer": answer, "words": words, "visibility": visibility})
}

/// All that Ann can read of what she sent, as bytes and ETags.
async fn seen_by_ann(care: &Care<'_>, made: &Answer) -> Vec<(u16, String, String)> {
    let mut seen = Vec::new();
    let own = format!("{}/{}", of(&care.ann), made.id());
    for path in [own.clone(), format!("{own}/versions"), of(&care.ann), shared(care), sent(care, made)] {
        let answer = care.ann.get(&path).await;
        let etag = answer.headers.get("etag").map(|value| value.to_str().unwrap().to_owned());
        seen.push((answer.status, etag.unwrap_or_default(), answer.text));
    }
    let answers = care.ann.get(&format!("/v1/clients/{}/repair-responses", care.ben.id)).await;
    seen.push((answers.status, String::new(), answers.body_without_instance().to_string()));
    seen
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_to_the_sender_is_read_by_all_three() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let made = write(&care.ann, &repair(&care, json!({}))).await.expect(201);
    let sent = sent(&care, &made);
    let told = answer(&care.ben, &sent, given("partly", Some("A beginning."), "partner")).await.expect(200);
    let all = json!(["self", "care_team", "partner"]);
    let expected = json!({"answer": "partly", "words": "A beginning.", "visibility": "partner", "audience": all,
        "can_be_noticed": false});
    assert_eq!((&told.body["response"], told.etag().as_str()), (&expected, "\"2\""));
    for reader in [&care.ann, &care.ben, &care.therapist] {
        let read = reader.get(&sent).await.expect(200);
        assert_eq!((&read.body["response"], read.etag().as_str()), (&expected, "\"2\""));
        assert_eq!(reader.get(&shared(&care)).await.expect(200).items()[0], read.body);
    }
    // Changed, and what it was before is kept.
    let changed = answer(&care.ben, &sent, given("accepted", None, "partner")).await.expect(200);
    assert_eq!((changed.etag().as_str(), &changed.body["response"]["answer"]), ("\"3\"", &json!("accepted")));
    assert_eq!(care.ann.get(&sent).await.expect(200).body["response"]["answer"], "accepted");
    assert_eq!(
        answer(&care.ben, &sent, given("accepted", None, "partner")).await.expect(200).etag(),
        "\"3\""
    );
    assert_eq!(app.sql().await.number("SELECT count(*) FROM repair_response_versions").await, 1);
    // Taken back: for Ann it is as if there had been none.
    let back = answer(&care.ben, &sent, given("accepted", None, "therapist")).await.expect(200);
    assert_eq!(back.body["response"]["can_be_noticed"], true);
    assert_eq!(care.ann.get(&sent).await.expect(200).body["response"], json!(null));
    assert_eq!(care.therapist.get(&sent).await.expect(200).body["response"]["visibility"], "therapist");
    answer(&care.ben, &sent, given("not_yet", None, "partner")).await.expect(200);
    let etag = care.ben.get(&sent).await.expect(200).etag();
    care.ben.delete_if(&format!("{sent}/response"), &etag).await.expect(204);
    for reader in [&care.ann, &care.ben, &care.therapist] {
        assert_eq!(reader.get(&sent).await.expect(200).body["response"], json!(null));
    }
    let etag = care.ben.get(&sent).await.expect(200).etag();
    care.ben.delete_if(&format!("{sent}/response"), &etag).await.problem(404, "not_found");
}

/// Guards the silence: whatever Ben tells the therapist alone, changes or deletes, not a byte of Ann's changes.
#[tokio::test(flavor = "multi_thread")]
async fn an_answer_to_the_therapist_alone_is_silence_to_the_sender() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let made = write(&care.ann, &repair(&care, json!({}))).await.expect(201);
    write(&care.ann, &repair(&care, json!({}))).await.expect(201);
    let (sent, before) = (sent(&care, &made), seen_by_ann(&care, &made).await);
    let told =
        answer(&care.ben, &sent, given("not_yet", Some("I am afraid."), "therapist")).await.expect(200);
    assert_eq!(told.body["response"]["audience"], json!(["self", "care_team"]));
    assert_eq!(seen_by_ann(&care, &made).await, before);
    answer(&care.ben, &sent, given("partly", Some("Less afraid."), "therapist")).await.expect(200);
    assert_eq!(seen_by_ann(&care, &made).await, before);
    let read = care.therapist.get(&sent).await.expect(200);
    assert_eq!((&read.body["response"]["words"], read.etag().as_str()), (&json!("Less afraid."), "\"3\""));
    let etag = care.ben.get(&sent).await.expect(200).etag();
    care.ben.delete_if(&format!("{sent}/response"), &etag).await.expect(204);
    assert_eq!(seen_by_ann(&care, &made).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_got_it_answers_over_the_version_that_is_there() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let made = write(&care.ann, &repair(&care, json!({}))).await.expect(201);
    let response = format!("{}/response", sent(&care, &made));
    let body = given("accepted", None, "partner");
    care.ann.put_if(&response, "\"1\"", body.clone()).await.problem(404, "not_found");
    care.therapist.put_if(&response, "\"1\"", body.clone()).await.problem(403, "forbidden");
    care.practice
        .client("Cleo")
        .await
        .put_if(&response, "\"1\"", body.clone())
        .await
        .problem(404, "not_found");
    let absent = format!("{}/{}/response", shared(&care), new_id());
    care.ben.put_if(&absent, "\"1\"", body.clone()).await.problem(404, "not_found");
    care.ben.put(&response, body.clone()).await.problem(428, "precondition_required");
    care.ben.put_if(&response, "\"2\"", body.clone()).await.problem(412, "precondition_failed");
    care.ben.put_if(&response, "\"1\"", given("accepted", None, "private")).await.invalid(&["#/visibility"]);
    care.ben.put_if(&response, "\"1\"", given("accepted", Some(" "), "partner")).await.invalid(&["#/words"]);
    // What Ann changes meanwhile is seen before it is answered.
    let own = format!("{}/{}", of(&care.ann), made.id());
    care.ann.put_if(&own, "\"1\"", json!({"in_person": true, "parts": {}})).await.expect(200);
    care.ben.put_if(&response, "\"1\"", body.clone()).await.problem(412, "precondition_failed");
    let twice = (
        care.ben.put_if(&response, "\"2\"", body.clone()),
        care.ben.put_if(&response, "\"2\"", given("partly", None, "partner")),
    );
    let (a, b) = tokio::join!(twice.0, twice.1);
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412]);
}

/// Under a hold on Ben his answers are accepted and parked: Ann sees what she saw, and Ben no difference.
#[tokio::test(flavor = "multi_thread")]
async fn answers_of_somebody_held_are_parked() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let (first, second) = (
        write(&care.ann, &repair(&care, json!({}))).await.expect(201),
        write(&care.ann, &repair(&care, json!({}))).await.expect(201),
    );
    answer(&care.ben, &sent(&care, &first), given("partly", None, "partner")).await.expect(200);
    let before = (seen_by_ann(&care, &first).await, seen_by_ann(&care, &second).await);
    let placed = hold(&care.therapist, &care.ben).await;
    let told = answer(&care.ben, &sent(&care, &second), given("accepted", None, "partner")).await.expect(200);
    assert_eq!(told.body["response"]["audience"], json!(["self", "care_team", "partner"]));
    let back = answer(&care.ben, &sent(&care, &first), given("partly", None, "therapist")).await.expect(200);
    assert_eq!(back.body["response"]["can_be_noticed"], true);
    assert_eq!((seen_by_ann(&care, &first).await, seen_by_ann(&care, &second).await), before);
    let team = care.therapist.get(&sent(&care, &second)).await.expect(200);
    assert_eq!(team.body["response"]["audience"], json!(["self", "care_team"]));
    // What Ann sends goes on reaching Ben.
    let third = write(&care.ann, &repair(&care, json!({}))).await.expect(201);
    care.ben.get(&sent(&care, &third)).await.expect(200);
    lift(&care.therapist, &care.ben, &placed).await;
    // What was taken back goes with the hold; what was given meanwhile comes with its next change.
    assert_eq!(care.ann.get(&sent(&care, &first)).await.expect(200).body["response"], json!(null));
    assert_eq!(care.ann.get(&sent(&care, &second)).await.expect(200).body["response"], json!(null));
    answer(&care.ben, &sent(&care, &second), given("accepted", Some("Yes."), "partner")).await.expect(200);
    assert_eq!(care.ann.get(&sent(&care, &second)).await.expect(200).body["response"]["words"], "Yes.");
}

#[tokio::test(flavor = "multi_thread")]
async fn own_answers_are_kept_when_the_repair_is_gone() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let made = write(&care.ann, &repair(&care, json!({}))).await.expect(201);
    answer(&care.ben, &sent(&care, &made), given("accepted", Some("Thank you."), "partner"))
        .await
        .expect(200);
    let own = format!("{}/{}", of(&care.ann), made.id());
    let back = json!({"in_person": false, "parts": {}, "visibility": "therapist"});
    assert_eq!(care.ann.put_if(&own, "\"1\"", back).await.expect(200).body["can_be_noticed"], true);
    care.ben.get(&sent(&care, &made)).await.problem(404, "not_found");
    care.ben
        .put_if(&format!("{}/response", sent(&care, &made)), "\"2\"", given("partly", None, "partner"))
        .await
        .problem(404, "not_found");
    let answers = format!("/v1/clients/{}/repair-responses", care.ben.id);
    for reader in [&care.ben, &care.therapist] {
        let kept = reader.get(&answers).await.expect(200);
        assert_eq!((kept.items().len(), &kept.items()[0]["words"]), (1, &json!("Thank you.")));
    }
    care.ann.get(&answers).await.problem(404, "not_found");
    // Sent anew it is another one, and nothing was answered to it.
    let again = json!({"in_person": false, "parts": {}, "visibility": "partner"});
    let again = care.ann.put_if(&own, "\"2\"", again).await.expect(200);
    assert_ne!(again.body["shared_id"], made.body["shared_id"]);
    for reader in [&care.ann, &care.ben, &care.therapist] {
        let read = reader.get(&sent(&care, &again)).await.expect(200);
        assert_eq!((&read.body["response"], read.etag().as_str()), (&json!(null), "\"1\""));
    }
}
