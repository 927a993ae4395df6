mod apply;
mod by_agreement;
mod erased;
mod habit;
mod hold;
mod hold_by_agreement;
mod settings;
mod wins;
mod write;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::homework::{Care, check_in, noon, write as write_check_in};
use crate::support::{Answer, Caller};

/// Where the retros of this couple are.
pub fn of(couple: &Uuid) -> String {
    format!("/v1/couples/{couple}/retros")
}

/// A version over another that keeps all of the couple's running homework, as this writer reads it.
pub async fn retro(writer: &Caller, couple: &Uuid, replaces: Option<i64>, words: &str) -> Value {
    let running = format!("/v1/couples/{couple}/assignments?status=active&status=paused&limit=100");
    let keep =
        |one: &Value| json!({"assignment_id": one["id"], "version": one["version"], "decision": "keep"});
    let decisions: Vec<Value> = writer.get(&running).await.expect(200).items().iter().map(keep).collect();
    json!({"replaces": replaces, "small_wins": words, "decisions": decisions})
}

/// Writes a version that keeps everything.
pub async fn write(writer: &Caller, couple: &Uuid, replaces: Option<i64>, words: &str) -> Answer {
    let body = retro(writer, couple, replaces, words).await;
    writer.post(&of(couple), body).await
}

/// Reads a version.
pub async fn read(reader: &Caller, couple: &Uuid, number: &Value) -> Answer {
    reader.get(&format!("{}/{number}", of(couple))).await
}

/// Agrees to a version as it was read just now.
pub async fn agree(by: &Caller, couple: &Uuid, number: &Value) -> Answer {
    let etag = read(by, couple, number).await.expect(200).etag();
    step(by, couple, number, "agreement", &etag).await
}

/// Carries a version out as it was read just now.
pub async fn apply(by: &Caller, couple: &Uuid, number: &Value) -> Answer {
    let etag = read(by, couple, number).await.expect(200).etag();
    step(by, couple, number, "application", &etag).await
}

/// Takes a step over what is known of a version.
pub async fn step(by: &Caller, couple: &Uuid, number: &Value, step: &str, etag: &str) -> Answer {
    let path = format!("{}/{number}/{step}", of(couple));
    Answer::of(by.request(reqwest::Method::PUT, &path).header("If-Match", etag)).await
}

/// Brings in a win of an assignment.
pub async fn bring(by: &Caller, couple: &Uuid, (number, assignment): (i64, &str), kind: &str) -> Answer {
    by.put(&format!("{}/{number}/wins/{assignment}", of(couple)), json!({"kind": kind})).await
}

/// Takes a win back.
pub async fn take_back(by: &Caller, couple: &Uuid, (number, assignment): (i64, &str)) -> Answer {
    by.delete(&format!("{}/{number}/wins/{assignment}", of(couple))).await
}

/// What a reader reads of the words, newest first.
pub async fn words(reader: &Caller, couple: &Uuid) -> Vec<(i64, String)> {
    let page = reader.get(&of(couple)).await.expect(200);
    let one = |it: &Value| (it["number"].as_i64().unwrap(), it["small_wins"].as_str().unwrap().to_owned());
    page.items().iter().map(one).collect()
}

/// Checks in on each of the last days, done.
pub async fn on_days(author: &Caller, assignment: &str, days: std::ops::RangeInclusive<i64>) {
    for ago in days {
        write_check_in(author, &check_in(assignment, json!({"occurred_at": noon(-ago)}))).await.expect(201);
    }
}

/// The couple's habit of holding a retro.
pub async fn habit(care: &Care<'_>) -> String {
    let item = care.item("relationship-retro").await;
    let named = format!("UPDATE library_items SET key = 'relationship-retro' WHERE id = '{item}'");
    care.practice.app.sql().await.run(&named).await;
    let body = json!({"item_id": item, "mode": "together", "starts_on": crate::support::homework::day(-10)});
    care.therapist.post(&format!("/v1/couples/{}/assignments", care.couple), body).await.expect(201).id()
}

/// What can be told of the couple's homework: title, status, revision and dose, oldest first.
pub async fn homework(care: &Care<'_>) -> Vec<(String, String, i64, Value)> {
    let path = format!("/v1/couples/{}/assignments", care.couple);
    let one = |it: &Value| {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let revision = it["revision"].as_i64().unwrap();
        (text(&it["item"]["title"]), text(&it["status"]), revision, it["minutes"].clone())
    };
    care.ann.get(&path).await.expect(200).items().iter().map(one).collect()
}

/// Three assignments, of which the first is kept, the second adjusted and the third dropped, and one to be added.
pub async fn decided(care: &Care<'_>) -> (Value, Vec<Answer>) {
    let mut given = Vec::new();
    for (key, mode) in
        [("daily-check-in", "together"), ("bids-for-connection", "each"), ("autonomy-time", "each")]
    {
        given.push(care.to_couple(key, mode).await);
    }
    let mut body = retro(&care.ann, &care.couple, None, "Ours.").await;
    body["decisions"][1]["decision"] = json!("adjust");
    let weekly = json!({"type": "times_per_period", "times": 2, "every": 1, "unit": "week"});
    body["decisions"][1]["change"] = json!({"cadence": weekly, "minutes": 7});
    body["decisions"][2]["decision"] = json!("drop");
    let item = care.item("future-us-planning").await;
    body["additions"] = json!([{"item_id": item, "note": "So that we look forward."}]);
    (body, given)
}
