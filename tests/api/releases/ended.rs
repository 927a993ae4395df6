//! After the end of the couple: the joint reports go from both, the own ones stay.

use serde_json::json;

use super::{
    authorisation, for_outside, of_client, of_couple, received, received_by, release, release_outside,
    releases, revoke, sign, signed_by_both,
};
use crate::clients::hidden;
use crate::support::homework::Care;
use crate::support::{TestApp, new_id};

#[tokio::test(flavor = "multi_thread")]
async fn what_is_about_both_goes_from_both() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let (joint, later, own) =
        (of_couple(&care).await, of_couple(&care).await, of_client(&care, &care.ann).await);
    for one in [&care.ann, &care.ben] {
        release(&care.therapist, &joint, one).await.expect(201);
    }
    release(&care.therapist, &own, &care.ann).await.expect(201);
    let (asked, waiting) = (
        signed_by_both(&care).await,
        super::ask(&care.therapist, json!({"couple_id": care.couple})).await.expect(201).id(),
    );
    let outside = for_outside(&care).await;
    let released = release_outside(&care.therapist, &outside, &asked).await.expect(201);
    care.ben.put(&format!("/v1/couples/{}/end", care.couple), json!({})).await.expect(200);
    assert_eq!(received_by(&care.ann).await, [json!(own)]);
    assert!(received_by(&care.ben).await.is_empty());
    for one in [&care.ann, &care.ben] {
        let gone = one.get(&format!("{}/{joint}", received(one))).await;
        hidden(vec![gone, one.get(&format!("{}/{}", received(one), new_id())).await]);
    }
    release(&care.therapist, &later, &care.ann).await.problem(409, "couple_ended");
    let copy = format!("{}/{}/copy", releases(&outside), released.id());
    care.therapist.get(&copy).await.problem(409, "couple_ended");
    super::ask(&care.therapist, json!({"couple_id": care.couple})).await.problem(409, "couple_ended");
    sign(&care.ann, &waiting).await.problem(409, "couple_ended");
    // The own signature is one's own to revoke, whatever has ended.
    revoke(&care.ann, &asked).await.expect(204);
    assert!(
        care.ann.get(&authorisation(&asked)).await.expect(200).body["signatures"][0]["revoked_at"]
            .is_string()
    );
}
