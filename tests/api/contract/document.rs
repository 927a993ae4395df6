//! The document is the service: the same operations, all of them described whole.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::spec::{Operation, Spec};
use crate::support::{Answer, TestApp, new_id};

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// Words that an operation id may begin with; a new one is a decision, not a slip.
const VERBS: &[&str] = &[
    "list", "find", "create", "update", "delete", "search", "end", "copy", "publish", "release", "retire",
    "restore", "activate", "pause", "resume", "complete", "stop", "finalise", "confirm", "lift", "correct",
    "check", "prove", "share", "unshare", "review", "take", "sign", "accept", "agree", "apply", "revoke",
    "withdraw", "cancel",
];

/// What `x-audit` may say: which of its uses leave an audit row.
const AUDITS: [&str; 5] = ["read", "write", "denials", "sign-in", "none"];

/// Guards the committed document: tools and reviewers read that file, so it may never tell of another service.
#[tokio::test(flavor = "multi_thread")]
async fn the_committed_document_is_the_served_one() {
    let made = String::from_utf8(holdfast::openapi::DOCUMENT.text.to_vec()).unwrap();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi/openapi.json");
    let committed = std::fs::read_to_string(path).unwrap();
    let (committed, made): (serde_json::Value, serde_json::Value) =
        (serde_json::from_str(&committed).unwrap(), serde_json::from_str(&made).unwrap());
    assert!(committed == made, "openapi/openapi.json is old: cargo run -- openapi > openapi/openapi.json");
    let app = TestApp::start().await;
    let served = Spec::of(&app).await.document;
    assert!(served == made, "another document is served");
}

/// Guards both directions between document and router: what is described answers, a method that is not described
/// is a 405 that names the described ones, and nothing that a handler's attribute mounts is left out.
#[tokio::test(flavor = "multi_thread")]
async fn the_document_and_the_router_are_one() {
    let app = TestApp::start().await;
    let spec = Spec::of(&app).await;
    let mut described: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for operation in spec.operations() {
        described.entry(operation.path).or_default().insert(operation.method.to_uppercase());
    }
    for path in described.keys() {
        let address = with_any_ids(path);
        // A fixed word may stand where another path takes an id: that path's methods answer as well.
        let methods: BTreeSet<String> = described
            .iter()
            .filter(|(other, _)| fits(other, &address))
            .flat_map(|(_, all)| all.clone())
            .collect();
        for method in METHODS.map(str::to_uppercase) {
            let request = app.nobody().request(method.parse().unwrap(), &address);
            let answer = Answer::of(request).await;
            if methods.contains(&method) {
                let code = answer.body["code"].as_str().unwrap_or_default();
                assert!(
                    !matches!(code, "not_found" | "method_not_allowed"),
                    "{method} {path} has no handler"
                );
            } else {
                let allowed = answer.problem(405, "method_not_allowed").header("allow");
                let allowed: BTreeSet<String> = allowed.split(", ").map(str::to_owned).collect();
                assert_eq!(allowed, methods, "{path}");
            }
        }
    }
    let written = routes_in_source();
    let described: BTreeSet<String> =
        spec.operations().iter().map(|operation| format!("{operation}")).collect();
    assert_eq!(written, described, "handlers in src/ and operations of the document differ");
    app.nobody().get("/v1/nothing-here").await.problem(404, "not_found");
}

