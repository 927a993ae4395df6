//! `GET /v1/audit-events`: who did what, for those who answer for it.

use std::collections::BTreeSet;

use holdfast::exchange::worker::Lane;
use serde_json::{Value, json};

use super::outcomes_soon;
use crate::safety;
use crate::support::homework::{self, Care, check_in};
use crate::support::{Answer, Caller, TestApp};

const MEMBERS: [&str; 13] = [
    "account_id",
    "acting_as",
    "action",
    "at",
    "client_id",
    "couple_id",
    "id",
    "membership_id",
    "outcome",
    "request_id",
    "resource",
    "resource_id",
    "session_id",
];

fn members(item: &Value) -> Vec<&str> {
    let mut names: Vec<&str> = item.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    names
}

async fn list(reader: &Caller, query: &str) -> Answer {
    reader.get(&format!("/v1/audit-events?{query}")).await.expect(200)
}

fn actions(answer: &Answer) -> Vec<&str> {
    answer.items().iter().map(|item| item["action"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_newest_come_first_and_pages_lead_through_all() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let auditor = practice.staff("Otto", &["auditor"]).await;
    let owner = practice.staff("Tess", &["owner"]).await;
    let client = practice.client("Ada").await;
    let path = format!("/v1/clients/{}", client.id);
    let mut asked = Vec::new();
    for _ in 0..4 {
        asked.push(owner.get(&path).await.expect(200).header("x-request-id"));
    }
    let sql = app.sql().await;
    assert_eq!(outcomes_soon(&sql, "find_client", 4).await.len(), 4);
    let (mut seen, mut query) = (Vec::new(), "action=find_client&limit=3".to_owned());
    loop {
        let page = list(&auditor, &query).await;
        seen.extend(page.items().clone());
        match page.body["next_cursor"].as_str() {
            Some(cursor) => query = format!("action=find_client&limit=3&cursor={cursor}"),
            None => break,
        }
    }
    asked.reverse();
    let told: Vec<&str> = seen.iter().map(|item| item["request_id"].as_str().unwrap()).collect();
    assert_eq!(told, asked);
    let first = &seen[0];
    assert_eq!(members(first), MEMBERS);
    assert_eq!(first["membership_id"], owner.id.to_string());
    assert_eq!(first["session_id"], owner.session.to_string());
    assert_eq!((&first["resource_id"], &first["client_id"]), (&json!(client.id), &json!(client.id)));
    assert_eq!((&first["acting_as"], &first["outcome"]), (&json!(["owner"]), &json!("success")));
    // A cursor works for its filter only.
    let page = list(&auditor, "action=find_client&limit=3").await;
    let cursor = page.body["next_cursor"].as_str().unwrap();
    auditor.get(&format!("/v1/audit-events?limit=3&cursor={cursor}")).await.problem(400, "malformed");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_filter_finds_its_own() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let owner = care.practice.staff("Olga", &["owner"]).await;
    let (ann, ben) = (format!("/v1/clients/{}", care.ann.id), format!("/v1/clients/{}", care.ben.id));
    care.therapist.get(&ann).await.expect(200);
    care.therapist.get(&format!("/v1/couples/{}", care.couple)).await.expect(200);
    care.ann.get(&ben).await.expect(404);
    let sql = app.sql().await;
    assert_eq!(outcomes_soon(&sql, "find_client", 2).await, ["success", "denied"]);
    let found = list(&owner, &format!("client_id={}", care.ann.id)).await;
    assert_eq!(actions(&found), ["find_client"]);
    assert_eq!(found.items()[0]["membership_id"], care.therapist.id.to_string());
    assert_eq!(actions(&list(&owner, &format!("couple_id={}", care.couple)).await), ["find_couple"]);
    let by_ann = list(&owner, &format!("membership_id={}", care.ann.id)).await;
    assert_eq!(actions(&by_ann), ["find_client", "sign_in"]);
    let denied = list(&owner, "outcome=denied").await;
    assert_eq!(actions(&denied), ["find_client"]);
    assert_eq!(denied.items()[0]["client_id"], care.ben.id.to_string());
    assert_eq!(actions(&list(&owner, "action=find_couple&outcome=success").await), ["find_couple"]);
    assert_eq!(list(&owner, "action=find_couple&outcome=denied").await.items().len(), 0);

    // From is in, to is out.
    let at = denied.items()[0]["at"].as_str().unwrap();
    let only = list(&owner, &format!("outcome=denied&at_from={at}")).await;
    assert_eq!(only.items(), denied.items());
    assert_eq!(list(&owner, &format!("outcome=denied&at_to={at}")).await.items().len(), 0);
    assert_eq!(list(&owner, "at_from=2190-01-01T00:00:00Z").await.items().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_asked_for_wrongly_is_refused() {
    let app = TestApp::start().await;
    let owner = app.practice("Harbour").await.staff("Tess", &["owner"]).await;
    let long = format!("action={}", "a".repeat(61));
    for query in [
        "client_id=7",
        "outcome=maybe",
        "at_from=yesterday",
        "at_to=0001-01-01T00:00:00Z",
        "at_from=9999-01-01T00:00:00Z",
        "action=Find%20client",
        &long,
        "action=a&action=b",
        "limit=0",
        "limit=201",
        "cursor=x",
        "resource=client",
    ] {
        owner.get(&format!("/v1/audit-events?{query}")).await.problem(400, "malformed");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn reading_the_trail_is_recorded_and_refused_to_all_others() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let front_desk = care.practice.staff("Fay", &["front_desk"]).await;
    let supervisor = care.practice.staff("Sue", &["supervisor"]).await;
    for caller in [&care.therapist, &supervisor, &front_desk, &care.ann] {
        caller.get("/v1/audit-events").await.problem(403, "forbidden");
    }
    let admin = care.practice.staff("Adam", &["admin"]).await;
    list(&admin, &format!("client_id={}", care.ann.id)).await;
    let sql = app.sql().await;
    assert_eq!(
        outcomes_soon(&sql, "list_audit_events", 5).await,
        ["denied", "denied", "denied", "denied", "success"]
    );
    let about =
        "SELECT client_id FROM audit_events WHERE action = 'list_audit_events' AND outcome = 'success'";
    assert_eq!(sql.value(about).await, care.ann.id.to_string(), "it is about her whose trail was read");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_practice_reads_its_own_trail_only() {
    let app = TestApp::start().await;
    let (ours, theirs) = (app.practice("Harbour").await, app.practice("Lighthouse").await);
    let (owner, other) = (ours.staff("Tess", &["owner"]).await, theirs.staff("Lou", &["owner"]).await);
    let client = theirs.client("Ada").await;
    other.get(&format!("/v1/clients/{}", client.id)).await.expect(200);
    assert_eq!(outcomes_soon(&app.sql().await, "find_client", 1).await.len(), 1);
    let own = list(&owner, "").await;
    assert_eq!(actions(&own), ["sign_in"]);
    assert_eq!(list(&owner, &format!("client_id={}", client.id)).await.items().len(), 0);
    assert_eq!(list(&owner, &format!("membership_id={}", other.id)).await.items().len(), 0);
}

/// Guards those who are held: the trail tells nobody outside the care team that somebody has a safety mark, nor that one was
/// asked about, and leaves no gap where it is.
#[tokio::test(flavor = "multi_thread")]
async fn safety_marks_are_recorded_and_never_shown() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let path = format!("/v1/clients/{}", care.ann.id);
    let owner = care.practice.staff("Olga", &["owner", "therapist"]).await;
    let (admin, auditor) =
        (care.practice.staff("Adam", &["admin"]).await, care.practice.staff("Otto", &["auditor"]).await);
    let readers = [&owner, &admin, &auditor];
    care.therapist.get(&path).await.expect(200);
    let placed = safety::hold(&care.therapist, &care.ann).await;
    let marks = safety::marks(&care.ann);
    care.therapist.get(&marks).await.expect(200);
    care.therapist.get(&format!("{marks}/{}", placed.id())).await.expect(200);
    for refused in [&owner, &admin, &auditor, &care.ann] {
        assert!([403, 404].contains(&refused.get(&marks).await.status));
    }
    safety::lift(&care.therapist, &care.ann, &placed).await;
    care.therapist.get(&path).await.expect(200);
    let sql = app.sql().await;
    assert_eq!(outcomes_soon(&sql, "find_client", 2).await.len(), 2);
    let hidden = "SELECT count(*) FROM audit_events WHERE resource = 'safety_mark'";
    assert_eq!(sql.number(hidden).await, 8, "they are recorded");
    for reader in readers {
        let about = list(reader, &format!("client_id={}", care.ann.id)).await;
        let shown: Vec<&str> =
            actions(&about).into_iter().filter(|action| *action != "list_audit_events").collect();
        assert_eq!(shown, ["find_client", "find_client"]);
        let by = list(reader, &format!("membership_id={}", care.therapist.id)).await;
        assert_eq!(actions(&by), ["find_client", "find_client", "sign_in"]);
        // A page is full and leads on, as if nothing lay between.
        let page = list(reader, &format!("membership_id={}&limit=1", care.therapist.id)).await;
        let cursor = page.body["next_cursor"].as_str().unwrap();
        let next =
            list(reader, &format!("membership_id={}&limit=1&cursor={cursor}", care.therapist.id)).await;
        assert_eq!((actions(&page), actions(&next)), (vec!["find_client"], vec!["find_client"]));
        for filter in [
            "action=create_safety_mark",
            "action=find_safety_mark",
            "action=list_safety_marks",
            "action=lift_safety_mark",
        ] {
            assert_eq!(list(reader, filter).await.items().len(), 0, "{filter}");
        }
        for filter in [
            "outcome=denied",
            "limit=200",
            &format!("at_from={}", placed.body["created_at"].as_str().unwrap()),
        ] {
            let told = list(reader, filter).await.text;
            assert!(!told.contains("safety") && !told.contains(&placed.id()), "{filter}: {told}");
        }
    }
}

/// Guards who plans to end a couple: the owner may be the couple's own therapist, and learns it from nothing.
#[tokio::test(flavor = "multi_thread")]
async fn no_event_tells_of_a_plan_to_end_a_couple() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let owner = care.practice.staff("Olga", &["owner", "therapist"]).await;
    let plan = format!("/v1/couples/{}/planned-end", care.couple);
    let at = json!({"at": app.clock.now() + chrono::TimeDelta::hours(1)});
    care.ann.put(&plan, at.clone()).await.expect(200);
    care.ann.get(&plan).await.expect(200);
    care.ann.delete(&plan).await.expect(204);
    care.ann.put(&plan, at).await.expect(200);
    let worker = app.worker(Lane::Prompt);
    assert!(worker.do_next(app.clock.now() + chrono::TimeDelta::hours(2)).await);
    let hidden = "SELECT count(*) FROM audit_events WHERE resource = 'planned_end'";
    let sql = app.sql().await;
    for _ in 0..100 {
        if sql.number(hidden).await == 5 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(sql.number(hidden).await, 5, "they are recorded");
    let of = [
        format!("couple_id={}", care.couple),
        format!("membership_id={}", care.ann.id),
        "limit=200".to_owned(),
    ];
    for filter in of {
        let told = list(&owner, &filter).await.text;
        assert!(!told.contains("end_couple") && !told.contains("planned_end"), "{filter}: {told}");
    }
}

/// Guards those in care: whoever answers for the records learns from the trail who did what when, and nothing of what
/// was written, how it was answered or who may read it.
#[tokio::test(flavor = "multi_thread")]
async fn the_trail_tells_ids_and_names_of_actions_only() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let owner = care.practice.staff("Olga", &["owner"]).await;
    let assignment = care.to_couple("daily-check-in", "together").await.expect(201).id();
    let words = json!({"visibility": "private", "minutes": 1313, "personal": {"note": "glad of the garden", "closeness": 1}});
    homework::write(&care.ann, &check_in(&assignment, words)).await.expect(201);
    let pattern = json!({"pattern": "anxious", "source": "clinician", "assessed_on": "2026-03-02", "note": "held her breath"});
    care.therapist.put(&format!("/v1/clients/{}/attachment-pattern", care.ann.id), pattern).await.expect(201);
    let told = list(&owner, "limit=200").await;
    let allowed: BTreeSet<&str> =
        ["create_check_in", "create_couple_assignment", "sign_in", "update_attachment_pattern"].into();
    assert!(allowed.is_subset(&actions(&told).into_iter().collect()), "{}", told.text);
    for item in told.items() {
        assert_eq!(members(item), MEMBERS);
        for (name, value) in item.as_object().unwrap() {
            let text = value.as_str().unwrap_or_default();
            let fits = match name.as_str() {
                "at" => text.parse::<chrono::DateTime<chrono::Utc>>().is_ok(),
                "acting_as" => value.is_array(),
                "action" | "resource" => text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'),
                "outcome" => ["success", "denied"].contains(&text),
                _ => value.is_null() || uuid::Uuid::parse_str(text).is_ok(),
            };
            assert!(fits, "{name}: {value}");
        }
    }
    for content in ["garden", "breath", "anxious", "1313", "private", "Ann", "daily"] {
        assert!(!told.text.contains(content), "{content}: {}", told.text);
    }
}
