//! Instruments, answers to them, and what follows from them.

mod answers;
mod comparisons;
mod corrections;
mod fhir;
mod figures;
mod instruments;
mod request_reach;
mod requests;
mod risk;
mod screens;
mod sealed;
mod window;

use serde_json::{Value, json};

use crate::support::homework::noon;
use crate::support::{Answer, Caller, new_id};

/// Where the measures of a client are.
pub fn of(client: &Caller) -> String {
    format!("/v1/clients/{}/measures", client.id)
}

/// Answers of yesterday to the nine-item depression scale, with other members laid over them.
pub fn phq(values: &[i16], over: Value) -> Value {
    let answers = values.iter().enumerate().map(|(at, value)| json!({"item": at + 1, "value": value}));
    let mut body = json!({
        "id": new_id(), "instrument": "phq-9", "occurred_at": noon(-1), "time_zone": "Europe/London",
        "answers": answers.collect::<Vec<_>>()
    });
    for (name, value) in over.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

/// Writes a measure of a client.
pub async fn write(by: &Caller, client: &Caller, body: &Value) -> Answer {
    by.post(&of(client), body.clone()).await
}

/// The score of the first scale.
pub fn total(measure: &Value) -> &Value {
    &measure["scores"][0]["value"]
}
