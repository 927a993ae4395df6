mod answers;
mod correct_repair;
mod create_repair;
mod privacy;

use serde_json::{Value, json};

use crate::support::homework::{Care, noon};
use crate::support::{Answer, Caller, new_id};

/// Where the repairs of a client are.
pub fn of(client: &Caller) -> String {
    format!("/v1/clients/{}/repairs", client.id)
}

/// A repair of two days ago that is sent to the partner, with other members laid over it.
pub fn repair(care: &Care<'_>, over: Value) -> Value {
    let mut body = json!({
        "id": new_id(), "couple_id": care.couple, "occurred_at": noon(-2), "time_zone": "Europe/London",
        "parts": {"own": {"text": "I did not call.", "done": true}}, "visibility": "partner"
    });
    for (name, value) in over.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

/// Writes a repair as its author.
pub async fn write(author: &Caller, body: &Value) -> Answer {
    author.post(&of(author), body.clone()).await
}

/// Where the couple shares its repairs.
pub fn shared(care: &Care<'_>) -> String {
    format!("/v1/couples/{}/repairs", care.couple)
}

/// Where a repair is shared.
pub fn sent(care: &Care<'_>, made: &Answer) -> String {
    format!("{}/{}", shared(care), made.body["shared_id"].as_str().unwrap())
}

/// Answers a repair at the version that the caller sees.
pub async fn answer(receiver: &Caller, sent: &str, body: Value) -> Answer {
    let etag = receiver.get(sent).await.expect(200).etag();
    receiver.put_if(&format!("{sent}/response"), &etag, body).await
}
