//! Life events: a client's own time line.

mod changes;
mod events;

use serde_json::{Value, json};

use crate::support::homework::today;
use crate::support::{Answer, Caller, new_id};

/// Where the events of a client are.
pub fn of(client: &Caller) -> String {
    format!("/v1/clients/{}/life-events", client.id)
}

/// A day so many days from the practice's.
pub fn on(days: i64) -> String {
    (today() + chrono::TimeDelta::days(days)).to_string()
}

/// An event of a week ago, with other members laid over it.
pub fn event(over: Value) -> Value {
    let mut body = json!({"id": new_id(), "on": on(-7), "title": "We moved house"});
    for (name, value) in over.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

/// Logs an event as its author.
pub async fn log(author: &Caller, body: &Value) -> Answer {
    author.post(&of(author), body.clone()).await
}
