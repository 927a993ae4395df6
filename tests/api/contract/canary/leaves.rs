//! Every place in a body where text may stand, read from the document: a new member is one more.

use serde_json::{Value, json};

use crate::contract::spec::{Operation, Spec};

/// A place for text.
#[derive(Debug, Clone)]
pub struct Leaf {
    /// JSON pointer into the body.
    pub pointer: String,
    /// Whether people write there what they like: no form is asked, and it may be long.
    pub free: bool,
    /// Whether an e-mail address is asked.
    pub email: bool,
}

/// What a canary needs.
const SHORTEST: u64 = 17;
/// From this length on it is for sentences or names, not for keys.
const FREE: u64 = 100;
const DEEPEST: usize = 10;

/// The places of an operation's body, going where its example goes, and into every member that the example leaves out.
pub fn leaves(spec: &Spec, operation: &Operation<'_>, example: &Value) -> Vec<Leaf> {
    let mut found = Vec::new();
    if let Some((_, schema, _)) = operation.body() {
        walk(spec, schema, example, "", 0, &mut found);
    }
    found
}

fn walk(spec: &Spec, schema: &Value, example: &Value, at: &str, depth: usize, found: &mut Vec<Leaf>) {
    let schema = spec.resolve(schema);
    if depth > DEEPEST || schema.get("enum").is_some() || schema.get("const").is_some() {
        return;
    }
    let told = |one: &&Value| one["type"] != "null";
    let alternatives: Vec<&Value> = schema["oneOf"].as_array().into_iter().flatten().filter(told).collect();
    if let Some(chosen) = chosen(spec, schema, &alternatives, example) {
        return walk(spec, chosen, example, at, depth + 1, found);
    }
    for (name, member) in schema["properties"].as_object().into_iter().flatten() {
        walk(spec, member, &example[name], &format!("{at}/{name}"), depth + 1, found);
    }
    if let Some(items) = schema.get("items") {
        walk(spec, items, &example[0], &format!("{at}/0"), depth + 1, found);
    }
    found.extend(leaf(schema, at));
}

fn chosen<'a>(spec: &Spec, schema: &Value, alternatives: &[&'a Value], example: &Value) -> Option<&'a Value> {
    if alternatives.len() < 2 {
        return alternatives.first().copied();
    }
    let word = schema.pointer("/discriminator/propertyName")?.as_str()?;
    example[word].as_str()?;
    let fits = |one: &&&Value| {
        let says = spec.resolve(&spec.resolve(one)["properties"][word]);
        says["const"] == example[word] || says["enum"] == json!([example[word]])
    };
    alternatives.iter().find(fits).copied()
}

fn leaf(schema: &Value, at: &str) -> Option<Leaf> {
    let is_text = match &schema["type"] {
        Value::String(one) => one == "string",
        Value::Array(many) => many.iter().any(|one| one == "string"),
        _ => false,
    };
    let (format, longest) = (schema["format"].as_str(), schema["maxLength"].as_u64().unwrap_or_default());
    let email = format == Some("email");
    if !is_text || longest < SHORTEST || (format.is_some() && !email) {
        return None;
    }
    let free = longest >= FREE && schema.get("pattern").is_none() && !email;
    Some(Leaf { pointer: at.to_owned(), free, email })
}

/// Puts a text there, and makes what is missing on the way.
pub fn put(body: &mut Value, pointer: &str, text: &str) {
    let mut place = &mut *body;
    for part in pointer.split('/').skip(1) {
        place = match part.parse::<usize>() {
            Ok(at) => {
                if !place.is_array() {
                    *place = json!([null]);
                }
                let items = place.as_array_mut().unwrap();
                items.resize(items.len().max(at + 1), Value::Null);
                &mut items[at]
            }
            Err(_) => {
                if !place.is_object() {
                    *place = json!({});
                }
                place.as_object_mut().unwrap().entry(part).or_insert(Value::Null)
            }
        };
    }
    *place = json!(text);
    if let Some(act) = pointer.strip_suffix("/personal/not_done_reason") {
        body.pointer_mut(act).unwrap()["outcome"] = json!("not_done");
    }
}
