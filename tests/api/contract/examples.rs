//! Examples that are true: each one validates against the schema that it is an example of.

use serde_json::{Value, json};

use super::spec::Spec;
use crate::support::TestApp;

/// Guards app developers, who start from the examples: one that the service would refuse, or would never answer,
/// is worse than none. Also every example that the matrix sends is checked here first.
#[tokio::test(flavor = "multi_thread")]
async fn every_example_validates() {
    let app = TestApp::start().await;
    let spec = Spec::of(&app).await;
    let (mut found, mut checked) = (Vec::new(), 0);
    let mut check = |place: String, schema: &Value, example: &Value| {
        checked += 1;
        found.extend(
            errors(&spec.document, schema, example).into_iter().map(|error| format!("{place}: {error}")),
        );
    };
    for (name, schema) in spec.document["components"]["schemas"].as_object().expect("schemas") {
        if let Some(example) = schema.get("example") {
            check(name.clone(), schema, example);
        }
    }
    for operation in spec.operations() {
        if let Some((_, schema, example)) = operation.body() {
            check(format!("{operation} body"), schema, example);
        }
        for (status, response) in operation.value["responses"].as_object().expect("responses") {
            for media in response["content"].as_object().into_iter().flat_map(|all| all.values()) {
                check(format!("{operation} {status}"), &media["schema"], &media["example"]);
            }
        }
    }
    println!("examples: {checked} checked");
    assert!(checked > 100, "only {checked} examples");
    assert!(found.is_empty(), "{} findings:\n{}", found.len(), found.join("\n"));
}

/// What is wrong with an example, as OpenAPI 3.1 means it: JSON Schema 2020-12, formats asserted.
fn errors(document: &Value, schema: &Value, example: &Value) -> Vec<String> {
    if example.is_null() {
        return vec!["has no example".to_owned()];
    }
    let whole = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "components": document["components"], "allOf": [schema]
    });
    let validator = jsonschema::options().should_validate_formats(true).build(&whole);
    let validator = validator.expect("the schemas of the document are schemas");
    validator.iter_errors(example).map(|error| format!("{} at {}", error, error.instance_path())).collect()
}

/// The check finds what it is there to find: through a reference, in a format and in an unknown member.
#[test]
fn a_false_example_is_found() {
    let document = json!({"components": {"schemas": {"Thing": {
        "type": "object", "additionalProperties": false, "required": ["id"],
        "properties": {"id": {"type": "string", "format": "uuid"}}
    }}}});
    let schema = json!({"$ref": "#/components/schemas/Thing"});
    assert!(errors(&document, &schema, &json!({"id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c11"})).is_empty());
    for wrong in
        [json!({"id": "no"}), json!({}), json!({"id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c11", "x": 1})]
    {
        assert!(!errors(&document, &schema, &wrong).is_empty(), "{wrong}");
    }
}
