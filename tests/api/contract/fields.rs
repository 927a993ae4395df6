//! Which members the answers to each role have.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::spec::Spec;
use super::world::World;
use crate::support::TestApp;

const SNAPSHOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/api/contract/fields.json");

/// Guards against members that slip into an answer: those of every successful answer to every role are written down,
/// and a new one is a decision. After it is taken: `HOLDFAST_WRITE_FIELDS=1 cargo test --test api -- contract::fields`
/// writes them anew.
#[tokio::test(flavor = "multi_thread")]
async fn every_answer_has_the_members_that_are_written_down() {
    let app = TestApp::start().await;
    let spec = Spec::of(&app).await;
    let world = World::create(&app, &spec, "Harbour").await;
    let mut seen: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for operation in spec.operations().into_iter().filter(|operation| !operation.is_public()) {
        let mut roles_of: BTreeMap<BTreeSet<String>, Vec<&str>> = BTreeMap::new();
        for role in operation.roles() {
            let target = world.target(operation, role).await;
            let answer = target.send(&world, &target.caller).await;
            let mut members = BTreeSet::new();
            paths(&answer.body, "", &mut members);
            roles_of.entry(members).or_default().push(role);
        }
        for (members, roles) in roles_of {
            seen.insert(format!("{} by {}", operation.id(), roles.join(", ")), members);
        }
    }
    let text = serde_json::to_string_pretty(&seen).unwrap() + "\n";
    if std::env::var_os("HOLDFAST_WRITE_FIELDS").is_some() {
        std::fs::write(SNAPSHOT, &text).unwrap();
    }
    let kept: BTreeMap<String, BTreeSet<String>> =
        serde_json::from_str(&std::fs::read_to_string(SNAPSHOT).unwrap()).unwrap();
    let names: BTreeSet<&String> = seen.keys().chain(kept.keys()).collect();
    let none = BTreeSet::new();
    let mut found = Vec::new();
    for name in names {
        let (now, then) = (seen.get(name).unwrap_or(&none), kept.get(name).unwrap_or(&none));
        if now != then {
            let more: Vec<_> = now.difference(then).collect();
            let less: Vec<_> = then.difference(now).collect();
            found.push(format!("{name}: new {more:?}, gone {less:?}"));
        }
    }
    println!("members: {} answers", seen.len());
    assert!(found.is_empty(), "{} findings:\n{}", found.len(), found.join("\n"));
}

/// Every path to a leaf, arrays folded.
fn paths(value: &Value, at: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) if !members.is_empty() => {
            members.iter().for_each(|(name, member)| paths(member, &format!("{at}/{name}"), found));
        }
        Value::Array(items) if !items.is_empty() => {
            items.iter().for_each(|item| paths(item, &format!("{at}/-"), found));
        }
        _ => {
            found.insert(at.to_owned());
        }
    }
}
