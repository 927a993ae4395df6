//! `/v1/couples/{couple_id}/planned-end`: ending at a safe time, known to nobody but who planned it.

use chrono::{TimeDelta, Utc};
use holdfast::exchange::worker::Lane;
use serde_json::{Value, json};

use crate::clients::hidden;
use crate::support::homework::{Care, check_in, write};
use crate::support::{Answer, TestApp, server};

fn plan(care: &Care<'_>) -> String {
    format!("/v1/couples/{}/planned-end", care.couple)
}

fn in_hours(app: &TestApp, hours: i64) -> Value {
    json!({"at": app.clock.now() + TimeDelta::hours(hours)})
}

/// Looks through what is due as the service does, so many hours from now.
async fn end_what_is_due(app: &TestApp, hours: i64) {
    let (worker, then) = (app.worker(Lane::Prompt), app.clock.now() + TimeDelta::hours(hours));
    while worker.do_next(then).await {}
}

async fn ended_at(care: &Care<'_>) -> Value {
    care.ben.get(&format!("/v1/couples/{}", care.couple)).await.expect(200).body["ended_at"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_shows_before_and_then_it_is_an_end_like_any_other() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let together = care.to_couple("daily-check-in", "together").await.id();
    let each = care.to_couple("bids-for-connection", "each").await.id();
    let grants = format!("/v1/clients/{}/share-grants", care.ben.id);
    care.ben.post(&grants, json!({"assignment_id": each})).await.expect(201);
    write(&care.ann, &check_in(&together, json!({}))).await.expect(201);
    let couple = format!("/v1/couples/{}", care.couple);
    let before = care.ben.get(&couple).await.expect(200);
    let made = care.ann.put(&plan(&care), in_hours(&app, 2)).await.expect(200);
    assert_eq!(care.ann.get(&plan(&care)).await.expect(200).body, made.body);
    end_what_is_due(&app, 0).await;
    let after = care.ben.get(&couple).await.expect(200);
    assert_eq!((after.etag(), &after.text), (before.etag(), &before.text));
    // Nobody else is told, whoever else has a plan.
    for other in [&care.ben, &care.therapist] {
        other.get(&plan(&care)).await.problem(404, "not_found");
    }
    let bens = care.ben.put(&plan(&care), in_hours(&app, 48)).await.expect(200);
    assert_eq!((bens.etag(), &bens.body["version"]), (made.etag(), &json!(1)));

    end_what_is_due(&app, 3).await;
    let ended = care.ben.get(&couple).await.expect(200);
    assert_eq!(ended.etag(), "\"2\"");
    let at: chrono::DateTime<Utc> = ended.body["ended_at"].as_str().unwrap().parse().unwrap();
    let planned: chrono::DateTime<Utc> = made.body["at"].as_str().unwrap().parse().unwrap();
    assert!(at > planned, "the moment itself would tell that it was planned");
    assert!(care.shared(&care.ben).await.expect(200).items().is_empty());
    assert!(care.ben.get(&grants).await.expect(200).items()[0]["ended_at"].is_string());
    for planner in [&care.ann, &care.ben] {
        planner.get(&plan(&care)).await.problem(404, "not_found");
        planner.put(&plan(&care), in_hours(&app, 2)).await.problem(409, "couple_ended");
        planner.delete(&plan(&care)).await.problem(409, "couple_ended");
    }
    let sql = app.sql().await;
    assert_eq!(sql.number("SELECT count(*) FROM jobs").await, 0);
    assert_eq!(sql.number("SELECT count(*) FROM couple_end_plans").await, 0);
    // The trail has it, as the act of who planned it.
    let end = "SELECT membership_id::text FROM audit_events WHERE action = 'end_couple'";
    assert_eq!(sql.column(end).await, [care.ann.id.to_string()]);
    // Both are free for a new couple.
    let members = json!({"member_ids": [care.ann.id, care.ben.id]});
    care.therapist.post("/v1/couples", members).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_can_be_moved_and_given_up_by_who_made_it() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    care.ann.put(&plan(&care), in_hours(&app, 2)).await.expect(200);
    let moved = care.ann.put(&plan(&care), in_hours(&app, 20)).await.expect(200);
    assert_eq!(moved.etag(), "\"2\"");
    // Another's giving up is about another's plan.
    care.ben.delete(&plan(&care)).await.expect(204);
    end_what_is_due(&app, 3).await;
    assert!(ended_at(&care).await.is_null());
    care.ann.delete(&plan(&care)).await.expect(204);
    care.ann.get(&plan(&care)).await.problem(404, "not_found");
    end_what_is_due(&app, 30).await;
    assert!(ended_at(&care).await.is_null());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_service_carries_it_out_by_itself_and_before_it_listens() {
    let app = TestApp::with(server::fresh_database().await, |settings| settings.jobs_ms = 20).await;
    let care = Care::new(&app).await;
    let soon = json!({"at": app.clock.now() + TimeDelta::seconds(2)});
    care.therapist.put(&plan(&care), soon).await.expect(200);
    assert!(ended_at(&care).await.is_null());
    for _ in 0..100 {
        if !ended_at(&care).await.is_null() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    assert!(!ended_at(&care).await.is_null());

    // What fell due while nothing ran is done when the service answers its first request.
    let (ada, bo) = (care.practice.client("Ada").await, care.practice.client("Bo").await);
    let couple = care.practice.couple(&ada, &bo).await;
    let path = format!("/v1/couples/{couple}/planned-end");
    let soon = json!({"at": app.clock.now() + TimeDelta::hours(1)});
    ada.put(&path, soon).await.expect(200);
    let url = app.url.clone();
    app.handle.stop(true).await;
    let past = format!(
        "UPDATE jobs SET due_at = now() - interval '1 hour' WHERE subject_id = '{couple}'; \
        UPDATE couple_end_plans SET at = now() - interval '1 hour' WHERE couple_id = '{couple}'"
    );
    app.sql().await.run(&past).await;
    let again = TestApp::with(url, |_| {}).await;
    let ended = format!("SELECT count(*) FROM couples WHERE id = '{couple}' AND ended_at IS NOT NULL");
    assert_eq!(again.sql().await.number(&ended).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn giving_up_and_carrying_out_at_once_leave_one_outcome() {
    let app = TestApp::with(server::fresh_database().await, |settings| settings.workers = 2).await;
    for _ in 0..8 {
        let care = Care::new(&app).await;
        care.ann.put(&plan(&care), in_hours(&app, 1)).await.expect(200);
        let path = plan(&care);
        let (given_up, ()) = tokio::join!(care.ann.delete(&path), end_what_is_due(&app, 2));
        match given_up.status {
            204 => {
                end_what_is_due(&app, 2).await;
                assert!(ended_at(&care).await.is_null());
            }
            _ => {
                given_up.problem(409, "couple_ended");
                assert!(!ended_at(&care).await.is_null());
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_end_it_may_plan_it_for_a_time_to_come() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    for hours in [-1, 0, 24 * 400] {
        care.ann.put(&plan(&care), in_hours(&app, hours)).await.invalid(&["#/at"]);
    }
    let cy = care.practice.client("Cy").await;
    let apart = care.practice.staff("Ida", &["therapist"]).await;
    hidden(vec![
        cy.put(&plan(&care), in_hours(&app, 2)).await,
        apart.put(&plan(&care), in_hours(&app, 2)).await,
    ]);
    let sue = care.practice.staff("Sue", &["supervisor", "therapist"]).await;
    care.practice.supervise(&sue, &care.therapist).await;
    sue.put(&plan(&care), in_hours(&app, 2)).await.problem(403, "forbidden");
    care.therapist.put(&plan(&care), in_hours(&app, 2)).await.expect(200);
    let end = format!("/v1/couples/{}/end", care.couple);
    Answer::of(care.ben.request(reqwest::Method::PUT, &end)).await.expect(200);
    assert_eq!(app.sql().await.number("SELECT count(*) FROM jobs").await, 0);
}

/// Each plans alone, and gives up nothing but the own plan.
#[tokio::test(flavor = "multi_thread")]
async fn giving_up_the_own_plan_leaves_the_other_ones() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let anns = care.ann.put(&plan(&care), in_hours(&app, 2)).await.expect(200);
    care.ben.put(&plan(&care), in_hours(&app, 3)).await.expect(200);
    care.ben.delete(&plan(&care)).await.expect(204);
    care.ben.get(&plan(&care)).await.problem(404, "not_found");
    assert_eq!(care.ann.get(&plan(&care)).await.expect(200).body, anns.body);
    end_what_is_due(&app, 4).await;
    assert!(ended_at(&care).await.is_string());
}
