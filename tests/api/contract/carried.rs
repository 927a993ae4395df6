//! What is carried from one caller or request to another: foreign ids beside one's own, cursors, versions, keys of
//! retries.

use serde_json::json;

use super::askers::{askers, told};
use super::spec::{Params, Spec};
use super::world::{Ledger, World};
use crate::support::{Answer, Caller, TestApp};

/// Guards ids that do not belong together: what another practice has is not found below what is one's own, nor the
/// other way round, by a caller who may do all of it in the own practice.
#[tokio::test(flavor = "multi_thread")]
async fn foreign_ids_are_not_found_beside_own_ones() {
    let app = TestApp::start().await;
    let spec = Spec::of(&app).await;
    let here = World::create(&app, &spec, "Harbour").await;
    let mut ledger = Ledger::open(&app).await;
    let elsewhere = World::create(&app, &spec, "Lantern").await;
    let (mut cases, mut found) = (0, Vec::new());
    for operation in
        spec.operations().into_iter().filter(|one| !one.is_public() && !one.path_names().is_empty())
    {
        let role = operation.right_role().unwrap();
        let (own, foreign) = (here.target(operation, role).await, elsewhere.target(operation, role).await);
        let before = ledger.digest().await;
        let never = own.send_to(&here, &own.caller, &own.missing(&here)[0]).await;
        for name in operation
            .path_names()
            .into_iter()
            .filter(|name| !matches!(*name, "number" | "step" | "period_start" | "external_id"))
        {
            let params = own.with([(name, foreign.params[name].clone())]);
            cases += 1;
            let answer = own.send_to(&here, &own.caller, &params).await;
            if answer.status != 404 || told(&answer) != told(&never) {
                found.push(format!(
                    "{operation} with a foreign {name}: {:?}, never: {:?}",
                    told(&answer),
                    told(&never)
                ));
            }
        }
        if ledger.digest().await != before {
            found.push(format!("{operation}: a refused request wrote something"));
        }
    }
    println!("foreign ids beside own ones: {cases} cases");
    assert!(cases > 50);
    assert!(found.is_empty(), "{} findings:\n{}", found.len(), found.join("\n"));
}

/// Guards versions: to somebody who must not know of a thing, a version of it that counts, one that does not and none
/// at all answer as for a thing that never existed.
#[tokio::test(flavor = "multi_thread")]
async fn a_version_tells_nothing_of_what_is_hidden() {
    let app = TestApp::start().await;
    let spec = Spec::of(&app).await;
    let here = World::create(&app, &spec, "Harbour").await;
    let elsewhere = World::create(&app, &spec, "Lantern").await;
    let (mut cases, mut found) = (0, Vec::new());
    for operation in spec.operations().into_iter().filter(|one| one.has_parameter("header", "If-Match")) {
        let target = here.target(operation, operation.right_role().unwrap()).await;
        let never = &target.missing(&here)[0];
        for asker in askers(&here, &elsewhere).iter().filter(|asker| asker.is_shut_out(&operation)) {
            let real = asker.params(&here, &target);
            for etag in [target.etag.as_deref(), Some("\"999\""), Some("*"), Some("W/\"1\""), None] {
                cases += 1;
                let mut answers = Vec::new();
                for params in [&real, never] {
                    let body = target.body.as_ref();
                    answers.push(told(&here.send(asker.caller, &operation, params, etag, body).await));
                }
                if answers[0] != answers[1] {
                    found.push(format!("{operation} {etag:?} by {}: {answers:?}", asker.name));
                }
            }
        }
    }
    println!("versions: {cases} cases");
    assert!(cases > 100);
    assert!(found.is_empty(), "{} findings:\n{}", found.len(), found.join("\n"));
}