fn with_any_ids(path: &str) -> String {
    let part = |part: &str| match part {
        "{number}" => "1".to_owned(),
        name if name.starts_with('{') => new_id().to_string(),
        word => word.to_owned(),
    };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

fn fits(template: &str, address: &str) -> bool {
    let (template, address): (Vec<&str>, Vec<&str>) =
        (template.split('/').collect(), address.split('/').collect());
    template.len() == address.len()
        && template.iter().zip(address).all(|(one, part)| one.starts_with('{') || *one == part)
}

/// `GET /v1/clients` and so on, from the attributes of the handlers.
fn routes_in_source() -> BTreeSet<String> {
    let (mut routes, mut open) = (BTreeSet::new(), vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")]);
    while let Some(directory) = open.pop() {
        for entry in std::fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
                continue;
            }
            let below = if path.ends_with("src/health.rs") { "" } else { "/v1" };
            for line in std::fs::read_to_string(&path).unwrap_or_default().lines() {
                let Some((method, rest)) =
                    line.trim().strip_prefix("#[").and_then(|line| line.split_once("(\""))
                else {
                    continue;
                };
                if METHODS.contains(&method) {
                    let route = rest.split('"').next().unwrap_or_default();
                    routes.insert(format!("{} {below}{route}", method.to_uppercase()));
                }
            }
        }
    }
    routes
}

/// Guards every tool that reads the document: names to call things by, words to explain them, the roles, audit and
/// clinical marks that drive the other contract tests, and every error that an app must be ready for.
#[tokio::test(flavor = "multi_thread")]
async fn every_operation_is_described_whole() {
    let app = TestApp::start().await;
    let spec = Spec::of(&app).await;
    let (mut found, mut ids) = (Vec::new(), BTreeSet::new());
    let tags: BTreeSet<&str> =
        spec.document["tags"].as_array().unwrap().iter().filter_map(|tag| tag["name"].as_str()).collect();
    for operation in spec.operations() {
        let mut say = |what: String| found.push(format!("{operation}: {what}"));
        let id = operation.value["operationId"].as_str().unwrap_or_default();
        if !ids.insert(id) || !is_verb_noun(id) {
            say(format!("the operationId {id:?} is not a verb_noun of its own"));
        }
        let of: Vec<&str> =
            operation.value["tags"].as_array().into_iter().flatten().filter_map(|tag| tag.as_str()).collect();
        if of.len() != 1 || !of.iter().all(|tag| tags.contains(tag)) {
            say(format!("tags {of:?} are not one declared tag"));
        }
        for member in ["summary", "description"] {
            if operation.value[member].as_str().unwrap_or_default().trim().len() < 5 {
                say(format!("no {member}"));
            }
        }
        check_parameters(&operation, &mut say);
        check_extensions(&operation, &mut say);
        check_errors(&spec, &operation, &mut say);
    }
    assert!(found.is_empty(), "{} findings:\n{}", found.len(), found.join("\n"));
}

fn is_verb_noun(id: &str) -> bool {
    let words: Vec<&str> = id.split('_').collect();
    let plain = |word: &&str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase());
    words.len() > 1 && words.iter().all(plain) && VERBS.contains(&words[0])
}

fn check_parameters(operation: &Operation<'_>, say: &mut impl FnMut(String)) {
    let declared: BTreeSet<&str> =
        operation.parameters("path").iter().filter_map(|parameter| parameter["name"].as_str()).collect();
    let named: BTreeSet<&str> = operation.path_names().into_iter().collect();
    if declared != named {
        say(format!("path parameters {declared:?}, in the path {named:?}"));
    }
    for parameter in ["path", "query", "header"].iter().flat_map(|place| operation.parameters(place)) {
        if parameter["description"].as_str().unwrap_or_default().is_empty() {
            say(format!("no description of {}", parameter["name"]));
        }
    }
    // Written from api-conventions 6 and 7: what changes a version names it, what acts may be repeated.
    if matches!(operation.method, "patch") && !operation.has_parameter("header", "If-Match") {
        say("a PATCH without If-Match".to_owned());
    }
}

