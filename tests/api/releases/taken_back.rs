//! What was taken back after a report was frozen goes to nobody new by it.

use serde_json::{Value, json};

use super::{
    final_report, finalise, for_outside, of_couple, release, release_outside, releases, signed_by_both,
};
use crate::measures;
use crate::ruptures;
use crate::safety::{hold, lift};
use crate::support::homework::{Care, check_in, of, today, write};
use crate::support::{Caller, TestApp, new_id};

const WRONG_STATE: &str = "wrong_state";

/// Changes something of a client's over what is there.
async fn change(client: &Caller, path: &str, body: Value) {
    let etag = client.get(path).await.expect(200).etag();
    client.put_if(path, &etag, body).await.expect(200);
}

/// An act of Ann's, shared with how it felt, and where it is.
async fn shared_act(care: &Care<'_>, assignment: &str) -> String {
    let personal = json!({"visibility": "partner", "effort": 7, "note": "It was late."});
    let body = check_in(assignment, json!({"visibility": "partner", "personal": personal}));
    let made = write(&care.ann, &body).await.expect(201);
    format!("{}/{}", of(&care.ann), made.id())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_both_read_no_more_is_not_released() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let each = care.to_couple("bids-for-connection", "each").await.id();
    let shared = json!({"visibility": "partner", "effort": 7});
    for (body, goes) in [
        (json!({"outcome": "partly", "visibility": "partner", "personal": shared}), true),
        (json!({"outcome": "done", "visibility": "therapist", "personal": {"effort": 7}}), false),
        (json!({"outcome": "done", "visibility": "private", "personal": {"visibility": "private"}}), false),
        // Only how it felt is taken back: in a week of one rating the mean is that rating.
        (
            json!({"outcome": "done", "visibility": "partner", "personal": {"visibility": "therapist", "effort": 7}}),
            false,
        ),
    ] {
        let act = shared_act(&care, &each).await;
        let report = of_couple(&care).await;
        change(&care.ann, &act, body.clone()).await;
        let answer = release(&care.therapist, &report, &care.ben).await;
        match goes {
            true => answer.expect(201),
            false => answer.problem(409, WRONG_STATE),
        };
        // Made anew, it does not count it.
        release(&care.therapist, &of_couple(&care).await, &care.ben).await.expect(201);
    }
    let act = shared_act(&care, &each).await;
    let report = of_couple(&care).await;
    let etag = care.ann.get(&act).await.expect(200).etag();
    care.ann.delete_if(&act, &etag).await.expect(204);
    release(&care.therapist, &report, &care.ben).await.problem(409, WRONG_STATE);
    release(&care.therapist, &of_couple(&care).await, &care.ben).await.expect(201);
}

/// Guards the partner: that something was never shared must not show in what is released, whatever becomes of it.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_never_shared_keeps_nothing_back() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let each = care.to_couple("bids-for-connection", "each").await.id();
    let act = write(&care.ann, &check_in(&each, json!({"personal": {"effort": 3}}))).await.expect(201).id();
    let act = format!("{}/{act}", of(&care.ann));
    let words = json!({"visibility": "partner", "personal": {"visibility": "therapist", "effort": 3}});
    let beside = write(&care.ann, &check_in(&each, words)).await.expect(201).id();
    let beside = format!("{}/{beside}", of(&care.ann));
    let hurt =
        ruptures::write(&care.ann, &ruptures::rupture(&care, json!({"visibility": "therapist"}))).await;
    let hurt = format!("{}/{}", ruptures::of(&care.ann), hurt.expect(201).id());
    let report = of_couple(&care).await;
    change(&care.ann, &act, json!({"outcome": "done", "visibility": "private"})).await;
    let kept = json!({"outcome": "partly", "visibility": "partner", "personal": {"visibility": "private", "effort": 9}});
    change(&care.ann, &beside, kept).await;
    change(&care.ann, &hurt, json!({"intensity": 3, "visibility": "private"})).await;
    release(&care.therapist, &report, &care.ben).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn neither_is_a_rupture() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let hurt = ruptures::write(&care.ann, &ruptures::rupture(&care, json!({"visibility": "partner"}))).await;
    let hurt = format!("{}/{}", ruptures::of(&care.ann), hurt.expect(201).id());
    let report = of_couple(&care).await;
    change(&care.ann, &hurt, json!({"intensity": 6, "visibility": "therapist"})).await;
    release(&care.therapist, &report, &care.ben).await.problem(409, WRONG_STATE);
    let repair = json!({
        "id": new_id(), "couple_id": care.couple, "occurred_at": crate::support::homework::noon(-2),
        "time_zone": "Europe/London", "visibility": "partner", "parts": {"own": {"text": "I left.", "done": true}}
    });
    let path = format!("/v1/clients/{}/repairs", care.ann.id);
    let repair = format!("{path}/{}", care.ann.post(&path, repair).await.expect(201).id());
    let report = of_couple(&care).await;
    let etag = care.ann.get(&repair).await.expect(200).etag();
    care.ann.delete_if(&repair, &etag).await.expect(204);
    release(&care.therapist, &report, &care.ben).await.problem(409, WRONG_STATE);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_copy_of_it_is_handed_over() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let each = care.to_couple("bids-for-connection", "each").await.id();
    let act = shared_act(&care, &each).await;
    let (report, asked) = (for_outside(&care).await, signed_by_both(&care).await);
    let made = release_outside(&care.therapist, &report, &asked).await.expect(201);
    let copy = format!("{}/{}/copy", releases(&report), made.id());
    care.therapist.get(&copy).await.expect(200);
    change(&care.ann, &act, json!({"outcome": "done", "visibility": "therapist"})).await;
    care.therapist.get(&copy).await.problem(409, WRONG_STATE);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_client_kept_goes_to_nobody_outside() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let own = care.to_client(&care.ann, "self-care").await.id();
    let act = write(&care.ann, &check_in(&own, json!({}))).await.expect(201).id();
    let act = format!("{}/{act}", of(&care.ann));
    let asked = super::ask(&care.therapist, json!({"client_id": care.ann.id})).await.expect(201).id();
    super::sign(&care.ann, &asked).await.expect(200);
    let about = |audience: &str| json!({"client_id": care.ann.id, "audience": audience});
    let outside = final_report(&care.therapist, about("third_party")).await;
    let to_ann = final_report(&care.therapist, about("client")).await;
    change(&care.ann, &act, json!({"outcome": "done", "visibility": "private"})).await;
    release_outside(&care.therapist, &outside, &asked).await.problem(409, WRONG_STATE);
    release(&care.therapist, &to_ann, &care.ann).await.expect(201);
    let outside = final_report(&care.therapist, about("third_party")).await;
    release_outside(&care.therapist, &outside, &asked).await.expect(201);
}

