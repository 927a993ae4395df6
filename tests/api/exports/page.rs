//! The page of an archive, for somebody who reads it at home.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::take;
use crate::contract::spec::uuids_in;
use crate::support::TestApp;
use crate::support::homework::{Care, check_in, day, write};

/// What stands on the page, without its markup.
fn seen(page: &str) -> String {
    let body = page.split_once("<body>").unwrap().1;
    let mut text = String::new();
    for piece in body.split('<').skip(1) {
        text.push_str(piece.split_once('>').unwrap().1);
        text.push(' ');
    }
    text
}

/// What a program would write and a person would not: keys, ids and instants.
fn of_a_program(text: &str) -> Vec<&str> {
    let key = |word: &&str| word.trim_matches(|c: char| !c.is_alphanumeric()).contains('_');
    let instant = |word: &&str| word.matches(':').count() > 1 && word.contains(|c: char| c.is_ascii_digit());
    let mut found: Vec<&str> = text.split_whitespace().filter(|word| key(word) || instant(word)).collect();
    found.extend(uuids_in(text));
    found
}

async fn answered(care: &Care<'_>) -> String {
    let assignment = care.to_couple("bids-for-connection", "each").await.id();
    let details = json!({
        "kind": "habit", "steps_done": ["send_a_message"],
        "answers": [
            {"prompt": "kind_of_reach", "type": "choice", "options": ["small_message", "touch"]},
            {"prompt": "moment_to_remember", "type": "text", "text": "On the stairs."}
        ]
    });
    let personal = json!({"feelings": ["calm"], "effort": 3, "details": details});
    let body = check_in(&assignment, json!({"outcome": "partly", "personal": personal}));
    write(&care.ann, &body).await.expect(201).id()
}

/// Guards the same of a journal, of limits and of their uses.
#[tokio::test(flavor = "multi_thread")]
async fn a_journal_and_limits_are_in_plain_words() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let entry = crate::journals::entry(&care, json!({"feelings": ["calm"]}));
    let entry = crate::journals::write(&care.ann, &entry).await.expect(201);
    let path = format!("/v1/clients/{}/journal-entries/{}", care.ann.id, entry.id());
    let corrected = json!({"title": "Later", "text": "More to say.", "reason": "It grew."});
    care.ann.put_if(&path, "\"1\"", corrected).await.expect(200);
    let script = care.item("limit-with-reconnect").await;
    let limit = crate::boundaries::limit(&care, script, json!({"visibility": "partner"}));
    let limit = crate::boundaries::set(&care.ann, &limit).await.expect(201).id();
    let used = crate::boundaries::used(&limit, json!({"respected": "partly"}));
    crate::boundaries::note(&care.ann, &used).await.expect(201);
    let event = crate::life_events::log(&care.ann, &crate::life_events::event(json!({}))).await.expect(201);
    let path = format!("{}/{}", crate::life_events::of(&care.ann), event.id());
    let corrected =
        json!({"on": event.body["on"], "title": "We moved back", "reason": "It was the other way."});
    care.ann.put_if(&path, "\"1\"", corrected).await.expect(200);
    let answered = crate::measures::phq(&[2], json!({}));
    let answered = crate::measures::write(&care.ann, &care.ann, &answered).await.expect(201);
    let path = format!("{}/{}", crate::measures::of(&care.ann), answered.id());
    let right = json!({"answers": [{"item": 1, "value": 3}], "reason": "I had misread it."});
    care.ann.put_if(&path, "\"1\"", right).await.expect(200);
    let text = seen(&take(&app, &care.ann).await.1);
    for there in [
        "We moved house",
        "We moved back",
        "It was the other way.",
        "I had misread it.",
        "Question 1: 2",
        "Question 1: 3",
        "More to say.",
        "I can say what I need.",
        "It grew.",
        "Calm",
        "An hour of quiet.",
        "We have tea., after 60 minutes",
        "your connection",
        "partly",
    ] {
        assert!(text.contains(there), "{there}: {text}");
    }
    // The address is made of an id.
    let text = text.replace(&care.ann.email, "");
    assert_eq!(of_a_program(&text), Vec::<&str>::new());
    let of_ben = seen(&take(&app, &care.ben).await.1);
    assert!(of_ben.contains("An hour of quiet.") && !of_ben.contains("partly"), "{of_ben}");
}

