//! `PATCH /v1/assignments/{assignment_id}`: what is asked changes, what was lived does not.

use serde_json::{Value, json};

use crate::support::homework::{Care, check_in, day, noon, write};
use crate::support::{Answer, Caller, TestApp};

fn weekly(times: u32) -> Value {
    json!({"type": "times_per_period", "times": times, "every": 1, "unit": "week"})
}

fn daily(times: u32) -> Value {
    json!({"type": "times_per_period", "times": times, "every": 1, "unit": "day"})
}

async fn given(care: &Care<'_>, cadence: Value) -> (String, Answer) {
    let item = care.item("bids-for-connection").await;
    let body = json!({"item_id": item, "mode": "each", "cadence": cadence, "starts_on": day(-10)});
    let made =
        care.therapist.post(&format!("/v1/couples/{}/assignments", care.couple), body).await.expect(201);
    (format!("/v1/assignments/{}", made.id()), made)
}

async fn periods(reader: &Caller, path: &str, from: i64, to: i64) -> Vec<(String, u64, u64)> {
    let answer = reader.get(&format!("{path}/periods?from={}&to={}", day(from), day(to))).await.expect(200);
    let all = answer.body["subjects"][0]["periods"].as_array().unwrap().clone();
    let told = |it: &Value| {
        let start = it["start"].as_str().unwrap().to_owned();
        (start, it["times"].as_u64().unwrap(), it["revision"].as_u64().unwrap())
    };
    all.iter().map(told).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn another_cadence_begins_with_the_next_period_and_says_so() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let (path, _) = given(&care, weekly(2)).await;
    let change = json!({"cadence": weekly(5), "minutes": 12});
    let revised = care.therapist.patch_if(&path, "\"1\"", change).await.expect(200);
    // The weeks began ten and three days ago: the one that runs ends as it was.
    assert_eq!((&revised.body["effective_from"], &revised.body["revision"]), (&json!(day(4)), &json!(2)));
    assert_eq!((revised.etag().as_str(), &revised.body["cadence"]["times"]), ("\"2\"", &json!(5)));
    let found = periods(&care.therapist, &path, -10, 11).await;
    assert_eq!(found, [(day(-10), 2, 1), (day(-3), 2, 1), (day(4), 5, 2), (day(11), 5, 2)]);
    let today = care.ann.get(&format!("/v1/clients/{}/today", care.ann.id)).await.expect(200);
    assert_eq!(today.body["items"][0]["cadence"]["times"], 2);
    assert!(today.body["items"][0]["minutes"] != 12, "the whole revision waits for its day");
    // Both partners read the same, and how it came.
    for partner in [&care.ann, &care.ben] {
        assert_eq!(partner.get(&path).await.expect(200).text, revised.text);
        let all = partner.get(&format!("{path}/revisions")).await.expect(200);
        let numbers: Vec<_> = all.items().iter().map(|it| it["number"].as_i64().unwrap()).collect();
        assert_eq!(numbers, [2, 1]);
    }
    // The one that is in force takes it back; the dose, of which nothing is said, still waits.
    let back = care.therapist.patch_if(&path, "\"2\"", json!({"cadence": weekly(2)})).await.expect(200);
    assert_eq!((&back.body["effective_from"], &back.body["revision"]), (&json!(day(4)), &json!(3)));
    assert_eq!(periods(&care.therapist, &path, 4, 4).await, [(day(4), 2, 3)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn other_changes_hold_today_and_leave_periods_alone() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let (path, made) = given(&care, weekly(2)).await;
    let same = json!({"cadence": weekly(2), "ends_on": null});
    assert_eq!(care.therapist.patch_if(&path, "\"1\"", same).await.expect(200).text, made.text);
    let change = json!({"minutes": 12, "rationale": "You said that less is more.", "ends_on": day(20)});
    let revised = care.therapist.patch_if(&path, "\"1\"", change).await.expect(200);
    assert_eq!(
        (&revised.body["effective_from"], &revised.body["ends_on"]),
        (&json!(day(0)), &json!(day(20)))
    );
    assert_eq!(periods(&care.therapist, &path, -10, 4).await.len(), 3);
    let newest = care.ben.get(&format!("{path}/revisions?limit=1")).await.expect(200);
    let newest = &newest.items()[0];
    assert_eq!((&newest["minutes"], &newest["ends_on"]), (&json!(12), &json!(day(20))));
    assert_eq!(newest["rationale"], "You said that less is more.");
    let open = json!({"minutes": null, "rationale": null, "ends_on": null});
    let open = care.therapist.patch_if(&path, "\"2\"", open).await.expect(200);
    for member in ["minutes", "rationale", "ends_on"] {
        assert!(open.body[member].is_null(), "{member}");
    }
}

/// What a phone sends late is judged and kept under the revision of its day.
#[tokio::test(flavor = "multi_thread")]
async fn a_late_check_in_lands_in_the_revision_of_its_day() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let (path, made) = given(&care, daily(1)).await;
    care.therapist.patch_if(&path, "\"1\"", json!({"cadence": daily(2)})).await.expect(200);
    let as_needed = json!({"cadence": {"type": "as_needed"}, "effective_from": day(3)});
    care.therapist.patch_if(&path, "\"2\"", as_needed).await.expect(200);
    write(&care.ann, &check_in(&made.id(), json!({"occurred_at": noon(-1)}))).await.expect(201);
    write(&care.ann, &check_in(&made.id(), json!({"occurred_at": noon(-5)}))).await.expect(201);
    let sql = app.sql().await;
    assert_eq!(sql.number("SELECT count(*) FROM check_ins WHERE revision = 1").await, 2);
    let found = periods(&care.ann, &path, -1, 1).await;
    assert_eq!(found, [(day(-1), 1, 1), (day(0), 2, 2), (day(1), 2, 2)]);
    assert!(periods(&care.ann, &path, 3, 9).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revision_obeys_its_rules() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let (path, _) = given(&care, weekly(2)).await;
    let tess = &care.therapist;
    for (change, pointer) in [
        (json!({"minutes": 5, "effective_from": day(-1)}), "#/effective_from"),
        (json!({"minutes": 5, "effective_from": day(367)}), "#/effective_from"),
        (json!({"minutes": 5, "effective_from": day(6), "ends_on": day(5)}), "#/effective_from"),
        (json!({"ends_on": day(-1)}), "#/ends_on"),
        (json!({"ends_on": day(3700)}), "#/ends_on"),
        (json!({"cadence": daily(1), "ends_on": day(3)}), "#/cadence"),
        (json!({"cadence": {"type": "once", "due_on": day(3)}}), "#/cadence/due_on"),
        (json!({"cadence": daily(0)}), "#/cadence/times"),
        (json!({"minutes": 601}), "#/minutes"),
        (json!({"rationale": " "}), "#/rationale"),
        (json!({"item_version": 2}), "#/item_version"),
        (json!({"mode": "together"}), "#/mode"),
    ] {
        tess.patch_if(&path, "\"1\"", change).await.invalid(&[pointer]);
    }
    tess.patch_if(&path, "\"1\"", json!({"cadence": null})).await.problem(400, "malformed");
    tess.patch_if(&path, "\"7\"", json!({"minutes": 5})).await.problem(412, "precondition_failed");
    care.ann.patch_if(&path, "\"1\"", json!({"minutes": 5})).await.problem(403, "forbidden");
    let other = care.practice.staff("Sam", &["therapist"]).await;
    other.patch_if(&path, "\"1\"", json!({"minutes": 5})).await.problem(404, "not_found");
    let stopped = tess.put_if(&format!("{path}/stop"), "\"1\"", json!({})).await.expect(200);
    tess.patch_if(&path, &stopped.etag(), json!({"minutes": 5})).await.problem(409, "wrong_state");
    let (path, _) = given(&care, weekly(2)).await;
    care.ben.put(&format!("/v1/couples/{}/end", care.couple), json!({})).await.expect(200);
    tess.patch_if(&path, "\"1\"", json!({"minutes": 5})).await.problem(409, "couple_ended");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_version_of_the_item_is_taken_unless_it_does_not_suit() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let (path, made) = given(&care, weekly(2)).await;
    let item = made.body["item"]["id"].as_str().unwrap();
    let sql = app.sql().await;
    let edition = |number: i32, audiences: &str, unsuitable: bool, published: &str| {
        format!(
            "INSERT INTO library_versions (practice_id, item_id, number, title, summary, rationale, audiences, \
             default_cadence, tags, contraindications, unsuitable_under_hold, content, published_at) \
             SELECT practice_id, item_id, {number}, 'Edition {number}', summary, rationale, '{{{audiences}}}', \
             default_cadence, tags, contraindications, {unsuitable}, content, {published} FROM library_versions \
             WHERE item_id = '{item}' AND number = 1"
        )
    };
    sql.run(&edition(2, "each,together", true, "now()")).await;
    sql.run(&edition(3, "each", false, "NULL")).await;
    sql.run(&edition(4, "individual", false, "now()")).await;
    let (tess, ask) = (&care.therapist, |number: i32| json!({"item_version": number}));
    for number in [3, 4] {
        tess.patch_if(&path, "\"1\"", ask(number)).await.invalid(&["#/item_version"]);
    }
    let hold = json!({"kind": "hold", "reason": "The partner reads her phone."});
    let marks = format!("/v1/clients/{}/safety-marks", care.ann.id);
    let hold = tess.post(&marks, hold).await.expect(201);
    tess.patch_if(&path, "\"1\"", ask(2)).await.invalid(&["#/item_version"]);
    let lifting = format!("{marks}/{}/lifting", hold.id());
    tess.put_if(&lifting, &hold.etag(), json!({"reason": "It has a code now."})).await.expect(200);
    let newer = tess.patch_if(&path, "\"1\"", ask(2)).await.expect(200);
    assert_eq!(
        (&newer.body["item"]["version"], &newer.body["item"]["title"]),
        (&json!(2), &json!("Edition 2"))
    );
    tess.patch_if(&path, "\"2\"", ask(1)).await.invalid(&["#/item_version"]);
    let read = care.ann.get(&format!("{path}/item")).await.expect(200);
    assert_eq!(read.body["title"], "Edition 2");
}
