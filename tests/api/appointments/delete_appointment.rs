//! `DELETE /v1/appointments/{appointment_id}`: what was entered by mistake was never there.

use serde_json::{Value, json};

use super::{held, listed, meeting, of_client, of_couple};
use crate::support::homework::{Care, day};
use crate::support::{Answer, TestApp};

#[tokio::test(flavor = "multi_thread")]
async fn front_desk_and_therapist_delete_what_was_a_mistake() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let fay = care.practice.staff("Fay", &["front_desk"]).await;
    for (writer, place) in [(&fay, of_client(&care.ann)), (&care.therapist, of_couple(&care))] {
        let made = writer.post(&place, meeting(&care, 7, json!({}))).await.expect(201);
        let location = made.header("location");
        writer.patch_if(&location, &made.etag(), json!({"minutes": 30})).await.expect(200);
        writer.delete_if(&location, &made.etag()).await.problem(412, "precondition_failed");
        writer.delete_if(&location, "\"2\"").await.expect(204);
        writer.delete_if(&location, "\"2\"").await.problem(404, "not_found");
        for reader in [writer, &care.ann] {
            reader.get(&location).await.problem(404, "not_found");
        }
    }
    assert!(listed(&care.ann, "").await.is_empty());
    // The practice's own calendar may bring it over once more.
    let external = format!("/v1/couples/{}/external-appointments/cal-1", care.couple);
    let brought = fay.put(&external, meeting(&care, 7, json!({}))).await.expect(201);
    let location = brought.header("location");
    fay.delete_if(&location, &brought.etag()).await.expect(204);
    assert_ne!(
        fay.put(&external, meeting(&care, 7, json!({}))).await.expect(201).header("location"),
        location
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_no_hand_in_it_deletes_none_and_what_is_frozen_stays() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let (uma, owner) =
        (care.practice.staff("Uma", &["therapist"]).await, care.practice.staff("Olga", &["owner"]).await);
    let sue = care.practice.staff("Sue", &["supervisor", "therapist"]).await;
    care.practice.supervise(&sue, &care.therapist).await;
    let made = held(&care, &of_couple(&care), 1).await;
    let location = made.header("location");
    for (writer, status) in [(&uma, 404), (&sue, 403), (&owner, 403), (&care.ann, 403)] {
        assert_eq!(writer.delete_if(&location, &made.etag()).await.status, status);
    }
    care.ann.put(&format!("/v1/couples/{}/end", care.couple), json!({})).await.expect(200);
    care.therapist.delete_if(&location, &made.etag()).await.problem(409, "couple_ended");
    care.ben.get(&location).await.expect(200);
}

/// What begins with the last session begins with the one before it.
#[tokio::test(flavor = "multi_thread")]
async fn windows_and_preparations_follow() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let place = of_couple(&care);
    let (first, mistake) = (held(&care, &place, 9).await, held(&care, &place, 4).await);
    let next = care.therapist.post(&place, meeting(&care, 3, json!({}))).await.expect(201).header("location");
    let since = format!("/v1/couples/{}/progress?window=since_last_session", care.couple);
    let begins = async || care.therapist.get(&since).await.expect(200).body["window"]["from"].clone();
    let prepared = async || care.therapist.get(&format!("{next}/preparation")).await.expect(200).body;
    assert_eq!(begins().await, json!(day(-4)));
    let delete = async |made: &Answer| {
        care.therapist.delete_if(&made.header("location"), &made.etag()).await.expect(204);
    };
    delete(&mistake).await;
    assert_eq!(begins().await, json!(day(-9)));
    assert_eq!(prepared().await["last_session"]["appointment_id"], first.body["id"]);
    delete(&first).await;
    care.therapist.get(&since).await.problem(422, "invalid");
    assert_eq!(prepared().await["last_session"], Value::Null);
}
