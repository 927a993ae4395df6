//! Making, moving, calling off, and saying what became of it.

use serde_json::json;

use super::{held, listed, meeting, of_client, of_couple};
use crate::support::homework::{Care, noon};
use crate::support::{TestApp, new_id};

#[tokio::test(flavor = "multi_thread")]
async fn front_desk_and_therapist_make_and_change_them() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let fay = care.practice.staff("Fay", &["front_desk"]).await;
    for (writer, place) in [(&fay, of_client(&care.ann)), (&care.therapist, of_couple(&care))] {
        let body = meeting(&care, 7, json!({"kind": "review"}));
        let made = writer.post_once(&place, "one", body.clone()).await.expect(201);
        assert_eq!(made.body["status"], "planned");
        assert_eq!((&made.body["kind"], &made.body["staff_name"]), (&json!("review"), &json!("Tess")));
        let ends = noon(7).replace("T12", "T13");
        assert_eq!(made.body["ends_at"], json!(ends));
        assert_eq!(writer.post_once(&place, "one", body).await.expect(201).body, made.body);
        let location = made.header("location");
        let moved = json!({"starts_at": noon(8), "minutes": 90});
        let moved = writer.patch_if(&location, &made.etag(), moved).await.expect(200);
        assert_eq!((&moved.body["starts_at"], &moved.body["version"]), (&json!(noon(8)), &json!(2)));
        let same = writer.patch_if(&location, &moved.etag(), json!({"minutes": 90})).await.expect(200);
        assert_eq!(same.body, moved.body, "changing nothing keeps the version");
        writer
            .patch_if(&location, &made.etag(), json!({"minutes": 30}))
            .await
            .problem(412, "precondition_failed");
        let off = writer.patch_if(&location, &moved.etag(), json!({"status": "cancelled"})).await.expect(200);
        assert_eq!(writer.get(&location).await.expect(200).body, off.body);
    }
    assert_eq!(listed(&care.ann, "").await.len(), 2, "each was made once");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_named() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let post = async |over| care.therapist.post(&of_client(&care.ann), meeting(&care, 7, over)).await;
    post(json!({"minutes": 4})).await.invalid(&["#/minutes"]);
    post(json!({"minutes": 601})).await.invalid(&["#/minutes"]);
    post(json!({"starts_at": "1999-12-31T23:59:59Z"})).await.invalid(&["#/starts_at"]);
    post(json!({"title": "What we shall talk about"})).await.problem(422, "invalid");
    for nobody in [new_id(), care.ann.id, care.practice.staff("Fay", &["front_desk"]).await.id] {
        post(json!({"staff_id": nobody})).await.invalid(&["#/staff_id"]);
    }
    for status in ["held", "missed"] {
        post(json!({"status": status})).await.invalid(&["#/status"]);
        let made = post(json!({})).await.expect(201);
        let said = json!({"status": status});
        let told = care.therapist.patch_if(&made.header("location"), &made.etag(), said).await;
        told.invalid(&["#/status"]);
        let past = json!({"status": status, "starts_at": noon(-2)});
        care.therapist.patch_if(&made.header("location"), &made.etag(), past).await.expect(200);
    }
}

/// Guards that nobody is booked for what nobody lets them read.
#[tokio::test(flavor = "multi_thread")]
async fn a_therapist_is_booked_for_those_in_the_own_care() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let fay = care.practice.staff("Fay", &["front_desk"]).await;
    let uma = care.practice.staff("Uma", &["therapist"]).await;
    care.practice.care_for_couple(&uma, care.couple).await;
    let with_uma = |days: i64| meeting(&care, days, json!({"staff_id": uma.id}));
    let refused = fay.post(&of_client(&care.ann), with_uma(7)).await.invalid(&["#/staff_id"]);
    assert_eq!(refused.body["errors"][0]["code"], "not_on_care_team");
    let external = format!("/v1/clients/{}/external-appointments/1", care.ann.id);
    fay.put(&external, with_uma(7)).await.invalid(&["#/staff_id"]);
    let made = fay.post(&of_client(&care.ann), meeting(&care, 7, json!({}))).await.expect(201);
    let path = made.header("location");
    fay.patch_if(&path, &made.etag(), json!({"staff_id": uma.id})).await.invalid(&["#/staff_id"]);
    care.practice.care_for_client(&uma, &care.ann).await;
    let moved = fay.patch_if(&path, &made.etag(), json!({"staff_id": uma.id})).await.expect(200);
    assert_eq!(uma.get(&path).await.expect(200).body, moved.body);
    // Two at the same time are the practice's to sort out.
    fay.post(&of_couple(&care), with_uma(7)).await.expect(201);
    fay.post(&of_couple(&care), with_uma(7)).await.expect(201);
    assert_eq!(listed(&uma, "").await.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_no_hand_in_it_writes_none() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let (uma, owner) =
        (care.practice.staff("Uma", &["therapist"]).await, care.practice.staff("Olga", &["owner"]).await);
    let sue = care.practice.staff("Sue", &["supervisor", "therapist"]).await;
    care.practice.supervise(&sue, &care.therapist).await;
    let made = held(&care, &of_client(&care.ann), 1).await;
    let location = made.header("location");
    let changed = json!({"minutes": 30});
    for (writer, status) in [(&uma, 404), (&sue, 403), (&owner, 403), (&care.ann, 403), (&care.ben, 403)] {
        let posted = writer.post(&of_client(&care.ann), meeting(&care, 7, json!({}))).await;
        assert_eq!(posted.status, status);
        assert_eq!(writer.patch_if(&location, &made.etag(), changed.clone()).await.status, status);
    }
    // On the couple's care team alone, the partners' own are not there.
    care.practice.care_for_couple(&uma, care.couple).await;
    uma.post(&of_client(&care.ann), meeting(&care, 7, json!({}))).await.problem(404, "not_found");
    uma.post(&of_couple(&care), meeting(&care, 7, json!({}))).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_the_couples_end_only_what_became_of_it_is_said() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let place = of_couple(&care);
    let made = care.therapist.post(&place, meeting(&care, 7, json!({}))).await.expect(201);
    care.ann.put(&format!("/v1/couples/{}/end", care.couple), json!({})).await.expect(200);
    let location = made.header("location");
    let change = async |body| {
        let etag = care.therapist.get(&location).await.expect(200).etag();
        care.therapist.patch_if(&location, &etag, body).await
    };
    care.therapist.post(&place, meeting(&care, 9, json!({}))).await.problem(409, "couple_ended");
    change(json!({"starts_at": noon(9)})).await.problem(409, "couple_ended");
    change(json!({"status": "cancelled"})).await.expect(200);
    change(json!({"status": "planned"})).await.problem(409, "couple_ended");
    for partner in [&care.ann, &care.ben] {
        assert_eq!(partner.get(&location).await.expect(200).body["status"], "cancelled");
    }
}
