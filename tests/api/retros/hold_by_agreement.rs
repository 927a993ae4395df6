//! A hold on one of the two where the practice lets partners apply: nothing reaches the other, and the homework of both stays as it is.

use serde_json::{Value, json};

use super::{agree, decided, homework, of, read, write};
use crate::safety::{hold, lift};
use crate::support::homework::Care;
use crate::support::{Answer, TestApp};

/// A practice that lets partners apply, with a version of Ann's that changes homework in every way.
async fn proposed(app: &TestApp) -> (Care<'_>, Value) {
    let care = Care::new(app).await;
    app.sql().await.run("UPDATE practices SET partners_apply_retros = true").await;
    let (body, _) = decided(&care).await;
    care.ann.post(&of(&care.couple), body.clone()).await.expect(201);
    (care, body)
}

fn status(answer: &Answer) -> &str {
    answer.body["status"].as_str().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agreement_under_a_hold_carries_nothing_out_whoever_is_second() {
    for held_is_second in [true, false] {
        let app = TestApp::start().await;
        let (care, _) = proposed(&app).await;
        let (couple, one) = (care.couple, json!(1));
        let placed = hold(&care.therapist, &care.ann).await;
        let before = homework(&care).await;
        let (first, second) = if held_is_second { (&care.ben, &care.ann) } else { (&care.ann, &care.ben) };
        agree(first, &couple, &one).await.expect(200);
        let unheld = read(&care.ben, &couple, &one).await.expect(200);
        let last = agree(second, &couple, &one).await.expect(200);
        // She reads what a couple reads whose therapist applies; he, that he alone has agreed.
        let hers = read(&care.ann, &couple, &one).await.expect(200);
        let his = read(&care.ben, &couple, &one).await.expect(200);
        assert_eq!((status(&hers), status(&his)), ("agreed", "proposed"));
        if held_is_second {
            assert_eq!((his.etag(), &his.text), (unheld.etag(), &unheld.text));
        }
        assert_eq!(last.body["applied_at"], json!(null));
        assert_eq!(homework(&care).await, before);

        // Lifting brings nothing by itself. What she agrees to again, without a hold, counts for both.
        lift(&care.therapist, &care.ann, &placed).await;
        assert_eq!(status(&read(&care.ben, &couple, &one).await.expect(200)), "proposed");
        assert_eq!(homework(&care).await, before);
        let again = agree(&care.ann, &couple, &one).await.expect(200);
        assert_eq!((status(&again), &again.body["applied_by"]), ("applied", &json!("partners")));
        assert_eq!(status(&read(&care.ben, &couple, &one).await.expect(200)), "applied");
        assert_eq!(homework(&care).await.len(), before.len() + 1);
    }
}

/// To the other a hold is as if the one held had stopped writing: what that one agreed to before goes on to count.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_agreed_to_before_a_hold_is_carried_out_as_without_one() {
    let app = TestApp::start().await;
    let (care, _) = proposed(&app).await;
    let (couple, one) = (care.couple, json!(1));
    agree(&care.ann, &couple, &one).await.expect(200);
    hold(&care.therapist, &care.ann).await;
    // What she writes under it is parked, and takes no version from him.
    write(&care.ann, &couple, Some(1), "I no longer want it.").await.expect(201);
    let his = agree(&care.ben, &couple, &one).await.expect(200);
    assert_eq!((status(&his), &his.body["superseded"]), ("applied", &json!(false)));
    assert_eq!(homework(&care).await.len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_unsuitable_under_a_hold_is_not_given_and_neither_is_told() {
    let app = TestApp::start().await;
    let (care, body) = proposed(&app).await;
    let (couple, one) = (care.couple, json!(1));
    let item = body["additions"][0]["item_id"].as_str().unwrap();
    let unsuitable =
        format!("UPDATE library_versions SET unsuitable_under_hold = true WHERE item_id = '{item}'");
    app.sql().await.run(&unsuitable).await;
    agree(&care.ann, &couple, &one).await.expect(200);
    hold(&care.therapist, &care.ann).await;
    let before = homework(&care).await;
    let his = agree(&care.ben, &couple, &one).await.expect(200);
    assert_eq!(status(&his), "agreed");
    assert_eq!(homework(&care).await, before);
    assert_eq!(status(&read(&care.ann, &couple, &one).await.expect(200)), "agreed");
}

/// What the one held reads is, byte for byte, what a couple reads whose therapist applies.
#[tokio::test(flavor = "multi_thread")]
async fn the_one_held_reads_what_is_read_where_the_therapist_applies() {
    let mut read_by_ann = Vec::new();
    for held in [true, false] {
        let app = TestApp::start().await;
        let (care, _) = proposed(&app).await;
        let couple = care.couple;
        if held {
            hold(&care.therapist, &care.ann).await;
        } else {
            let settings = format!("/v1/couples/{couple}/retro-settings");
            care.therapist.patch_if(&settings, "\"1\"", json!({"partners_apply": false})).await.expect(200);
        }
        agree(&care.ben, &couple, &json!(1)).await.expect(200);
        let mut hers = agree(&care.ann, &couple, &json!(1)).await.expect(200);
        let etag = hers.etag();
        for moving in ["couple_id", "client_id", "decisions", "additions", "agreements"] {
            hers.body.as_object_mut().unwrap().remove(moving);
        }
        read_by_ann.push((etag, hers.body));
    }
    assert_eq!(read_by_ann[0], read_by_ann[1]);
}
