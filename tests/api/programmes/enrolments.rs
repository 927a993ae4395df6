//! Enrolling, pausing, going ahead and ending; and what clients see of it.

use chrono::Days;
use serde_json::{Value, json};

use super::{
    after, at_once, enrol, given, install, noon_of, of_client, of_couple, programme, read, released,
    start_of, states, steps, work_at,
};
use crate::clients::hidden;
use crate::support::homework::Care;
use crate::support::{Answer, TestApp, new_id};

async fn step_to(care: &Care<'_>, id: &str, below: &str) -> Answer {
    let etag = read(care, id).await.etag();
    care.therapist.put_if(&format!("/v1/enrolments/{id}/{below}"), &etag, json!({})).await
}

async fn resume(care: &Care<'_>, id: &str) -> Answer {
    let etag = read(care, id).await.etag();
    care.therapist.delete_if(&format!("/v1/enrolments/{id}/pause"), &etag).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_due_with_the_start_is_assigned_at_once() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let rules =
        [("mindful-minute", at_once()), ("attachment-style-inventory", at_once()), ("self-care", after(7))];
    let programme = programme(&care, "own", &steps(&care, &rules).await).await;
    let made = enrol(&care, &of_client(&care.ann), &programme).await;
    assert_eq!(made.header("location"), format!("/v1/enrolments/{}", made.id()));
    let wanted = [(1, "released"), (2, "released"), (3, "waiting")].map(|(at, state)| (at, state.to_owned()));
    assert_eq!(states(&made), wanted);
    let homework = given(&care.ann, &of_client(&care.ann)).await;
    assert_eq!(homework.len(), 2);
    let once = &homework[1]["cadence"];
    let last = start_of(&made) + Days::new(6);
    assert_eq!((&once["type"], &once["due_on"]), (&json!("once"), &json!(last)));
    assert_eq!(homework[0]["starts_on"], made.body["starts_on"]);
    assert_eq!(made.body["steps"][0]["assignment_id"], homework[0]["id"]);
    assert_eq!(made.body["steps"][2]["expected_on"], json!(start_of(&made) + Days::new(7)));
    // The trail has the enrolment, by which all of it was given.
    let sql = app.sql().await;
    let actions = "SELECT action FROM audit_events WHERE action LIKE '%enrolment' OR action = 'release_step' ORDER BY 1";
    assert_eq!(sql.column(actions).await, ["create_client_enrolment"]);
    // A supervisor reads it and changes nothing.
    let sue = care.practice.staff("Sue", &["supervisor"]).await;
    care.practice.supervise(&sue, &care.therapist).await;
    let path = format!("/v1/enrolments/{}", made.id());
    assert_eq!(sue.get(&path).await.expect(200).etag(), made.etag());
    sue.put_if(&format!("{path}/pause"), &made.etag(), json!({})).await.problem(403, "forbidden");
    assert_eq!(care.therapist.get(&of_client(&care.ann)).await.expect(200).items().len(), 1);
    care.ann.get(&path).await.problem(403, "forbidden");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_key_enrols_once() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let programme = programme(&care, "own", &steps(&care, &[("mindful-minute", at_once())]).await).await;
    let (place, body) = (of_client(&care.ann), json!({"programme_id": programme}));
    let first = care.therapist.post_once(&place, "one", body.clone()).await.expect(201);
    let again = care.therapist.post_once(&place, "one", body).await.expect(201);
    assert_eq!(first.body, again.body);
    assert_eq!(first.body["status"], "completed");
    assert_eq!(app.sql().await.number("SELECT count(*) FROM assignments").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_broken_rule_is_named() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let (one, other, joint) =
        (care.item("self-care").await, care.item("mindful-minute").await, care.item("weekly-ritual").await);
    let choose = json!({"items": [{"item_id": one}, {"item_id": other}], "release": at_once()});
    let of_two = json!({"items": [{"item_id": joint}], "release": after(7)});
    let programme = programme(&care, "own", &[choose, of_two]).await;
    let post = async |over: Value| {
        let mut body = json!({"programme_id": programme});
        body.as_object_mut().unwrap().extend(over.as_object().unwrap().clone());
        care.therapist.post(&of_client(&care.ann), body).await
    };
    post(json!({})).await.invalid(&["#/choices", "#/left_out"]);
    post(json!({"programme_id": new_id()})).await.invalid(&["#/programme_id"]);
    post(json!({"starts_on": "2020-01-01"})).await.invalid(&["#/starts_on"]);
    let wrong = json!([{"step": 1, "item_id": joint}, {"step": 1, "client_id": care.ben.id, "item_id": one}]);
    post(json!({"choices": wrong, "left_out": [2, 3]})).await.invalid(&[
        "#/choices/0/item_id",
        "#/choices/1/item_id",
        "#/left_out/1",
        "#/choices",
    ]);
    let told = post(json!({"choices": wrong, "left_out": [1]})).await.invalid(&["#/left_out"]);
    let of_couples = told.body["errors"].as_array().unwrap().iter().find(|it| it["code"] == "couple_item");
    assert_eq!(of_couples.unwrap()["step"], 2, "which step is meant");
    let none = post(json!({"left_out": [1, 2]})).await.invalid(&["#/left_out"]);
    assert_eq!(none.body["errors"][0]["code"], "nothing_left");
    let right = json!([{"step": 1, "item_id": other}]);
    let made = post(json!({"choices": right, "left_out": [2]})).await.expect(201);
    assert_eq!(states(&made), [(1, "released".to_owned()), (2, "left_out".to_owned())]);
    assert_eq!(
        (&made.body["steps"][0]["item_id"], &made.body["status"]),
        (&json!(other), &json!("completed"))
    );
    let stranger = care.practice.staff("Sam", &["therapist"]).await;
    let body = json!({"programme_id": programme, "choices": right, "left_out": [2]});
    hidden(vec![
        stranger.post(&of_client(&care.ann), body.clone()).await,
        care.therapist.post(&format!("/v1/clients/{}/enrolments", new_id()), body).await,
        stranger.get(&of_client(&care.ann)).await,
        stranger.get(&format!("/v1/enrolments/{}", made.id())).await,
    ]);
}

/// Guards, also against two at once, that nobody is given the same homework by the same programme twice.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_runs_through_a_programme_twice_at_a_time() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let rules = [("mindful-minute", at_once()), ("self-care", after(7))];
    let programme = programme(&care, "own", &steps(&care, &rules).await).await;
    let (place, body) = (of_client(&care.ann), json!({"programme_id": programme}));
    let send = || care.therapist.post(&place, body.clone());
    let (one, two) = tokio::join!(send(), send());
    let mut told = [one.status, two.status];
    told.sort_unstable();
    assert_eq!(told, [201, 409], "{} {}", one.text, two.text);
    send().await.problem(409, "already_enrolled");
    let id = given_enrolment(&care, &place).await;
    step_to(&care, &id, "pause").await.expect(200);
    send().await.problem(409, "already_enrolled");
    // Somebody else may, and so may whoever has come to an end of it.
    enrol(&care, &of_client(&care.ben), &programme).await;
    step_to(&care, &id, "end").await.expect(200);
    send().await.expect(201);
}

