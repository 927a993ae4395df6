//! What a body may not do: name what belongs to others, or set what the service decides.

use serde_json::{Value, json};
use uuid::Uuid;

use super::spec::{Operation, Params, Spec, uuids_in};
use super::target::Target;
use super::world::{Ledger, World};
use crate::support::{Answer, TestApp, new_id};

/// Members that a body names other things with, and what of another practice or couple would stand there.
fn foreign_ids(name: &str, here: &World<'_>, elsewhere: &World<'_>) -> Vec<String> {
    let of_others = |all: &[Uuid]| all.iter().map(Uuid::to_string).collect();
    match name {
        "client_id" | "member_ids" => of_others(&[elsewhere.ann.id, here.cleo.id, here.therapist.id]),
        "couple_id" => of_others(&[elsewhere.couple, here.other_couple]),
        "boundary_id" => vec![elsewhere.boundary.clone()],
        "check_in_id" => vec![elsewhere.check_in.clone()],
        "item_id" => vec![elsewhere.item.clone(), elsewhere.script.clone()],
        "assignment_id" => {
            vec![elsewhere.each.clone(), elsewhere.alone.clone(), here.other_each.clone()]
        }
        "programme_id" => vec![elsewhere.programme.clone()],
        "staff_id" | "supervisee_id" => of_others(&[elsewhere.therapist.id, here.ann.id]),
        "membership_id" => of_others(&[elsewhere.therapist.id, elsewhere.ann.id]),
        other => panic!("bodies name {other}: say in tests/api/contract/bodies.rs what a foreign one is"),
    }
}

/// Places of ids in a body, as pointer and member name. An `id` is made by the client and names nothing yet.
fn named_ids(value: &Value, pointer: &str, name: &str, found: &mut Vec<(String, String)>) {
    match value {
        Value::String(text) if Uuid::parse_str(text).is_ok() && name != "id" => {
            found.push((pointer.to_owned(), name.to_owned()));
        }
        Value::Array(items) => items
            .iter()
            .enumerate()
            .for_each(|(index, item)| named_ids(item, &format!("{pointer}/{index}"), name, found)),
        Value::Object(members) => members
            .iter()
            .for_each(|(name, member)| named_ids(member, &format!("{pointer}/{name}"), name, found)),
        _ => {}
    }
}

fn told(answer: &Answer) -> (u16, Value) {
    (answer.status, answer.body_without_instance())
}

/// Guards the second way to reach what is not one's own: an id inside a body. Homework of another practice's
/// library, a barrier plan for somebody else's client, a couple made of a stranger: all are refused exactly like an id
/// that never existed, and nothing is written.
#[tokio::test(flavor = "multi_thread")]
async fn a_body_reaches_nothing_of_others() {
    let app = TestApp::start().await;
    let spec = Spec::of(&app).await;
    let here = World::create(&app, &spec, "Harbour").await;
    let mut ledger = Ledger::open(&app).await;
    let elsewhere = World::create(&app, &spec, "Lantern").await;
    let (mut cases, mut found) = (0, Vec::new());
    for operation in spec.operations().into_iter().filter(|one| !one.is_public() && one.body().is_some()) {
        let mut target = here.target(operation, operation.right_role().unwrap()).await;
        let right = target.body.clone().unwrap();
        let mut places = Vec::new();
        named_ids(&right, "", "", &mut places);
        let before = ledger.digest().await;
        for (pointer, name) in places {
            let name = if name.parse::<usize>().is_ok() {
                pointer.rsplit('/').nth(1).unwrap_or_default()
            } else {
                &name
            };
            let mut answer_to = async |id: String| {
                cases += 1;
                let mut body = right.clone();
                *body.pointer_mut(&pointer).unwrap() = json!(id);
                target.body = Some(body);
                target.send(&here, &target.caller).await
            };
            let never = answer_to(new_id().to_string()).await;
            for id in foreign_ids(name, &here, &elsewhere) {
                let answer = answer_to(id).await;
                if !matches!(answer.status, 404 | 422) || told(&answer) != told(&never) {
                    found.push(format!(
                        "{operation} {pointer}: {:?}, never existed: {:?}",
                        told(&answer),
                        told(&never)
                    ));
                }
            }
        }
        if ledger.digest().await != before {
            found.push(format!("{operation}: a refused request wrote something"));
        }
    }
    println!("ids in bodies: {cases} cases");
    assert!(cases > 15);
    here.assert_all_told();
    assert!(found.is_empty(), "{} findings:\n{}", found.len(), found.join("\n"));
}

/// Guards the third way: an id in a filter. It finds nothing of others, and says so in the words that it has for an
/// id that never existed.
#[tokio::test(flavor = "multi_thread")]
async fn a_filter_finds_nothing_of_others() {
    let app = TestApp::start().await;
    let spec = Spec::of(&app).await;
    let here = World::create(&app, &spec, "Harbour").await;
    let elsewhere = World::create(&app, &spec, "Lantern").await;
    let (mut cases, mut found) = (0, Vec::new());
    for operation in spec.operations().into_iter().filter(|one| !one.is_public() && one.reads()) {
        for parameter in operation.parameters("query") {
            let schema = spec.resolve(&parameter["schema"]);
            if schema["format"] != "uuid" && schema["items"]["format"] != "uuid" {
                continue;
            }
            let name = parameter["name"].as_str().unwrap();
            let target = here.target(operation, operation.right_role().unwrap()).await;
            let mut ask = async |id: &str| {
                cases += 1;
                target.caller.get(&format!("{}?{name}={id}", operation.address(&target.params))).await
            };
            let never = ask(&new_id().to_string()).await;
            let mut foreign = foreign_ids(name, &here, &elsewhere);
            if operation.id() == "list_audit_events" {
                // Who reads the trail reads it of the whole practice.
                let own = here.ids().await;
                foreign.retain(|id| !own.contains(id));
            }
            for id in foreign {
                let answer = ask(&id).await;
                if told(&answer) != told(&never) || uuids_in(&answer.text).contains(&id.as_str()) {
                    found.push(format!(
                        "{operation} ?{name}: {:?}, never existed: {:?}",
                        told(&answer),
                        told(&never)
                    ));
                }
            }
        }
    }
    println!("ids in filters: {cases} cases");
    assert!(cases > 0);
    assert!(found.is_empty(), "{} findings:\n{}", found.len(), found.join("\n"));
}

