//! `GET /v1/clients/{client_id}/today`.

use serde_json::{Value, json};

use super::seed::{Act, Family, Given, ago, done, today};
use crate::support::homework::{Care, check_in, noon, write};
use crate::support::{TestApp, new_id};

#[tokio::test(flavor = "multi_thread")]
async fn a_day_shows_what_runs_and_how_far_it_is() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let family = Family::of(&practice).await;
    let cadence = json!({"type": "times_per_period", "times": 3, "times_max": 5, "every": 1, "unit": "day"});
    let bids = family.assign(Given::with("individual", 3, cadence.clone())).await;
    family.log(bids, done(&family.ann, 0, "therapist")).await;
    family.log(bids, done(&family.ann, 1, "therapist")).await;
    let day = family.ann.get(&family.today_of(&family.ann)).await.expect(200).body;
    assert_eq!(day["local_date"], today().to_string());
    assert_eq!(day["as_seen_by"], "self");
    let item = &day["items"][0];
    assert_eq!(item["assignment_id"], bids.to_string());
    assert_eq!(item["item"]["title"], "A habit");
    assert_eq!((&item["mode"], &item["purpose"]), (&json!("individual"), &json!("practice")));
    assert_eq!(item["cadence"], cadence);
    assert_eq!(item["period"]["key"], format!("{bids}:{}:{}", family.ann.id, today()));
    let progress =
        json!({"acts": 1.0, "times": 3, "times_max": 5, "target_reached": false, "remaining": 2.0});
    assert_eq!(item["progress"], progress);
    assert_eq!(item["due_today"], true);
    assert_eq!(day["available"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn named_days_single_completions_and_uses_are_told_apart() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let family = Family::of(&practice).await;
    let (now, tomorrow) = (weekday(today()), weekday(ago(6)));
    let on = |day: &str| json!({"type": "on_weekdays", "weekdays": [day], "every": 1});
    family.assign(Given::with("individual", 30, on(&now))).await;
    family.assign(Given::with("individual", 30, on(&tomorrow))).await;
    let once = json!({"type": "once", "due_on": ago(100)});
    let late = family.assign(Given::with("individual", 200, once.clone())).await;
    let made_up = family.assign(Given::with("individual", 200, once)).await;
    family.log(made_up, done(&family.ann, 90, "therapist")).await;
    let needed = json!({"type": "as_needed", "trigger": "A quarrel",
        "review": {"type": "times_per_period", "times": 1, "every": 1, "unit": "week"}});
    let repair = family.assign(Given::with("individual", 30, needed)).await;
    for days in [0, 6, 7] {
        family.log(repair, done(&family.ann, days, "therapist")).await;
    }
    let day = family.ann.get(&family.today_of(&family.ann)).await.expect(200).body;
    let items = day["items"].as_array().unwrap();
    assert_eq!(items.len(), 4, "{day}");
    assert_eq!(
        (items[0]["due_today"].clone(), items[0]["period"]["kind"].clone()),
        (json!(true), json!("named_day"))
    );
    assert_eq!((items[1]["due_today"].clone(), items[1]["period"].clone()), (json!(false), Value::Null));
    assert_eq!(
        (items[2]["assignment_id"].clone(), items[2]["due_today"].clone()),
        (json!(late), json!(true))
    );
    assert_eq!(
        (items[3]["assignment_id"].clone(), items[3]["purpose"].clone()),
        (json!(repair), json!("review"))
    );
    assert_eq!(items[3]["progress"]["acts"], 0.0);
    assert_eq!(day["available"][0]["uses_last_7_days"], 2.0);
    assert_eq!(day["available"].as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_rests_has_ended_or_has_not_begun_is_not_shown() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let family = Family::of(&practice).await;
    family.assign(Given { status: "proposed", ..Given::daily("individual", 3) }).await;
    family.assign(Given { status: "stopped", ..Given::daily("individual", 3) }).await;
    let paused = family.assign(Given { status: "paused", ..Given::daily("individual", 3) }).await;
    family.pause(paused, None, 1, None).await;
    let own = family.assign(Given::daily("together", 3)).await;
    family.pause(own, Some(&family.ann), 0, Some(0)).await;
    let anns = family.ann.get(&family.today_of(&family.ann)).await.expect(200).body;
    assert_eq!(anns["items"], json!([]));
    let bens = family.ben.get(&family.today_of(&family.ben)).await.expect(200).body;
    assert_eq!(bens["items"].as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn joint_homework_counts_what_the_partner_shared_and_nothing_else() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let family = Family::of(&practice).await;
    let shared = family.assign(Given::daily("together", 3)).await;
    let private = family.assign(Given::daily("either", 3)).await;
    family.log(shared, done(&family.ann, 0, "partner")).await;
    let before = family.ben.get(&family.today_of(&family.ben)).await.expect(200).text;
    family.log(private, done(&family.ann, 0, "private")).await;
    let after = family.ben.get(&family.today_of(&family.ben)).await.expect(200);
    assert_eq!(after.text, before);
    assert_eq!(after.body["items"][0]["period"]["key"], format!("{shared}:{}", today()));
    assert_eq!(after.body["items"][0]["due_today"], false);
    assert_eq!(after.body["items"][1]["due_today"], true);
    let anns = family.ann.get(&family.today_of(&family.ann)).await.expect(200);
    assert_eq!(anns.body["items"][1]["due_today"], false);
    let care_team = family.therapist.get(&family.today_of(&family.ann)).await.expect(200);
    assert_eq!(care_team.body["as_seen_by"], "care_team");
    assert_eq!(care_team.body["items"][1]["due_today"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_person_and_its_care_team_see_the_day() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let family = Family::of(&practice).await;
    let path = family.today_of(&family.ann);
    let absent = format!("/v1/clients/{}/today", new_id());
    let stranger = practice.staff("Sam", &["therapist", "owner"]).await;
    let other = app.practice("Elsewhere").await.staff("Olu", &["therapist"]).await;
    for caller in [&family.ben, &stranger, &other] {
        let hidden = caller.get(&path).await.problem(404, "not_found");
        let never = caller.get(&absent).await.problem(404, "not_found");
        assert_eq!(hidden.body_without_instance(), never.body_without_instance());
    }
    practice.staff("Fay", &["front_desk", "owner", "admin"]).await.get(&path).await.problem(403, "forbidden");
    app.nobody().get(&path).await.problem(401, "unauthenticated");
    let couples = practice.staff("Cleo", &["therapist"]).await;
    practice.care_for_couple(&couples, family.couple).await;
    family.assign(Given::daily("individual", 3)).await;
    let joint = family.assign(Given::daily("together", 3)).await;
    let seen = couples.get(&path).await.expect(200).body;
    assert_eq!(seen["items"].as_array().unwrap().len(), 1);
    assert_eq!(seen["items"][0]["assignment_id"], joint.to_string());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_done_does_not_count() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let family = Family::of(&practice).await;
    let habit = family.assign(Given::daily("individual", 3)).await;
    family.log(habit, Act { outcome: "not_done", ..done(&family.ann, 0, "therapist") }).await;
    family.log(habit, Act { outcome: "partly", ..done(&family.ann, 0, "therapist") }).await;
    family.log(habit, done(&family.ann, 0, "therapist")).await;
    family.sql("UPDATE check_ins SET deleted_at = now() WHERE practice_id = $1 AND outcome = 'done'").await;
    let day = family.ann.get(&family.today_of(&family.ann)).await.expect(200).body;
    assert_eq!(day["items"][0]["progress"]["acts"], 0.5);
    assert_eq!(day["items"][0]["progress"]["remaining"], 0.5);
}

fn weekday(date: chrono::NaiveDate) -> String {
    date.format("%A").to_string().to_lowercase()
}

/// Guards that a phone knows without another request what a check-in must answer to be done.
#[tokio::test(flavor = "multi_thread")]
async fn what_must_be_answered_is_said() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let asks = care.to_client(&care.ann, "anchor-statements").await;
    let habit = care.to_client(&care.ann, "mindful-minute").await.id();
    let day = care.ann.get(&format!("/v1/clients/{}/today", care.ann.id)).await.expect(200);
    let all =
        [day.body["items"].as_array().unwrap(), day.body["available"].as_array().unwrap()].map(Clone::clone);
    let of = |id: &str| {
        all.iter().flatten().find(|it| it["assignment_id"] == id).unwrap()["required_answers"].clone()
    };
    let item = care.ann.get(&format!("/v1/assignments/{}/item", asks.id())).await.expect(200);
    let questions = item.body["content"]["prompts"].as_array().or(item.body["content"]["slots"].as_array());
    let wanted: Vec<&Value> =
        questions.unwrap().iter().filter(|one| one["required"] == true).map(|one| &one["key"]).collect();
    assert!(!wanted.is_empty());
    assert_eq!((of(&asks.id()), of(&habit)), (json!(wanted), json!([])));
    // And it is so: done needs them, partly does not.
    let act = |outcome: &str| check_in(&asks.id(), json!({"occurred_at": noon(-2), "outcome": outcome}));
    write(&care.ann, &act("done")).await.problem(422, "invalid");
    write(&care.ann, &act("partly")).await.expect(201);
}
