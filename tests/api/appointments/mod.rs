//! `/v1/appointments`, and those below a client or a couple.

mod bring_over;
mod delete_appointment;
mod preparation;
mod read_appointments;
mod since_session;
mod write_appointment;

use serde_json::{Value, json};

use crate::support::homework::{Care, noon};
use crate::support::{Answer, Caller};

/// An hour with the therapist, at noon so many days from now, with other members laid over it.
pub fn meeting(care: &Care<'_>, days: i64, over: Value) -> Value {
    let mut body = json!({
        "staff_id": care.therapist.id, "starts_at": noon(days), "minutes": 60, "time_zone": "Europe/London"
    });
    for (name, value) in over.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

/// Where the appointments of a client are made.
pub fn of_client(client: &Caller) -> String {
    format!("/v1/clients/{}/appointments", client.id)
}

/// Where those of the couple are made.
pub fn of_couple(care: &Care<'_>) -> String {
    format!("/v1/couples/{}/appointments", care.couple)
}

/// A session that was held so many days ago.
pub async fn held(care: &Care<'_>, place: &str, days_ago: i64) -> Answer {
    care.therapist.post(place, meeting(care, -days_ago, json!({"status": "held"}))).await.expect(201)
}

/// The appointments that somebody reads.
pub async fn listed(reader: &Caller, query: &str) -> Vec<Value> {
    reader.get(&format!("/v1/appointments{query}")).await.expect(200).items().clone()
}

/// The ids in a list.
pub fn ids(items: &[Value]) -> Vec<String> {
    items.iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}
