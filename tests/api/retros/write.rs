//! `POST …/retros` and `PUT …/retros/{number}/agreement`: a decision on all that runs, and both agree to the same version.

use serde_json::{Value, json};

use super::{agree, apply, of, read, retro, step, words, write};
use crate::support::homework::{Care, day};
use crate::support::{Answer, TestApp};

#[tokio::test(flavor = "multi_thread")]
async fn both_agree_to_the_same_version_and_a_change_of_either_asks_both_again() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let (couple, one) = (care.couple, json!(1));
    care.to_couple("daily-check-in", "together").await;
    let made = write(&care.ann, &couple, None, "We talked most evenings.").await.expect(201);
    assert_eq!(made.header("location"), format!("{}/1", of(&couple)));
    assert_eq!(made.body["audience"], json!(["self", "care_team", "partner"]));
    assert_eq!((&made.body["status"], &made.body["client_id"]), (&json!("proposed"), &json!(care.ann.id)));
    assert_eq!(made.body["decisions"][0]["item_title"], "Ten minutes for the two of you");

    // Hers alone is agreed to by nobody else, and shows to him in nothing.
    let before = read(&care.ben, &couple, &one).await.expect(200);
    assert_eq!(before.body["small_wins"], "We talked most evenings.");
    let hers = agree(&care.ann, &couple, &one).await.expect(200);
    assert_eq!((hers.etag().as_str(), &hers.body["status"]), ("\"2\"", &json!("proposed")));
    let after = read(&care.ben, &couple, &one).await.expect(200);
    assert_eq!((&after.text, after.etag()), (&before.text, before.etag()));
    let again = agree(&care.ann, &couple, &one).await.expect(200);
    assert_eq!((again.etag(), &again.body), (hers.etag(), &hers.body));

    let his = agree(&care.ben, &couple, &one).await.expect(200);
    assert_eq!(
        (&his.body["status"], his.body["agreements"].as_array().unwrap().len()),
        (&json!("agreed"), 1)
    );
    let seen = read(&care.ann, &couple, &one).await.expect(200);
    assert_eq!((seen.etag().as_str(), &seen.body["status"]), ("\"3\"", &json!("agreed")));
    let team = read(&care.therapist, &couple, &one).await.expect(200);
    assert_eq!(
        (team.body["agreements"].as_array().unwrap().len(), &team.body["status"]),
        (2, &json!("agreed"))
    );
    assert_eq!(team.body["reaches_partner"], true);

    let next = write(&care.ben, &couple, Some(1), "And we laughed.").await.expect(201);
    assert_eq!((&next.body["number"], &next.body["status"]), (&json!(2), &json!("proposed")));
    assert_eq!(next.body["month"], made.body["month"]);
    let old = read(&care.ann, &couple, &one).await.expect(200);
    assert_eq!((old.etag().as_str(), &old.body["superseded"]), ("\"4\"", &json!(true)));
    agree(&care.ann, &couple, &one).await.problem(409, "wrong_state");
    let all = [(2, "And we laughed.".to_owned()), (1, "We talked most evenings.".to_owned())];
    for reader in [&care.ann, &care.ben, &care.therapist] {
        assert_eq!(words(reader, &couple).await, all);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn there_is_a_decision_on_all_that_runs_and_on_nothing_else() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let couple = care.couple;
    let first = care.to_couple("daily-check-in", "together").await;
    let second = care.to_couple("bids-for-connection", "each").await;
    let alone = care.to_client(&care.ann, "growth-markers").await.id();
    let mut body = retro(&care.ann, &couple, None, "Ours.").await;
    assert_eq!(body["decisions"].as_array().unwrap().len(), 2);
    let path = format!("/v1/assignments/{}/pause", second.id());
    care.therapist.put_if(&path, &second.etag(), json!({})).await.expect(200);
    // What was paused meanwhile is decided on as well, as it is now.
    care.ann.post(&of(&couple), body.clone()).await.problem(409, "assignment_changed");
    body["decisions"][1]["version"] = json!(2);
    let all = body["decisions"].clone();

    body["decisions"] = json!([all[0], all[0], {"assignment_id": alone, "version": 1, "decision": "keep"},
        {"assignment_id": second.id(), "version": 2, "decision": "adjust"}]);
    let wrong = ["#/decisions/1/assignment_id", "#/decisions/2/assignment_id", "#/decisions/3/change"];
    care.ann.post(&of(&couple), body.clone()).await.invalid(&wrong);
    body["decisions"] = json!([all[0]]);
    care.ann.post(&of(&couple), body.clone()).await.invalid(&["#/decisions"]);
    body["decisions"] = all.clone();
    body["decisions"][0]["change"] = json!({"minutes": 5});
    body["additions"] = json!([{"key": "nothing"}, {"item_id": care.item("growth-markers").await}, {},
        {"item_id": care.item("daily-check-in").await, "mode": "each"}]);
    body["next_on"] = json!(day(-1));
    let wrong = [
        "#/additions/0/key",
        "#/additions/1",
        "#/additions/2",
        "#/additions/3/mode",
        "#/decisions/0/change",
        "#/next_on",
    ];
    care.ann.post(&of(&couple), body.clone()).await.invalid(&wrong);
    // Also over a version that is none: what breaks a rule is told before what conflicts.
    body["replaces"] = json!(7);
    care.ann.post(&of(&couple), body.clone()).await.invalid(&wrong);
    body["replaces"] = Value::Null;
    body["decisions"] = all;
    body["additions"] = json!([]);
    body["next_on"] = json!(day(28));
    let made = care.ann.post(&of(&couple), body.clone()).await.expect(201);
    assert_eq!(
        (&made.body["next_on"], &made.body["decisions"][1]["mode"]),
        (&json!(day(28)), &json!("each"))
    );

    // What has ended is not decided on any more.
    let stop = format!("/v1/assignments/{}/stop", first.id());
    care.therapist.put_if(&stop, &first.etag(), json!({})).await.expect(200);
    body["replaces"] = json!(1);
    care.ann.post(&of(&couple), body).await.problem(409, "assignment_changed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_is_written_over_the_newest_by_those_concerned_and_once() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let couple = care.couple;
    write(&care.ann, &couple, Some(1), "Too early.").await.problem(409, "wrong_state");
    write(&care.therapist, &couple, None, "In session.").await.expect(201);
    let seen = read(&care.ann, &couple, &json!(1)).await.expect(200);
    assert_eq!(seen.body["client_id"], Value::Null);
    let (ann, ben) = tokio::join!(
        write(&care.ann, &couple, Some(1), "Of Ann."),
        write(&care.ben, &couple, Some(1), "Of Ben.")
    );
    let mut statuses = [ann.status, ben.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);

    let cy = care.practice.client("Cy").await;
    let tom = care.practice.staff("Tom", &["therapist"]).await;
    for stranger in [&cy, &tom] {
        let body = json!({"replaces": 2, "small_wins": "Theirs.", "decisions": []});
        stranger.post(&of(&couple), body).await.problem(404, "not_found");
        stranger.get(&of(&couple)).await.problem(404, "not_found");
        read(stranger, &couple, &json!(1)).await.problem(404, "not_found");
    }
    step(&cy, &couple, &json!(2), "agreement", "\"1\"").await.problem(404, "not_found");
    step(&care.therapist, &couple, &json!(2), "agreement", "\"1\"").await.problem(403, "forbidden");
    step(&care.ann, &couple, &json!(2), "application", "\"1\"").await.problem(403, "forbidden");
    step(&care.ann, &couple, &json!(2), "agreement", "\"9\"").await.problem(412, "precondition_failed");
    care.ann
        .put(&format!("{}/2/agreement", of(&couple)), json!(null))
        .await
        .problem(428, "precondition_required");
    let sam = care.practice.staff("Sam", &["supervisor"]).await;
    care.practice.supervise(&sam, &care.therapist).await;
    read(&sam, &couple, &json!(2)).await.expect(200);
    write(&sam, &couple, Some(2), "Sam's.").await.problem(403, "forbidden");

    let body = retro(&care.ann, &couple, Some(2), "Third, once.").await;
    let first = care.ann.post_once(&of(&couple), "once", body.clone()).await.expect(201);
    let again = care.ann.post_once(&of(&couple), "once", body).await.expect(201);
    assert_eq!((&first.body["number"], &first.body), (&json!(3), &again.body));
    let kept =
        app.sql().await.value("SELECT string_agg(encode(words_sealed, 'escape'), '') FROM retros").await;
    assert!(!kept.contains("Third"));
}

#[tokio::test(flavor = "multi_thread")]
async fn it_freezes_with_the_couple() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let couple = care.couple;
    write(&care.ann, &couple, None, "Agreed to.").await.expect(201);
    agree(&care.ben, &couple, &json!(1)).await.expect(200);
    write(&care.ann, &couple, Some(1), "Offered.").await.expect(201);
    care.ben.put(&format!("/v1/couples/{couple}/end"), json!({})).await.expect(200);
    write(&care.ann, &couple, Some(2), "Changed.").await.problem(409, "couple_ended");
    agree(&care.ann, &couple, &json!(2)).await.problem(409, "couple_ended");
    apply(&care.therapist, &couple, &json!(2)).await.problem(409, "couple_ended");
    // What he had not agreed to was hers to offer, and goes from him.
    let (first, second) = ((1, "Agreed to.".to_owned()), (2, "Offered.".to_owned()));
    assert_eq!(words(&care.ann, &couple).await, [second.clone(), first.clone()]);
    assert_eq!(words(&care.ben, &couple).await, [first.clone()]);
    read(&care.ben, &couple, &json!(2)).await.problem(404, "not_found");
    assert_eq!(words(&care.therapist, &couple).await, [second, first]);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_go_on_where_the_last_one_ended() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let couple = care.couple;
    for (replaces, words) in [(None, "One."), (Some(1), "Two."), (Some(2), "Three.")] {
        write(&care.ann, &couple, replaces, words).await.expect(201);
    }
    for reader in [&care.ben, &care.therapist] {
        let page: Answer = reader.get(&format!("{}?limit=2", of(&couple))).await.expect(200);
        assert_eq!(page.items().len(), 2);
        let next = page.body["next_cursor"].as_str().unwrap();
        let rest = reader.get(&format!("{}?limit=2&cursor={next}", of(&couple))).await.expect(200);
        assert_eq!((rest.items().len(), &rest.items()[0]["number"]), (1, &json!(1)));
    }
}