/// Guards the reader, who never saw a key.
#[tokio::test(flavor = "multi_thread")]
async fn it_is_in_plain_words() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let id = answered(&care).await;
    let path = format!("/v1/clients/{}/check-ins/{id}", care.ann.id);
    let corrected = json!({"outcome": "no_occasion", "reason": "It was another day."});
    care.ann.put_if(&path, "\"1\"", corrected).await.expect(200);
    answered(&care).await;
    let text = seen(&take(&app, &care.ann).await.1);
    for there in [
        "3 to 5 times a day",
        "you and your care team",
        "How did you reach out?",
        "A small message",
        "Send a small message, with nothing to solve in it.",
        "On the stairs.",
        "there was no occasion",
        "partly done",
        "What it said until",
        "3 of 10",
        "Europe/London",
    ] {
        assert!(text.contains(there), "{there}");
    }
    // The address is made of an id, here alone.
    let text = text.replace(&care.ann.email, "");
    let found = of_a_program(&text);
    assert!(found.is_empty(), "{found:?}");
    let control = of_a_program("a small_message at 20:10:00.123456 by 01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13");
    assert_eq!(control.len(), 3);
}

/// Guards the reader's clock: neither the server's nor the practice's.
#[tokio::test(flavor = "multi_thread")]
async fn its_times_are_those_of_the_client() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let path = format!("/v1/clients/{}", care.ann.id);
    let etag = care.therapist.get(&path).await.expect(200).etag();
    care.therapist.patch_if(&path, &etag, json!({"time_zone": "Asia/Tokyo"})).await.expect(200);
    answered(&care).await;
    let (data, page) = take(&app, &care.ann).await;
    let there = |value: &Value| {
        let instant: DateTime<Utc> = value.as_str().unwrap().parse().unwrap();
        (instant + TimeDelta::hours(9)).format("%-d %B %Y, %H:%M").to_string()
    };
    assert!(
        page.contains(&format!(
            "As of {}. Times are by the clock of Asia/Tokyo.",
            there(&data["exported_at"])
        ))
    );
    assert!(page.contains(&there(&data["check_ins"][0]["occurred_at"])));
    let first: chrono::NaiveDate = day(-10).parse().unwrap();
    assert!(page.contains(&first.format("%-d %B %Y").to_string()));
}

/// Guards what reads a page aloud, and every browser: each tag is closed in its turn, each row of a table has a heading that
/// says so, headings go down by one step, and no id is there twice.
#[tokio::test(flavor = "multi_thread")]
async fn it_is_sound_markup() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    answered(&care).await;
    for key in ["repair-four-steps", "limit-with-reconnect", "daily-check-in"] {
        let item = care.item(key).await;
        let body = json!({"item_id": item, "starts_on": day(-10)});
        let path = format!("/v1/couples/{}/assignments", care.couple);
        care.therapist.post(&path, body).await.expect(201);
    }
    let page = take(&app, &care.ann).await.1;
    let (mut open, mut ids, mut level) = (Vec::new(), BTreeSet::new(), 0);
    let sound = page.strip_prefix("<!doctype html>").unwrap();
    for piece in sound.split('<').skip(1) {
        let tag = piece.split_once('>').unwrap().0;
        let name = tag.split_whitespace().next().unwrap();
        if let Some(closed) = name.strip_prefix('/') {
            assert_eq!(open.pop(), Some(closed), "{piece}");
            continue;
        }
        if name != "meta" {
            open.push(name);
        }
        if let Some((_, id)) = tag.split_once(" id=\"") {
            assert!(ids.insert(id.split('"').next().unwrap()), "{tag} is there twice");
        }
        if let Some(next) = name.strip_prefix('h').and_then(|level| level.parse::<u32>().ok()) {
            assert!(next <= level + 1, "{tag} after a heading of level {level}");
            level = next;
        }
        assert!(name != "th" || tag.contains("scope=\"row\""), "{tag}");
    }
    assert_eq!(open, Vec::<&str>::new());
    assert_eq!(page.matches("<tr>").count(), page.matches("<th scope=\"row\">").count());
    assert!(page.contains("<html lang=\"en\">") && page.contains("name=\"viewport\""));
    assert!(ids.len() >= 8);
}