/// Guards who was held: what was taken back under the hold stood in what both read, and was counted, until it was lifted.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_taken_back_under_a_hold_is_not_released_after_it() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let each = care.to_couple("bids-for-connection", "each").await.id();
    let act = shared_act(&care, &each).await;
    let of_ben = check_in(&each, json!({"visibility": "partner"}));
    write(&care.ben, &of_ben).await.expect(201);
    let held = hold(&care.therapist, &care.ann).await;
    let etag = care.ann.get(&act).await.expect(200).etag();
    care.ann.delete_if(&act, &etag).await.expect(204);
    // What is written under the hold, and taken back, is in nothing.
    let meanwhile = shared_act(&care, &each).await;
    let body = json!({"couple_id": care.couple, "audience": "couple"});
    let report = care.therapist.post("/v1/reports", body).await.expect(201).id();
    change(&care.ann, &meanwhile, json!({"outcome": "done", "visibility": "therapist"})).await;
    lift(&care.therapist, &care.ann, &held).await;
    finalise(&care.therapist, &report).await.expect(200);
    release(&care.therapist, &report, &care.ben).await.problem(409, WRONG_STATE);
    release(&care.therapist, &of_couple(&care).await, &care.ben).await.expect(201);
}

/// Guards the look back: what was taken back lies before the window, and is in what the window is compared with.
#[tokio::test(flavor = "multi_thread")]
async fn neither_is_what_lies_before_the_window() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let each = care.to_couple("bids-for-connection", "each").await.id();
    let act = shared_act(&care, &each).await;
    let days = json!({"from": today(), "to": today()});
    let body = json!({"couple_id": care.couple, "audience": "couple", "window": days});
    let report = final_report(&care.therapist, body).await;
    change(&care.ann, &act, json!({"outcome": "done", "visibility": "therapist"})).await;
    release(&care.therapist, &report, &care.ben).await.problem(409, WRONG_STATE);
}

#[tokio::test(flavor = "multi_thread")]
async fn how_it_felt_and_scores_go_to_nobody_outside_either() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let own = care.to_client(&care.ann, "self-care").await.id();
    let felt = json!({"personal": {"visibility": "therapist", "effort": 7}});
    let act = write(&care.ann, &check_in(&own, felt)).await.expect(201).id();
    let act = format!("{}/{act}", of(&care.ann));
    let scored = measures::phq(&[1, 1, 1, 1, 1, 1, 1, 1, 0], json!({}));
    let scored = measures::write(&care.ann, &care.ann, &scored).await.expect(201).id();
    let asked = super::ask(&care.therapist, json!({"client_id": care.ann.id})).await.expect(201).id();
    super::sign(&care.ann, &asked).await.expect(200);
    let about = json!({"client_id": care.ann.id, "audience": "third_party"});
    let outside = final_report(&care.therapist, about.clone()).await;
    let kept = json!({"outcome": "done", "personal": {"visibility": "private", "effort": 7}});
    change(&care.ann, &act, kept).await;
    release_outside(&care.therapist, &outside, &asked).await.problem(409, WRONG_STATE);
    let outside = final_report(&care.therapist, about.clone()).await;
    let fewer = json!({"answers": [{"item": 1, "value": 1}]});
    change(&care.ann, &format!("{}/{scored}", measures::of(&care.ann)), fewer).await;
    release_outside(&care.therapist, &outside, &asked).await.problem(409, WRONG_STATE);
    release_outside(&care.therapist, &final_report(&care.therapist, about).await, &asked).await.expect(201);
}
