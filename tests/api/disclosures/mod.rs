mod create_disclosure;
mod read_disclosures;

use serde_json::{Value, json};

use crate::support::Caller;

/// Where the disclosures about a client are.
pub fn disclosures(client: &Caller) -> String {
    format!("/v1/clients/{}/disclosures", client.id)
}

/// A disclosure of a check-in to somebody outside, with other members laid over it.
pub fn disclosure(check_in: &str, over: Value) -> Value {
    let mut body = json!({
        "item_kind": "check_in", "item_id": check_in, "recipient": "third_party", "recipient_name": "Dr. Lind",
        "ground": "consent", "explanation": "Ann asked for it in session."
    });
    for (name, value) in over.as_object().unwrap() {
        match value {
            Value::Null => body.as_object_mut().unwrap().remove(name),
            value => body.as_object_mut().unwrap().insert(name.clone(), value.clone()),
        };
    }
    body
}
