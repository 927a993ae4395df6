//! What every operation has alike: security, parameters of the protocol, error answers, examples, closed inputs.

#![expect(
    clippy::indexing_slicing,
    reason = "indexing a JSON object by name makes the member where it is missing"
)]

use std::collections::BTreeMap;

use serde_json::{Value, json};
use utoipa::PartialSchema;
use utoipa::openapi::OpenApi;

use super::tags::tags;
use super::words::explain;
use crate::platform::http::{Problem, ProblemCode, RuleError, problem_codes};

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// Completes what the slices declare.
///
/// Works on the document as JSON: the same few rules for every operation, whatever declared it.
pub fn finish(document: OpenApi) -> OpenApi {
    let Ok(mut value) = serde_json::to_value(&document) else { return document };
    describe(&mut value);
    explain(&mut value);
    name_page_items(&mut value);
    let schemas = value.pointer("/components/schemas").cloned().unwrap_or_default();
    if let Some(paths) = value.get_mut("paths").and_then(Value::as_object_mut) {
        for (path, item) in paths.iter_mut() {
            for method in METHODS {
                if let Some(operation) = item.get_mut(method) {
                    complete(path, method, operation, &schemas);
                }
            }
        }
    }
    close_inputs(&mut value);
    serde_json::from_value(value).unwrap_or(document)
}

fn describe(document: &mut Value) {
    document["info"] = json!({
        "title": "Holdfast",
        "version": env!("CARGO_PKG_VERSION"),
        "description": "Homework and progress between therapy sessions, for couples and the therapists who work with them.\n\n\
            Every error is `application/problem+json` (RFC 9457) with a stable `code`. What a caller may not see answers like \
            what never existed. Changes of a resource carry its `ETag` in `If-Match`. Lists give `next_cursor`.",
        "contact": {"name": "Holdfast", "url": "https://holdfast.example"},
        "license": {"name": "MIT OR Apache-2.0", "url": "https://opensource.org/license/mit"},
    });
    document["servers"] = json!([{"url": "/", "description": "The service that gave you this document"}]);
    document["security"] = json!([{"access_token": []}]);
    document["components"]["securitySchemes"] = json!({"access_token": {
        "type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": "The access token of a session."
    }});
    for (name, schema) in [("Problem", schema_of::<Problem>()), ("RuleError", schema_of::<RuleError>())] {
        document["components"]["schemas"][name] = schema;
    }
    let codes: Vec<&str> = problem_codes().iter().map(|known| known.code).collect();
    document["components"]["schemas"]["Problem"]["properties"]["code"]["enum"] = json!(codes);
    document["tags"] = tags();
}

/// A generic page holds a copy of its item's schema; the item's own name says more.
fn name_page_items(document: &mut Value) {
    let Some(schemas) = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut) else {
        return;
    };
    let named: Vec<(String, Value)> =
        schemas.iter().map(|(name, schema)| (name.clone(), schema.clone())).collect();
    for schema in schemas.values_mut() {
        let Some(item) = schema.pointer_mut("/properties/items/items") else { continue };
        if let Some((name, _)) = named.iter().find(|(_, schema)| schema == item) {
            *item = json!({"$ref": format!("#/components/schemas/{name}")});
        }
    }
}

fn schema_of<T: PartialSchema>() -> Value {
    serde_json::to_value(T::schema()).unwrap_or_default()
}

fn complete(path: &str, method: &str, operation: &mut Value, schemas: &Value) {
    let public = operation.get("security").is_some_and(|security| security == &json!([{}]));
    if public {
        operation["security"] = json!([]);
    } else {
        operation["security"] = json!([{"access_token": []}]);
    }
    name_summary(operation);
    add_errors(path, method, public, operation);
    add_examples(operation, schemas);
    describe_headers(method, operation, schemas);
}

/// A doc comment's first line ends without a full stop; a summary is required.
fn name_summary(operation: &mut Value) {
    if let Some(text) = operation.get("summary").and_then(Value::as_str) {
        operation["summary"] = json!(text.trim_end_matches('.'));
    }
}

fn has_parameter(operation: &Value, test: impl Fn(&Value) -> bool) -> bool {
    operation.get("parameters").and_then(Value::as_array).is_some_and(|all| all.iter().any(test))
}

fn add_errors(path: &str, method: &str, public: bool, operation: &mut Value) {
    let has_body = operation.get("requestBody").is_some();
    let has_query = has_parameter(operation, |one| one["in"] == "query");
    let has_key = has_parameter(operation, |one| one["name"] == "Idempotency-Key");
    let named_window = has_parameter(operation, |one| one["in"] == "query" && one["name"] == "window");
    let needs_if_match = has_parameter(operation, |one| one["name"] == "If-Match");
    let forms = operation.pointer("/responses/200/content").and_then(Value::as_object);
    let many_forms = forms.is_some_and(|forms| forms.len() > 1);
    let errors = [
        ("malformed", has_body || has_query || has_key || needs_if_match, "The request cannot be understood"),
        ("unauthenticated", !public || path.starts_with("/v1/"), "No valid token, or the sign-in failed"),
        (
            "forbidden",
            !public,
            "The caller's role does not include this function, or the session must prove more; see `code`",
        ),
        ("not_found", path.contains('{') || has_body, "No such thing, or none that the caller may know of"),
        ("not_acceptable", many_forms, "No form of it is one that the caller accepts"),
        ("body_timeout", has_body, "The body did not arrive in time"),
        ("wrong_state", method != "get", "The state of things does not allow it"),
        ("precondition_failed", needs_if_match, "It has changed since the version in If-Match"),
        ("too_large", has_body, "The body is too large"),
        ("unsupported_media_type", has_body, "The body has the wrong media type"),
        (
            "invalid",
            has_body || method != "get" || named_window,
            "The request breaks a rule; all that were found are listed",
        ),
        ("precondition_required", needs_if_match, "If-Match is missing"),
        ("too_many_tries", operation["x-throttled"] == true, "Tried too often; see Retry-After"),
        ("internal", true, "A defect of the service"),
        ("unavailable", true, "The service cannot do this now; see Retry-After"),
    ];
    for (code, applies, description) in errors {
        let Some(problem) = problem_codes().iter().find(|known| known.code == code) else { continue };
        let status = problem.status.to_string();
        if applies && operation["responses"].get(&status).is_none() {
            operation["responses"][status.as_str()] = problem_answer(problem, description);
        }
    }
    sort_responses(operation);
}

