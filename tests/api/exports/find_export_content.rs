use chrono::TimeDelta;
use serde_json::{Value, json};

use super::{download, of, ready, unpack};
use crate::safety::{hold, lift};
use crate::support::homework::{Care, check_in, of as acts, write};
use crate::support::{Answer, TestApp, new_id, tables};

#[tokio::test(flavor = "multi_thread")]
async fn it_says_what_it_is() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let export = ready(&app, &care.ann).await;
    let answer = care.ann.get(&format!("{}/{}/content", of(&care.ann), export.id())).await.expect(200);
    assert_eq!(answer.header("content-type"), "application/zip");
    assert_eq!(answer.header("content-disposition"), "attachment; filename=\"export.zip\"");
    assert_eq!(answer.header("content-length"), export.body["size"].to_string());
    assert_eq!(answer.header("cache-control"), "no-store");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_gone_when_its_time_is_over() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let export = ready(&app, &care.ann).await;
    let path = format!("{}/{}", of(&care.ann), export.id());
    app.clock.advance(TimeDelta::hours(24));
    let ann = care.practice.sign_in(care.ann.id).await;
    // Before the job, too.
    assert_eq!(ann.get(&path).await.expect(200).body["status"], "expired");
    ann.get(&format!("{path}/content")).await.problem(404, "not_found");
    let sql = app.sql().await;
    let pieces = "SELECT count(*) FROM export_pieces";
    assert!(sql.number(pieces).await > 0);
    app.work().await;
    assert_eq!(sql.number(pieces).await, 0);
    assert_eq!(ann.get(&path).await.expect(200).body["status"], "expired");
    ann.get(&format!("{path}/content")).await.problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_one_takes_the_place_of_the_one_before() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let (first, of_ben) = (ready(&app, &care.ann).await, ready(&app, &care.ben).await);
    let second = ready(&app, &care.ann).await;
    let path = |export: &crate::support::Answer| format!("{}/{}", of(&care.ann), export.id());
    let replaced = care.ann.get(&path(&first)).await.expect(200);
    assert_eq!(replaced.body["status"], "expired");
    // Its time is over since it was replaced, not some day.
    assert_eq!(replaced.body["expires_at"], replaced.body["updated_at"]);
    assert_eq!(replaced.body["expires_at"], second.body["finished_at"]);
    care.ann.get(&format!("{}/content", path(&first))).await.problem(404, "not_found");
    download(&care.ann, &second).await;
    download(&care.ben, &of_ben).await;
    let sql = app.sql().await;
    assert_eq!(sql.number("SELECT count(DISTINCT export_id) FROM export_pieces").await, 2);
    // When the time of the first one is over, nothing more happens to it.
    let before = care.ann.get(&path(&first)).await.expect(200).text;
    app.clock.advance(TimeDelta::hours(24));
    app.work().await;
    let ann = care.practice.sign_in(care.ann.id).await;
    assert_eq!(ann.get(&path(&first)).await.expect(200).text, before);
}

/// Guards the archive at rest, and that one of several pieces comes out whole.
#[tokio::test(flavor = "multi_thread")]
async fn a_large_one_is_kept_sealed_in_pieces() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let assignment = care.to_couple("daily-check-in", "together").await.id();
    let mut notes = Vec::new();
    for _ in 0..110 {
        // Nothing that packs well.
        let note: String = (0..100).map(|_| new_id().simple().to_string()).collect();
        let note = noise(&note);
        write(&care.ann, &check_in(&assignment, json!({"personal": {"note": note}}))).await.expect(201);
        notes.push(note);
    }
    let export = ready(&app, &care.ann).await;
    let sql = app.sql().await;
    assert!(sql.number("SELECT count(*) FROM export_pieces").await > 1);
    let bytes = download(&care.ann, &export).await;
    assert_eq!(u64::try_from(bytes.len()).ok(), export.body["size"].as_u64());
    let files = unpack(bytes.clone());
    for note in &notes {
        assert!(files["export.json"].contains(note.as_str()) && files["index.html"].contains(note.as_str()));
    }
    // Neither its words nor its bytes stand in the database.
    let inside: String = bytes[1000..1032].iter().map(|byte| format!("{byte:02x}")).collect();
    for table in tables(&sql).await {
        let dump = sql.column(&format!("SELECT t::text FROM {table} t")).await.join("\n");
        assert!(!dump.contains(&inside) && !dump.contains(&notes[0]), "{table}");
    }
    // A piece in another one's place does not open: the answer breaks off.
    sql.run(
        "UPDATE export_pieces a SET bytes_sealed = b.bytes_sealed FROM export_pieces b \
         WHERE a.export_id = b.export_id AND a.number = 1 AND b.number = 2",
    )
    .await;
    let path = format!("{}/{}/content", of(&care.ann), export.id());
    let answer = care.ann.request(reqwest::Method::GET, &path).send().await.unwrap();
    assert!(answer.bytes().await.is_err());
}

