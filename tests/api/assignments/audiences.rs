//! `PATCH /v1/assignments/{assignment_id}` with another `mode`: what was lived keeps the audience that it was lived under.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::homework::{Care, check_in, day, noon, put_item, write};
use crate::support::{Answer, Caller, TestApp};

fn times(times: u32, unit: &str) -> Value {
    json!({"type": "times_per_period", "times": times, "every": 1, "unit": unit})
}

/// Homework of the couple that any audience may have, since ten days ago.
async fn given(care: &Care<'_>, mode: &str, cadence: Value) -> String {
    let text = include_str!("../../../library/items/kept-promises.json");
    let mut item: Value = serde_json::from_str(text).unwrap();
    item["audiences"] = json!(["individual", "each", "together"]);
    item["content"]["slots"] = json!([]);
    let item = put_item(&care.practice, &item).await;
    let body = json!({"item_id": item, "mode": mode, "cadence": cadence, "starts_on": day(-10)});
    care.therapist.post(&format!("/v1/couples/{}/assignments", care.couple), body).await.expect(201).id()
}

async fn revise(care: &Care<'_>, id: &str, change: Value) -> Answer {
    let path = format!("/v1/assignments/{id}");
    let etag = care.therapist.get(&path).await.expect(200).etag();
    care.therapist.patch_if(&path, &etag, change).await
}

/// The day after, with everybody signed in.
async fn next_day(app: &TestApp, care: &mut Care<'_>) {
    app.clock.advance(TimeDelta::days(1));
    for one in [&mut care.therapist, &mut care.ann, &mut care.ben] {
        *one = care.practice.sign_in(one.id).await;
    }
}

async fn logged(author: &Caller, id: &str, days: i64, over: Value) -> Answer {
    let mut body = check_in(id, json!({"occurred_at": noon(days)}));
    over.as_object().unwrap().iter().for_each(|(name, value)| body[name] = value.clone());
    write(author, &body).await.expect(201)
}

/// Whose periods somebody reads, with the mode, the acts and the first day of each that has acts.
async fn periods(reader: &Caller, id: &str) -> Vec<(Value, Vec<(String, f64, String)>)> {
    let path = format!("/v1/assignments/{id}/periods?from={}&to={}", day(-10), day(1));
    let answer = reader.get(&path).await.expect(200);
    let of = |subject: &Value| {
        let all = subject["periods"].as_array().unwrap().iter();
        let told = |it: &Value| {
            let text = |name: &str| it[name].as_str().unwrap().to_owned();
            (text("mode"), it["acts"].as_f64().unwrap(), text("start"))
        };
        (subject["client_id"].clone(), all.map(told).filter(|(_, acts, _)| *acts > 0.0).collect())
    };
    answer.body["subjects"].as_array().unwrap().iter().map(of).collect()
}

async fn seen(reader: &Caller, care: &Care<'_>, id: &str) -> Vec<String> {
    let mut texts = Vec::new();
    for path in [
        format!("/v1/assignments/{id}/periods?from={}&to={}", day(-10), day(1)),
        format!("/v1/couples/{}/progress", care.couple),
        format!("/v1/couples/{}/check-ins", care.couple),
        format!("/v1/clients/{}/today", reader.id),
        format!("/v1/clients/{}/progress", reader.id),
    ] {
        texts.push(reader.get(&path).await.expect(200).text);
    }
    texts
}

