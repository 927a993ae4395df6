//! Small wins: suggested to the person whose data it is, brought in by that person, and read by both as they were then.

use serde_json::{Value, json};

use super::{apply, bring, on_days, read, take_back, write};
use crate::support::homework::{Care, check_in, noon, write as write_check_in};
use crate::support::{Caller, TestApp};

/// What is suggested to one of the two: assignment and kind.
async fn suggested(care: &Care<'_>, to: &Caller) -> Vec<(String, String)> {
    let page = to.get(&format!("/v1/couples/{}/small-wins", care.couple)).await.expect(200);
    assert_eq!(page.body["definition"], "wins-1");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let all = page.body["suggestions"].as_array().unwrap();
    all.iter().map(|one| (text(&one["assignment_id"]), text(&one["kind"]))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn they_show_to_the_person_whose_data_it_is_and_joint_ones_to_both() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let joint = care.to_couple("daily-check-in", "together").await.id();
    let each = care.to_couple("bids-for-connection", "each").await.id();
    on_days(&care.ann, &joint, 1..=3).await;
    on_days(&care.ann, &each, 2..=2).await;
    let streak = (joint.clone(), "longest_streak".to_owned());
    let back = |of: &str| (of.to_owned(), "returned".to_owned());
    assert_eq!(suggested(&care, &care.ann).await, [streak.clone(), back(&joint), back(&each)]);
    assert_eq!(suggested(&care, &care.ben).await, [streak.clone(), back(&joint)]);
    let path = format!("/v1/couples/{}/small-wins", care.couple);
    care.therapist.get(&path).await.problem(403, "forbidden");
    care.practice.client("Cy").await.get(&path).await.problem(404, "not_found");

    // What one of them keeps from the other makes no win of both, nor moves one.
    let private = json!({"visibility": "private", "occurred_at": noon(-4)});
    write_check_in(&care.ann, &check_in(&joint, private)).await.expect(201);
    let page = care.ann.get(&path).await.expect(200);
    assert_eq!(page.body["suggestions"][0]["periods"], 3);
    assert_eq!(care.ben.get(&path).await.expect(200).body["suggestions"][0], page.body["suggestions"][0]);
    app.sql().await.run("UPDATE practices SET streaks_shown = false").await;
    assert_eq!(suggested(&care, &care.ben).await, [back(&joint)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_is_brought_in_as_it_is_and_taken_back() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let (couple, one) = (care.couple, json!(1));
    let each = care.to_couple("bids-for-connection", "each").await.id();
    on_days(&care.ann, &each, 2..=2).await;
    write(&care.ben, &couple, None, "Ours.").await.expect(201);
    let before = read(&care.ben, &couple, &one).await.expect(200);
    bring(&care.ann, &couple, (1, &each), "four_weeks").await.problem(409, "wrong_state");
    bring(&care.ben, &couple, (1, &each), "returned").await.problem(409, "wrong_state");
    let brought = bring(&care.ann, &couple, (1, &each), "returned").await.expect(200);
    let win = &brought.body["wins"][0];
    assert_eq!(
        (&win["client_id"], &win["joint"], &win["definition"]),
        (&json!(care.ann.id), &json!(false), &json!("wins-1"))
    );
    for reader in [&care.ben, &care.therapist] {
        assert_eq!(read(reader, &couple, &one).await.expect(200).body["wins"], brought.body["wins"]);
    }
    let told = read(&care.ben, &couple, &one).await.expect(200);
    assert_ne!(told.etag(), before.etag());
    // The same again, and whatever is done later, changes nothing of it.
    on_days(&care.ann, &each, 5..=5).await;
    let again = bring(&care.ann, &couple, (1, &each), "returned").await.expect(200);
    assert_eq!((again.etag(), &again.body), (brought.etag(), &brought.body));
    // A later version of the month has it as well.
    write(&care.ann, &couple, Some(1), "Anew.").await.expect(201);
    assert_eq!(read(&care.ben, &couple, &json!(2)).await.expect(200).body["wins"], brought.body["wins"]);
    bring(&care.ann, &couple, (1, &each), "returned").await.problem(409, "wrong_state");

    take_back(&care.ben, &couple, (2, &each)).await.problem(404, "not_found");
    let export = care.ben.post(&format!("/v1/clients/{}/exports", care.ben.id), json!({})).await;
    take_back(&care.ann, &couple, (2, &each)).await.expect(204);
    take_back(&care.ann, &couple, (2, &each)).await.problem(404, "not_found");
    for reader in [&care.ann, &care.ben, &care.therapist] {
        assert_eq!(read(reader, &couple, &json!(2)).await.expect(200).body["wins"], json!([]));
    }
    assert!(export.status < 500);
    let gone = "SELECT count(*) FROM couple_members WHERE withdrawals = 1";
    assert_eq!(app.sql().await.number(gone).await, 1);
    apply(&care.therapist, &couple, &json!(2)).await.expect(200);
    bring(&care.ann, &couple, (2, &each), "returned").await.problem(409, "wrong_state");
}

#[tokio::test(flavor = "multi_thread")]
async fn after_the_end_each_keeps_the_own_ones() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let couple = care.couple;
    let each = care.to_couple("bids-for-connection", "each").await.id();
    on_days(&care.ann, &each, 2..=2).await;
    on_days(&care.ben, &each, 3..=3).await;
    write(&care.ann, &couple, None, "Ours.").await.expect(201);
    super::agree(&care.ben, &couple, &json!(1)).await.expect(200);
    for one in [&care.ann, &care.ben] {
        bring(one, &couple, (1, &each), "returned").await.expect(200);
    }
    let before = read(&care.ben, &couple, &json!(1)).await.expect(200);
    assert_eq!(before.body["wins"].as_array().unwrap().len(), 2);
    care.ann.put(&format!("/v1/couples/{couple}/end"), json!({})).await.expect(200);
    for one in [&care.ann, &care.ben] {
        let left = read(one, &couple, &json!(1)).await.expect(200);
        assert_eq!(left.body["wins"].as_array().unwrap().len(), 1);
        assert_eq!(left.body["wins"][0]["client_id"], json!(one.id));
    }
    assert_ne!(read(&care.ben, &couple, &json!(1)).await.expect(200).etag(), before.etag());
    take_back(&care.ann, &couple, (1, &each)).await.problem(409, "couple_ended");
}
