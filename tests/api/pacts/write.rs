//! `POST …/pacts` and `PUT …/pacts/{number}/acceptance`: both accept the same version, and either may change it.

use chrono::{Days, NaiveDate};
use serde_json::{Value, json};

use super::{accept, accept_over, homework, of, pact, read, words, write};
use crate::support::TestApp;
use crate::support::homework::{Care, check_in, day, write as write_check_in};

#[tokio::test(flavor = "multi_thread")]
async fn both_accept_the_same_version_and_a_change_of_either_asks_both_again() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let phones = homework(&care).await;
    let one = json!(1);
    let made = write(&care.ann, &phones, None, "Phones stay in the hall.").await.expect(201);
    assert_eq!(made.header("location"), format!("{}/1", of(&phones)));
    assert_eq!(made.body["audience"], json!(["self", "care_team", "partner"]));
    assert_eq!((&made.body["in_force"], &made.body["acceptances"]), (&json!(false), &json!([])));
    assert_eq!(made.body["client_id"], json!(care.ann.id));

    // Hers alone is in force for nobody, and shows to him in nothing.
    let before = read(&care.ben, &phones, &one).await.expect(200);
    assert_eq!(
        (&before.body["limit"], &before.body["reaches_partner"]),
        (&json!("Phones stay in the hall."), &Value::Null)
    );
    let hers = accept(&care.ann, &phones, &one).await.expect(200);
    assert_eq!((hers.etag().as_str(), &hers.body["in_force"]), ("\"2\"", &json!(false)));
    let after = read(&care.ben, &phones, &one).await.expect(200);
    assert_eq!((after.text.clone(), after.etag()), (before.text.clone(), before.etag()));
    let again = accept(&care.ann, &phones, &one).await.expect(200);
    assert_eq!((again.etag(), &again.body), (hers.etag(), &hers.body));

    let his = accept(&care.ben, &phones, &one).await.expect(200);
    assert_eq!((his.etag().as_str(), &his.body["in_force"]), ("\"3\"", &json!(true)));
    assert_eq!(his.body["acceptances"].as_array().unwrap().len(), 1);
    let team = read(&care.therapist, &phones, &one).await.expect(200);
    assert_eq!(
        (team.body["acceptances"].as_array().unwrap().len(), &team.body["in_force"]),
        (2, &json!(true))
    );
    assert_eq!(team.body["reaches_partner"], true);

    let next = write(&care.ben, &phones, Some(1), "Phones stay in the hall till nine.").await.expect(201);
    assert_eq!((&next.body["number"], &next.body["in_force"]), (&json!(2), &json!(false)));
    let old = read(&care.ann, &phones, &one).await.expect(200);
    assert_eq!((&old.body["in_force"], &old.body["superseded"]), (&json!(false), &json!(true)));
    assert_eq!((old.etag().as_str(), &old.body["next_review_on"]), ("\"4\"", &Value::Null));
    accept(&care.ann, &phones, &one).await.problem(409, "wrong_state");
    accept(&care.ann, &phones, &json!(2)).await.expect(200);
    let both = accept(&care.ben, &phones, &json!(2)).await.expect(200);
    assert_eq!(both.body["in_force"], true);
    let all =
        [(2, "Phones stay in the hall till nine.".to_owned()), (1, "Phones stay in the hall.".to_owned())];
    for reader in [&care.ann, &care.ben, &care.therapist] {
        assert_eq!(words(reader, &phones).await, all);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_is_written_over_the_newest_and_accepted_as_it_was_read() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let phones = homework(&care).await;
    write(&care.ann, &phones, Some(1), "Too early.").await.problem(409, "wrong_state");
    write(&care.ann, &phones, None, "First.").await.expect(201);
    // Ben wrote without having seen it.
    write(&care.ben, &phones, None, "Mine.").await.problem(409, "wrong_state");
    let (ann, ben) = tokio::join!(
        write(&care.ann, &phones, Some(1), "Second of Ann."),
        write(&care.ben, &phones, Some(1), "Second of Ben.")
    );
    let mut statuses = [ann.status, ben.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
    let number = json!(2);
    let path = format!("{}/2/acceptance", of(&phones));
    care.ann.put(&path, json!(null)).await.problem(428, "precondition_required");
    accept_over(&care.ann, &phones, &number, "\"9\"").await.problem(412, "precondition_failed");
    accept_over(&care.ann, &phones, &json!(3), "\"1\"").await.problem(404, "not_found");
    accept_over(&care.therapist, &phones, &number, "\"1\"").await.problem(403, "forbidden");
    care.therapist.post(&of(&phones), pact(Some(2), "Theirs.")).await.problem(403, "forbidden");
    let cy = care.practice.client("Cy").await;
    cy.post(&of(&phones), pact(Some(2), "Theirs.")).await.problem(404, "not_found");
    accept_over(&cy, &phones, &number, "\"1\"").await.problem(404, "not_found");
    cy.get(&of(&phones)).await.problem(404, "not_found");

    let mut again = care.ann.request(reqwest::Method::POST, &of(&phones)).header("Idempotency-Key", "once");
    again = again.json(&pact(Some(2), "Third."));
    let (first, second) = (again.try_clone().unwrap(), again);
    let first = crate::support::Answer::of(first).await.expect(201);
    let second = crate::support::Answer::of(second).await.expect(201);
    assert_eq!((&first.body["number"], &first.body), (&json!(3), &second.body));
    let kept =
        app.sql().await.value("SELECT string_agg(encode(words_sealed, 'escape'), '') FROM pacts").await;
    assert!(!kept.contains("Third"));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_limit_for_connection_that_both_keep_together_has_one() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let habit = care.to_couple("daily-check-in", "together").await.id();
    let each = care.to_couple("limit-with-reconnect", "each").await.id();
    for other in [&habit, &each] {
        let mut body = pact(None, "Ours.");
        body["answers"] = json!([]);
        care.ann.post(&of(other), body).await.invalid(&["#/limit"]);
        assert!(words(&care.ann, other).await.is_empty());
    }
    let phones = homework(&care).await;
    let mut body = pact(None, " ");
    body["reconnect"] = json!({"what": "Tea"});
    care.ann.post(&of(&phones), body.clone()).await.invalid(&["#/limit"]);
    body["limit"] = json!("Ours.");
    body["answers"] = json!([{"prompt": "nothing", "type": "text", "text": "x"},
        {"prompt": "running_late", "type": "scale", "value": 3}]);
    let wrong = ["#/answers/0/prompt", "#/answers/1/type", "#/reconnect"];
    care.ann.post(&of(&phones), body).await.invalid(&wrong);
    let etag = care.therapist.get(&format!("/v1/assignments/{phones}")).await.expect(200).etag();
    care.therapist.put_if(&format!("/v1/assignments/{phones}/stop"), &etag, json!({})).await.expect(200);
    write(&care.ann, &phones, None, "After its end.").await.problem(409, "wrong_state");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_says_when_to_look_at_it_again_whoever_has_looked() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let phones = homework(&care).await;
    let made = write(&care.ann, &phones, None, "Phones stay in the hall.").await.expect(201);
    let started: NaiveDate = day(-10).parse().unwrap();
    let until = started.checked_add_months(chrono::Months::new(1)).unwrap() - Days::new(1);
    assert_eq!(made.body["next_review_on"], json!(until));
    let review = json!({"purpose": "review", "visibility": "private"});
    write_check_in(&care.ann, &check_in(&phones, review)).await.expect(201);
    for reader in [&care.ann, &care.ben, &care.therapist] {
        assert_eq!(read(reader, &phones, &json!(1)).await.expect(200).body["next_review_on"], json!(until));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_freezes_with_the_couple() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let phones = homework(&care).await;
    write(&care.ann, &phones, None, "Phones stay in the hall.").await.expect(201);
    accept(&care.ben, &phones, &json!(1)).await.expect(200);
    write(&care.ann, &phones, Some(1), "Phones stay off.").await.expect(201);
    care.ben.put(&format!("/v1/couples/{}/end", care.couple), json!({})).await.expect(200);
    write(&care.ann, &phones, Some(2), "Changed.").await.problem(409, "couple_ended");
    accept(&care.ann, &phones, &json!(2)).await.problem(409, "couple_ended");
    // What he had not accepted was hers to offer, and goes from him.
    let (first, second) = ((1, "Phones stay in the hall.".to_owned()), (2, "Phones stay off.".to_owned()));
    assert_eq!(words(&care.ann, &phones).await, [second.clone(), first.clone()]);
    assert_eq!(words(&care.ben, &phones).await, [first.clone()]);
    accept_over(&care.ben, &phones, &json!(2), "\"1\"").await.problem(404, "not_found");
    assert_eq!(words(&care.therapist, &phones).await, [second, first]);
}
