//! How far the care team has come with a check-in: the team's own, unknown to every client.

use serde_json::{Value, json};

use crate::support::homework::{Care, check_in, of, write};
use crate::support::{Answer, Caller, TestApp, new_id};

/// Where the review of a check-in is.
fn review(client: &Caller, check_in: &str) -> String {
    format!("{}/{check_in}/review", of(client))
}

fn reviews(client: &Caller) -> String {
    format!("/v1/clients/{}/check-in-reviews", client.id)
}

/// Sets the state over the version that is there.
pub async fn put(therapist: &Caller, client: &Caller, check_in: &str, state: &str) -> Answer {
    let path = review(client, check_in);
    let etag = therapist.get(&path).await.expect(200).etag();
    therapist.put_if(&path, &etag, json!({"state": state})).await
}

async fn batch(therapist: &Caller, client: &Caller, all: &[Value]) -> Answer {
    let path = format!("/v1/clients/{}/check-in-review-batches", client.id);
    therapist.post(&path, json!({"reviews": all})).await
}

fn statuses(answer: &Answer) -> Vec<&str> {
    let results = answer.body["results"].as_array().unwrap();
    results.iter().map(|one| one["status"].as_str().unwrap()).collect()
}

fn states(answer: &Answer) -> Vec<(String, String)> {
    let word = |one: &Value, name: &str| one[name].as_str().unwrap().to_owned();
    answer.items().iter().map(|one| (word(one, "check_in_id"), word(one, "state"))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_in_is_new_then_seen_then_discussed() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let joint = care.to_couple("daily-check-in", "together").await.id();
    let act = write(&care.ann, &check_in(&joint, json!({}))).await.expect(201).id();
    let path = review(&care.ann, &act);
    let new = care.therapist.get(&path).await.expect(200);
    assert_eq!((new.body["state"].clone(), new.body["reviewed_by"].clone()), (json!("new"), Value::Null));
    let seen = care.therapist.put_if(&path, &new.etag(), json!({"state": "seen"})).await.expect(200);
    assert_eq!(seen.body["reviewed_by"], care.therapist.id.to_string());
    assert_eq!(care.therapist.get(&path).await.expect(200).body, seen.body);
    let stale = care.therapist.put_if(&path, &new.etag(), json!({"state": "discussed"})).await;
    stale.problem(412, "precondition_failed");
    let same = care.therapist.put_if(&path, &seen.etag(), json!({"state": "seen"})).await.expect(200);
    assert_eq!(same.etag(), seen.etag());
    put(&care.therapist, &care.ann, &act, "discussed").await.expect(200);
    let list = care.therapist.get(&reviews(&care.ann)).await.expect(200);
    assert_eq!(states(&list), [(act.clone(), "discussed".to_owned())]);
    put(&care.therapist, &care.ann, &act, "new").await.expect(200);
    let list = care.therapist.get(&format!("{}?state=new", reviews(&care.ann))).await.expect(200);
    assert_eq!(states(&list), [(act.clone(), "new".to_owned())]);
    // A review that was taken back is nobody's.
    let back = care.therapist.get(&path).await.expect(200).body;
    assert_eq!((&back["reviewed_by"], &back["reviewed_at"]), (&Value::Null, &Value::Null));
    care.therapist.put_if(&path, "\"1\"", json!({"state": "read"})).await.invalid(&["#/state"]);
}

/// Guards the care team's work list: what the team reads must have changed for a check-in to be new again, and what was
/// corrected meanwhile is never taken for seen.
#[tokio::test(flavor = "multi_thread")]
async fn a_correction_makes_it_new_again_where_the_team_reads_it() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let joint = care.to_couple("daily-check-in", "together").await.id();
    let words = |note: &str| json!({"note": note, "visibility": "private"});
    let body = check_in(&joint, json!({"personal": words("Mine.")}));
    let act = write(&care.ann, &body).await.expect(201).id();
    let (own, path) = (format!("{}/{act}", of(&care.ann)), review(&care.ann, &act));
    let seen = put(&care.therapist, &care.ann, &act, "seen").await.expect(200);
    // Words that the author keeps are nothing to the team.
    let mine = json!({"outcome": "done", "personal": words("Still mine.")});
    care.ann.put_if(&own, "\"1\"", mine).await.expect(200);
    assert_eq!(care.therapist.get(&path).await.expect(200).body, seen.body);
    let other = json!({"outcome": "partly", "personal": words("Still mine.")});
    care.ann.put_if(&own, "\"2\"", other).await.expect(200);
    let again = care.therapist.get(&path).await.expect(200);
    assert_eq!(
        (again.body["state"].clone(), again.body["changed_since"].clone()),
        (json!("new"), json!(true))
    );
    assert_ne!(again.etag(), seen.etag());
    let stale = care.therapist.put_if(&path, &seen.etag(), json!({"state": "discussed"})).await;
    stale.problem(412, "precondition_failed");
    let item = json!({"check_in_id": act, "version": seen.body["version"], "state": "seen"});
    let late = batch(&care.therapist, &care.ann, &[item]).await.expect(200);
    assert_eq!(late.body["results"][0]["problem"]["code"], "precondition_failed");
    let list = care.therapist.get(&format!("{}?state=seen&state=discussed", reviews(&care.ann))).await;
    assert!(list.expect(200).items().is_empty());
    // Out of the team's sight it has no state.
    care.ann.put_if(&own, "\"3\"", json!({"outcome": "done", "visibility": "private"})).await.expect(200);
    care.therapist.get(&path).await.problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn many_are_reviewed_at_once_and_each_has_a_result() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let alone = care.to_client(&care.ann, "self-care").await.id();
    let mut ids = Vec::new();
    for visibility in ["therapist", "therapist", "private"] {
        let body = check_in(&alone, json!({"visibility": visibility}));
        ids.push(write(&care.ann, &body).await.expect(201).id());
    }
    let item = |id: &str, version: i32| json!({"check_in_id": id, "version": version, "state": "seen"});
    let never = new_id().to_string();
    let all = [
        item(&ids[0], 1),
        item(&ids[1], 9),
        item(&ids[2], 1),
        item(&never, 1),
        item(&ids[0], 1),
        json!({"check_in_id": ids[1], "version": 0, "state": "seen"}),
        json!(7),
    ];
    let answer = batch(&care.therapist, &care.ann, &all).await.expect(200);
    let wanted = ["changed", "rejected", "rejected", "rejected", "unchanged", "rejected", "rejected"];
    assert_eq!(statuses(&answer), wanted);
    let problem = |at: usize| answer.body["results"][at]["problem"].clone();
    assert_eq!(
        (problem(1)["code"].clone(), problem(5)["code"].clone()),
        (json!("precondition_failed"), json!("invalid"))
    );
    // What is private and what never existed answer alike.
    let told = |at: usize| {
        let mut one = answer.body["results"][at].clone();
        one["check_in_id"] = Value::Null;
        one["problem"]["instance"] = Value::Null;
        one
    };
    assert_eq!(told(2), told(3));
    assert_eq!(statuses(&batch(&care.therapist, &care.ann, &all[..1]).await.expect(200)), ["unchanged"]);
    let sql = app.sql().await;
    let rows = "SELECT count(*) FROM audit_events WHERE action = 'create_check_in_review_batch' AND outcome = 'success'";
    assert_eq!(sql.number(rows).await, 3, "one for each that has the state, in each sending");
    batch(&care.therapist, &care.ann, &[]).await.invalid(&["#/reviews"]);
    batch(&care.therapist, &care.ann, &vec![item(&ids[0], 1); 201]).await.invalid(&["#/reviews"]);
    batch(&care.ann, &care.ann, &all).await.problem(403, "forbidden");
    let uma = care.practice.staff("Uma", &["therapist"]).await;
    batch(&uma, &care.ann, &all).await.problem(404, "not_found");
}

