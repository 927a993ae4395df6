//! `/v1/report-runs`.

mod jobs;
mod own_care;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::appointments::{held, of_client};
use crate::progress::seed::{Family, ago};
use crate::support::homework::Care;
use crate::support::{Answer, Caller, TestApp, new_id};

pub const RUNS: &str = "/v1/report-runs";

/// Asks for a run.
pub async fn ask(therapist: &Caller, body: Value) -> Answer {
    therapist.post(RUNS, body).await
}

/// How a run stands.
pub async fn stands(therapist: &Caller, run: &str) -> Value {
    therapist.get(&format!("{RUNS}/{run}")).await.expect(200).body
}

/// Those of a run.
pub async fn items(therapist: &Caller, run: &str) -> Vec<Value> {
    therapist.get(&format!("{RUNS}/{run}/items")).await.expect(200).items().clone()
}

/// Whom a list of items is about.
fn subjects(items: &[Value]) -> Vec<Uuid> {
    let subject = |item: &Value| {
        let id = item["client_id"].as_str().or(item["couple_id"].as_str()).unwrap();
        id.parse().unwrap()
    };
    let mut all: Vec<Uuid> = items.iter().map(subject).collect();
    all.sort();
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn each_client_and_couple_in_care_has_a_report() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let family = Family::of(&practice).await;
    // Not in her care, or not any more.
    practice.client("Cleo").await;
    let gone = practice.client("Dan").await;
    practice.care_for_client(&family.therapist, &gone).await;
    let archived = json!({"status": "archived"});
    let desk = practice.staff("Fay", &["front_desk"]).await;
    desk.patch_if(&format!("/v1/clients/{}", gone.id), "\"1\"", archived).await.expect(200);
    let asked = ask(&family.therapist, json!({"weeks": 4, "audience": "subject"})).await.expect(202);
    let run = asked.id();
    assert_eq!(asked.header("location"), format!("{RUNS}/{run}"));
    assert_eq!((&asked.body["status"], &asked.body["progress"]), (&json!("queued"), &json!(0.0)));
    assert_eq!((&asked.body["total"], &asked.body["asked"]["weeks"]), (&json!(3), &json!(4)));
    assert!(items(&family.therapist, &run).await.iter().all(|item| item["outcome"] == "waiting"));
    app.work().await;
    let done = stands(&family.therapist, &run).await;
    assert_eq!((&done["status"], &done["progress"]), (&json!("succeeded"), &json!(1.0)));
    assert_eq!((&done["made"], &done["skipped"]), (&json!(3), &json!(0)));
    assert!(done["finished_at"].is_string());
    let made = items(&family.therapist, &run).await;
    let mut all = vec![family.ann.id, family.ben.id, family.couple];
    all.sort();
    assert_eq!(subjects(&made), all);
    for item in made {
        let path = format!("/v1/reports/{}", item["report_id"].as_str().unwrap());
        let report = family.therapist.get(&path).await.expect(200).body;
        let of_couple = !item["couple_id"].is_null();
        assert_eq!(report["audience"], if of_couple { "couple" } else { "client" });
        assert_eq!(
            (&report["status"], &report["created_by"]),
            (&json!("draft"), &json!(family.therapist.id))
        );
        assert_eq!(report["window"]["to"], json!(ago(0)));
        assert_eq!(report["document"]["author"]["name"], "Tess");
    }
    let listed = family.therapist.get(RUNS).await.expect(200);
    assert_eq!(listed.items(), &vec![done]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_of_a_run_is_the_one_that_would_be_made_alone() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let family = Family::of(&practice).await;
    let run = ask(&family.therapist, json!({"audience": "clinician"})).await.expect(202).id();
    app.work().await;
    for item in items(&family.therapist, &run).await {
        let path = format!("/v1/reports/{}", item["report_id"].as_str().unwrap());
        let of_run = family.therapist.get(&path).await.expect(200).body;
        let body =
            json!({"client_id": item["client_id"], "couple_id": item["couple_id"], "audience": "clinician"});
        let alone = family.therapist.post("/v1/reports", body).await.expect(201).body;
        let same = |report: &Value| {
            let mut document = report["document"].clone();
            for moving in ["report_id", "frozen_at"] {
                document[moving] = Value::Null;
            }
            document
        };
        assert_eq!(same(&of_run), same(&alone));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_had_no_session_is_skipped() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    held(&care, &of_client(&care.ann), 9).await;
    let body = json!({"since_last_session": true, "audience": "subject"});
    let run = ask(&care.therapist, body).await.expect(202).id();
    app.work().await;
    let done = stands(&care.therapist, &run).await;
    assert_eq!(
        (&done["status"], &done["made"], &done["skipped"]),
        (&json!("succeeded"), &json!(1), &json!(2))
    );
    for item in items(&care.therapist, &run).await {
        let (outcome, reason) = if item["client_id"] == json!(care.ann.id) {
            ("made", Value::Null)
        } else {
            ("skipped", json!("no_session"))
        };
        assert_eq!((&item["outcome"], &item["reason"]), (&json!(outcome), &reason));
        assert_eq!(item["report_id"].is_null(), outcome == "skipped");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_run_at_a_time() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let family = Family::of(&practice).await;
    let body = || json!({"audience": "clinician"});
    let (one, other) = tokio::join!(ask(&family.therapist, body()), ask(&family.therapist, body()));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [202, 409]);
    ask(&family.therapist, body()).await.problem(409, "already_reporting");
    // Another therapist has another caseload.
    let ida = practice.staff("Ida", &["therapist"]).await;
    let empty = ask(&ida, body()).await.expect(202);
    assert_eq!(empty.body["total"], 0);
    app.work().await;
    assert_eq!(stands(&ida, &empty.id()).await["status"], "succeeded");
    assert_eq!(stands(&ida, &empty.id()).await["progress"], 1.0);
    let key = new_id().to_string();
    let first = family.therapist.post_once(RUNS, &key, body()).await.expect(202);
    let again = family.therapist.post_once(RUNS, &key, body()).await.expect(202);
    assert_eq!(first.id(), again.id());
}

#[tokio::test(flavor = "multi_thread")]
async fn others_know_of_no_run() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let family = Family::of(&practice).await;
    let run = ask(&family.therapist, json!({"audience": "clinician"})).await.expect(202).id();
    let other = practice.staff("Ida", &["therapist"]).await;
    practice.care_for_client(&other, &family.ann).await;
    let path = format!("{RUNS}/{run}");
    other.get(&path).await.problem(404, "not_found");
    other.get(&format!("{path}/items")).await.problem(404, "not_found");
    other.put(&format!("{path}/cancellation"), json!({})).await.problem(404, "not_found");
    assert!(other.get(RUNS).await.expect(200).items().is_empty());
    let supervisor = practice.staff("Sue", &["supervisor"]).await;
    supervisor.get(&path).await.problem(403, "forbidden");
    ask(&supervisor, json!({"audience": "clinician"})).await.problem(403, "forbidden");
    family.ann.get(&path).await.problem(403, "forbidden");
    // Who left her care is in her run no more.
    app.work().await;
    let place = format!("/v1/clients/{}/care-team/{}", family.ann.id, family.therapist.id);
    let owner = practice.staff("Olga", &["owner"]).await;
    owner.delete(&place).await.expect(204);
    assert_eq!(items(&family.therapist, &run).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_asked_for_is_told() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let family = Family::of(&practice).await;
    let asks = |body: Value| ask(&family.therapist, body);
    asks(json!({})).await.problem(422, "invalid");
    asks(json!({"audience": "couple"})).await.problem(422, "invalid");
    let window = json!({"from": ago(3), "to": ago(0)});
    asks(json!({"audience": "clinician", "weeks": 4, "window": window})).await.invalid(&["#/weeks"]);
    asks(json!({"audience": "clinician", "weeks": 4, "since_last_session": true}))
        .await
        .invalid(&["#/since_last_session"]);
    asks(json!({"audience": "clinician", "narrative": "The same for all."})).await.problem(422, "invalid");
    assert!(family.therapist.get(RUNS).await.expect(200).items().is_empty());
}
