//! What has not the form that is asked for: it is refused, and the place that is named is where it stands.

use reqwest::header::CONTENT_TYPE;
use serde_json::{Value, json};

use super::spec::Spec;
use super::target::Target;
use super::world::World;
use crate::support::{Answer, TestApp};

/// Each item of a batch is answered by itself, and forms of FHIR have tests of their own.
const ELSEWHERE: [&str; 3] =
    ["create_check_in_batch", "create_check_in_review_batch", "update_instrument_questionnaire"];

/// Places of everything in a body that is neither list nor object.
fn leaves(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| leaves(item, &format!("{at}/{index}"), found));
        }
        Value::Object(members) => {
            members.iter().for_each(|(name, member)| leaves(member, &format!("{at}/{name}"), found));
        }
        _ => found.push(at.to_owned()),
    }
}

fn is_date(value: &Value) -> bool {
    let parts: Vec<&str> = value.as_str().unwrap_or_default().split('-').collect();
    parts.len() == 3 && parts.iter().map(|part| part.len()).eq([4, 2, 2])
}

/// Ways to write a date that a lenient reader would take for the same.
fn loosely(date: &str) -> [String; 4] {
    [format!("+{date}"), format!(" {date}"), format!("{date} "), date.replace("-0", "-").replace("-1", "- 1")]
}

/// The place that the first broken rule names, and its code.
fn told(answer: &Answer) -> (&str, &str) {
    let error = &answer.body["errors"][0];
    (error["pointer"].as_str().unwrap_or_default(), error["code"].as_str().unwrap_or_default())
}

async fn send_with(world: &World<'_>, target: &mut Target<'_>, at: &str, value: Value) -> Answer {
    let right = target.body.clone().expect("a body");
    let mut body = right.clone();
    *body.pointer_mut(at).expect("a leaf") = value;
    target.body = Some(body);
    let answer = target.send(world, &target.caller).await;
    target.body = Some(right);
    answer
}

/// Guards developers, who look where they are pointed to: at every place of every body another JSON type is refused there; null
/// is no broken JSON; and a date is written in one way.
#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_shape_is_named_where_it_stands() {
    let app = TestApp::start().await;
    let spec = Spec::of(&app).await;
    let world = World::create(&app, &spec, "Harbour").await;
    let (mut cases, mut dates, mut found) = (0, 0, Vec::new());
    let taking = spec.operations().into_iter().filter(|one| one.body().is_some());
    for operation in taking.filter(|one| !ELSEWHERE.contains(&one.id())) {
        let role = operation.right_role().unwrap_or("client");
        let mut target = world.target(operation, role).await;
        let right = target.body.clone().unwrap();
        let mut places = Vec::new();
        leaves(&right, "", &mut places);
        for at in places {
            cases += 1;
            let wrong = send_with(&world, &mut target, &at, json!([[[]]])).await;
            if !matches!(wrong.status, 400 | 422) || !told(&wrong).0.starts_with(&format!("#{at}")) {
                found.push(format!("{operation} {at} of another type: {} {}", wrong.status, wrong.text));
            }
            let null = send_with(&world, &mut target, &at, Value::Null).await;
            if null.status == 400 && told(&null) != (format!("#{at}").as_str(), "wrong_type") {
                found.push(format!("{operation} {at} null: {}", null.text));
            }
            let now = right.pointer(&at).unwrap();
            if !is_date(now) {
                continue;
            }
            for date in loosely(now.as_str().unwrap()) {
                dates += 1;
                let answer = send_with(&world, &mut target, &at, json!(date)).await;
                if answer.status != 422 || told(&answer) != (format!("#{at}").as_str(), "invalid") {
                    found.push(format!("{operation} {at} as {date:?}: {} {}", answer.status, answer.text));
                }
            }
        }
    }
    println!("shapes: {cases} places, {dates} dates");
    assert!(cases > 200 && dates > 20, "{cases} places, {dates} dates");
    assert!(found.is_empty(), "{} findings:\n{}", found.len(), found.join("\n"));
}

/// Guards that one thing has one address, and that a window means the days that it says.
#[tokio::test(flavor = "multi_thread")]
async fn numbers_of_paths_and_dates_of_queries_are_written_in_one_way() {
    let app = TestApp::start().await;
    let spec = Spec::of(&app).await;
    let world = World::create(&app, &spec, "Harbour").await;
    let (mut numbers, mut dates, mut found) = (0, 0, Vec::new());
    for operation in spec.operations().into_iter().filter(|one| !one.is_public()) {
        let counted = operation.path_names().into_iter().find(|name| matches!(*name, "number" | "step"));
        let dated: Vec<&str> = operation
            .parameters("query")
            .into_iter()
            .filter(|one| spec.resolve(&one["schema"])["format"] == "date")
            .filter_map(|one| one["name"].as_str())
            .collect();
        if counted.is_none() && dated.is_empty() {
            continue;
        }
        let target = world.target(operation, operation.right_role().unwrap()).await;
        if let Some(name) = counted {
            let right = target.params[name].clone();
            for other in [format!("0{right}"), format!("%2B{right}"), format!("+{right}")] {
                numbers += 1;
                let answer = target.send_to(&world, &target.caller, &target.with([(name, other)])).await;
                if answer.status != 404 {
                    found.push(format!("{operation}: {} {}", answer.status, answer.text));
                }
            }
        }
        for name in dated {
            for date in ["%2B2026-03-02", "%202026-03-02", "2026-03-02%20", "2026-3-2"] {
                dates += 1;
                let address = operation.address(&target.params);
                let answer = target.caller.get(&format!("{address}?{name}={date}")).await;
                if answer.status != 400 || answer.body["errors"][0]["parameter"] != json!(name) {
                    found.push(format!("{operation} {name}={date}: {} {}", answer.status, answer.text));
                }
            }
        }
    }
    println!("one way: {numbers} numbers, {dates} dates");
    assert!(numbers > 30 && dates > 20, "{numbers} numbers, {dates} dates");
    assert!(found.is_empty(), "{} findings:\n{}", found.len(), found.join("\n"));
}

/// Guards that a body is what it says to be: nothing here unpacks one.
#[tokio::test(flavor = "multi_thread")]
async fn a_compressed_body_is_415() {
    let app = TestApp::start().await;
    let owner = app.practice("Harbour").await.staff("Tess", &["owner"]).await;
    let send = async |encoding: &'static str| {
        let request =
            owner.request(reqwest::Method::POST, "/v1/clients").header(CONTENT_TYPE, "application/json");
        Answer::of(request.header("Content-Encoding", encoding).body("{}")).await
    };
    for encoding in ["gzip", "deflate", "br", "identity, gzip"] {
        let refused = send(encoding).await.problem(415, "unsupported_encoding");
        assert_eq!(refused.header("accept-encoding"), "identity");
    }
    send("Identity").await.problem(422, "invalid");
}
