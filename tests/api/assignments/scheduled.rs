//! A revision whose day is still to come: other changes hold beside it, it is replaced, and it is taken back.

use serde_json::{Value, json};

use crate::support::homework::{Care, check_in, day, noon, write};
use crate::support::{Answer, Caller, TestApp};

fn weeks(times: u32, every: u32) -> Value {
    json!({"type": "times_per_period", "times": times, "every": every, "unit": "week"})
}

/// Homework of twelve weeks a period, since ten days ago.
async fn given(care: &Care<'_>) -> String {
    let item = care.item("bids-for-connection").await;
    let body = json!({"item_id": item, "mode": "each", "cadence": weeks(2, 12), "starts_on": day(-10)});
    let made =
        care.therapist.post(&format!("/v1/couples/{}/assignments", care.couple), body).await.expect(201);
    format!("/v1/assignments/{}", made.id())
}

async fn patch(care: &Care<'_>, path: &str, change: Value) -> Answer {
    let etag = care.therapist.get(path).await.expect(200).etag();
    care.therapist.patch_if(path, &etag, change).await
}

async fn take_back(by: &Caller, care: &Care<'_>, path: &str) -> Answer {
    let etag = care.therapist.get(path).await.expect(200).etag();
    by.delete_if(&format!("{path}/scheduled-revision"), &etag).await
}

/// Everything that is told of the homework for the days until today.
async fn lived(care: &Care<'_>, path: &str, of: &[&str]) -> Vec<Value> {
    let mut all = Vec::new();
    for reader in [&care.ann, &care.ben] {
        for of in of {
            let at = match *of {
                "periods" => format!("{path}/periods?from={}&to={}", day(-10), day(60)),
                of => format!("/v1/clients/{}/{of}", reader.id),
            };
            let mut body = reader.get(&at).await.expect(200).body;
            forget(&mut body);
            all.push(body);
        }
    }
    let couple = format!("/v1/couples/{}/progress", care.couple);
    let mut body = care.therapist.get(&couple).await.expect(200).body;
    forget(&mut body);
    all.push(body);
    all
}

/// Numbers of revisions name what is asked, and count nothing.
fn forget(body: &mut Value) {
    match body {
        Value::Object(members) => {
            members.remove("revision");
            members.values_mut().for_each(forget);
        }
        Value::Array(items) => items.iter_mut().for_each(forget),
        _ => {}
    }
}

