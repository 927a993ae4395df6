//! `/v1/clients/{client_id}/attachment-pattern`.

mod find_attachment_pattern;
mod update_attachment_pattern;

use serde_json::{Value, json};

/// A body that writes a pattern.
pub fn anxious() -> Value {
    json!({"pattern": "anxious", "source": "clinician", "assessed_on": "2026-03-02", "note": "Softer since spring."})
}
