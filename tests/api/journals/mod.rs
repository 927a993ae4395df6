mod journal_entries;
mod sharing;

use serde_json::{Value, json};

use crate::support::homework::{Care, noon};
use crate::support::{Answer, Caller, new_id};

/// Where the journal of a client is.
pub fn of(client: &Caller) -> String {
    format!("/v1/clients/{}/journal-entries", client.id)
}

/// An entry of yesterday in the couple, with other members laid over it.
pub fn entry(care: &Care<'_>, over: Value) -> Value {
    let mut body = json!({
        "id": new_id(), "couple_id": care.couple, "written_at": noon(-1), "time_zone": "Europe/London",
        "title": "After the walk", "text": "I can say what I need."
    });
    for (name, value) in over.as_object().unwrap() {
        match value {
            Value::Null => body.as_object_mut().unwrap().remove(name).map(drop),
            value => body.as_object_mut().unwrap().insert(name.clone(), value.clone()).map(drop),
        };
    }
    body
}

/// Writes an entry as its author.
pub async fn write(author: &Caller, body: &Value) -> Answer {
    author.post(&of(author), body.clone()).await
}

/// Where a shared entry is.
pub fn shared(care: &Care<'_>, entry: &Answer) -> String {
    format!("/v1/couples/{}/journal-entries/{}", care.couple, entry.body["shared_id"].as_str().unwrap())
}
