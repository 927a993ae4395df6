mod correct_rupture;
mod create_rupture;
mod privacy;

use serde_json::{Value, json};

use crate::support::homework::{Care, noon};
use crate::support::{Answer, Caller, new_id};

/// Where the ruptures of a client are.
pub fn of(client: &Caller) -> String {
    format!("/v1/clients/{}/ruptures", client.id)
}

/// A rupture of three days ago, with other members laid over it.
pub fn rupture(care: &Care<'_>, over: Value) -> Value {
    let mut body = json!({
        "id": new_id(), "couple_id": care.couple, "occurred_at": noon(-3), "time_zone": "Europe/London", "intensity": 6,
        "topic": "The evening that I had kept free."
    });
    for (name, value) in over.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

/// Writes a rupture as its author.
pub async fn write(author: &Caller, body: &Value) -> Answer {
    author.post(&of(author), body.clone()).await
}

/// Where the couple shares its ruptures.
pub fn shared(care: &Care<'_>) -> String {
    format!("/v1/couples/{}/ruptures", care.couple)
}
