//! Schemas of inputs: bounded, closed, and unions that say which is which.

use std::collections::BTreeSet;

use serde_json::Value;

use super::spec::Spec;
use crate::support::TestApp;

/// Words of a type, `null` left out.
fn types(schema: &Value) -> Vec<&str> {
    let all = match &schema["type"] {
        Value::String(one) => vec![one.as_str()],
        Value::Array(many) => many.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    all.into_iter().filter(|word| *word != "null").collect()
}

const COMPOSITIONS: [&str; 3] = ["oneOf", "anyOf", "allOf"];
/// Formats that bound a string by themselves.
const BOUNDED_FORMATS: [&str; 3] = ["uuid", "date", "date-time"];

/// Walks a schema through its references and reports what it finds wrong.
struct Walk<'a> {
    spec: &'a Spec,
    seen: BTreeSet<String>,
    found: Vec<String>,
}

impl<'a> Walk<'a> {
    fn new(spec: &'a Spec) -> Self {
        Self { spec, seen: BTreeSet::new(), found: Vec::new() }
    }

    fn input(&mut self, place: &str, schema: &'a Value) {
        if let Some(reference) = schema["$ref"].as_str() {
            if !self.seen.insert(reference.to_owned()) {
                return;
            }
            let name = reference.rsplit('/').next().unwrap_or_default();
            return self.input(name, self.spec.resolve(schema));
        }
        if schema.get("enum").is_some() || schema.get("const").is_some() || schema["type"] == "null" {
            return;
        }
        let composed = COMPOSITIONS.iter().filter_map(|word| schema[*word].as_array());
        let mut is_composed = false;
        for part in composed.flatten() {
            is_composed = true;
            self.input(place, part);
        }
        let types = types(schema);
        if types.is_empty() && !is_composed {
            self.found.push(format!("{place}: says nothing about its type"));
        }
        for one in types {
            self.value_of(one, place, schema);
        }
    }

    fn value_of(&mut self, kind: &str, place: &str, schema: &'a Value) {
        let mut need = |members: &[&str]| {
            for member in members {
                if schema.get(*member).is_none() {
                    self.found.push(format!("{place}: a {kind} without {member}"));
                }
            }
        };
        match kind {
            "string" => {
                let format = schema["format"].as_str().unwrap_or_default();
                if !BOUNDED_FORMATS.contains(&format) {
                    need(&["maxLength"]);
                }
            }
            "integer" | "number" => need(&["minimum", "maximum"]),
            "array" => {
                need(&["maxItems", "items"]);
                self.input(&format!("{place}[]"), &schema["items"]);
            }
            "object" => self.object(place, schema),
            "boolean" => {}
            other => self.found.push(format!("{place}: the type {other}")),
        }
    }

    fn object(&mut self, place: &str, schema: &'a Value) {
        // A resource of FHIR is another standard's: what is not known of it is passed over.
        if schema["additionalProperties"] != false && place != "FhirResource" {
            self.found.push(format!("{place}: takes members that it does not name"));
        }
        for (name, member) in schema["properties"].as_object().into_iter().flatten() {
            self.input(&format!("{place}.{name}"), member);
        }
    }
}

/// Guards against inputs of any size: a text, list or number without bounds reaches memory, the database or a
/// figure before anything has looked at it. And against members that are silently dropped: an app developer who
/// misspells `visibility` must be told, not given the default.
#[tokio::test(flavor = "multi_thread")]
async fn every_input_is_bounded_and_closed() {
    let app = TestApp::start().await;
    let spec = Spec::of(&app).await;
    let mut walk = Walk::new(&spec);
    for operation in spec.operations() {
        for parameter in ["path", "query", "header"].iter().flat_map(|place| operation.parameters(place)) {
            let name = parameter["name"].as_str().unwrap_or_default();
            walk.input(&format!("{operation} {name}"), &parameter["schema"]);
        }
        if let Some((_, schema, _)) = operation.body() {
            walk.input(&format!("{operation} body"), schema);
        }
    }
    assert!(walk.seen.len() > 5, "schemas were walked");
    assert!(walk.found.is_empty(), "{} findings:\n{}", walk.found.len(), walk.found.join("\n"));
}

/// Guards the clients that are generated from the document: without a discriminator whose mapping names every
/// alternative they cannot tell a habit's answer from a reflection's.
#[tokio::test(flavor = "multi_thread")]
async fn every_union_says_which_is_which() {
    let app = TestApp::start().await;
    let spec = Spec::of(&app).await;
    let (mut found, mut unions) = (Vec::new(), 0);
    let schemas = spec.document["components"]["schemas"].as_object().expect("schemas");
    for (name, schema) in schemas {
        unions_in(name, schema, &mut |place, union, alternatives| {
            unions += 1;
            found.extend(check_union(&spec, place, union, alternatives));
        });
    }
    unions_in("paths", &spec.document["paths"], &mut |place, union, alternatives| {
        found.extend(check_union(&spec, place, union, alternatives));
    });
    assert!(unions > 0, "the document has unions");
    assert!(found.is_empty(), "{} findings:\n{}", found.len(), found.join("\n"));
}

