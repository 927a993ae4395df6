mod erased;
mod hold;
mod write;

use serde_json::{Value, json};

use crate::support::homework::Care;
use crate::support::{Answer, Caller};

/// Homework of which the couple writes a pact.
pub async fn homework(care: &Care<'_>) -> String {
    care.to_couple("technology-agreement", "together").await.id()
}

/// Where the pacts of this homework are.
pub fn of(homework: &str) -> String {
    format!("/v1/assignments/{homework}/pacts")
}

/// A version over another.
pub fn pact(replaces: Option<i64>, words: &str) -> Value {
    json!({
        "replaces": replaces, "limit": words, "so_that": "We are at ease.",
        "reconnect": {"what": "We have our check-in on the sofa.", "at": "21:00"},
        "answers": [{"prompt": "running_late", "type": "text", "text": "Late, all is well."}]
    })
}

/// Writes a version.
pub async fn write(author: &Caller, homework: &str, replaces: Option<i64>, words: &str) -> Answer {
    author.post(&of(homework), pact(replaces, words)).await
}

/// Reads a version.
pub async fn read(reader: &Caller, homework: &str, number: &Value) -> Answer {
    reader.get(&format!("{}/{number}", of(homework))).await
}

/// Accepts a version as it was read just now.
pub async fn accept(by: &Caller, homework: &str, number: &Value) -> Answer {
    let etag = read(by, homework, number).await.expect(200).etag();
    accept_over(by, homework, number, &etag).await
}

/// Accepts a version over what is known of it.
pub async fn accept_over(by: &Caller, homework: &str, number: &Value, etag: &str) -> Answer {
    let path = format!("{}/{number}/acceptance", of(homework));
    Answer::of(by.request(reqwest::Method::PUT, &path).header("If-Match", etag)).await
}

/// What a reader reads of the words, newest first.
pub async fn words(reader: &Caller, homework: &str) -> Vec<(i64, String)> {
    let page = reader.get(&of(homework)).await.expect(200);
    let one = |pact: &Value| (pact["number"].as_i64().unwrap(), pact["limit"].as_str().unwrap().to_owned());
    page.items().iter().map(one).collect()
}