/// What the service decides, whatever a body says.
const SERVER_OWNED: [&str; 20] = [
    "id",
    "practice_id",
    "client_id",
    "couple_id",
    "version",
    "created_at",
    "updated_at",
    "created_by",
    "assigned_by",
    "author_id",
    "status",
    "roles",
    "revision",
    "local_date",
    "received_at",
    "deleted_at",
    "partner_ref",
    "shared_id",
    "sha256",
    "built_in",
];

/// Guards mass assignment: a member that the service owns cannot be set by offering it, at the top of a body or inside
/// it. It is refused and named, not dropped, so that nobody believes it took effect.
#[tokio::test(flavor = "multi_thread")]
async fn what_the_service_decides_cannot_be_set() {
    let app = TestApp::start().await;
    let spec = Spec::of(&app).await;
    let world = World::create(&app, &spec, "Harbour").await;
    let mut ledger = Ledger::open(&app).await;
    let (mut cases, mut found) = (0, Vec::new());
    // What is not known of a resource of FHIR is passed over.
    let taking = |one: &Operation<'_>| one.body().is_some() && one.id() != "update_instrument_questionnaire";
    for operation in spec.operations().into_iter().filter(taking) {
        let mut target = world.target(operation, operation.right_role().unwrap_or("client")).await;
        let caller = if operation.is_public() { app.nobody() } else { target.caller.clone() };
        let right = target.body.clone().unwrap();
        let mut objects = Vec::new();
        objects_in(&right, "", &mut objects);
        let before = ledger.digest().await;
        for (pointer, owned) in objects.iter().flat_map(|at| SERVER_OWNED.map(|owned| (at.clone(), owned))) {
            let mut body = right.clone();
            let members = body.pointer_mut(&pointer).unwrap().as_object_mut().unwrap();
            let named = pointer.is_empty() && is_member(&spec, operation.body().unwrap().1, owned);
            if named || members.contains_key(owned) {
                continue;
            }
            members.insert(owned.to_owned(), json!("01936b2e-7a10-7cc3-9f63-2f1f6f7a1c11"));
            target.body = Some(body);
            cases += 1;
            let answer = target.send(&world, &caller).await;
            if answer.status != 422 || !names(&answer, &pointer, owned) {
                found.push(format!("{operation} {pointer}/{owned}: {} {}", answer.status, answer.text));
            }
        }
        if ledger.digest().await != before {
            found.push(format!("{operation}: a refused request wrote something"));
        }
    }
    println!("members that the service owns: {cases} cases");
    assert!(cases > 100);
    world.assert_all_told();
    assert!(found.is_empty(), "{} findings:\n{}", found.len(), found.join("\n"));
}

fn objects_in(value: &Value, pointer: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            found.push(pointer.to_owned());
            members.iter().for_each(|(name, member)| objects_in(member, &format!("{pointer}/{name}"), found));
        }
        Value::Array(items) => items
            .iter()
            .enumerate()
            .for_each(|(index, item)| objects_in(item, &format!("{pointer}/{index}"), found)),
        _ => {}
    }
}

fn is_member(spec: &Spec, schema: &Value, name: &str) -> bool {
    spec.resolve(schema)["properties"].get(name).is_some()
}

/// Whether a problem names the unknown member, or the object that it stands in.
fn names(answer: &Answer, pointer: &str, member: &str) -> bool {
    let errors = answer.body["errors"].as_array().cloned().unwrap_or_default();
    errors.iter().filter_map(|error| error["pointer"].as_str()).any(|at| {
        at == format!("#{pointer}/{member}") || (!pointer.is_empty() && at.trim_start_matches('#') == pointer)
    })
}

/// Guards what cannot be foreign by construction: a check-in's id names its author's row only, so that using the id of
/// the partner's private check-in writes an own one and tells nothing.
#[tokio::test(flavor = "multi_thread")]
async fn a_partners_id_is_free_for_oneself() {
    let app = TestApp::start().await;
    let spec = Spec::of(&app).await;
    let world = World::create(&app, &spec, "Harbour").await;
    let hidden = world.check_in(json!({"visibility": "private"})).await.id();
    let ben: Params = world.params(&[("client_id", &world.ben.id.to_string())]);
    let target: Target<'_> = world.target(spec.operation("create_check_in"), "client").await;
    let mut body = target.body.unwrap();
    body["id"] = json!(hidden);
    let create = spec.operation("create_check_in");
    let own = world.send(&world.ben, &create, &ben, None, Some(&body)).await.expect(201);
    assert_eq!((own.id(), own.body["client_id"].as_str()), (hidden, Some(world.ben.id.to_string().as_str())));
}