/// Guards the therapist's privacy and the client's peace: no read receipts. Everything that author and partner can get of the
/// check-in is the same before and after.
#[tokio::test(flavor = "multi_thread")]
async fn no_client_can_tell_that_it_was_seen() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let joint = care.to_couple("daily-check-in", "together").await.id();
    let act = write(&care.ann, &check_in(&joint, json!({}))).await.expect(201).id();
    let own = format!("{}/{act}", of(&care.ann));
    let all = async || {
        let mut told = Vec::new();
        for path in
            [&own, &of(&care.ann), &format!("{own}/versions"), &format!("/v1/clients/{}/today", care.ann.id)]
        {
            let answer = care.ann.get(path).await.expect(200);
            told.push((answer.text.clone(), answer.headers.get("etag").cloned()));
        }
        let shared = care.shared(&care.ben).await.expect(200);
        told.push((shared.text.clone(), None));
        told
    };
    let before = all().await;
    for state in ["seen", "discussed"] {
        put(&care.therapist, &care.ann, &act, state).await.expect(200);
        assert_eq!(all().await, before, "{state}");
    }
    for client in [&care.ann, &care.ben] {
        client.get(&review(&care.ann, &act)).await.problem(403, "forbidden");
        client.get(&reviews(&care.ann)).await.problem(403, "forbidden");
    }
    let sue = care.practice.staff("Sue", &["supervisor"]).await;
    care.practice.supervise(&sue, &care.therapist).await;
    assert_eq!(sue.get(&review(&care.ann, &act)).await.expect(200).body["state"], "discussed");
    sue.put_if(&review(&care.ann, &act), "\"1\"", json!({"state": "new"})).await.problem(403, "forbidden");
}
