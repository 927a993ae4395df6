mod create_agreement;
mod joint_features;
mod sign_agreement;

use serde_json::{Value, json};

use crate::support::homework::Care;
use crate::support::{Answer, Caller};

/// Where the agreements of the couple are.
pub fn agreements(care: &Care<'_>) -> String {
    format!("/v1/couples/{}/agreements", care.couple)
}

/// A version to be proposed.
pub fn version(policy: &str) -> Value {
    json!({"policy": policy, "text": "What one of us tells alone stays there."})
}

/// Proposes a version and gives its number.
pub async fn propose(care: &Care<'_>, policy: &str) -> i64 {
    let made = care.therapist.post(&agreements(care), version(policy)).await.expect(201);
    made.body["number"].as_i64().unwrap()
}

/// Reads a version.
pub async fn read(care: &Care<'_>, reader: &Caller, number: i64) -> Answer {
    reader.get(&format!("{}/{number}", agreements(care))).await
}

/// Signs a version over what the signer knows of it.
pub async fn sign(care: &Care<'_>, signer: &Caller, number: i64) -> Answer {
    let path = format!("{}/{number}/signature", agreements(care));
    let etag = read(care, signer, number).await.expect(200).etag();
    signer.put_if(&path, &etag, json!({"line": "My own name"})).await
}
