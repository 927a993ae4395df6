//! The OpenAPI document as the tests read it.

use std::collections::BTreeMap;

use reqwest::Method;
use serde_json::Value;

use crate::support::TestApp;

/// The document of a running service.
pub struct Spec {
    pub document: Value,
}

/// One operation of it.
#[derive(Clone, Copy)]
pub struct Operation<'a> {
    pub method: &'a str,
    pub path: &'a str,
    pub value: &'a Value,
}

/// Values of path parameters by name.
pub type Params = BTreeMap<String, String>;

impl Spec {
    pub async fn of(app: &TestApp) -> Self {
        let document = app.nobody().get("/openapi.json").await.expect(200).body;
        Self { document }
    }

    pub fn operations(&self) -> Vec<Operation<'_>> {
        let paths = self.document["paths"].as_object().expect("paths");
        let mut all = Vec::new();
        for (path, item) in paths {
            for (method, value) in item.as_object().expect("a path item") {
                all.push(Operation { method, path, value });
            }
        }
        assert!(all.len() > 10, "the document is not empty");
        all
    }

    pub fn operation(&self, id: &str) -> Operation<'_> {
        let found = self.operations().into_iter().find(|operation| operation.id() == id);
        found.unwrap_or_else(|| panic!("the document has no operation {id}"))
    }

    pub fn at(&self, method: &str, path: &str) -> Option<Operation<'_>> {
        self.operations().into_iter().find(|operation| operation.method == method && operation.path == path)
    }

    /// A schema, or what its `$ref` names.
    pub fn resolve<'a>(&'a self, schema: &'a Value) -> &'a Value {
        match schema["$ref"].as_str() {
            Some(reference) => {
                let pointer = reference.strip_prefix('#').expect("a reference into the document");
                self.resolve(self.document.pointer(pointer).unwrap_or_else(|| panic!("no {reference}")))
            }
            None => schema,
        }
    }
}

impl<'a> Operation<'a> {
    pub fn id(&self) -> &'a str {
        self.value["operationId"].as_str().unwrap_or_else(|| panic!("{self} has no operationId"))
    }

    pub fn http_method(&self) -> Method {
        self.method.to_uppercase().parse().unwrap()
    }

    pub fn reads(&self) -> bool {
        self.method == "get"
    }

    pub fn is_public(&self) -> bool {
        self.value["security"].as_array().is_some_and(Vec::is_empty)
    }

    pub fn roles(&self) -> Vec<&'a str> {
        let roles = self.value["x-roles"].as_array().unwrap_or_else(|| panic!("{self} has no x-roles"));
        roles.iter().map(|role| role.as_str().expect("a role is a word")).collect()
    }

    /// A role that may call it; none of what is public.
    pub fn right_role(&self) -> Option<&'static str> {
        let order = ["therapist", "client", "owner", "admin", "supervisor", "front_desk", "auditor"];
        order.into_iter().find(|role| self.roles().contains(role))
    }

    pub fn parameters(&self, place: &str) -> Vec<&'a Value> {
        let all = self.value["parameters"].as_array();
        all.into_iter().flatten().filter(|parameter| parameter["in"] == place).collect()
    }

    pub fn has_parameter(&self, place: &str, name: &str) -> bool {
        self.parameters(place).iter().any(|parameter| parameter["name"] == name)
    }

    /// Names of the parameters in the path template, in their order.
    pub fn path_names(&self) -> Vec<&'a str> {
        names_in(self.path)
    }

    /// Media type, schema and example of the body.
    pub fn body(&self) -> Option<(&'a str, &'a Value, &'a Value)> {
        let content = self.value.pointer("/requestBody/content")?.as_object()?;
        let (media_type, media) = content.iter().next()?;
        Some((media_type, &media["schema"], &media["example"]))
    }

    pub fn statuses(&self) -> Vec<&'a str> {
        self.value["responses"].as_object().expect("responses").keys().map(String::as_str).collect()
    }

    pub fn address(&self, params: &Params) -> String {
        address(self.path, params)
    }
}

impl std::fmt::Display for Operation<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.method.to_uppercase(), self.path)
    }
}

fn names_in(path: &str) -> Vec<&str> {
    path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).collect()
}

/// A path with its parameters filled in.
pub fn address(template: &str, params: &Params) -> String {
    names_in(template).into_iter().fold(template.to_owned(), |path, name| {
        let value = params.get(name).unwrap_or_else(|| {
            panic!("{template}: no fixture for {{{name}}}; teach tests/api/contract/target.rs to make one")
        });
        path.replace(&format!("{{{name}}}"), value)
    })
}

/// Every UUID in a text, in the order in which they stand.
pub fn uuids_in(text: &str) -> Vec<&str> {
    let (bytes, mut found, mut at) = (text.as_bytes(), Vec::new(), 0);
    while at + 36 <= bytes.len() {
        let window = &bytes[at..at + 36];
        let fits = window.iter().enumerate().all(|(index, byte)| match index {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        });
        if fits {
            found.push(&text[at..at + 36]);
            at += 36;
        } else {
            at += 1;
        }
    }
    found
}

#[test]
fn uuids_are_found() {
    let id = "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c11";
    assert_eq!(uuids_in(&format!("é{id}-{id}x01936b2e-7a10")), [id, id]);
}
