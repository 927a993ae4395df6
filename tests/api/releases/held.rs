//! Releasing and reading under a safety hold.

use serde_json::json;

use super::{
    authorisation, for_outside, of_client, of_couple, received_by, release, release_outside, releases,
    revoke, sign, signed_by_both,
};
use crate::safety::{hold, lift};
use crate::support::TestApp;
use crate::support::homework::Care;

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_released_and_what_was_stays() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let (before, later) = (of_couple(&care).await, of_couple(&care).await);
    let (of_ann, of_ben) = (of_client(&care, &care.ann).await, of_client(&care, &care.ben).await);
    for one in [&care.ann, &care.ben] {
        release(&care.therapist, &before, one).await.expect(201);
    }
    let held = hold(&care.therapist, &care.ann).await;
    for one in [&care.ann, &care.ben] {
        release(&care.therapist, &later, one).await.problem(409, "held");
        assert_eq!(received_by(one).await, [json!(before)]);
    }
    release(&care.therapist, &of_ann, &care.ann).await.problem(409, "held");
    // The other's own is the other's.
    release(&care.therapist, &of_ben, &care.ben).await.expect(201);
    lift(&care.therapist, &care.ann, &held).await;
    release(&care.therapist, &later, &care.ben).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_is_not_handed_over() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let (asked, report) = (signed_by_both(&care).await, for_outside(&care).await);
    let second = for_outside(&care).await;
    let released = release_outside(&care.therapist, &report, &asked).await.expect(201);
    let copy = format!("{}/{}/copy", releases(&report), released.id());
    care.therapist.get(&copy).await.expect(200);
    let held = hold(&care.therapist, &care.ben).await;
    care.therapist.get(&copy).await.problem(409, "held");
    release_outside(&care.therapist, &second, &asked).await.problem(409, "held");
    lift(&care.therapist, &care.ben, &held).await;
    care.therapist.get(&copy).await.expect(200);
}

/// Guards the one held: what is signed under a hold reads to its giver as ever, and releases nothing until it is signed again
/// without one.
#[tokio::test(flavor = "multi_thread")]
async fn a_signature_under_a_hold_opens_nothing_and_tells_nothing() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let ask = json!({"couple_id": care.couple});
    let asked = super::ask(&care.therapist, ask.clone()).await.expect(201).id();
    let twin = super::ask(&care.therapist, ask).await.expect(201).id();
    sign(&care.ben, &asked).await.expect(200);
    let free = sign(&care.ann, &twin).await.expect(200);
    let report = for_outside(&care).await;
    let held = hold(&care.therapist, &care.ann).await;
    let signed = sign(&care.ann, &asked).await.expect(200);
    assert_eq!(
        (signed.etag(), &signed.body["signatures"][0]["counts"]),
        (free.etag(), &free.body["signatures"][0]["counts"])
    );
    let team = care.therapist.get(&authorisation(&asked)).await.expect(200);
    let counts = |client: &crate::support::Caller| {
        let all = team.body["signatures"].as_array().unwrap();
        all.iter().find(|one| one["client_id"] == json!(client.id)).unwrap()["counts"].clone()
    };
    assert_eq!((counts(&care.ann), counts(&care.ben)), (json!(false), json!(true)));
    lift(&care.therapist, &care.ann, &held).await;
    release_outside(&care.therapist, &report, &asked).await.problem(409, "not_authorised");
    let again = sign(&care.ann, &asked).await.expect(200);
    assert_eq!(again.text, signed.text, "signing again tells the signer nothing");
    release_outside(&care.therapist, &report, &asked).await.expect(201);
}

/// Guards who revoked and is held then: what is signed again may not be free, and opens nothing.
#[tokio::test(flavor = "multi_thread")]
async fn a_signature_that_is_given_again_under_a_hold_opens_nothing() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let (report, asked) = (for_outside(&care).await, signed_by_both(&care).await);
    revoke(&care.ben, &asked).await.expect(204);
    let held = hold(&care.therapist, &care.ben).await;
    sign(&care.ben, &asked).await.expect(200);
    // Signing once more changes nothing, for nobody.
    let team = care.therapist.get(&authorisation(&asked)).await.expect(200);
    for one in [&care.ann, &care.ben] {
        sign(one, &asked).await.expect(200);
    }
    assert_eq!(care.therapist.get(&authorisation(&asked)).await.expect(200).text, team.text);
    lift(&care.therapist, &care.ben, &held).await;
    release_outside(&care.therapist, &report, &asked).await.problem(409, "not_authorised");
    sign(&care.ben, &asked).await.expect(200);
    release_outside(&care.therapist, &report, &asked).await.expect(201);
}