async fn numbers(care: &Care<'_>, path: &str) -> Vec<(i64, String, bool)> {
    let all = care.ben.get(&format!("{path}/revisions")).await.expect(200);
    let told = |it: &Value| {
        let from = it["effective_from"].as_str().unwrap().to_owned();
        (it["number"].as_i64().unwrap(), from, !it["withdrawn_at"].is_null())
    };
    all.items().iter().map(told).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn other_changes_hold_beside_a_scheduled_cadence() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let path = given(&care).await;
    let id = path.rsplit('/').next().unwrap().to_owned();
    write(&care.ann, &check_in(&id, json!({"occurred_at": noon(-1)}))).await.expect(201);
    let all = ["periods", "progress", "today"];
    patch(&care, &path, json!({"minutes": 5, "rationale": "Small is enough."})).await.expect(200);
    let without = lived(&care, &path, &all).await;
    let as_needed = json!({"cadence": {"type": "as_needed"}});
    let scheduled = patch(&care, &path, as_needed).await.expect(200);
    assert_eq!(scheduled.body["effective_from"], json!(day(74)));
    assert_eq!(lived(&care, &path, &all).await, without, "a cadence to come is no figure of today");

    let change = json!({"minutes": 9, "rationale": "You have it now.", "ends_on": day(200)});
    let changed = patch(&care, &path, change).await.expect(200);
    // What is read is how it will be, with the day from which all of it holds.
    assert_eq!(
        (&changed.body["cadence"]["type"], &changed.body["minutes"]),
        (&json!("as_needed"), &json!(9))
    );
    assert_eq!((&changed.body["effective_from"], &changed.body["revision"]), (&json!(day(74)), &json!(5)));
    let today = care.ann.get(&format!("/v1/clients/{}/today", care.ann.id)).await.expect(200);
    let due = &today.body["items"][0];
    assert_eq!((&due["minutes"], &due["cadence"]["every"]), (&json!(9), &json!(12)));
    let listed = care.ann.get(&format!("{path}/revisions")).await.expect(200);
    let newest: Vec<_> = listed.items()[..2].iter().map(|it| (&it["minutes"], &it["rationale"])).collect();
    assert_eq!(newest, [(&json!(9), &json!("You have it now.")); 2]);
    let wanted = [(5, 74, false), (4, 0, false), (3, 74, true), (2, 0, false), (1, -10, false)];
    assert_eq!(numbers(&care, &path).await, wanted.map(|(number, from, gone)| (number, day(from), gone)));
    // What is done today is done under the revision of today.
    let now = check_in(&id, json!({"occurred_at": app.clock.now()}));
    assert_eq!(write(&care.ben, &now).await.expect(201).body["revision"], 4);
    // From a day after it, a change waits for that day and leaves the scheduled one alone.
    let later = patch(&care, &path, json!({"minutes": 3, "effective_from": day(90)})).await.expect(200);
    assert_eq!((&later.body["effective_from"], &later.body["revision"]), (&json!(day(90)), &json!(6)));
    assert_eq!(numbers(&care, &path).await[1], (5, day(74), false));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scheduled_revision_is_taken_back_as_if_it_had_never_been() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let path = given(&care).await;
    let before = care.ann.get(&path).await.expect(200).body;
    let all = ["periods", "progress", "today"];
    let without = lived(&care, &path, &all).await;
    let item = care.ann.get(&format!("{path}/item")).await.expect(200).text;
    take_back(&care.therapist, &care, &path).await.problem(409, "wrong_state");
    patch(&care, &path, json!({"cadence": weeks(1, 1), "minutes": 4})).await.expect(200);
    let at = format!("{path}/scheduled-revision");
    care.therapist.delete_if(&at, "\"1\"").await.problem(412, "precondition_failed");
    take_back(&care.ann, &care, &path).await.problem(403, "forbidden");
    let other = care.practice.staff("Sam", &["therapist"]).await;
    take_back(&other, &care, &path).await.problem(404, "not_found");
    let back = take_back(&care.therapist, &care, &path).await.expect(200);
    assert_eq!(back.etag(), "\"3\"");
    let (mut now, mut then) = (back.body.clone(), before);
    for told in [&mut now, &mut then] {
        ["version", "updated_at"].iter().for_each(|member| told[*member] = Value::Null);
    }
    assert_eq!(now, then);
    assert_eq!(lived(&care, &path, &all).await, without);
    assert_eq!(care.ann.get(&format!("{path}/item")).await.expect(200).text, item);
    let far = care.ann.get(&format!("{path}/periods?from={}&to={}", day(74), day(80))).await.expect(200);
    assert_eq!(far.body["subjects"][0]["periods"].as_array().unwrap().len(), 1);
    // It stays in the trail, and its number is its own for ever.
    assert_eq!(numbers(&care, &path).await, [(2, day(74), true), (1, day(-10), false)]);
    take_back(&care.therapist, &care, &path).await.problem(409, "wrong_state");
    let sql = app.sql().await;
    let trail = "SELECT count(*) FROM audit_events WHERE action = 'delete_scheduled_revision' AND outcome = 'success'";
    assert_eq!(sql.number(trail).await, 1);
    let again = patch(&care, &path, json!({"cadence": weeks(3, 1)})).await.expect(200);
    assert_eq!(again.body["revision"], 3);
    care.ben.put(&format!("/v1/couples/{}/end", care.couple), json!({})).await.expect(200);
    take_back(&care.therapist, &care, &path).await.problem(409, "couple_ended");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_cadence_replaces_and_the_one_in_force_takes_back() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let path = given(&care).await;
    patch(&care, &path, json!({"cadence": weeks(1, 1)})).await.expect(200);
    let newer = patch(&care, &path, json!({"cadence": weeks(4, 1)})).await.expect(200);
    assert_eq!((&newer.body["effective_from"], &newer.body["revision"]), (&json!(day(74)), &json!(3)));
    assert_eq!(numbers(&care, &path).await[1], (2, day(74), true));
    let back = patch(&care, &path, json!({"cadence": weeks(2, 12)})).await.expect(200);
    assert_eq!((&back.body["effective_from"], &back.body["revision"]), (&json!(day(-10)), &json!(1)));
    assert_eq!(numbers(&care, &path).await.iter().filter(|(.., gone)| *gone).count(), 2);
    take_back(&care.therapist, &care, &path).await.problem(409, "wrong_state");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_day_that_it_comes_to_is_bounded() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let path = given(&care).await;
    // The fifth period begins within the bound, and the next one after it.
    let cadence = weeks(1, 1);
    let far = json!({"cadence": cadence, "effective_from": day(360)});
    let refused = patch(&care, &path, far).await.invalid(&["#/effective_from"]);
    assert!(refused.body["errors"][0]["detail"].as_str().unwrap().contains(&day(410)));
    let near = json!({"cadence": cadence, "effective_from": day(320)});
    assert_eq!(patch(&care, &path, near).await.expect(200).body["effective_from"], json!(day(326)));
}

/// A report of days to come does not count otherwise; what is frozen knows of a taking back.
#[tokio::test(flavor = "multi_thread")]
async fn the_days_that_it_changes_are_noted_both_times() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let path = given(&care).await;
    patch(&care, &path, json!({"cadence": weeks(1, 1)})).await.expect(200);
    patch(&care, &path, json!({"rationale": "It fits."})).await.expect(200);
    take_back(&care.therapist, &care, &path).await.expect(200);
    let sql = app.sql().await;
    let noted = sql.column("SELECT from_day::text FROM assignment_changes ORDER BY changed_at").await;
    assert_eq!(noted, [day(74), day(74)]);
}
