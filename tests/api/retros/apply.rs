//! `PUT …/retros/{number}/application`: all of it in one transaction, once, or nothing.

use serde_json::json;

use super::{agree, apply, decided, homework, of, read, retro, step, write};
use crate::support::TestApp;
use crate::support::homework::Care;

#[tokio::test(flavor = "multi_thread")]
async fn it_keeps_revises_ends_and_gives_in_one_and_once() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let (body, given) = decided(&care).await;
    care.ann.post(&of(&care.couple), body).await.expect(201);
    for one in [&care.ann, &care.ben] {
        agree(one, &care.couple, &json!(1)).await.expect(200);
    }
    let before = homework(&care).await;
    assert!(before.iter().all(|(_, status, revision, _)| (status.as_str(), *revision) == ("active", 1)));
    let etag = read(&care.therapist, &care.couple, &json!(1)).await.expect(200).etag();
    let number = json!(1);
    let (one, other) = tokio::join!(
        step(&care.therapist, &care.couple, &number, "application", &etag),
        step(&care.therapist, &care.couple, &number, "application", &etag)
    );
    let (one, other) = (one.expect(200), other.expect(200));
    assert_eq!((&one.body["status"], &one.body), (&json!("applied"), &other.body));

    let after = homework(&care).await;
    assert_eq!((after.len(), &after[0]), (4, &before[0]));
    assert_eq!((&after[1].1, after[1].2, &after[1].3), (&"active".to_owned(), 2, &json!(7)));
    assert_eq!((&after[2].1, after[2].2), (&"stopped".to_owned(), 1));
    assert_eq!((&after[3].1, after[3].2), (&"active".to_owned(), 1));
    let added = care.ann.get(&format!("/v1/couples/{}/assignments", care.couple)).await.expect(200);
    assert_eq!(added.items()[3]["rationale"], "So that we look forward.");
    assert_eq!(added.items()[1]["cadence"]["times"], 2);

    // The same again, later: nothing more happens.
    let again = apply(&care.therapist, &care.couple, &json!(1)).await.expect(200);
    assert_eq!(again.body, one.body);
    assert_eq!(homework(&care).await, after);
    let sql = app.sql().await;
    let revised = format!(
        "SELECT count(DISTINCT resource_id) FROM audit_events WHERE action = 'apply_retro' AND resource = 'assignment' \
         AND resource_id <> '{}'",
        given[0].id()
    );
    assert_eq!(sql.number(&revised).await, 3);
    agree(&care.ann, &care.couple, &json!(1)).await.problem(409, "wrong_state");
    assert_eq!(read(&care.ben, &care.couple, &json!(1)).await.expect(200).body["status"], "applied");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_on_what_has_changed_since_refuses_all_of_it() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let (body, given) = decided(&care).await;
    care.ann.post(&of(&care.couple), body).await.expect(201);
    // What is kept counts as well: it was decided on as it was.
    let path = format!("/v1/assignments/{}", given[0].id());
    care.therapist.patch_if(&path, &given[0].etag(), json!({"minutes": 3})).await.expect(200);
    let before = homework(&care).await;
    apply(&care.therapist, &care.couple, &json!(1)).await.problem(409, "assignment_changed");
    assert_eq!(homework(&care).await, before);
    assert_eq!(read(&care.ann, &care.couple, &json!(1)).await.expect(200).body["status"], "proposed");
    // Decided anew, it is carried out; and what has ended in between refuses it again.
    let mut body = retro(&care.ben, &care.couple, Some(1), "Anew.").await;
    body["decisions"][0]["decision"] = json!("drop");
    care.ben.post(&of(&care.couple), body).await.expect(201);
    let third = format!("/v1/assignments/{}/stop", given[2].id());
    care.therapist.put_if(&third, &given[2].etag(), json!({})).await.expect(200);
    let before = homework(&care).await;
    apply(&care.therapist, &care.couple, &json!(2)).await.problem(409, "assignment_changed");
    assert_eq!(homework(&care).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_addition_that_may_not_be_given_refuses_all_of_it() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let (body, _) = decided(&care).await;
    let item = body["additions"][0]["item_id"].as_str().unwrap().to_owned();
    care.ann.post(&of(&care.couple), body).await.expect(201);
    let unsuitable =
        format!("UPDATE library_versions SET unsuitable_under_hold = true WHERE item_id = '{item}'");
    app.sql().await.run(&unsuitable).await;
    crate::safety::hold(&care.therapist, &care.ben).await;
    let before = homework(&care).await;
    apply(&care.therapist, &care.couple, &json!(1)).await.invalid(&["#/additions/0/item_id"]);
    assert_eq!(homework(&care).await, before);
    // An adjustment that the assignment does not take, as well.
    let mut body = retro(&care.ben, &care.couple, Some(1), "Anew.").await;
    body["decisions"][0]["decision"] = json!("drop");
    body["decisions"][1]["decision"] = json!("adjust");
    let past = json!({"type": "once", "due_on": "2020-01-01"});
    body["decisions"][1]["change"] = json!({"cadence": past});
    care.ben.post(&of(&care.couple), body).await.expect(201);
    let pointers = ["#/decisions/1/change/cadence/due_on"];
    apply(&care.therapist, &care.couple, &json!(2)).await.invalid(&pointers);
    assert_eq!(homework(&care).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_couples_therapist_carries_out_the_newest_as_it_was_read() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let couple = care.couple;
    write(&care.ann, &couple, None, "First.").await.expect(201);
    write(&care.ben, &couple, Some(1), "Second.").await.expect(201);
    apply(&care.therapist, &couple, &json!(1)).await.problem(409, "wrong_state");
    step(&care.therapist, &couple, &json!(2), "application", "\"9\"")
        .await
        .problem(412, "precondition_failed");
    let tom = care.practice.staff("Tom", &["therapist"]).await;
    step(&tom, &couple, &json!(2), "application", "\"1\"").await.problem(404, "not_found");
    let sam = care.practice.staff("Sam", &["supervisor", "therapist"]).await;
    care.practice.supervise(&sam, &care.therapist).await;
    read(&sam, &couple, &json!(2)).await.expect(200);
    step(&sam, &couple, &json!(2), "application", "\"1\"").await.problem(404, "not_found");
    apply(&care.therapist, &couple, &json!(2)).await.expect(200);
    // What comes after it is another look back.
    let next = write(&care.ann, &couple, Some(2), "Third.").await.expect(201);
    assert_eq!(next.body["status"], "proposed");
}
