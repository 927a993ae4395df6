//! What a partner can and cannot tell.

use diesel::sql_types::Uuid as SqlUuid;
use diesel_async::RunQueryDsl;
use serde_json::{Value, json};

use crate::support::homework::{Care, check_in, of, write};
use crate::support::{Answer, TestApp};

/// Everything that Ben can read, as bytes and ETags.
async fn seen_by_ben(care: &Care<'_>, assignment: &str, shared: &[String]) -> Vec<(u16, String, String)> {
    let mut paths = vec![
        format!("/v1/assignments/{assignment}"),
        format!("/v1/couples/{}/assignments", care.couple),
        format!("/v1/couples/{}/check-ins", care.couple),
        of(&care.ben),
        format!("/v1/clients/{}/assignments", care.ben.id),
        format!("/v1/assignments/{assignment}/participants/{}", care.ben.id),
    ];
    paths.extend(shared.iter().map(|id| format!("/v1/couples/{}/check-ins/{id}", care.couple)));
    let mut seen = Vec::new();
    for path in paths {
        let answer: Answer = care.ben.get(&path).await;
        let etag = answer.headers.get("etag").map(|value| value.to_str().unwrap().to_owned());
        seen.push((answer.status, etag.unwrap_or_default(), answer.text));
    }
    seen
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_private_changes_a_byte_of_what_the_partner_reads() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let assignment = care.to_couple("daily-check-in", "together").await.id();
    let act = write(&care.ann, &check_in(&assignment, json!({}))).await.expect(201);
    let path = format!("{}/{}", of(&care.ann), act.id());
    let shared = [act.body["shared_id"].as_str().unwrap().to_owned()];
    let before = seen_by_ben(&care, &assignment, &shared).await;
    assert!(before.iter().all(|(status, ..)| *status == 200));

    for visibility in ["private", "therapist"] {
        let body =
            check_in(&assignment, json!({"visibility": visibility, "personal": {"note": "Only mine."}}));
        let made = write(&care.ann, &body).await.expect(201);
        let own = format!("{}/{}", of(&care.ann), made.id());
        care.ben.get(&own).await.problem(404, "not_found");
        care.ben.get(&format!("{own}/versions")).await.problem(404, "not_found");
        care.ben
            .get(&format!("/v1/couples/{}/check-ins/{}", care.couple, made.id()))
            .await
            .problem(404, "not_found");
        care.ann.put_if(&own, "\"1\"", json!({"outcome": "partly"})).await.expect(200);
        care.ann.delete_if(&own, "\"2\"").await.expect(204);
    }
    let personal = |note: &str, visibility: &str| json!({"outcome": "done", "personal": {"note": note, "visibility": visibility}});
    care.ann.put_if(&path, "\"1\"", personal("One", "therapist")).await.expect(200);
    care.ann.put_if(&path, "\"2\"", personal("Two", "private")).await.expect(200);
    care.ann.put_if(&path, "\"3\"", json!({"outcome": "done"})).await.expect(200);
    let confidence = format!("/v1/assignments/{assignment}/participants/{}", care.ann.id);
    care.ann.patch_if(&confidence, "\"1\"", json!({"confidence": 2})).await.expect(200);
    care.ben.get(&path).await.problem(404, "not_found");
    care.ben.get(&of(&care.ann)).await.problem(404, "not_found");
    assert_eq!(seen_by_ben(&care, &assignment, &shared).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_partner_gets_a_projection() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let assignment = care.to_couple("daily-check-in", "together").await.id();
    let body = check_in(&assignment, json!({"minutes": 10, "personal": {"note": "Mine.", "effort": 4}}));
    let act = write(&care.ann, &body).await.expect(201);
    let shared = care.shared(&care.ben).await.expect(200);
    let expected = json!({"id": act.body["shared_id"], "client_id": care.ann.id, "assignment_id": assignment,
        "purpose": "practice", "local_date": act.body["local_date"], "outcome": "done", "count": 1, "minutes": 10,
        "personal": null, "version": 1});
    assert_eq!(shared.items(), &vec![expected.clone()]);
    assert_ne!(act.body["shared_id"], act.body["id"]);
    let one = format!("/v1/couples/{}/check-ins/{}", care.couple, act.body["shared_id"].as_str().unwrap());
    for reader in [&care.ben, &care.ann, &care.therapist] {
        let read = reader.get(&one).await.expect(200);
        assert_eq!((&read.body, read.etag().as_str()), (&expected, "\"1\""));
    }
    let alone = care.practice.staff("Ida", &["therapist"]).await;
    care.practice.care_for_client(&alone, &care.ann).await;
    alone.get(&one).await.problem(404, "not_found");
    let other = care.practice.client("Cleo").await;
    other.get(&one).await.problem(404, "not_found");
    care.shared(&other).await.problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn sharing_and_taking_back() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let assignment = care.to_couple("daily-check-in", "together").await.id();
    let act =
        write(&care.ann, &check_in(&assignment, json!({"visibility": "private", "personal": {"note": "A"}})))
            .await
            .expect(201);
    let path = format!("{}/{}", of(&care.ann), act.id());
    let one = |answer: &Answer| {
        format!("/v1/couples/{}/check-ins/{}", care.couple, answer.body["shared_id"].as_str().unwrap())
    };
    let put = async |version: i32, body: Value| {
        care.ann.put_if(&path, &format!("\"{version}\""), body).await.expect(200)
    };
    // Leaving the visibility out shares nothing.
    assert_eq!(put(1, json!({"outcome": "partly"})).await.body["visibility"], "private");
    let note = |text: &str, act: &str, words: &str| json!({"outcome": "done", "visibility": act, "personal": {"note": text, "visibility": words}});
    let first = put(2, note("A", "partner", "private")).await;
    let seen = care.ben.get(&one(&first)).await.expect(200);
    assert_eq!((&seen.body["version"], &seen.body["personal"]), (&json!(1), &json!(null)));
    put(3, note("B", "partner", "private")).await;
    assert_eq!(care.ben.get(&one(&first)).await.expect(200).text, seen.text);
    put(4, note("C", "partner", "partner")).await;
    let words = care.ben.get(&one(&first)).await.expect(200);
    assert_eq!((&words.body["version"], &words.body["personal"]["note"]), (&json!(2), &json!("C")));
    put(5, note("D", "partner", "partner")).await;
    let words = care.ben.get(&one(&first)).await.expect(200);
    assert_eq!((&words.body["version"], &words.body["personal"]["note"]), (&json!(3), &json!("D")));
    let back = put(6, note("D", "therapist", "therapist")).await;
    assert_eq!(back.body["audience"], json!(["self", "care_team"]));
    care.ben.get(&one(&first)).await.problem(404, "not_found");
    assert!(care.shared(&care.ben).await.expect(200).items().is_empty());
    let again = put(7, note("D", "partner", "therapist")).await;
    assert_ne!(again.body["shared_id"], first.body["shared_id"]);
    let seen = care.ben.get(&one(&again)).await.expect(200);
    assert_eq!((&seen.body["version"], &seen.body["personal"]), (&json!(1), &json!(null)));
    care.ben.get(&one(&first)).await.problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn after_the_end_each_keeps_the_own_items() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let assignment = care.to_couple("daily-check-in", "together").await.id();
    let act = write(&care.ann, &check_in(&assignment, json!({}))).await.expect(201);
    diesel::sql_query("UPDATE couples SET ended_at = now() WHERE id = $1")
        .bind::<SqlUuid, _>(care.couple)
        .execute(&mut care.practice.app.root().await)
        .await
        .unwrap();
    assert!(care.shared(&care.ben).await.expect(200).items().is_empty());
    assert_eq!(care.shared(&care.ann).await.expect(200).items().len(), 1);
    let path = format!("{}/{}", of(&care.ann), act.id());
    assert_eq!(care.ann.get(&path).await.expect(200).body["audience"], json!(["self", "care_team"]));
    write(&care.ben, &check_in(&assignment, json!({}))).await.problem(409, "couple_ended");
    care.ann
        .put_if(&path, "\"1\"", json!({"outcome": "partly", "visibility": "therapist"}))
        .await
        .expect(200);
    care.ann
        .put_if(&path, "\"2\"", json!({"outcome": "partly", "visibility": "partner"}))
        .await
        .problem(409, "couple_ended");
    let item = care.item("daily-check-in").await;
    let path = format!("/v1/couples/{}/assignments", care.couple);
    care.therapist.post(&path, json!({"item_id": item})).await.problem(409, "couple_ended");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_care_team_cannot_tell_that_private_words_change() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let assignment = care.to_client(&care.ann, "self-care").await.id();
    let act =
        write(&care.ann, &check_in(&assignment, json!({"personal": {"note": "A", "visibility": "private"}})))
            .await
            .expect(201);
    let path = format!("{}/{}", of(&care.ann), act.id());
    let seen_by_team = async || {
        let mut seen = Vec::new();
        for address in [path.clone(), format!("{path}/versions"), of(&care.ann)] {
            let answer = care.therapist.get(&address).await.expect(200);
            seen.push((answer.headers.get("etag").cloned(), answer.text));
        }
        seen
    };
    let before = seen_by_team().await;
    let put = async |version: i32, outcome: &str, words: serde_json::Value| {
        let body = json!({"outcome": outcome, "personal": words, "reason": "Once more."});
        care.ann.put_if(&path, &format!("\"{version}\""), body).await.expect(200)
    };
    put(1, "done", json!({"note": "B", "visibility": "private"})).await;
    put(2, "done", json!(null)).await;
    assert_eq!(put(3, "done", json!({"note": "C", "visibility": "private"})).await.body["version"], 4);
    assert_eq!(seen_by_team().await, before);
    // What the team reads has a version that counts from there.
    put(4, "partly", json!({"note": "C", "visibility": "private"})).await;
    assert_eq!(care.therapist.get(&path).await.expect(200).body["version"], 2);
    let versions = care.therapist.get(&format!("{path}/versions")).await.expect(200);
    let told: Vec<_> =
        versions.items().iter().map(|it| (it["version"].clone(), it["outcome"].clone())).collect();
    assert_eq!(told, [(json!(1), json!("done"))]);
    assert_eq!(care.ann.get(&format!("{path}/versions")).await.expect(200).items().len(), 4);
}

/// What was private when it was replaced stays private, and with it why it was replaced.
#[tokio::test(flavor = "multi_thread")]
async fn the_care_team_gets_no_private_words_of_earlier_versions() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let assignment = care.to_client(&care.ann, "self-care").await.id();
    let words = json!({"note": "Only mine.", "visibility": "private"});
    let act = write(&care.ann, &check_in(&assignment, json!({"personal": words}))).await.expect(201);
    let path = format!("{}/{}", of(&care.ann), act.id());
    // The outcome is told, so that the care team has this version too.
    let change = json!({"outcome": "partly", "personal": words, "reason": "It says so in my own words."});
    care.ann.put_if(&path, "\"1\"", change).await.expect(200);
    let own = care.ann.get(&format!("{path}/versions")).await.expect(200);
    assert_eq!(own.items()[0]["personal"]["note"], "Only mine.");
    assert_eq!(own.items()[0]["reason"], "It says so in my own words.");
    let told = care.therapist.get(&format!("{path}/versions")).await.expect(200);
    assert_eq!(told.items().len(), 1);
    assert_eq!((&told.items()[0]["outcome"], &told.items()[0]["personal"]), (&json!("done"), &json!(null)));
    assert_eq!(told.items()[0]["reason"], json!(null));
}