/// Guards an archive against whoever can write to the database: another client's does not come out in its place, whatever
/// length is told for it.
#[tokio::test(flavor = "multi_thread")]
async fn another_ones_archive_does_not_open_in_its_place() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let (anns, bens) = (ready(&app, &care.ann).await.id(), ready(&app, &care.ben).await.id());
    let sql = app.sql().await;
    sql.run(&format!(
        "UPDATE exports SET size = (SELECT size FROM exports WHERE id = '{bens}') WHERE id = '{anns}'; \
         UPDATE export_pieces SET bytes_sealed = (SELECT bytes_sealed FROM export_pieces WHERE export_id = '{bens}') \
         WHERE export_id = '{anns}'"
    ))
    .await;
    let path = format!("{}/{anns}/content", of(&care.ann));
    let answer = care.ann.request(reqwest::Method::GET, &path).send().await.unwrap();
    assert!(answer.bytes().await.is_err());
}

/// Digits of a digest chain: text that looks random.
fn noise(seed: &str) -> String {
    let mut state = holdfast::platform::crypto::sha256(seed.as_bytes());
    let mut text = String::new();
    while text.len() < 3900 {
        state = holdfast::platform::crypto::sha256(&state);
        text.extend(state.map(|byte| format!("{byte:02x}")));
    }
    text
}

/// Guards what the partner takes back: an archive that was prepared before is no way to read it still. What is private, and what
/// comes new, leaves it as it is.
#[tokio::test(flavor = "multi_thread")]
async fn what_the_partner_takes_back_ends_it() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let owner = care.practice.staff("Olga", &["owner"]).await;
    let assignment = care.to_couple("daily-check-in", "together").await.id();
    let post = async |more: Value| write(&care.ann, &check_in(&assignment, more)).await.expect(201);
    let own = |act: &Answer| format!("{}/{}", acts(&care.ann), act.id());
    let put = async |act: &Answer, version: i32, body: Value| {
        care.ann.put_if(&own(act), &format!("\"{version}\""), body).await.expect(200)
    };
    let (act, other) = (post(json!({"minutes": 5})).await, post(json!({"minutes": 6})).await);
    let archive = async || {
        let export = ready(&app, &care.ben).await;
        (format!("{}/{}", of(&care.ben), export.id()), format!("{}/{}/content", of(&care.ben), export.id()))
    };
    let is_over = async |(state, content): (String, String)| {
        assert_eq!(care.ben.get(&state).await.expect(200).body["status"], "expired");
        assert_eq!(care.ben.get(&of(&care.ben)).await.expect(200).items()[0]["status"], "expired");
        care.ben.get(&content).await.problem(404, "not_found");
        // The office is not told what happens between the two.
        assert_eq!(owner.get(&state).await.expect(200).body["status"], "succeeded");
    };
    let (state, content) = archive().await;
    let unchanged = care.ben.get(&state).await.expect(200).text;
    put(
        &act,
        1,
        json!({"outcome": "done", "minutes": 5, "personal": {"note": "Mine.", "visibility": "private"}}),
    )
    .await;
    post(json!({"visibility": "private"})).await;
    post(json!({"minutes": 7})).await;
    care.ben.get(&content).await.expect(200);
    assert_eq!(care.ben.get(&state).await.expect(200).text, unchanged);
    put(&act, 2, json!({"outcome": "done", "minutes": 5, "visibility": "therapist"})).await;
    is_over((state, content)).await;
    // What is corrected, deleted, or closed by the end is no longer read either.
    let prepared = archive().await;
    put(&other, 1, json!({"outcome": "partly", "minutes": 6})).await;
    is_over(prepared).await;
    let prepared = archive().await;
    care.ann.delete_if(&own(&other), "\"2\"").await.expect(204);
    is_over(prepared).await;
    let (_, content) = archive().await;
    let bens_own = ready(&app, &care.ann).await;
    let end = format!("/v1/couples/{}/end", care.couple);
    Answer::of(care.ben.request(reqwest::Method::PUT, &end)).await.expect(200);
    care.ben.get(&content).await.problem(404, "not_found");
    care.ann.get(&format!("{}/{}/content", of(&care.ann), bens_own.id())).await.problem(404, "not_found");
}

/// Guards the secret of a hold: it moves nothing of the partner's, and what was taken back under it goes when it is lifted.
#[tokio::test(flavor = "multi_thread")]
async fn under_a_hold_it_stays_and_goes_with_the_lifting() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let assignment = care.to_couple("daily-check-in", "together").await.id();
    let act = write(&care.ann, &check_in(&assignment, json!({"minutes": 5}))).await.expect(201);
    let export = ready(&app, &care.ben).await;
    let path = format!("{}/{}", of(&care.ben), export.id());
    let before = care.ben.get(&path).await.expect(200).text;
    let placed = hold(&care.therapist, &care.ann).await;
    let back = json!({"outcome": "done", "minutes": 5, "visibility": "therapist"});
    care.ann.put_if(&format!("{}/{}", acts(&care.ann), act.id()), "\"1\"", back).await.expect(200);
    assert_eq!(care.ben.get(&path).await.expect(200).text, before);
    care.ben.get(&format!("{path}/content")).await.expect(200);
    lift(&care.therapist, &care.ann, &placed).await;
    care.ben.get(&format!("{path}/content")).await.problem(404, "not_found");
}