async fn given_enrolment(care: &Care<'_>, place: &str) -> String {
    let page = care.therapist.get(place).await.expect(200);
    let [one] = page.items().as_slice() else { panic!("one enrolment: {}", page.text) };
    one["id"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn pausing_moves_on_what_is_counted_from_the_start() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let fixed = json!({"rule": "on_date", "on": (crate::support::homework::today() + Days::new(20))});
    let rules = [("mindful-minute", at_once()), ("self-care", after(7)), ("setback-note", fixed)];
    let programme = programme(&care, "own", &steps(&care, &rules).await).await;
    let made = enrol(&care, &of_client(&care.ann), &programme).await;
    let (id, start) = (made.id(), start_of(&made));
    step_to(&care, &id, "pause").await.expect(200);
    step_to(&care, &id, "pause").await.problem(409, "wrong_state");
    step_to(&care, &id, "steps/2/release").await.problem(409, "wrong_state");
    work_at(&app, noon_of(start + Days::new(40))).await;
    assert_eq!(released(&read(&care, &id).await), 1);
    // It has been paused for three days when it goes on.
    let sql = app.sql().await;
    let earlier = |table: &str, column: &str| format!("UPDATE {table} SET {column} = {column} - 3");
    sql.run(&earlier("enrolments", "paused_on")).await;
    sql.run(&earlier("enrolments", "starts_on")).await;
    let on = resume(&care, &id).await.expect(200);
    assert_eq!(on.body["status"], "active");
    assert_eq!(on.body["steps"][1]["expected_on"], json!(start + Days::new(7)));
    assert_eq!(on.body["steps"][2]["expected_on"], json!(crate::support::homework::today() + Days::new(20)));
    resume(&care, &id).await.problem(409, "wrong_state");
    work_at(&app, noon_of(start + Days::new(6))).await;
    assert_eq!(released(&read(&care, &id).await), 1);
    work_at(&app, noon_of(start + Days::new(7))).await;
    assert_eq!(released(&read(&care, &id).await), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_is_released_ahead_and_the_rest_is_ended() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let rules = [("mindful-minute", at_once()), ("self-care", after(7)), ("setback-note", after(14))];
    let programme = programme(&care, "own", &steps(&care, &rules).await).await;
    let id = enrol(&care, &of_client(&care.ann), &programme).await.id();
    let stale = care.therapist.put_if(&format!("/v1/enrolments/{id}/end"), "\"99\"", json!({})).await;
    stale.problem(412, "precondition_failed");
    step_to(&care, &id, "steps/9/release").await.problem(404, "not_found");
    let ahead = step_to(&care, &id, "steps/3/release").await.expect(200);
    let wanted = [(1, "released"), (2, "waiting"), (3, "released")].map(|(at, state)| (at, state.to_owned()));
    assert_eq!(states(&ahead), wanted);
    let homework = given(&care.therapist, &of_client(&care.ann)).await;
    assert_eq!(homework[1]["starts_on"], ahead.body["starts_on"]);
    // Once more changes nothing.
    assert_eq!(step_to(&care, &id, "steps/3/release").await.expect(200).body, ahead.body);
    let ended = step_to(&care, &id, "end").await.expect(200);
    assert_eq!(ended.body["status"], "ended");
    work_at(&app, app.clock.now() + chrono::TimeDelta::days(60)).await;
    let after = read(&care, &id).await;
    assert_eq!((released(&after), after.etag()), (2, ended.etag()));
    // What was released goes on as it is.
    let statuses = given(&care.therapist, &of_client(&care.ann)).await;
    assert!(statuses.iter().all(|one| one["status"] == "active"));
    assert_eq!(app.sql().await.number("SELECT count(*) FROM jobs").await, 0);
    for below in ["end", "pause", "steps/2/release"] {
        step_to(&care, &id, below).await.problem(409, "wrong_state");
    }
}

/// Guards rule 2 for programmes: what a step gives to one partner alone is nowhere at the other's, nor that there is more.
#[tokio::test(flavor = "multi_thread")]
async fn each_partner_gets_the_own_and_sees_nothing_of_the_others() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    install(&app, &care.practice).await;
    let page = care.therapist.get("/v1/programmes").await.expect(200);
    let skills = page.items().iter().find(|it| it["key"] == "key-skills").unwrap();
    let opposite = &skills["steps"][2]["items"];
    let (anxious, avoidant) = (&opposite[0]["item_id"], &opposite[1]["item_id"]);
    let body = |choices: Value| json!({"programme_id": skills["id"], "choices": choices});
    let told = care.therapist.post(&of_couple(&care), body(json!([]))).await.invalid(&["#/choices"]);
    let errors = told.body["errors"].as_array().unwrap();
    let meant: Vec<_> = errors.iter().map(|it| (it["step"].clone(), it["client_id"].clone())).collect();
    assert_eq!(meant.len(), 2);
    for partner in [&care.ann, &care.ben] {
        assert!(meant.contains(&(json!(3), json!(partner.id))), "{meant:?}");
    }
    let choices = json!([
        {"step": 3, "client_id": care.ann.id, "item_id": anxious},
        {"step": 3, "client_id": care.ben.id, "item_id": avoidant}
    ]);
    let made = care.therapist.post(&of_couple(&care), body(choices)).await.expect(201);
    work_at(&app, noon_of(start_of(&made) + Days::new(15))).await;
    let now = read(&care, &made.id()).await;
    assert_eq!(released(&now), 6, "{}", now.text);
    let told = async |reader: &crate::support::Caller| {
        let homework = given(reader, &of_client(reader)).await;
        let items: Vec<String> =
            homework.iter().map(|it| it["item"]["id"].as_str().unwrap().to_owned()).collect();
        let steps = reader.get(&format!("/v1/clients/{}/programme-steps", reader.id)).await.expect(200);
        (items, steps)
    };
    let (anns, bens) = (told(&care.ann).await, told(&care.ben).await);
    assert!(anns.0.iter().any(|id| *anxious == json!(id)) && !anns.0.iter().any(|id| *avoidant == json!(id)));
    assert!(bens.0.iter().any(|id| *avoidant == json!(id)) && !bens.0.iter().any(|id| *anxious == json!(id)));
    for (_, steps) in [&anns, &bens] {
        let positions: Vec<i64> = steps.items().iter().map(|it| it["step"].as_i64().unwrap()).collect();
        assert_eq!(positions, [1, 2, 3]);
        assert_eq!(steps.items()[0]["programme"], skills["title"]);
    }
    let other = format!("/v1/clients/{}/programme-steps", care.ann.id);
    care.ben.get(&other).await.problem(404, "not_found");
    for path in [of_couple(&care), of_client(&care.ann), format!("/v1/enrolments/{}", made.id())] {
        care.ben.get(&path).await.problem(403, "forbidden");
    }
}

/// What an individual enrolment of one gives leaves no trace at the other's.
#[tokio::test(flavor = "multi_thread")]
async fn an_enrolment_of_one_is_nothing_to_the_other() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let programme = programme(&care, "own", &steps(&care, &[("mindful-minute", at_once())]).await).await;
    let paths = [
        format!("/v1/clients/{}/assignments", care.ben.id),
        format!("/v1/couples/{}/assignments", care.couple),
        format!("/v1/clients/{}/programme-steps", care.ben.id),
        format!("/v1/clients/{}/today", care.ben.id),
    ];
    let mut before = Vec::new();
    for path in &paths {
        before.push(care.ben.get(path).await.expect(200).text);
    }
    enrol(&care, &of_client(&care.ann), &programme).await;
    for (path, before) in paths.iter().zip(before) {
        assert_eq!(care.ben.get(path).await.expect(200).text, before, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_of_a_couple_ends_its_programme() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let rules = [("weekly-ritual", at_once()), ("active-listening", after(7))];
    let programme = programme(&care, "own", &steps(&care, &rules).await).await;
    let made = enrol(&care, &of_couple(&care), &programme).await;
    care.ann.put(&format!("/v1/couples/{}/end", care.couple), json!({})).await.expect(200);
    step_to(&care, &made.id(), "steps/2/release").await.problem(409, "couple_ended");
    care.therapist
        .post(&of_couple(&care), json!({"programme_id": programme}))
        .await
        .problem(409, "couple_ended");
    work_at(&app, noon_of(start_of(&made) + Days::new(8))).await;
    let ended = read(&care, &made.id()).await;
    assert_eq!((released(&ended), &ended.body["status"]), (1, &json!("ended")));
    assert_eq!(app.sql().await.number("SELECT count(*) FROM jobs").await, 0);
}