/// Guards retries: a key names a request of its sender. Whoever else uses it is answered as without it, and gets
/// nothing of what the first one was told.
#[tokio::test(flavor = "multi_thread")]
async fn a_key_of_a_retry_opens_nothing_for_others() {
    let app = TestApp::start().await;
    let spec = Spec::of(&app).await;
    let here = World::create(&app, &spec, "Harbour").await;
    let elsewhere = World::create(&app, &spec, "Lantern").await;
    let (mut cases, mut found) = (0, Vec::new());
    for operation in
        spec.operations().into_iter().filter(|one| one.has_parameter("header", "Idempotency-Key"))
    {
        let target = here.target(operation, operation.right_role().unwrap()).await;
        let key = format!("key-{}", here.next());
        let send = async |caller: &Caller, params: &Params, key: Option<&str>| {
            let mut request = caller.request(operation.http_method(), &operation.address(params));
            if let Some(key) = key {
                request = request.header("Idempotency-Key", key);
            }
            if let Some(etag) = &target.etag {
                request = request.header("If-Match", etag);
            }
            if let (Some(body), Some((media_type, ..))) = (&target.body, operation.body()) {
                request = request.header("Content-Type", media_type).body(body.to_string());
            }
            Answer::of(request).await
        };
        let first = send(&target.caller, &target.params, Some(&key)).await;
        assert!((200..300).contains(&first.status), "{operation}: {}", first.text);
        let again = send(&target.caller, &target.params, Some(&key)).await;
        assert_eq!((again.status, &again.body), (first.status, &first.body), "{operation}");
        for asker in askers(&here, &elsewhere).iter().filter(|asker| asker.is_shut_out(&operation)) {
            cases += 1;
            let params = asker.params(&here, &target);
            let with = send(asker.caller, &params, Some(&key)).await;
            let without = send(asker.caller, &params, None).await;
            if told(&with) != told(&without) || with.status < 400 {
                found.push(format!("{operation} by {}: {:?} {:?}", asker.name, told(&with), told(&without)));
            }
        }
    }
    println!("keys of retries: {cases} cases");
    assert!(cases > 50);
    assert!(found.is_empty(), "{} findings:\n{}", found.len(), found.join("\n"));
}

/// Guards cursors: one opens for the caller, the operation, the parents and the filter that it was made for; for
/// anybody and anything else it is like no cursor at all.
#[tokio::test(flavor = "multi_thread")]
async fn a_cursor_opens_nothing_else() {
    let app = TestApp::start().await;
    let spec = Spec::of(&app).await;
    let here = World::create(&app, &spec, "Harbour").await;
    let elsewhere = World::create(&app, &spec, "Lantern").await;
    let lists: Vec<_> =
        spec.operations().into_iter().filter(|one| one.has_parameter("query", "cursor")).collect();
    second_ones(&here).await;
    let (mut cases, mut pages, mut found) = (0, 0, Vec::new());
    for operation in &lists {
        let role = operation.right_role().unwrap();
        let own = here.target(*operation, role).await;
        let address = operation.address(&own.params);
        let page = own.caller.get(&format!("{address}?limit=1")).await.expect(200);
        let Some(cursor) = page.body["next_cursor"].as_str() else {
            println!("{operation} has one page");
            continue;
        };
        pages += 1;
        own.caller.get(&format!("{address}?limit=1&cursor={cursor}")).await.expect(200);
        let mut tries: Vec<(String, &Caller, String)> = Vec::new();
        for asker in askers(&here, &elsewhere).into_iter().filter(|asker| asker.caller.id != own.caller.id) {
            tries.push((asker.name.to_owned(), asker.caller, address.clone()));
        }
        for other in lists.iter().filter(|other| other.id() != operation.id()) {
            tries.push((
                other.to_string(),
                &own.caller,
                other.address(&here.target(*other, role).await.params),
            ));
        }
        for (name, caller, address) in tries {
            cases += 1;
            let carried = caller.get(&format!("{address}?cursor={cursor}")).await;
            let nonsense = caller.get(&format!("{address}?cursor=AAAA")).await;
            if carried.status < 400 || told(&carried) != told(&nonsense) {
                found.push(format!(
                    "{operation} to {name}: {:?}, nonsense {:?}",
                    told(&carried),
                    told(&nonsense)
                ));
            }
        }
    }
    println!("cursors: {cases} cases of {pages} lists out of {}", lists.len());
    assert!(pages > 12, "{pages} lists have a second page");
    assert!(found.is_empty(), "{} findings:\n{}", found.len(), found.join("\n"));
}

/// Gives lists a second page.
async fn second_ones(here: &World<'_>) {
    for operation in ["create_client_assignment", "create_couple_assignment"] {
        here.assignment(operation, json!({})).await;
    }
    let ann = here.params(&[("client_id", &here.ann.id.to_string())]);
    for (operation, params) in [("create_report", Params::new()), ("create_safety_mark", ann)] {
        for _ in 0..2 {
            here.make(&here.therapist, operation, &params, json!({})).await;
        }
    }
    here.published_item().await;
    here.check_in(json!({"visibility": "partner"})).await;
    here.practice.sign_in(here.therapist.id).await;
    let extra = here.practice.staff("Extra", &["therapist"]).await;
    here.practice.care_for_client(&extra, &here.ann).await;
    here.practice.care_for_couple(&extra, here.couple).await;
    here.practice.supervise(&here.supervisor, &extra).await;
    let eve = here.practice.client("Eve").await;
    let couple = here.practice.couple(&eve, &here.practice.client("Finn").await).await;
    here.practice.care_for_couple(&here.therapist, couple).await;
}