fn problem_answer(problem: &ProblemCode, description: &str) -> Value {
    let ProblemCode { status, code, title } = *problem;
    let example = json!({
        "type": format!("https://holdfast.example/problems/{code}"), "title": title, "status": status,
        "instance": "urn:uuid:01936b2e-7a10-7cc3-9f63-2f1f6f7a1c11", "code": code
    });
    let mut answer = json!({"description": description, "content": {
        "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}, "example": example}
    }});
    if matches!(status, 429 | 503) {
        answer["headers"] = json!({"Retry-After": {
            "description": "Seconds to wait", "schema": {"type": "integer", "minimum": 1, "maximum": 3600}
        }});
    }
    answer
}

fn sort_responses(operation: &mut Value) {
    if let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) {
        let sorted: BTreeMap<String, Value> = std::mem::take(responses).into_iter().collect();
        responses.extend(sorted);
    }
}

/// Every JSON body and answer shows the example of its schema.
fn add_examples(operation: &mut Value, schemas: &Value) {
    if let Some(content) = operation.pointer_mut("/requestBody/content").and_then(Value::as_object_mut) {
        content.values_mut().for_each(|media| add_example(media, schemas));
    }
    if operation.get("requestBody").is_some() {
        operation["requestBody"]["required"] = json!(true);
    }
    let responses = operation.get_mut("responses").and_then(Value::as_object_mut);
    for response in responses.into_iter().flat_map(|all| all.values_mut()) {
        if let Some(content) = response.get_mut("content").and_then(Value::as_object_mut) {
            content.values_mut().for_each(|media| add_example(media, schemas));
        }
    }
}

fn add_example(media: &mut Value, schemas: &Value) {
    if media.get("example").is_some() || media.get("examples").is_some() {
        return;
    }
    if let Some(example) = media.get("schema").and_then(|schema| example_of(schema, schemas)) {
        media["example"] = example;
    }
}

fn example_of(schema: &Value, schemas: &Value) -> Option<Value> {
    let schema = match schema.get("$ref").and_then(Value::as_str) {
        Some(reference) => schemas.get(reference.rsplit('/').next()?)?,
        None => schema,
    };
    if let Some(example) = schema.get("example") {
        return Some(example.clone());
    }
    if let Some(first) = schema.get("oneOf").and_then(Value::as_array).and_then(|all| all.first()) {
        return example_of(first, schemas);
    }
    let item = schema.pointer("/properties/items/items")?;
    Some(json!({"items": [example_of(item, schemas)?], "next_cursor": null}))
}

fn describe_headers(method: &str, operation: &mut Value, schemas: &Value) {
    let responses = operation.get_mut("responses").and_then(Value::as_object_mut);
    for (status, response) in responses.into_iter().flatten() {
        let schema = response.pointer("/content/application~1json/schema").cloned().unwrap_or_default();
        let resolved = match schema.get("$ref").and_then(Value::as_str).and_then(|r| r.rsplit('/').next()) {
            Some(name) => schemas.get(name).cloned().unwrap_or_default(),
            None => schema,
        };
        if status.starts_with('2') && resolved.pointer("/properties/version").is_some() {
            response["headers"]["ETag"] = json!({
                "description": "The version, for If-Match", "schema": {"type": "string", "maxLength": 40}
            });
        }
        if matches!(status.as_str(), "201" | "202") && resolved.pointer("/properties/version").is_some() {
            response["headers"]["Location"] = json!({
                "description": "Path of the new resource", "schema": {"type": "string", "maxLength": 200}
            });
        }
        if method == "get" && resolved.pointer("/properties/next_cursor").is_some() {
            response["headers"]["Link"] = json!({
                "description": "The next page, as rel=next", "schema": {"type": "string", "maxLength": 4000}
            });
        }
    }
}

/// An object schema reached from a request body refuses members it does not name.
fn close_inputs(document: &mut Value) {
    let mut open: Vec<String> = Vec::new();
    let paths = document.get("paths").cloned().unwrap_or_default();
    for item in paths.as_object().into_iter().flat_map(|all| all.values()) {
        for method in METHODS {
            if let Some(body) = item.pointer(&format!("/{method}/requestBody")) {
                references(body, &mut open);
            }
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    while let Some(name) = open.pop() {
        if !seen.insert(name.clone()) {
            continue;
        }
        let Some(schema) = document.pointer_mut(&format!("/components/schemas/{name}")) else { continue };
        if schema.get("properties").is_some() && schema.get("additionalProperties").is_none() {
            schema["additionalProperties"] = json!(false);
        }
        references(schema, &mut open);
    }
}

fn references(value: &Value, into: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            if let Some(name) = members.get("$ref").and_then(Value::as_str).and_then(|r| r.rsplit('/').next())
            {
                into.push(name.to_owned());
            }
            members.values().for_each(|member| references(member, into));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, into)),
        _ => {}
    }
}
