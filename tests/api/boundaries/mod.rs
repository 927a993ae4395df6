mod boundaries;
mod boundary_uses;
mod find_boundary_figures;
mod signs;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::homework::{Care, noon, put_item};
use crate::support::{Answer, Caller, new_id};

/// Where the boundaries of a client are.
pub fn of(client: &Caller) -> String {
    format!("/v1/clients/{}/boundaries", client.id)
}

/// Where the uses of a client are.
pub fn uses_of(client: &Caller) -> String {
    format!("/v1/clients/{}/boundary-uses", client.id)
}

/// A limit for connection in the couple, with other members laid over it.
pub fn limit(care: &Care<'_>, script: Uuid, over: Value) -> Value {
    laid_over(
        json!({
            "id": new_id(), "couple_id": care.couple, "item_id": script, "written_at": noon(-2),
            "time_zone": "Europe/London", "purpose": "connection", "limit": "An hour of quiet.",
            "so_that": "I can listen afterwards.", "reconnect": {"what": "We have tea.", "after_minutes": 60}
        }),
        over,
    )
}

/// A use that began yesterday at noon.
pub fn used(boundary: &str, over: Value) -> Value {
    let body = json!({
        "id": new_id(), "boundary_id": boundary, "started_at": noon(-1), "time_zone": "Europe/London"
    });
    laid_over(body, over)
}

fn laid_over(mut body: Value, over: Value) -> Value {
    for (name, value) in over.as_object().unwrap() {
        match value {
            Value::Null => body.as_object_mut().unwrap().remove(name).map(drop),
            value => body.as_object_mut().unwrap().insert(name.clone(), value.clone()).map(drop),
        };
    }
    body
}

/// Sets a limit as its author.
pub async fn set(author: &Caller, body: &Value) -> Answer {
    author.post(&of(author), body.clone()).await
}

/// Writes a use as its author.
pub async fn note(author: &Caller, body: &Value) -> Answer {
    author.post(&uses_of(author), body.clone()).await
}

/// A script of a protective limit.
pub async fn protective(care: &Care<'_>) -> Uuid {
    let item = json!({"title": "A limit", "summary": "s", "rationale": "r", "audiences": ["each"],
        "default_cadence": {"type": "as_needed"}, "default_minutes": null, "content": {"kind": "boundary_script",
        "purpose": "protective", "limit": "l", "so_that": "s", "reconnect": null, "slots": []}});
    put_item(&care.practice, &item).await
}