/// Calls `seen` for every `oneOf` with more than one alternative that is not null.
fn unions_in<'a>(place: &str, value: &'a Value, seen: &mut impl FnMut(&str, &'a Value, Vec<&'a Value>)) {
    match value {
        Value::Object(members) => {
            let alternatives: Vec<&Value> =
                members.get("oneOf").and_then(Value::as_array).into_iter().flatten().collect();
            let told: Vec<&Value> = alternatives.into_iter().filter(|one| one["type"] != "null").collect();
            if told.len() > 1 {
                seen(place, value, told);
            }
            for (name, member) in members.iter().filter(|(name, _)| !name.starts_with("example")) {
                unions_in(&format!("{place}.{name}"), member, seen);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| unions_in(place, item, seen)),
        _ => {}
    }
}

fn check_union(spec: &Spec, place: &str, union: &Value, alternatives: Vec<&Value>) -> Vec<String> {
    let Some(property) = union.pointer("/discriminator/propertyName").and_then(Value::as_str) else {
        return vec![format!("{place}: a union without a discriminator")];
    };
    let empty = serde_json::Map::new();
    let mapping = union.pointer("/discriminator/mapping").and_then(Value::as_object).unwrap_or(&empty);
    let mut found = Vec::new();
    if mapping.len() != alternatives.len() {
        found.push(format!("{place}: {} of {} alternatives mapped", mapping.len(), alternatives.len()));
    }
    for alternative in alternatives {
        let Some((word, _)) = mapping.iter().find(|(_, to)| **to == alternative["$ref"]) else {
            found.push(format!("{place}: the mapping does not name {}", alternative["$ref"]));
            continue;
        };
        let schema = spec.resolve(alternative);
        let required = schema["required"].as_array().is_some_and(|all| all.contains(&property.into()));
        let member = spec.resolve(&schema["properties"][property]);
        let says = member["const"] == word.as_str() || member["enum"] == serde_json::json!([word]);
        if !required || !says {
            found.push(format!("{place}: {} must require {property} to be {word}", alternative["$ref"]));
        }
    }
    found
}

/// The walk finds what it is there to find.
#[test]
fn an_unbounded_schema_is_found() {
    let spec = Spec {
        document: serde_json::json!({"components": {"schemas": {"Open": {
            "type": "object", "properties": {
                "text": {"type": ["string", "null"]}, "list": {"type": "array", "items": {"type": "integer"}},
                "id": {"type": "string", "format": "uuid"}, "any": {}
            }
        }}}}),
    };
    let mut walk = Walk::new(&spec);
    let schema = serde_json::json!({"oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/Open"}]});
    let schema: &'static Value = Box::leak(Box::new(schema));
    walk.input("body", schema);
    assert_eq!(
        walk.found,
        [
            "Open: takes members that it does not name",
            "Open.any: says nothing about its type",
            "Open.list: a array without maxItems",
            "Open.list[]: a integer without minimum",
            "Open.list[]: a integer without maximum",
            "Open.text: a string without maxLength",
        ]
    );
}

/// Guards that no word has to be guessed: a schema of words says what each means.
#[test]
fn the_words_of_enumerations_are_explained() {
    let document: Value = serde_json::from_slice(&holdfast::openapi::DOCUMENT.text).unwrap();
    let schemas = document["components"]["schemas"].as_object().unwrap();
    let of = |name: &str| schemas[name]["description"].as_str().unwrap_or_default().to_owned();
    for (name, word, meaning) in [
        ("AssignmentStatus", "proposed", "Suggested; nothing is asked yet."),
        ("Mode", "either", "What either partner does counts for both."),
        ("NoValueReason", "fewer_than_three", "A median of fewer than three would be about single evenings."),
    ] {
        assert!(of(name).contains(&format!("- `{word}`: {meaning}")), "{name}: {}", of(name));
    }
    let words =
        schemas.iter().filter(|(_, schema)| schema["enum"].as_array().is_some_and(|all| all.len() > 1));
    let silent: Vec<&String> = words
        .filter(|(_, schema)| !schema["description"].as_str().unwrap_or_default().contains("- `"))
        .map(|(name, _)| name)
        .collect();
    println!("words without meanings: {silent:?}");
    assert!(silent.len() < 12, "{silent:?}");
}