#[tokio::test(flavor = "multi_thread")]
async fn from_each_to_together_nothing_lived_alone_becomes_joint() {
    let app = TestApp::start().await;
    let mut care = Care::new(&app).await;
    let id = given(&care, "each", times(1, "day")).await;
    logged(&care.ann, &id, -3, json!({})).await;
    logged(&care.ann, &id, -2, json!({"visibility": "partner"})).await;
    logged(&care.ben, &id, -2, json!({})).await;
    // Done today, before the change: for that one alone.
    logged(&care.ann, &id, 0, json!({"occurred_at": app.clock.now()})).await;
    let shared = care.shared(&care.ben).await.expect(200).text;
    let revised = revise(&care, &id, json!({"mode": "together"})).await.expect(200);
    assert_eq!(
        (&revised.body["mode"], &revised.body["effective_from"]),
        (&json!("together"), &json!(day(1)))
    );
    next_day(&app, &mut care).await;
    assert_eq!(care.shared(&care.ben).await.expect(200).text, shared);
    let revisions = care.ben.get(&format!("/v1/assignments/{id}/revisions")).await.expect(200);
    let modes: Vec<_> = revisions.items().iter().map(|it| it["mode"].as_str().unwrap()).collect();
    assert_eq!(modes, ["together", "each"]);
    // Each act is shared or not as its own day asks, also one that comes late.
    assert_eq!(
        logged(&care.ann, &id, 0, json!({"occurred_at": app.clock.now()})).await.body["visibility"],
        "partner"
    );
    let before = seen(&care.ben, &care, &id).await;
    let late = logged(&care.ann, &id, -1, json!({})).await;
    assert_eq!((&late.body["visibility"], &late.body["shared_id"]), (&json!("therapist"), &Value::Null));
    assert_eq!(app.sql().await.number("SELECT count(*) FROM check_ins WHERE revision = 1").await, 5);
    assert_eq!(seen(&care.ben, &care, &id).await, before, "what Ann did alone stays hers");
    let (ann, ben) = (json!(care.ann.id), json!(care.ben.id));
    let alone = |days: i64| ("each".to_owned(), 1.0, day(days));
    let joint = (Value::Null, vec![("together".to_owned(), 1.0, day(1))]);
    assert_eq!(periods(&care.ben, &id).await, [(ben.clone(), vec![alone(-2)]), joint.clone()]);
    let anns = (ann, vec![alone(-3), alone(-2), alone(-1), alone(0)]);
    assert_eq!(periods(&care.ann, &id).await, [anns.clone(), joint.clone()]);
    let mut all = periods(&care.therapist, &id).await;
    all.sort_by_key(|(whose, _)| (whose.is_null(), *whose == ben));
    assert_eq!(all, [anns, (ben, vec![alone(-2)]), joint]);
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_and_today_follow_the_audience_of_each_day() {
    let app = TestApp::start().await;
    let mut care = Care::new(&app).await;
    let id = given(&care, "together", times(1, "day")).await;
    let act = logged(&care.ann, &id, -1, json!({})).await;
    assert_eq!(act.body["visibility"], "partner");
    revise(&care, &id, json!({"mode": "each"})).await.expect(200);
    next_day(&app, &mut care).await;
    assert_eq!(care.shared(&care.ben).await.expect(200).items().len(), 1, "it was a joint act and stays one");
    assert_eq!(
        logged(&care.ann, &id, 0, json!({"occurred_at": app.clock.now()})).await.body["visibility"],
        "therapist"
    );
    let today = care.ben.get(&format!("/v1/clients/{}/today", care.ben.id)).await.expect(200);
    let due = &today.body["items"][0];
    assert_eq!(
        (&due["mode"], &due["due_today"], &due["progress"]["acts"]),
        (&json!("each"), &json!(true), &json!(0.0))
    );
    let couple = format!("/v1/couples/{}/progress", care.couple);
    let whose = |answer: &Answer| -> Vec<Value> {
        let assignment = &answer.body["assignments"][0];
        assert_eq!(assignment["mode"], "each");
        assignment["subjects"].as_array().unwrap().iter().map(|it| it["client_id"].clone()).collect()
    };
    let bens = care.ben.get(&couple).await.expect(200);
    assert_eq!(whose(&bens), [json!(care.ben.id), Value::Null]);
    assert_eq!(bens.body["assignments"][0]["subjects"][1]["practice"]["adherence"]["counts"]["met"], 1);
    assert!(bens.body["assignments"][0]["both"].is_null());
    let all = care.therapist.get(&couple).await.expect(200);
    assert_eq!(whose(&all).len(), 3);
    assert!(!all.body["assignments"][0]["both"].is_null());
    // The own progress has nothing of what was one act of both.
    let own = care.ann.get(&format!("/v1/clients/{}/progress", care.ann.id)).await.expect(200);
    assert_eq!(whose(&own), [json!(care.ann.id)]);
    assert_eq!(own.body["assignments"][0]["subjects"][0]["practice"]["adherence"]["counts"]["met"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_audience_waits_for_the_next_period() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let id = given(&care, "each", times(2, "week")).await;
    let revised = revise(&care, &id, json!({"mode": "together", "minutes": 7})).await.expect(200);
    assert_eq!(revised.body["effective_from"], json!(day(4)));
    assert_eq!(
        logged(&care.ann, &id, 0, json!({"occurred_at": app.clock.now()})).await.body["visibility"],
        "therapist"
    );
    let today = care.ann.get(&format!("/v1/clients/{}/today", care.ann.id)).await.expect(200);
    assert_eq!(today.body["items"][0]["mode"], "each");
    // A grant for what each does alone is still of use; where nobody ever does it alone, there is none to give.
    let grants = format!("/v1/clients/{}/share-grants", care.ann.id);
    care.ann.post(&grants, json!({"assignment_id": id})).await.expect(201);
    let joint = given(&care, "together", times(2, "week")).await;
    care.ann.post(&grants, json!({"assignment_id": joint})).await.invalid(&["#/assignment_id"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_audience_changes_within_its_couple_alone() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let id = given(&care, "each", times(1, "week")).await;
    revise(&care, &id, json!({"mode": "individual"})).await.problem(409, "other_context");
    revise(&care, &id, json!({"mode": "either"})).await.invalid(&["#/mode"]);
    revise(&care, &id, json!({"mode": "alone"})).await.invalid(&["#/mode"]);
    let ends = json!({"mode": "together", "ends_on": day(3)});
    revise(&care, &id, ends).await.invalid(&["#/mode"]);
    let early = json!({"mode": "together", "effective_from": day(-1)});
    revise(&care, &id, early).await.invalid(&["#/effective_from"]);
    let own = care.to_client(&care.ann, "kept-promises").await.id();
    for mode in ["each", "together", "either"] {
        revise(&care, &own, json!({"mode": mode})).await.problem(409, "other_context");
    }
    let once = given(&care, "each", json!({"type": "once", "due_on": day(9)})).await;
    revise(&care, &once, json!({"mode": "together"})).await.invalid(&["#/mode"]);
    let owner = care.practice.staff("Olu", &["owner"]).await;
    owner.patch_if("/v1/practice", "\"1\"", json!({"agreement_required": true})).await.expect(200);
    revise(&care, &id, json!({"mode": "together"})).await.problem(409, "agreement_needed");
}
