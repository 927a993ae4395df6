//! How the API speaks HTTP, whatever the resource.

mod bodies;
mod framework;
mod headers;
mod lost_updates;
mod order;
mod preconditions;
mod queries;
pub mod raw;
mod slow;
mod stopping;

use serde_json::{Value, json};

/// A body that makes a client.
fn new_client() -> Value {
    json!({"given_name": "Ada", "family_name": "Moreau", "time_zone": "Europe/London", "language": "en"})
}
