//! A hold on one of the two: to the other it is as if that one wrote nothing more, and the one held notices nothing.

use serde_json::json;

use super::{agree, apply, bring, of, on_days, read, take_back, words, write};
use crate::safety::{hold, lift};
use crate::support::homework::{Care, check_in, write as write_check_in};
use crate::support::{Caller, TestApp};

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_under_a_hold_reaches_nobody_but_its_author_and_the_care_team() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let couple = care.couple;
    write(&care.ann, &couple, None, "First.").await.expect(201);
    let before = care.ben.get(&of(&couple)).await.expect(200);
    let placed = hold(&care.therapist, &care.ann).await;
    let made = write(&care.ann, &couple, Some(1), "Second, held.").await.expect(201);
    assert_eq!(made.body["audience"], json!(["self", "care_team", "partner"]));
    assert_eq!((&made.body["number"], &made.body["reaches_partner"]), (&json!(2), &json!(null)));
    assert_eq!(care.ben.get(&of(&couple)).await.expect(200).text, before.text);
    read(&care.ben, &couple, &json!(2)).await.problem(404, "not_found");
    let team = read(&care.therapist, &couple, &json!(2)).await.expect(200);
    assert_eq!(
        (&team.body["reaches_partner"], &team.body["audience"]),
        (&json!(false), &json!(["self", "care_team"]))
    );

    // His own go on without a gap, come to her behind hers, and are carried out.
    let his = write(&care.ben, &couple, Some(1), "Second of Ben.").await.expect(201);
    assert_eq!((&his.body["number"], &his.body["superseded"]), (&json!(2), &json!(false)));
    write(&care.ann, &couple, Some(3), "Third, held.").await.expect(201);
    let ours = read(&care.therapist, &couple, &json!(3)).await.expect(200);
    assert_eq!(
        (&ours.body["small_wins"], &ours.body["superseded"]),
        (&json!("Second of Ben."), &json!(false))
    );
    let seen = read(&care.therapist, &couple, &json!(2)).await.expect(200);
    assert_eq!(seen.body["superseded"], true);
    apply(&care.therapist, &couple, &json!(3)).await.expect(200);
    assert_eq!(read(&care.ben, &couple, &json!(2)).await.expect(200).body["status"], "applied");

    // Lifting brings nothing by itself; what she writes then does.
    lift(&care.therapist, &care.ann, &placed).await;
    assert_eq!(words(&care.ben, &couple).await.len(), 2);
    write(&care.ann, &couple, Some(4), "Fourth.").await.expect(201);
    assert_eq!(words(&care.ben, &couple).await[0], (3, "Fourth.".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn under_a_hold_an_agreement_is_taken_and_tells_the_partner_nothing() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let (couple, one) = (care.couple, json!(1));
    write(&care.ben, &couple, None, "Ours.").await.expect(201);
    let his = agree(&care.ben, &couple, &one).await.expect(200);
    let placed = hold(&care.therapist, &care.ann).await;
    let hers = agree(&care.ann, &couple, &one).await.expect(200);
    assert_eq!(hers.body["status"], "agreed");
    let after = read(&care.ben, &couple, &one).await.expect(200);
    assert_eq!((after.etag(), &after.body), (his.etag(), &his.body));
    let again = agree(&care.ann, &couple, &one).await.expect(200);
    assert_eq!((again.etag(), &again.body), (hers.etag(), &hers.body));
    assert_eq!(read(&care.therapist, &couple, &one).await.expect(200).body["status"], "proposed");
    // Agreeing once more after the lifting counts for him, and she sees no difference.
    lift(&care.therapist, &care.ann, &placed).await;
    assert_eq!(read(&care.ben, &couple, &one).await.expect(200).body["status"], "proposed");
    let again = agree(&care.ann, &couple, &one).await.expect(200);
    assert_eq!((again.etag(), &again.body), (hers.etag(), &hers.body));
    let told = read(&care.ben, &couple, &one).await.expect(200);
    assert_eq!(told.body["status"], "agreed");
    assert_ne!(told.etag(), his.etag());
}

#[tokio::test(flavor = "multi_thread")]
async fn under_a_hold_the_copies_of_wins_stand_still() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let couple = care.couple;
    let old = care.to_couple("daily-check-in", "together").await.id();
    let new = care.to_couple("bids-for-connection", "each").await.id();
    on_days(&care.ann, &old, 1..=3).await;
    on_days(&care.ann, &new, 1..=1).await;
    write(&care.ann, &couple, None, "Ours.").await.expect(201);
    bring(&care.ann, &couple, (1, &old), "longest_streak").await.expect(200);
    let before = read(&care.ben, &couple, &json!(1)).await.expect(200);
    assert_eq!(before.body["wins"].as_array().unwrap().len(), 1);
    let placed = hold(&care.therapist, &care.ann).await;
    let brought = bring(&care.ann, &couple, (1, &new), "returned").await.expect(200);
    assert_eq!(brought.body["wins"].as_array().unwrap().len(), 2);
    take_back(&care.ann, &couple, (1, &old)).await.expect(204);
    let hers = read(&care.ann, &couple, &json!(1)).await.expect(200);
    assert_eq!(
        (hers.body["wins"].as_array().unwrap().len(), &hers.body["wins"][0]["assignment_id"]),
        (1, &json!(new))
    );
    let team = read(&care.therapist, &couple, &json!(1)).await.expect(200);
    assert_eq!(team.body["wins"], hers.body["wins"]);
    let after = read(&care.ben, &couple, &json!(1)).await.expect(200);
    assert_eq!((after.etag(), &after.text), (before.etag(), &before.text));
    // With the hold goes what was taken back meanwhile, and nothing comes.
    lift(&care.therapist, &care.ann, &placed).await;
    let lifted = read(&care.ben, &couple, &json!(1)).await.expect(200);
    assert_eq!(lifted.body["wins"], json!([]));
    assert_ne!(lifted.etag(), before.etag());
    // Bringing the same in again now reaches him, in the words of then.
    bring(&care.ann, &couple, (1, &new), "returned").await.expect(200);
    assert_eq!(read(&care.ben, &couple, &json!(1)).await.expect(200).body["wins"], hers.body["wins"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn under_a_hold_on_the_other_a_joint_win_tells_that_one_of_no_hold() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let couple = care.couple;
    let both = care.to_couple("daily-check-in", "together").await.id();
    on_days(&care.ben, &both, 1..=3).await;
    hold(&care.therapist, &care.ann).await;
    write_check_in(&care.ann, &check_in(&both, json!({"occurred_at": app.clock.now()}))).await.expect(201);
    write(&care.ben, &couple, None, "Ours.").await.expect(201);
    bring(&care.ben, &couple, (1, &both), "longest_streak").await.expect(200);
    let streak = async |reader: &Caller| {
        let read = read(reader, &couple, &json!(1)).await.expect(200);
        read.body["wins"][0]["periods"].clone()
    };
    assert_eq!(streak(&care.ben).await, 3);
    // As many as are hers, as if what she did today had reached him.
    assert_eq!(streak(&care.ann).await, 4);
}
