//! The caseload: one row for each client and couple in care, with what needs eyes.

mod statements;

use serde_json::{Value, json};

use crate::appointments::{held, meeting, of_client, of_couple};
use crate::progress::seed::{Family, Given, ago, done};
use crate::safety::hold;
use crate::support::homework::{Care, check_in, write};
use crate::support::{Answer, Caller, TestApp};
use crate::{repairs, ruptures};

const CASELOAD: &str = "/v1/caseload";

async fn rows(caller: &Caller) -> Vec<Value> {
    caller.get(CASELOAD).await.expect(200).items().clone()
}

/// The row of a client or couple.
async fn row(caller: &Caller, id: uuid::Uuid) -> Value {
    let found = rows(caller).await.into_iter().find(|row| is_of(row, id));
    found.unwrap_or_else(|| panic!("no row of {id}"))
}

fn is_of(row: &Value, id: uuid::Uuid) -> bool {
    let id = json!(id);
    row["client_id"] == id || row["couple_id"] == id
}

#[tokio::test(flavor = "multi_thread")]
async fn each_client_and_couple_has_a_row_with_what_needs_eyes() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let family = Family::of(&practice).await;
    let alone = family.assign(Given::daily("individual", 20)).await;
    for days in [10, 5] {
        family.log(alone, done(&family.ann, days, "therapist")).await;
    }
    family.log(alone, done(&family.ann, 2, "private")).await;
    let joint = family.assign(Given::daily("each", 3)).await;
    for days in [3, 2, 1] {
        family.log(joint, done(&family.ben, days, "partner")).await;
    }
    let ann = row(&family.therapist, family.ann.id).await;
    assert_eq!(ann["people"], json!([{"client_id": family.ann.id, "name": "Ann Example"}]));
    assert_eq!(ann["check_ins"], json!({"unseen": 2, "oldest_on": ago(10)}));
    assert_eq!(ann["lapses"], json!({"open": 1, "since": ago(4)}));
    assert_eq!(ann["returns"], json!({"count": 2, "last_on": ago(5)}));
    let couple = row(&family.therapist, family.couple).await;
    assert_eq!((couple["client_id"].clone(), couple["people"].as_array().unwrap().len()), (Value::Null, 2));
    assert_eq!(couple["check_ins"], json!({"unseen": 3, "oldest_on": ago(3)}));
    // Each counts alone: Ann has not begun, Ben has not missed a day.
    assert_eq!(couple["lapses"], json!({"open": 1, "since": ago(3)}));
    assert_eq!(couple["returns"], json!({"count": 0, "last_on": null}));
    let ben = row(&family.therapist, family.ben.id).await;
    assert_eq!(ben["check_ins"], json!({"unseen": 0, "oldest_on": null}));
    assert_eq!(
        (ben["lapses"]["open"].clone(), ben["safety"].clone()),
        (json!(0), json!({"flags": 0, "holds": 0}))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_seen_is_not_counted_until_it_changes() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let joint = care.to_couple("daily-check-in", "together").await.id();
    let act = write(&care.ann, &check_in(&joint, json!({}))).await.expect(201).id();
    let unseen = async || row(&care.therapist, care.couple).await["check_ins"]["unseen"].clone();
    assert_eq!(unseen().await, 1);
    crate::reviews::put(&care.therapist, &care.ann, &act, "seen").await.expect(200);
    assert_eq!(unseen().await, 0);
    let own = format!("{}/{act}", crate::support::homework::of(&care.ann));
    care.ann.put_if(&own, "\"1\"", json!({"outcome": "partly"})).await.expect(200);
    assert_eq!(unseen().await, 1);
    crate::reviews::put(&care.therapist, &care.ann, &act, "discussed").await.expect(200);
    assert_eq!(unseen().await, 0);
    crate::reviews::put(&care.therapist, &care.ann, &act, "new").await.expect(200);
    assert_eq!(unseen().await, 1);
    care.ann.put_if(&own, "\"2\"", json!({"outcome": "partly", "visibility": "private"})).await.expect(200);
    assert_eq!(unseen().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn proposals_and_safety_marks_are_counted() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let item = care.item("daily-check-in").await;
    let proposal = json!({"item_id": item, "mode": "together", "status": "proposed"});
    let proposed = care.therapist.post(&format!("/v1/couples/{}/assignments", care.couple), proposal).await;
    let proposed = proposed.expect(201).id();
    let counted = async || row(&care.therapist, care.couple).await["proposals"].clone();
    assert_eq!(counted().await, json!({"answered": 0, "waiting": 2}));
    let part = format!("/v1/assignments/{proposed}/participants/{}", care.ann.id);
    care.ann.put_if(&format!("{part}/response"), "\"1\"", json!({"answer": "accept"})).await.expect(200);
    assert_eq!(counted().await, json!({"answered": 1, "waiting": 1}));
    hold(&care.therapist, &care.ben).await;
    let safety = async |id| row(&care.therapist, id).await["safety"].clone();
    assert_eq!(safety(care.couple).await, json!({"flags": 0, "holds": 1}));
    assert_eq!(safety(care.ben.id).await, json!({"flags": 0, "holds": 1}));
    assert_eq!(safety(care.ann.id).await, json!({"flags": 0, "holds": 0}));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_appointment_is_the_first_that_is_planned() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let next = async |id| row(&care.therapist, id).await["next_appointment"].clone();
    assert_eq!(next(care.couple).await, Value::Null);
    held(&care, &of_couple(&care), 3).await;
    let mut made = Vec::new();
    for (days, status) in [(9, "planned"), (5, "planned"), (2, "cancelled")] {
        let body = meeting(&care, days, json!({"status": status}));
        made.push(care.therapist.post(&of_couple(&care), body).await.expect(201));
    }
    let soonest = json!({"id": made[1].body["id"], "starts_at": made[1].body["starts_at"]});
    assert_eq!(next(care.couple).await, soonest);
    assert_eq!(next(care.ann.id).await, Value::Null);
    care.therapist.post(&of_client(&care.ben), meeting(&care, 7, json!({}))).await.expect(201);
    let listed = care.therapist.get(&format!("{CASELOAD}?order=next_appointment")).await.expect(200);
    let wanted = [care.couple, care.ben.id, care.ann.id];
    assert!(listed.items().iter().zip(wanted).all(|(row, id)| is_of(row, id)), "{}", listed.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rupture_is_open_until_a_repair_is_accepted() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let open = async || row(&care.therapist, care.couple).await["ruptures"].clone();
    ruptures::write(&care.ann, &ruptures::rupture(&care, json!({}))).await.expect(201);
    assert_eq!(open().await, json!({"open": 0, "oldest_on": null}), "what is private is not counted");
    let hurt = ruptures::rupture(&care, json!({"visibility": "therapist"}));
    let hurt = ruptures::write(&care.ann, &hurt).await.expect(201);
    let still = json!({"open": 1, "oldest_on": hurt.body["local_date"]});
    assert_eq!(open().await, still);
    let sent = repairs::repair(&care, json!({"rupture_id": hurt.body["id"]}));
    let sent = repairs::write(&care.ann, &sent).await.expect(201);
    let at = repairs::sent(&care, &sent);
    repairs::answer(&care.ben, &at, json!({"answer": "not_yet", "visibility": "therapist"}))
        .await
        .expect(200);
    assert_eq!(open().await, still);
    repairs::answer(&care.ben, &at, json!({"answer": "accepted", "visibility": "therapist"}))
        .await
        .expect(200);
    assert_eq!(open().await["open"], 0);
}

/// Guards reach: who is restricted, or no longer in care, is gone at once; of the couple of somebody restricted only the other
/// is told.
#[tokio::test(flavor = "multi_thread")]
async fn it_ends_with_care_and_with_restriction() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let joint = care.to_couple("daily-check-in", "together").await.id();
    for author in [&care.ann, &care.ben] {
        write(author, &check_in(&joint, json!({}))).await.expect(201);
    }
    let sue = care.practice.staff("Sue", &["supervisor"]).await;
    let uma = care.practice.staff("Uma", &["therapist"]).await;
    assert!(rows(&sue).await.is_empty() && rows(&uma).await.is_empty());
    care.practice.supervise(&sue, &care.therapist).await;
    assert_eq!(rows(&sue).await, rows(&care.therapist).await);
    assert_eq!(rows(&sue).await.len(), 3);
    for client in [&care.ann, &care.ben] {
        client.get(CASELOAD).await.problem(403, "forbidden");
    }
    let sql = app.sql().await;
    sql.run(&format!("UPDATE clients SET restricted_at = now() WHERE id = '{}'", care.ann.id)).await;
    let left = rows(&sue).await;
    assert_eq!(left.len(), 2);
    assert!(!json!(left).to_string().contains(&care.ann.id.to_string()));
    assert_eq!(row(&care.therapist, care.couple).await["check_ins"]["unseen"], 1);
    let places = format!("UPDATE care_team_members SET ended_at = now() WHERE couple_id = '{}'", care.couple);
    sql.run(&places).await;
    let left = rows(&care.therapist).await;
    assert!(left.len() == 1 && is_of(&left[0], care.ben.id));
    sql.run(&format!("UPDATE clients SET status = 'archived' WHERE id = '{}'", care.ben.id)).await;
    assert!(rows(&care.therapist).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn it_comes_in_named_orders_page_by_page() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let family = Family::of(&practice).await;
    let alone = family.assign(Given::daily("individual", 3)).await;
    family.log(alone, done(&family.ann, 1, "therapist")).await;
    let joint = family.assign(Given::daily("each", 3)).await;
    for days in [1, 2] {
        family.log(joint, done(&family.ben, days, "partner")).await;
    }
    let all = async |query: &str| {
        let (mut ids, mut next) = (Vec::new(), String::new());
        loop {
            let page: Answer =
                family.therapist.get(&format!("{CASELOAD}?limit=1{query}{next}")).await.expect(200);
            assert_eq!(page.items().len(), 1);
            let of = &page.items()[0];
            ids.push(if of["client_id"].is_null() {
                of["couple_id"].clone()
            } else {
                of["client_id"].clone()
            });
            let Some(cursor) = page.body["next_cursor"].as_str() else { return ids };
            next = format!("&cursor={cursor}");
        }
    };
    let (ann, ben, couple) = (json!(family.ann.id), json!(family.ben.id), json!(family.couple));
    assert_eq!(all("").await, [ann.clone(), couple.clone(), ben.clone()]);
    assert_eq!(all("&order=unseen").await, [couple, ann, ben]);
    let page = family.therapist.get(&format!("{CASELOAD}?limit=1")).await.expect(200);
    let cursor = page.body["next_cursor"].as_str().unwrap();
    let other = family.therapist.get(&format!("{CASELOAD}?order=unseen&cursor={cursor}")).await;
    other.problem(400, "malformed");
    family.therapist.get(&format!("{CASELOAD}?order=worst")).await.problem(400, "malformed");
}