fn check_extensions(operation: &Operation<'_>, say: &mut impl FnMut(String)) {
    match operation.value["security"].as_array() {
        None => say("no security of its own".to_owned()),
        Some(security) if security.is_empty() => {}
        Some(security) if security.iter().all(|one| one.get("access_token").is_some()) => {}
        Some(_) => say("security is neither none nor the access token".to_owned()),
    }
    let roles = operation.value["x-roles"].as_array();
    if roles.is_none_or(|roles| roles.is_empty() != operation.is_public()) {
        say(format!("x-roles {} does not fit its security", operation.value["x-roles"]));
    }
    if !operation.value["x-phi"].is_boolean() {
        say(format!("x-phi is {}", operation.value["x-phi"]));
    }
    let audit = operation.value["x-audit"].as_str().unwrap_or_default();
    if !AUDITS.contains(&audit) {
        say(format!("x-audit is {audit:?}"));
    }
    if operation.value["x-phi"] == true && audit != "read" && audit != "write" {
        say("gives clinical data without an audit row".to_owned());
    }
}

fn check_errors(spec: &Spec, operation: &Operation<'_>, say: &mut impl FnMut(String)) {
    let (secured, with_body) = (!operation.is_public(), operation.body().is_some());
    let if_match = operation.has_parameter("header", "If-Match");
    let wanted = [
        (secured, &["401", "403"][..]),
        (!operation.path_names().is_empty(), &["404"]),
        (with_body, &["400", "413", "415", "422"]),
        (!operation.parameters("query").is_empty(), &["400"]),
        (if_match, &["400", "412", "428"]),
        (true, &["503"]),
    ];
    let statuses = operation.statuses();
    for status in wanted.iter().filter(|(applies, _)| *applies).flat_map(|(_, statuses)| *statuses) {
        if !statuses.contains(status) {
            say(format!("does not tell of {status}"));
        }
    }
    if !statuses.iter().any(|status| status.starts_with('2') || status.starts_with('3')) {
        say("does not tell what it answers".to_owned());
    }
    for status in statuses.iter().filter(|status| status.starts_with(['4', '5'])) {
        let schema = &operation.value["responses"][*status]["content"]["application/problem+json"]["schema"];
        if spec.resolve(schema)["properties"].get("code").is_none() {
            say(format!("{status} is not a problem document"));
        }
    }
}

#[test]
fn a_verb_noun_is_told_from_a_verb() {
    assert!(is_verb_noun("list_clients") && is_verb_noun("delete_current_session"));
    for wrong in ["list", "clients_list", "List_clients", "list__clients", "listClients", ""] {
        assert!(!is_verb_noun(wrong), "{wrong}");
    }
}

/// Names of the schemas that a source declares.
fn schema_names(text: &str) -> Vec<String> {
    let (mut names, mut has_schema, mut renamed) = (Vec::new(), false, None);
    for line in text.lines().map(str::trim) {
        has_schema |= line == "ToSchema," || (line.starts_with("#[derive") && line.contains("ToSchema"));
        let word = |rest: &str| {
            rest.split(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default().to_owned()
        };
        if let Some((_, rest)) = line.split_once("schema(as = ") {
            renamed = Some(word(rest));
        }
        let item = line.trim_start_matches("pub(super) ").trim_start_matches("pub ");
        if let Some(rest) = item.strip_prefix("struct ").or_else(|| item.strip_prefix("enum ")) {
            if std::mem::take(&mut has_schema) {
                names.push(renamed.take().unwrap_or_else(|| word(rest)));
            }
            renamed = None;
        }
    }
    names
}

/// Guards against two schemas of one name: one takes the place of the other in the document, and nothing else says so.
#[test]
fn every_schema_has_a_name_of_its_own() {
    let (mut names, mut open) = (Vec::new(), vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")]);
    while let Some(directory) = open.pop() {
        for entry in std::fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => open.push(path),
                false => names.extend(schema_names(&std::fs::read_to_string(&path).unwrap_or_default())),
            }
        }
    }
    assert!(names.len() > 200, "{}", names.len());
    names.sort();
    let twice: Vec<_> = names.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| &pair[0]).collect();
    assert!(twice.is_empty(), "{twice:?}");
    let two = "#[derive(Serialize, ToSchema)]\n#[schema(as = Two)]\npub struct One {}\n#[derive(ToSchema)]\nenum Three {}";
    assert_eq!(schema_names(two), ["Two", "Three"]);
}
