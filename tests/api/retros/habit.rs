//! Holding a retro fills the habit of holding it: one act, one record.

use serde_json::{Value, json};

use super::{agree, habit, of, retro, write};
use crate::safety::hold;
use crate::support::homework::{Care, day, of as check_ins_of};
use crate::support::{Caller, TestApp};

/// The check-ins of one of the two for the habit.
async fn made(author: &Caller, habit: &str) -> Vec<Value> {
    let path = format!("{}?assignment_id={habit}", check_ins_of(author));
    author.get(&path).await.expect(200).items().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn it_makes_one_check_in_however_often_it_is_sent_or_written_anew() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let couple = care.couple;
    let habit = habit(&care).await;
    let mut body = retro(&care.ann, &couple, None, "We came back to it.").await;
    body["next_on"] = json!(day(20));
    let first = care.ann.post_once(&of(&couple), "once", body.clone()).await.expect(201);
    care.ann.post_once(&of(&couple), "once", body).await.expect(201);
    let of_ann = made(&care.ann, &habit).await;
    assert_eq!(of_ann.len(), 1);
    assert_eq!(
        (&of_ann[0]["outcome"], &of_ann[0]["local_date"]),
        (&json!("done"), &first.body["local_date"])
    );
    let answers = &of_ann[0]["personal"]["details"]["answers"];
    assert_eq!(answers[0]["text"], "We came back to it.");
    assert_eq!(answers[1]["date"], json!(day(20)));
    // He reads the act as a copy, and his own version of the same month makes no second one.
    assert_eq!(care.shared(&care.ben).await.expect(200).items().len(), 1);
    write(&care.ben, &couple, Some(1), "And again.").await.expect(201);
    agree(&care.ben, &couple, &json!(2)).await.expect(200);
    write(&care.ann, &couple, Some(2), "Once more.").await.expect(201);
    assert_eq!((made(&care.ann, &habit).await.len(), made(&care.ben, &habit).await.len()), (1, 0));
    let trail =
        "SELECT count(*) FROM audit_events e JOIN check_ins c ON e.resource_id = c.id AND e.xmin = c.xmin";
    assert_eq!(app.sql().await.number(trail).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_therapist_wrote_is_held_by_whoever_agrees_first() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let couple = care.couple;
    let habit = habit(&care).await;
    write(&care.therapist, &couple, None, "In session.").await.expect(201);
    assert_eq!((made(&care.ann, &habit).await.len(), made(&care.ben, &habit).await.len()), (0, 0));
    agree(&care.ben, &couple, &json!(1)).await.expect(200);
    agree(&care.ann, &couple, &json!(1)).await.expect(200);
    assert_eq!((made(&care.ann, &habit).await.len(), made(&care.ben, &habit).await.len()), (0, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn under_a_hold_it_fills_what_its_author_knows_and_the_other_goes_on_as_if_nothing_was() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let couple = care.couple;
    let habit = habit(&care).await;
    write(&care.therapist, &couple, None, "In session.").await.expect(201);
    hold(&care.therapist, &care.ann).await;
    agree(&care.ann, &couple, &json!(1)).await.expect(200);
    assert_eq!(made(&care.ann, &habit).await.len(), 1);
    assert!(care.shared(&care.ben).await.expect(200).items().is_empty());
    agree(&care.ben, &couple, &json!(1)).await.expect(200);
    assert_eq!(made(&care.ben, &habit).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_habit_nothing_is_filled() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let daily = care.to_couple("daily-check-in", "together").await.id();
    write(&care.ann, &care.couple, None, "Ours.").await.expect(201);
    assert!(made(&care.ann, &daily).await.is_empty());
}
