//! `POST /v1/clients/{client_id}/check-in-batches`.

use std::time::Instant;

use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::homework::{Care, check_in, day, noon, of, write};
use crate::support::{Answer, Caller, TestApp, new_id};

async fn send(author: &Caller, check_ins: &[Value]) -> Answer {
    author.post(&batches(author), json!({"check_ins": check_ins})).await
}

fn batches(author: &Caller) -> String {
    format!("/v1/clients/{}/check-in-batches", author.id)
}

fn results(answer: &Answer) -> &Vec<Value> {
    answer.body["results"].as_array().unwrap_or_else(|| panic!("no results: {}", answer.text))
}

fn statuses(answer: &Answer) -> Vec<&str> {
    results(answer).iter().map(|result| result["status"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_has_the_answer_that_it_would_have_alone() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let joint = care.to_couple("daily-check-in", "together").await.id();
    let alone = care.to_client(&care.ann, "self-care").await.id();
    let good = [
        check_in(&joint, json!({"personal": {"note": "We laughed.", "feelings": ["calm"]}})),
        check_in(&alone, json!({"outcome": "partly", "visibility": "private"})),
    ];
    let bad = [
        json!({"id": new_id()}),
        json!(7),
        json!(["not an object"]),
        check_in(&joint, json!({"outcome": 3})),
        check_in(&joint, json!({"outcome": "perhaps"})),
        check_in(&joint, json!({"id": Uuid::from_u128(1), "count": 0, "personal": {"effort": 11}})),
        check_in(&joint, json!({"practice_id": new_id()})),
        check_in(&joint, json!({"personal": {"note": "a\u{0}b"}})),
        check_in(&joint, json!({"personal": {"details": deep(40)}})),
        check_in(&alone, json!({"visibility": "partner"})),
        check_in(&new_id().to_string(), json!({})),
        check_in(&joint, json!({"occurred_at": noon(2)})),
        check_in(&joint, json!({"occurred_at": noon(-11)})),
    ];
    let mut all = vec![good[0].clone()];
    all.extend(bad.iter().cloned());
    all.push(good[1].clone());
    let answer = send(&care.ann, &all).await.expect(200);
    let results = results(&answer);
    assert_eq!(results.len(), all.len());
    for (result, request) in results[1..=bad.len()].iter().zip(&bad) {
        let single = write(&care.ann, request).await;
        assert!(single.status >= 400, "{}", single.text);
        let mut problem = result["problem"].clone();
        problem.as_object_mut().unwrap().remove("instance");
        assert_eq!(problem, single.body_without_instance(), "{request}");
        assert_eq!((&result["status"], &result["check_in"]), (&json!("rejected"), &json!(null)));
        let id = request["id"].as_str().map_or(Value::Null, |id| json!(id));
        assert_eq!(result["id"], id);
    }
    for (result, request) in [(&results[0], &good[0]), (&results[all.len() - 1], &good[1])] {
        assert_eq!((&result["status"], &result["problem"]), (&json!("created"), &json!(null)));
        assert_eq!((&result["id"], &result["check_in"]["id"]), (&request["id"], &request["id"]));
        let path = format!("{}/{}", of(&care.ann), request["id"].as_str().unwrap());
        assert_eq!(care.ann.get(&path).await.expect(200).body, result["check_in"]);
    }
    assert_eq!(care.ann.get(&of(&care.ann)).await.expect(200).items().len(), 2);
    // The joint one is shared as it would be alone.
    let shared = care.shared(&care.ben).await.expect(200);
    assert_eq!(shared.items().len(), 1);
    assert_eq!(shared.items()[0]["id"], results[0]["check_in"]["shared_id"]);
}

fn deep(levels: usize) -> Value {
    (0..levels).fold(json!(1), |inner, _| json!([inner]))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_that_stands_twice_is_refused_by_itself() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let joint = care.to_couple("daily-check-in", "together").await.id();
    let (one, two) = (check_in(&joint, json!({})).to_string(), check_in(&joint, json!({})));
    let twice = one.replacen('{', "{\"outcome\":\"partly\",", 1);
    let body = format!("{{\"check_ins\": [{twice}, {two}]}}");
    let request = care.ann.request(Method::POST, &batches(&care.ann));
    let answer = Answer::of(request.header("Content-Type", "application/json").body(body)).await.expect(200);
    assert_eq!(statuses(&answer), ["rejected", "created"]);
    assert_eq!(results(&answer)[0]["problem"]["errors"][0]["code"], "duplicate_member");
}

#[tokio::test(flavor = "multi_thread")]
async fn sending_all_of_it_again_does_no_harm() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let joint = care.to_couple("daily-check-in", "together").await.id();
    let words = json!({"personal": {"note": "First."}});
    let mut all = vec![
        check_in(&joint, words.clone()),
        check_in(&joint, json!({})),
        check_in(&joint, words),
        check_in(&joint, json!({})),
    ];
    let first = send(&care.ann, &all).await.expect(200);
    assert_eq!(statuses(&first), ["created"; 4]);
    let again = send(&care.ann, &all).await.expect(200);
    assert_eq!(statuses(&again), ["known"; 4]);
    let kept = |answer: &Answer| -> Vec<Value> {
        results(answer).iter().map(|result| result["check_in"].clone()).collect()
    };
    assert_eq!(kept(&first), kept(&again));
    let path = |at: usize| format!("{}/{}", of(&care.ann), all[at]["id"].as_str().unwrap());
    let corrected = care.ann.put_if(&path(0), "\"1\"", json!({"outcome": "partly"})).await.expect(200);
    care.ann.delete_if(&path(1), "\"1\"").await.expect(204);
    all[2]["outcome"] = json!("partly");
    all[3]["sent_at"] = json!(noon(0));
    let later = send(&care.ann, &all).await.expect(200);
    assert_eq!(statuses(&later), ["known", "rejected", "rejected", "known"]);
    assert_eq!(results(&later)[0]["check_in"], corrected.body);
    assert_eq!(results(&later)[1]["problem"]["code"], "deleted");
    assert_eq!(results(&later)[2]["problem"]["code"], "id_taken");
    // What a batch wrote is what a single sending finds, and the other way round.
    write(&care.ann, &all[0]).await.expect(200);
    write(&care.ann, &all[1]).await.problem(409, "deleted");
    assert_eq!(care.ann.get(&of(&care.ann)).await.expect(200).items().len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_that_stands_twice_is_a_retry_of_the_first() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let joint = care.to_couple("daily-check-in", "together").await.id();
    let first = check_in(&joint, json!({"personal": {"note": "Once."}}));
    let other = check_in(&joint, json!({"id": first["id"], "outcome": "partly"}));
    let broken = check_in(&joint, json!({"occurred_at": noon(-11)}));
    let mended = check_in(&joint, json!({"id": broken["id"]}));
    let answer = send(&care.ann, &[first.clone(), first, other, broken, mended]).await.expect(200);
    assert_eq!(statuses(&answer), ["created", "known", "rejected", "rejected", "created"]);
    assert_eq!(results(&answer)[0]["check_in"], results(&answer)[1]["check_in"]);
    assert_eq!(results(&answer)[2]["problem"]["code"], "id_taken");
    assert_eq!(care.ann.get(&of(&care.ann)).await.expect(200).items().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_batch_at_once_is_written_once() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let joint = care.to_couple("daily-check-in", "together").await.id();
    for _ in 0..4 {
        let all: Vec<Value> = (0..20).map(|_| check_in(&joint, json!({}))).collect();
        let backwards: Vec<Value> = all.iter().rev().cloned().collect();
        let (a, b, c) =
            tokio::join!(send(&care.ann, &all), send(&care.ann, &backwards), write(&care.ann, &all[10]));
        let (a, b) = (a.expect(200), b.expect(200));
        assert!(matches!(c.status, 200 | 201), "{}", c.text);
        let created = |answer: &Answer| statuses(answer).into_iter().filter(|it| *it == "created").count();
        assert_eq!(created(&a) + created(&b) + usize::from(c.status == 201), 20);
        assert!(statuses(&a).iter().chain(&statuses(&b)).all(|status| *status != "rejected"));
    }
    let sql = app.sql().await;
    assert_eq!(sql.number("SELECT count(*) FROM check_ins").await, 80);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_late_lands_in_the_past_and_counts() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let daily = care.to_couple("daily-check-in", "together").await.id();
    let numerator = async || {
        let progress = care.therapist.get(&format!("/v1/couples/{}/progress", care.couple)).await.expect(200);
        progress.body["assignments"][0]["subjects"][0]["practice"]["adherence"]["numerator"].clone()
    };
    assert_eq!(numerator().await, json!(0.0));
    let late: Vec<Value> = (1..=9).map(|ago| check_in(&daily, json!({"occurred_at": noon(-ago)}))).collect();
    let answer = send(&care.ann, &late).await.expect(200);
    for (result, ago) in results(&answer).iter().zip(1..) {
        assert_eq!(result["check_in"]["local_date"], day(-ago));
    }
    // Yesterday is open until three in the morning.
    assert!(numerator().await.as_f64().unwrap() >= 8.0);
    // An assignment that was stopped takes what was done while it ran.
    let stop = format!("/v1/assignments/{daily}/stop");
    care.therapist.put_if(&stop, "\"1\"", json!({"ends_on": day(-3)})).await.expect(200);
    let late = [-4, -3, -2].map(|at| check_in(&daily, json!({"occurred_at": noon(at)})));
    assert_eq!(statuses(&send(&care.ann, &late).await.expect(200)), ["created", "created", "rejected"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_that_is_there_leaves_a_row_in_the_trail() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let joint = care.to_couple("daily-check-in", "together").await.id();
    let mut all: Vec<Value> = (0..3).map(|_| check_in(&joint, json!({}))).collect();
    all.push(check_in(&joint, json!({"count": 0})));
    send(&care.ann, &all).await.expect(200);
    let sql = app.sql().await;
    let rows = "SELECT count(*) FROM audit_events e JOIN check_ins c ON e.resource_id = c.id AND e.xmin = c.xmin \
                AND e.client_id = c.client_id WHERE e.action = 'create_check_in_batch' AND e.outcome = 'success'";
    assert_eq!(sql.number(rows).await, 3, "written with what they record");
    let all_rows = "SELECT count(*) FROM audit_events WHERE action = 'create_check_in_batch'";
    assert_eq!(sql.number(all_rows).await, 3);
    // None is written that cannot be recorded.
    sql.run("ALTER TABLE audit_events ADD CONSTRAINT full_disk CHECK (resource <> 'check_in') NOT VALID")
        .await;
    send(&care.ann, &[check_in(&joint, json!({}))]).await.problem(500, "internal");
    assert_eq!(sql.number("SELECT count(*) FROM check_ins").await, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_author_writes_and_a_hold_stays_unknown() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let joint = care.to_couple("daily-check-in", "together").await.id();
    let one = json!({"check_ins": [check_in(&joint, json!({}))]});
    care.ben.post(&batches(&care.ann), one.clone()).await.problem(404, "not_found");
    care.therapist.post(&batches(&care.ann), one).await.problem(403, "forbidden");
    let hold = json!({"kind": "hold", "reason": "The partner reads her phone."});
    care.therapist.post(&format!("/v1/clients/{}/safety-marks", care.ann.id), hold).await.expect(201);
    let answer = send(&care.ann, &[check_in(&joint, json!({}))]).await.expect(200);
    assert_eq!(statuses(&answer), ["created"]);
    assert_eq!(results(&answer)[0]["check_in"]["audience"], json!(["self", "care_team", "partner"]));
    assert!(care.shared(&care.ben).await.expect(200).items().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_has_one_to_five_hundred_and_four_mebibytes() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let joint = care.to_couple("daily-check-in", "together").await.id();
    let many = |count: usize, note: usize| -> Vec<Value> {
        let personal = json!({"personal": {"note": "a".repeat(note)}});
        (0..count).map(|_| check_in(&joint, personal.clone())).collect()
    };
    send(&care.ann, &[]).await.invalid(&["#/check_ins"]);
    send(&care.ann, &many(501, 1)).await.invalid(&["#/check_ins"]);
    care.ann.post(&batches(&care.ann), json!({})).await.invalid(&["#/check_ins"]);
    care.ann.post(&batches(&care.ann), json!([])).await.problem(400, "malformed");
    care.ann.post(&batches(&care.ann), json!({"check_ins": 1})).await.problem(400, "malformed");
    let full = many(500, 4000);
    assert!(json!(full).to_string().len() > 2 * 1024 * 1024);
    assert!(statuses(&send(&care.ann, &full).await.expect(200)).iter().all(|status| *status == "created"));
    let body = format!("{{\"check_ins\": [\"{}\"]}}", "a".repeat(4 * 1024 * 1024));
    let request = care.ann.request(Method::POST, &batches(&care.ann));
    Answer::of(request.header("Content-Type", "application/json").body(body)).await.problem(413, "too_large");
}

/// A hundred one by one, and a hundred as one: what a batch is for. By far more in an optimised build, which
/// `cargo bench --bench load` measures.
#[tokio::test(flavor = "multi_thread")]
async fn many_as_one_cost_less_than_one_by_one() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let alone = care.to_client(&care.ann, "self-care").await.id();
    let many = || -> Vec<Value> {
        let personal = json!({"personal": {"effort": 3, "note": "We sat down after dinner."}});
        (0..100).map(|_| check_in(&alone, personal.clone())).collect()
    };
    let (singles, batch) = (many(), many());
    let begun = Instant::now();
    for one in &singles {
        write(&care.ann, one).await.expect(201);
    }
    let (one_by_one, begun) = (begun.elapsed(), Instant::now());
    send(&care.ann, &batch).await.expect(200);
    let as_one = begun.elapsed();
    println!("a hundred check-ins: {one_by_one:?} one by one, {as_one:?} as one");
    assert!(one_by_one > as_one * 2);
}

/// Half of a character, as a phone leaves that cuts text in the middle of one, is no JSON; it is that item's alone.
#[tokio::test(flavor = "multi_thread")]
async fn half_a_character_holds_up_nothing_else() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let joint = care.to_couple("daily-check-in", "together").await.id();
    let cut = check_in(&joint, json!({"personal": {"note": "CUT"}}));
    let body = json!({"check_ins": [cut, check_in(&joint, json!({}))]}).to_string();
    let request = care.ann.request(Method::POST, &batches(&care.ann));
    let request = request.header("Content-Type", "application/json").body(body.replace("CUT", "\\ud83d"));
    let answer = Answer::of(request).await.expect(200);
    assert_eq!(statuses(&answer), ["rejected", "created"]);
    assert_eq!(results(&answer)[0]["problem"]["code"], "malformed");
}
