//! `PUT …/share-grants/{grant_id}/taking-back`: everything that was shared through it is gone, and the author is told.

use serde_json::json;

use super::{grant, own, post, seen_by_ben, stop, take_back, waits_for_the_author};
use crate::safety::{hold, lift};
use crate::support::TestApp;
use crate::support::homework::{Care, check_in, write};

#[tokio::test(flavor = "multi_thread")]
async fn what_went_by_the_grant_is_gone_and_nothing_else() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let each = care.to_couple("bids-for-connection", "each").await.id();
    let named = check_in(
        &each,
        json!({"visibility": "partner", "personal": {"note": "For you.", "visibility": "partner"}}),
    );
    let named = write(&care.ann, &named).await.expect(201);
    let given = grant(&care.ann, json!({"assignment_id": each})).await;
    let (kept, deleted, words) =
        (post(&care, &each).await, post(&care, &each).await, post(&care, &each).await);
    care.ann.delete_if(&own(&care, &deleted), "\"1\"").await.expect(204);
    let with_words =
        json!({"outcome": "done", "personal": {"note": "Later for you too.", "visibility": "partner"}});
    care.ann.put_if(&own(&care, &words), "\"1\"", with_words).await.expect(200);
    assert_eq!(care.shared(&care.ben).await.expect(200).items().len(), 3);
    let team = care.therapist.get(&own(&care, &kept)).await.expect(200);

    let taken = take_back(&care.ann, &given).await.expect(200);
    assert!(taken.body["ended_at"].is_string());
    let told = &taken.body["taken_back"];
    assert_eq!((&told["check_ins"], &told["can_be_noticed"]), (&json!(2), &json!(true)));
    let left = care.shared(&care.ben).await.expect(200);
    assert_eq!(left.items().len(), 1);
    assert_eq!(left.items()[0]["id"], named.body["shared_id"]);
    let gone = format!("/v1/couples/{}/check-ins/{}", care.couple, kept.body["shared_id"].as_str().unwrap());
    for reader in [&care.ann, &care.ben, &care.therapist] {
        reader.get(&gone).await.problem(404, "not_found");
    }
    // The author and the care team keep it, with what it was before.
    let now = care.ann.get(&own(&care, &words)).await.expect(200);
    assert_eq!((&now.body["visibility"], now.etag().as_str()), (&json!("therapist"), "\"3\""));
    assert_eq!(now.body["personal"]["visibility"], "therapist");
    assert_eq!(now.body["personal"]["note"], "Later for you too.");
    let earlier = care.ann.get(&format!("{}/versions", own(&care, &words))).await.expect(200);
    assert_eq!(
        (&earlier.items()[0]["version"], &earlier.items()[0]["visibility"]),
        (&json!(2), &json!("partner"))
    );
    assert_eq!(earlier.items()[0]["personal"]["note"], "Later for you too.");
    let team_now = care.therapist.get(&own(&care, &kept)).await.expect(200);
    assert_ne!((team.etag(), &team.body["visibility"]), (team_now.etag(), &team_now.body["visibility"]));
    // Nothing new goes by it, and doing it again changes nothing.
    assert_eq!(post(&care, &each).await.body["visibility"], "therapist");
    let again = take_back(&care.ann, &given).await.expect(200);
    assert_eq!((again.etag(), &again.body), (taken.etag(), &taken.body));
}

#[tokio::test(flavor = "multi_thread")]
async fn it_can_be_done_after_the_end_and_nothing_taken_cannot_be_noticed() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let each = care.to_couple("bids-for-connection", "each").await.id();
    let given = grant(&care.ann, json!({"assignment_id": each})).await;
    post(&care, &each).await;
    let ended = stop(&care.ann, &given).await.expect(200);
    let taken = take_back(&care.ann, &given).await.expect(200);
    assert_eq!(taken.body["ended_at"], ended.body["ended_at"]);
    assert_eq!(taken.body["taken_back"]["check_ins"], 1);
    assert!(care.shared(&care.ben).await.expect(200).items().is_empty());
    let unused = grant(&care.ann, json!({"category": "habit"})).await;
    let taken = take_back(&care.ann, &unused).await.expect(200);
    assert_eq!(taken.body["taken_back"]["can_be_noticed"], json!(false));
}

#[tokio::test(flavor = "multi_thread")]
async fn under_a_hold_everything_is_accepted_and_nothing_moves() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let each = care.to_couple("bids-for-connection", "each").await.id();
    let given = grant(&care.ann, json!({"assignment_id": each})).await;
    post(&care, &each).await;
    let seen = seen_by_ben(&care).await;
    let placed = hold(&care.therapist, &care.ann).await;
    let anew = grant(&care.ann, json!({"category": "habit"})).await;
    assert!(anew.body["ended_at"].is_null());
    let nominal = post(&care, &each).await;
    assert_eq!(nominal.body["audience"], json!(["self", "care_team", "partner"]));
    assert_eq!(nominal.body["share_grant_id"], json!(given.id()));
    assert_eq!(seen_by_ben(&care).await, seen);
    let taken = take_back(&care.ann, &given).await.expect(200);
    assert_eq!(taken.body["taken_back"]["check_ins"], 2);
    assert_eq!(taken.body["taken_back"]["can_be_noticed"], json!(true));
    assert_eq!(seen_by_ben(&care).await, seen);
    // What was taken back under the hold goes with it.
    lift(&care.therapist, &care.ann, &placed).await;
    assert!(care.shared(&care.ben).await.expect(200).items().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_just_being_written_is_taken_back_too() {
    let app =
        TestApp::with(crate::support::server::fresh_database().await, |settings| settings.workers = 2).await;
    let care = Care::new(&app).await;
    let each = care.to_couple("bids-for-connection", "each").await.id();
    for _ in 0..6 {
        let given = grant(&care.ann, json!({"assignment_id": each})).await;
        let writing = (0..6).map(|_| post(&care, &each));
        let (_, taken) = tokio::join!(futures_util::future::join_all(writing), take_back(&care.ann, &given));
        taken.expect(200);
        // From the answer on no read succeeds, whatever came in between.
        assert!(care.shared(&care.ben).await.expect(200).items().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_waits_for_what_is_just_being_written() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let each = care.to_couple("bids-for-connection", "each").await.id();
    let given = grant(&care.ann, json!({"assignment_id": each})).await;
    post(&care, &each).await;
    let taken = waits_for_the_author(&care, take_back(&care.ann, &given)).await.expect(200);
    assert_eq!(taken.body["taken_back"]["check_ins"], 1);
}
