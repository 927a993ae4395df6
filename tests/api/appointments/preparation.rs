//! `GET /v1/appointments/{appointment_id}/preparation`.

use serde_json::{Value, json};
use uuid::Uuid;

use super::{held, meeting, of_client, of_couple};
use crate::clients::hidden;
use crate::support::homework::{Care, check_in, day, noon, write};
use crate::support::{Caller, Sql, TestApp, new_id, server};

/// The next appointment there, and where its preparation is.
async fn next(care: &Care<'_>, place: &str) -> String {
    let made = care.therapist.post(place, meeting(care, 3, json!({}))).await.expect(201);
    format!("{}/preparation", made.header("location"))
}

async fn said(author: &Caller, assignment: &str, days_ago: i64, over: Value) -> String {
    let mut body = check_in(assignment, json!({"occurred_at": noon(-days_ago)}));
    body.as_object_mut().unwrap().extend(over.as_object().unwrap().clone());
    write(author, &body).await.expect(201).id()
}

fn ids(of: &Value) -> Vec<&str> {
    of.as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect()
}

fn person<'v>(answer: &'v Value, client: &Caller) -> &'v Value {
    let people = answer["people"].as_array().unwrap();
    people.iter().find(|one| one["client_id"] == json!(client.id)).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_given_done_learned_and_stuck() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let given = care.to_couple("bids-for-connection", "each").await.id();
    let session = held(&care, &of_couple(&care), 6).await;
    let note = |text: &str, visibility: &str| json!({"personal": {"note": text, "visibility": visibility}});
    let late = said(&care.ann, &given, 8, note("Sent after the session.", "therapist")).await;
    let learned = said(&care.ann, &given, 4, note("We laughed.", "therapist")).await;
    said(&care.ann, &given, 3, json!({})).await;
    let missed = json!({"outcome": "not_done", "personal": {"not_done_reason": "Too tired.", "visibility": "therapist"}});
    let stuck = said(&care.ann, &given, 2, missed).await;
    let review = format!("/v1/clients/{}/check-ins/{learned}/review", care.ann.id);
    let etag = care.therapist.get(&review).await.expect(200).etag();
    care.therapist.put_if(&review, &etag, json!({"state": "discussed"})).await.expect(200);
    let helped =
        said(&care.ben, &given, 2, json!({"personal": {"helpfulness": 8, "visibility": "therapist"}})).await;
    let page = care.therapist.get(&next(&care, &of_couple(&care)).await).await.expect(200).body;
    assert_eq!(page["last_session"]["appointment_id"], session.body["id"]);
    assert_eq!(page["window"], json!({"from": day(-6), "to": day(0)}));
    let ann = person(&page, &care.ann);
    assert_eq!(ids(&ann["learned"]), [learned.as_str(), late.as_str()]);
    assert_eq!(ann["learned"][0]["note"], "We laughed.");
    assert_eq!((&ann["learned"][0]["late"], &ann["learned"][1]["late"]), (&json!(false), &json!(true)));
    assert_eq!(ids(&ann["stuck"]), [stuck.as_str()]);
    assert_eq!(ann["stuck"][0]["not_done_reason"], "Too tired.");
    assert_eq!(ids(&person(&page, &care.ben)["learned"]), [helped.as_str()]);
    // Also those count that only say that it was done.
    assert_eq!(ann["reviews"], json!({"new": 3, "seen": 0, "discussed": 1}));
    let reviews = |of: &Value| of[0]["review"].as_str().unwrap().to_owned();
    assert_eq!((reviews(&ann["learned"]).as_str(), reviews(&ann["stuck"]).as_str()), ("discussed", "new"));
    assert_eq!(person(&page, &care.ben)["reviews"], json!({"new": 1, "seen": 0, "discussed": 0}));
    assert_eq!(ann["homework"][0]["assignment_id"], json!(given));
    assert_eq!(ann["homework"][0]["new"], json!(false), "it began ten days ago");
    let since = format!("/v1/couples/{}/progress?window=since_last_session", care.couple);
    let figures = care.therapist.get(&since).await.expect(200).body;
    let subjects = figures["assignments"][0]["subjects"].as_array().unwrap();
    let of_ann = subjects.iter().find(|one| one["client_id"] == json!(care.ann.id)).unwrap();
    assert_eq!(ann["homework"][0]["adherence"], of_ann["practice"]["adherence"]);
    assert_eq!((&page["shortened"], &page["proposed"]), (&json!(false), &json!([])));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_private_changes_a_byte_of_it() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let given = care.to_couple("bids-for-connection", "each").await.id();
    let alone = care.to_client(&care.ann, "mindful-minute").await.id();
    held(&care, &of_couple(&care), 6).await;
    said(&care.ann, &given, 2, json!({"personal": {"helpfulness": 3, "visibility": "private"}})).await;
    let place = next(&care, &of_couple(&care)).await;
    let before = care.therapist.get(&place).await.expect(200);
    assert_eq!(person(&before.body, &care.ann)["learned"], json!([]));
    said(&care.ann, &given, 1, json!({"visibility": "private", "personal": {"note": "Mine."}})).await;
    let words = json!({"personal": {"note": "Mine too.", "obstacles": ["Me"], "visibility": "private"}});
    said(&care.ann, &alone, 1, words).await;
    let entry = json!({
        "id": new_id(), "text": "Mine as well.", "written_at": noon(-1), "time_zone": "Europe/London",
        "couple_id": care.couple, "visibility": "private"
    });
    care.ann.post(&format!("/v1/clients/{}/journal-entries", care.ann.id), entry).await.expect(201);
    let script = care.item("limit-with-reconnect").await;
    let limit = |visibility: &str| {
        json!({
            "id": new_id(), "couple_id": care.couple, "item_id": script, "purpose": "connection", "limit": "An hour of quiet.",
            "so_that": "I come back.", "reconnect": {"what": "Tea.", "after_minutes": 30}, "written_at": noon(-1),
            "time_zone": "Europe/London", "visibility": visibility
        })
    };
    let limits = format!("/v1/clients/{}/boundaries", care.ann.id);
    care.ann.post(&limits, limit("private")).await.expect(201);
    // What belongs to Ann alone is no matter of the couple's session, however it is shown.
    said(
        &care.ann,
        &alone,
        1,
        json!({"personal": {"note": "In my own sessions.", "visibility": "therapist"}}),
    )
    .await;
    assert_eq!(care.therapist.get(&place).await.expect(200).text, before.text);
    let told = care.ann.post(&limits, limit("therapist")).await.expect(201);
    let page = care.therapist.get(&place).await.expect(200).body;
    let ann = person(&page, &care.ann);
    assert_eq!(ids(&ann["boundaries"]), [told.id().as_str()]);
    assert_eq!(ann["boundaries"][0]["limit"], "An hour of quiet.");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_came_late_is_marked() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let alone = care.to_client(&care.ann, "mindful-minute").await.id();
    held(&care, &of_client(&care.ann), 2).await;
    let late =
        said(&care.ann, &alone, 5, json!({"personal": {"note": "Sent today.", "visibility": "therapist"}}))
            .await;
    let place = next(&care, &of_client(&care.ann)).await;
    let page = care.therapist.get(&place).await.expect(200).body;
    let ann = person(&page, &care.ann);
    assert_eq!(ids(&ann["learned"]), [late.as_str()]);
    assert_eq!(ann["learned"][0]["late"], json!(true));
    app.sql().await.run("UPDATE check_ins SET received_at = now() - interval '4 days'").await;
    let page = care.therapist.get(&place).await.expect(200).body;
    assert_eq!(person(&page, &care.ann)["learned"], json!([]), "it was there at the last session");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_cares_reads_it_and_each_person_is_recorded() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let place = next(&care, &of_couple(&care)).await;
    let first = care.therapist.get(&place).await.expect(200);
    assert_eq!(
        (&first.body["last_session"], &first.body["people"][0]["homework"]),
        (&json!(null), &json!([]))
    );
    let uma = care.practice.staff("Uma", &["therapist"]).await;
    let both = care.practice.staff("Bo", &["owner", "front_desk", "therapist"]).await;
    for stranger in [&uma, &both] {
        hidden(vec![stranger.get(&place).await]);
    }
    let fay = care.practice.staff("Fay", &["front_desk"]).await;
    for other in [&fay, &care.ann, &care.ben] {
        other.get(&place).await.problem(403, "forbidden");
    }
    let sql = app.sql().await;
    app.stop().await;
    let count = |outcome: &str| {
        format!(
            "SELECT count(DISTINCT client_id) * 100 + count(*) FROM audit_events \
             WHERE action = 'find_preparation' AND outcome = '{outcome}'"
        )
    };
    assert_eq!(sql.number(&count("success")).await, 202, "a row for each partner");
    assert_eq!(sql.number(&count("denied")).await, 5);
}

