//! Who reads which.

use serde_json::json;

use super::{held, ids, listed, meeting, of_client, of_couple};
use crate::clients::hidden;
use crate::support::TestApp;
use crate::support::homework::{Care, noon};

#[tokio::test(flavor = "multi_thread")]
async fn a_partner_reads_the_couples_and_nothing_of_the_others() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let post = async |place: String, days| {
        care.therapist.post(&place, meeting(&care, days, json!({}))).await.expect(201)
    };
    let joint = post(of_couple(&care), 5).await;
    let before = care.ben.get("/v1/appointments?limit=1").await.expect(200);
    let [early, late] = [post(of_client(&care.ann), 4).await, post(of_client(&care.ann), 6).await];
    let after = care.ben.get("/v1/appointments?limit=1").await.expect(200);
    assert_eq!(before.text, after.text, "nothing of Ann's own shows");
    for own in [&early, &late] {
        hidden(vec![care.ben.get(&own.header("location")).await]);
    }
    let all = ids(&[early.body.clone(), joint.body.clone(), late.body.clone()]);
    assert_eq!(ids(&listed(&care.ann, "").await), all, "by time");
    assert_eq!(listed(&care.ben, &format!("?client_id={}", care.ann.id)).await.len(), 0);
    assert_eq!(care.ann.get(&joint.header("location")).await.expect(200).text, {
        care.ben.get(&joint.header("location")).await.expect(200).text
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn the_front_desk_reads_all_and_the_office_none() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let own = held(&care, &of_client(&care.ann), 2).await;
    let joint = held(&care, &of_couple(&care), 1).await;
    let fay = care.practice.staff("Fay", &["front_desk"]).await;
    let uma = care.practice.staff("Uma", &["therapist"]).await;
    let both = care.practice.staff("Bo", &["owner", "therapist"]).await;
    let sue = care.practice.staff("Sue", &["supervisor"]).await;
    care.practice.supervise(&sue, &care.therapist).await;
    for reader in [&fay, &sue, &care.therapist] {
        assert_eq!(ids(&listed(reader, "").await), [own.id(), joint.id()]);
    }
    for reader in [&uma, &both] {
        assert_eq!(listed(reader, "").await.len(), 0);
        hidden(vec![reader.get(&own.header("location")).await]);
    }
    for role in ["owner", "admin", "auditor"] {
        let office = care.practice.staff("Office", &[role]).await;
        office.get("/v1/appointments").await.problem(403, "forbidden");
    }
    care.practice.care_for_couple(&uma, care.couple).await;
    assert_eq!(ids(&listed(&uma, "").await), [joint.id()], "the couple's team reads the couple's alone");
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_narrow_and_pages_follow_time() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let (own, joint) = (of_client(&care.ann), of_couple(&care));
    let first = held(&care, &own, 9).await.id();
    let second = held(&care, &joint, 4).await.id();
    let third = care.therapist.post(&own, meeting(&care, 3, json!({}))).await.expect(201).id();
    let list = async |query: String| ids(&listed(&care.therapist, &query).await);
    assert_eq!(list(format!("?client_id={}", care.ann.id)).await, [first.clone(), third.clone()]);
    assert_eq!(list(format!("?couple_id={}", care.couple)).await, [second.clone()]);
    assert_eq!(list("?status=held".to_owned()).await, [first.clone(), second.clone()]);
    assert_eq!(list("?status=held&status=planned".to_owned()).await.len(), 3);
    assert_eq!(list(format!("?staff_id={}", care.therapist.id)).await.len(), 3);
    assert_eq!(list(format!("?starts_from={}&starts_to={}", noon(-4), noon(3))).await, [second.clone()]);
    let mut pages = Vec::new();
    let mut next = "/v1/appointments?limit=1".to_owned();
    loop {
        let page = care.therapist.get(&next).await.expect(200);
        pages.extend(ids(page.items()));
        let Some(cursor) = page.body["next_cursor"].as_str() else { break };
        next = format!("/v1/appointments?limit=1&cursor={cursor}");
    }
    assert_eq!(pages, [first, second, third]);
    care.therapist.get("/v1/appointments?starts_from=1999-01-01T00:00:00Z").await.problem(400, "malformed");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_restricted_client_only_the_client_reads() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let made = held(&care, &of_client(&care.ann), 2).await;
    let fay = care.practice.staff("Fay", &["front_desk"]).await;
    app.sql()
        .await
        .run(&format!("UPDATE clients SET restricted_at = now() WHERE id = '{}'", care.ann.id))
        .await;
    for reader in [&fay, &care.therapist] {
        hidden(vec![reader.get(&made.header("location")).await]);
        assert_eq!(listed(reader, "").await.len(), 0);
        let written = reader.post(&of_client(&care.ann), meeting(&care, 7, json!({}))).await;
        written.problem(404, "not_found");
    }
    care.ann.get(&made.header("location")).await.expect(200);
}
