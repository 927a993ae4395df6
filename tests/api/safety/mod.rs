mod hold;
mod safety_marks;

use serde_json::{Value, json};

use crate::support::{Answer, Caller};

/// Where the safety marks of a client are.
pub fn marks(client: &Caller) -> String {
    format!("/v1/clients/{}/safety-marks", client.id)
}

/// A mark to be placed.
pub fn mark(kind: &str) -> Value {
    json!({"kind": kind, "reason": "The phone lies about, and the partner reads it."})
}

/// Places a hold.
pub async fn hold(therapist: &Caller, client: &Caller) -> Answer {
    therapist.post(&marks(client), mark("hold")).await.expect(201)
}

/// Lifts a mark that was just placed.
pub async fn lift(therapist: &Caller, client: &Caller, placed: &Answer) -> Answer {
    let path = format!("{}/{}/lifting", marks(client), placed.id());
    therapist.put_if(&path, "\"1\"", json!({"reason": "Talked through."})).await.expect(200)
}
