//! The care team of a couple.

use serde_json::json;

use crate::clients::hidden;
use crate::support::{TestApp, new_id};

#[tokio::test(flavor = "multi_thread")]
async fn a_place_is_for_the_couple_and_not_for_its_members() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let admin = practice.staff("Abe", &["admin"]).await;
    let (tess, tom) =
        (practice.staff("Tess", &["therapist"]).await, practice.staff("Tom", &["therapist"]).await);
    let (ada, bo) = (practice.client("Ada").await, practice.client("Bo").await);
    let couple = practice.couple(&ada, &bo).await;
    let path = format!("/v1/couples/{couple}");
    let list = format!("{path}/care-team");
    let place = format!("{list}/{}", tess.id);
    let made = admin.put(&place, json!({})).await.expect(201);
    assert_eq!(made.header("location"), place);
    assert_eq!(admin.put(&place, json!({})).await.expect(200).body, made.body);
    assert_eq!(tess.get(&list).await.expect(200).items(), &[made.body]);
    tess.get(&path).await.expect(200);
    assert!(admin.get(&format!("/v1/clients/{}/care-team", ada.id)).await.expect(200).items().is_empty());
    // Who cares for one partner alone does not see the couple.
    practice.care_for_client(&tom, &ada).await;
    hidden(vec![
        tom.get(&list).await,
        tom.put(&format!("{list}/{}", tom.id), json!({})).await,
        tom.delete(&place).await,
        tom.get(&format!("/v1/couples/{}/care-team", new_id())).await,
    ]);
    tess.put(&format!("{list}/{}", tom.id), json!({})).await.expect(201);
    tom.delete(&place).await.expect(204);
    tess.get(&path).await.problem(404, "not_found");
    tess.get(&list).await.problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_supervisor_looks_on_and_partners_are_told_nothing() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let tess = practice.staff("Tess", &["therapist"]).await;
    let sue = practice.staff("Sue", &["supervisor", "therapist"]).await;
    let (ada, bo) = (practice.client("Ada").await, practice.client("Bo").await);
    let couple = practice.couple(&ada, &bo).await;
    practice.care_for_couple(&tess, couple).await;
    practice.supervise(&sue, &tess).await;
    let list = format!("/v1/couples/{couple}/care-team");
    let place = format!("{list}/{}", tess.id);
    sue.get(&list).await.expect(200);
    sue.put(&format!("{list}/{}", sue.id), json!({})).await.problem(403, "forbidden");
    sue.delete(&place).await.problem(403, "forbidden");
    for caller in [&ada, &practice.staff("Aud", &["auditor"]).await] {
        caller.get(&list).await.problem(403, "forbidden");
        caller.put(&place, json!({})).await.problem(403, "forbidden");
        caller.delete(&place).await.problem(403, "forbidden");
    }
    app.nobody().get(&list).await.problem(401, "unauthenticated");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_practices_couple_does_not_exist() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let elsewhere = app.practice("Elsewhere").await;
    let owner = practice.staff("Olu", &["owner", "therapist"]).await;
    let (ada, bo) = (elsewhere.client("Ada").await, elsewhere.client("Bo").await);
    let couple = elsewhere.couple(&ada, &bo).await;
    let place = |couple: uuid::Uuid| format!("/v1/couples/{couple}/care-team/{}", owner.id);
    hidden(vec![
        owner.put(&place(couple), json!({})).await,
        owner.delete(&place(couple)).await,
        owner.put(&place(new_id()), json!({})).await,
        owner.get(&format!("/v1/couples/{couple}/care-team")).await,
    ]);
}