/// Guards the therapist's morning: a page about much is read by as many statements as one about nothing.
#[tokio::test(flavor = "multi_thread")]
async fn it_takes_as_many_statements_for_much_as_for_little() {
    let url = server::fresh_database().await;
    let (sql, name) = (Sql::open(&url).await, url.split("dbname='").nth(1).unwrap().trim_end_matches('\''));
    for (setting, value) in
        [("log_statement", "'all'"), ("log_parameter_max_length", "-1"), ("log_error_verbosity", "'default'")]
    {
        sql.run(&format!("ALTER DATABASE {name} SET {setting} = {value}")).await;
    }
    let app = TestApp::with(url, |_| {}).await;
    let care = Care::new(&app).await;
    let place = next(&care, &of_couple(&care)).await;
    // The practice's key is read once and kept.
    care.therapist.get(&place).await.expect(200);
    let little = statements(&care, &place).await;
    for key in ["bids-for-connection", "support-their-interests", "autonomy-time"] {
        let given = care.to_couple(key, "each").await.id();
        for days_ago in 1..6 {
            for author in [&care.ann, &care.ben] {
                said(
                    author,
                    &given,
                    days_ago,
                    json!({"personal": {"note": "Words.", "visibility": "therapist"}}),
                )
                .await;
            }
        }
    }
    let much = statements(&care, &place).await;
    assert_eq!(
        care.therapist.get(&place).await.expect(200).body["people"][0]["learned"].as_array().unwrap().len(),
        15
    );
    assert_eq!(little, much);
    assert!((5..=17).contains(&much), "{much}");
}

/// Statements that read this practice's tables for one request.
async fn statements(care: &Care<'_>, place: &str) -> usize {
    let before = reads_of(care.practice.id).await;
    care.therapist.get(place).await.expect(200);
    reads_of(care.practice.id).await - before
}

async fn reads_of(practice: Uuid) -> usize {
    let log = String::from_utf8_lossy(&std::fs::read(server::log_file().await).unwrap()).into_owned();
    let (mut count, mut reading) = (0, false);
    for line in log.lines() {
        if line.contains("LOG:") {
            reading = line.contains(": SELECT ");
        } else if reading && line.contains("DETAIL:") && line.contains(&practice.to_string()) {
            count += 1;
        }
    }
    count
}
