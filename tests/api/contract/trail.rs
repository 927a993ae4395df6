//! `x-audit` is what is recorded: one row for each clinical read, write and denial to a known actor.

use std::collections::BTreeMap;

use super::spec::{Operation, Spec};
use super::world::World;
use crate::support::{Answer, Sql, TestApp, new_id};

/// One request and the row that it must have left.
struct Case {
    what: String,
    request: String,
    action: &'static str,
    outcome: Option<&'static str>,
}

struct Cases(Vec<Case>);

impl Cases {
    fn add(&mut self, operation: &Operation<'_>, who: &str, answer: &Answer) {
        let audit = operation.value["x-audit"].as_str().unwrap();
        let done = (200..300).contains(&answer.status);
        let outcome = match (audit, answer.status) {
            (_, 401) => None,
            ("read" | "write" | "sign-in", _) if done => Some("success"),
            ("read" | "write" | "denials", 403 | 404) => Some("denied"),
            _ => None,
        };
        let action = if audit == "sign-in" { "sign_in" } else { operation.id() };
        self.0.push(Case {
            what: format!("{operation} by {who}: {}", answer.status),
            request: answer.header("x-request-id"),
            action: Box::leak(action.to_owned().into_boxed_str()),
            outcome,
        });
    }
}

/// Guards the trail's first promise, for every operation there is: who reads or writes something clinical, signs in or
/// is refused leaves exactly one row, and who reads nothing clinical or is nobody leaves none.
#[tokio::test(flavor = "multi_thread")]
async fn every_request_leaves_the_row_that_its_operation_says() {
    let app = TestApp::start().await;
    let sql = app.sql().await;
    let cases = Box::pin(ask_everything(&app)).await;
    app.stop().await;
    let rows = rows_by_request(&sql).await;
    let mut found = Vec::new();
    for Case { what, request, action, outcome } in &cases {
        let left = rows.get(request).map(Vec::as_slice).unwrap_or_default();
        // A plan is of a couple, and gives something to each of the two: a row for it, and one for each client.
        let times = if (*action, *outcome) == ("create_plan", Some("success")) { 3 } else { 1 };
        let one = outcome.map(|outcome| ((*action).to_owned(), outcome.to_owned()));
        let wanted: Vec<(String, String)> =
            one.into_iter().flat_map(|one| std::iter::repeat_n(one, times)).collect();
        if left != wanted {
            found.push(format!("{what}: {left:?}, not {wanted:?}"));
        }
    }
    let recorded = cases.iter().filter(|case| case.outcome.is_some()).count();
    println!("trail: {} requests, {recorded} of them recorded", cases.len());
    assert!(recorded > 150 && cases.len() - recorded > 80, "{recorded} of {}", cases.len());
    assert!(found.is_empty(), "{} findings:\n{}", found.len(), found.join("\n"));
}

async fn ask_everything(app: &TestApp) -> Vec<Case> {
    let spec = Spec::of(app).await;
    let here = World::create(app, &spec, "Harbour").await;
    let elsewhere = World::create(app, &spec, "Lantern").await;
    let mut cases = Cases(Vec::new());
    for operation in spec.operations() {
        if operation.is_public() {
            let target = here.target(operation, "client").await;
            let answer = target.send(&here, &app.nobody()).await;
            cases.add(&operation, "somebody", &answer);
            continue;
        }
        let role = operation.roles()[0];
        let mut target = here.target(operation, role).await;
        // First those who are refused: what is done may end what it is tried on.
        for (who, asker) in [
            ("the other practice's therapist", &elsewhere.therapist),
            ("the other practice's owner", &elsewhere.owner),
            ("an unassigned therapist", &here.other_therapist),
            ("another client", &here.cleo),
            ("the auditor", &here.auditor),
        ] {
            if !target.operation.reads()
                && operation.path_names().is_empty()
                && operation.roles().iter().any(|role| ["therapist", "owner", "client"].contains(role))
            {
                break;
            }
            let answer = target.send(&here, asker).await;
            cases.add(&operation, who, &answer);
            if (200..300).contains(&answer.status) && !operation.reads() {
                target = here.target(operation, role).await;
            }
        }
        for missing in target.missing(&here).iter().take(1).filter(|_| !operation.path_names().is_empty()) {
            let answer = target.send_to(&here, &target.caller, missing).await;
            cases.add(&operation, "somebody who asks for what never was", &answer);
        }
        let answer = target.send(&here, &app.nobody()).await;
        cases.add(&operation, "nobody", &answer);
        let answer = target.send(&here, &target.caller).await;
        assert!(
            (200..300).contains(&answer.status),
            "{operation} by {role}: {} {}",
            answer.status,
            answer.text
        );
        cases.add(&operation, role, &answer);
    }
    cases.0
}

/// Action and outcome of the rows that each request left.
async fn rows_by_request(sql: &Sql) -> BTreeMap<String, Vec<(String, String)>> {
    let mut rows: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for row in sql.rows("SELECT request_id, action, outcome FROM audit_events").await {
        let [request, action, outcome] = row.try_into().unwrap();
        rows.entry(request).or_default().push((action, outcome));
    }
    rows
}

/// The comparison can fail: a request that left no row, and one that left two, are told apart from one that left one.
#[tokio::test(flavor = "multi_thread")]
async fn rows_are_counted_by_request() {
    let app = TestApp::start().await;
    let owner = app.practice("Harbour").await.staff("Tess", &["owner"]).await;
    let (once, twice) = (new_id().to_string(), new_id().to_string());
    for id in [&once, &twice, &twice] {
        let request = owner.request(reqwest::Method::GET, "/v1/clients").header("X-Request-Id", id);
        Answer::of(request).await.expect(200);
    }
    let sql = app.sql().await;
    app.stop().await;
    let rows = rows_by_request(&sql).await;
    assert_eq!((rows[&once].len(), rows[&twice].len()), (1, 2));
    assert!(!rows.contains_key(&new_id().to_string()));
}
