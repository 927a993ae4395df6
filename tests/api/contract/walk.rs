//! The main job from end to end, through HTTP alone, as somebody with curl would do it.

use chrono::{Days, TimeDelta};
use diesel_async::AsyncPgConnection;
use holdfast::platform::db::Mode;
use holdfast::platform::ids::Id;
use serde_json::{Value, json};

use super::crawl::{Known, crawl};
use super::spec::Spec;
use crate::support::{Answer, Caller, PASSWORD, TestApp, TestPractice, new_id};

/// Words, and numbers that stand nowhere else, of what Ann keeps to herself.
const NOTE: &str = "I hid in the garden and was glad of it";
const COUNT: i64 = 97;
const MINUTES: i64 = 1313;

async fn install_library(app: &TestApp, practice: &TestPractice<'_>) {
    let (services, id, now) = (app.services(), Id::from_uuid(practice.id), app.clock.now());
    let install =
        async |conn: &AsyncPgConnection| holdfast::homework::library::install_built_in(conn, id, now).await;
    services.database.in_practice(id, Mode::Write, async |_| Ok(()), install).await.unwrap();
}

async fn sign_in(app: &TestApp, email: &str) -> Caller {
    let body = json!({"email": email, "password": PASSWORD, "device": "curl"});
    let opened = app.nobody().post("/v1/sessions", body).await.expect(201);
    assert_eq!(opened.body["status"], "signed_in");
    app.bearer(opened.body["access_token"].as_str())
}

/// The whole built-in library, by key.
async fn library(therapist: &Caller) -> Value {
    let (mut all, mut query) = (json!({}), "limit=200".to_owned());
    loop {
        let page = therapist.get(&format!("/v1/library-items?{query}")).await.expect(200);
        for item in page.items() {
            all[item["key"].as_str().unwrap()] = item.clone();
        }
        match page.body["next_cursor"].as_str() {
            Some(cursor) => query = format!("limit=200&cursor={cursor}"),
            None => return all,
        }
    }
}

async fn new_client(therapist: &Caller, name: &str, email: &str) -> String {
    let body = json!({
        "given_name": name, "family_name": "Example", "email": email, "time_zone": "Europe/London", "language": "en"
    });
    therapist.post("/v1/clients", body).await.expect(201).id()
}

/// Invites a client and lets it accept.
async fn accept(app: &TestApp, therapist: &Caller, client: &str) -> Caller {
    let invited = therapist.post(&format!("/v1/clients/{client}/invitations"), json!({})).await.expect(201);
    let body = json!({"token": invited.body["token"], "password": PASSWORD, "device": "Phone"});
    let opened = app.nobody().post("/v1/invitation-acceptances", body.clone()).await.expect(201);
    assert_eq!(opened.body["membership_id"], client);
    app.nobody().post("/v1/invitation-acceptances", body).await.problem(404, "not_found");
    let caller = app.bearer(opened.body["access_token"].as_str());
    Caller { id: client.parse().unwrap(), ..caller }
}

async fn check_in(app: &TestApp, client: &Caller, assignment: &str, days_ago: i64, more: Value) -> Answer {
    let now = app.clock.now();
    let occurred_at = now - TimeDelta::days(days_ago) - TimeDelta::minutes(1);
    let mut body = json!({
        "id": new_id(), "assignment_id": assignment, "occurred_at": occurred_at, "time_zone": "Europe/London",
        "sent_at": now, "outcome": "done"
    });
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    client.post(&format!("/v1/clients/{}/check-ins", client.id), body).await.expect(201)
}

fn holds_number(value: &Value, number: i64) -> bool {
    match value {
        Value::Number(found) => found.as_i64() == Some(number) || found.to_string() == format!("{number}.0"),
        Value::Array(items) => items.iter().any(|item| holds_number(item, number)),
        Value::Object(members) => members.values().any(|member| holds_number(member, number)),
        _ => false,
    }
}

/// Guards the main job itself, as the issue shows it: a therapist assigns, two partners check in, a report comes out,
/// and of what one partner wrote in private the other finds no trace anywhere.
#[tokio::test(flavor = "multi_thread")]
async fn a_therapist_assigns_two_partners_check_in_a_report_comes_out() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    install_library(&app, &practice).await;
    let tess = practice.staff("Tess", &["therapist"]).await;

    // The therapist signs in, creates two clients and a couple, and invites them.
    let tess = Caller { id: tess.id, ..sign_in(&app, &tess.email).await };
    let ann = new_client(&tess, "Ann", "ann@example.org").await;
    let ben = new_client(&tess, "Ben", "ben@example.org").await;
    let couple = tess.post("/v1/couples", json!({"member_ids": [ann, ben]})).await.expect(201).id();
    let library = library(&tess).await;
    let search = json!({"text": library["bids-for-connection"]["title"]});
    let found = tess.post("/v1/library-items/search", search).await.expect(200);
    assert!(found.items().iter().any(|item| item["key"] == "bids-for-connection"));

    // Four pieces of homework, for the last ten days.
    let starts_on = crate::support::homework::today() - Days::new(10);
    let mut given = Vec::new();
    for (key, mode, cadence) in [
        ("daily-check-in", "together", None),
        (
            "bids-for-connection",
            "each",
            Some(json!({"type": "times_per_period", "times": 3, "times_max": 5, "every": 1, "unit": "day"})),
        ),
        ("repair-four-steps", "each", Some(json!({"type": "as_needed"}))),
        ("limit-with-reconnect", "each", None),
    ] {
        let mut body = json!({"item_id": library[key]["id"], "mode": mode, "starts_on": starts_on});
        if let Some(cadence) = cadence {
            body["cadence"] = cadence;
        }
        let made = tess.post(&format!("/v1/couples/{couple}/assignments"), body).await.expect(201);
        assert_eq!(
            (made.body["status"].as_str(), made.body["item"]["key"].as_str()),
            (Some("active"), Some(key))
        );
        given.push(made.id());
    }
    let [daily, bids, repair, limit] = given.try_into().unwrap();

    // Both accept, and see their day.
    let (ann, ben) = (accept(&app, &tess, &ann).await, accept(&app, &tess, &ben).await);
    for client in [&ann, &ben] {
        let today = client.get(&format!("/v1/clients/{}/today", client.id)).await.expect(200);
        for assignment in [&daily, &bids, &repair, &limit] {
            assert!(today.text.contains(assignment.as_str()), "{assignment} is not in today: {}", today.text);
        }
        let content = client.get(&format!("/v1/assignments/{bids}/item")).await.expect(200);
        assert_eq!(content.body["key"], "bids-for-connection");
    }

    // Both check in; Ann also in private.
    let shared =
        check_in(&app, &ann, &daily, 1, json!({"minutes": 10, "personal": {"note": "Ann's own words"}}))
            .await;
    assert_eq!(shared.body["visibility"], "partner", "one act of the two is shared from the start");
    check_in(&app, &ben, &daily, 2, json!({"minutes": 12})).await;
    check_in(&app, &ben, &bids, 1, json!({"count": 4})).await;
    let words = json!({"note": NOTE, "closeness": 1, "feelings": ["lonely"]});
    let limit_words = json!({"note": NOTE, "details": {"kind": "boundary_script", "reconnected": true, "answers": [
        {"type": "text", "prompt": "my_limit", "text": "An hour of quiet when I come home."},
        {"type": "text", "prompt": "plan_for_closeness", "text": "Tea on the steps."},
        {"type": "time", "prompt": "closeness_time", "time": "20:30"}
    ]}});
    let private = [
        check_in(
            &app,
            &ann,
            &bids,
            1,
            json!({"count": COUNT, "minutes": MINUTES, "visibility": "private", "personal": words}),
        )
        .await,
        check_in(
            &app,
            &ann,
            &daily,
            3,
            json!({"minutes": MINUTES, "visibility": "private", "personal": words}),
        )
        .await,
        check_in(&app, &ann, &limit, 2, json!({"visibility": "private", "personal": limit_words})).await,
    ];
    for one in &private {
        assert_eq!(one.body["audience"], json!(["self"]));
    }

    // The therapist reads the couple's progress and makes a report.
    let progress = tess.get(&format!("/v1/couples/{couple}/progress")).await.expect(200);
    let made = tess
        .post("/v1/reports", json!({"couple_id": couple, "weeks": 4, "audience": "couple"}))
        .await
        .expect(201);
    let address = format!("/v1/reports/{}/finalisation", made.id());
    let request = tess.request(reqwest::Method::PUT, &address).header("If-Match", made.etag());
    let report = Answer::of(request).await.expect(200);
    assert_eq!(report.body["status"], "final");
    let mut hidden: Vec<String> = private.iter().map(Answer::id).collect();
    hidden.extend([NOTE, "An hour of quiet", "Tea on the steps"].map(str::to_owned));
    for answer in [&progress, &made, &report] {
        assert_no_trace("the therapist's view", answer, &hidden);
    }

    // Ben finds no trace of it, wherever he looks.
    let spec = Spec::of(&app).await;
    hidden.push("Ann's own words".to_owned());
    let mut known = Known::default()
        .with("client_id", [&ben.id, &ann.id])
        .with("couple_id", [&couple])
        .with("assignment_id", [&daily, &bids, &repair, &limit])
        .with("check_in_id", private.iter().map(Answer::id).chain([shared.id()]))
        .with("shared_id", private.iter().map(Answer::id).chain([shared.id()]))
        .with("report_id", [made.id()])
        .with(
            "item_id",
            library.as_object().unwrap().values().take(3).map(|item| item["id"].as_str().unwrap()),
        )
        .with("staff_id", [tess.id])
        .with("number", [1])
        .with("step", [1]);
    let seen = crawl(&ben, &spec, &mut known).await;
    let found = seen.iter().filter(|exchange| exchange.answer.status == 200).count();
    println!("the walk: Ben made {} requests, {found} of them found something", seen.len());
    assert!(found > 15, "Ben sees his own side of it");
    for exchange in &seen {
        assert_no_trace(&exchange.request, &exchange.answer, &hidden);
    }
    let listed = ben.get(&format!("/v1/couples/{couple}/check-ins")).await.expect(200);
    let mut dates: Vec<&str> = listed.items().iter().map(|one| one["client_id"].as_str().unwrap()).collect();
    dates.sort_unstable();
    let mut authors = [ann.id.to_string(), ben.id.to_string()];
    authors.sort_unstable();
    assert_eq!(dates, authors, "one shared act of each");

    // And the search does find what it looks for, where it may be read.
    let own = ann.get(&format!("/v1/clients/{}/check-ins", ann.id)).await.expect(200);
    assert!(hidden.iter().all(|text| own.text.contains(text.as_str())) && holds_number(&own.body, COUNT));
}

#[track_caller]
fn assert_no_trace(place: &str, answer: &Answer, hidden: &[String]) {
    for text in hidden {
        let asked = place.contains(text.as_str());
        assert!(
            !answer.text.contains(text.as_str()),
            "{place} tells {text} (asked for: {asked}): {}",
            answer.text
        );
    }
    for number in [COUNT, MINUTES] {
        assert!(!holds_number(&answer.body, number), "{place} tells the number {number}: {}", answer.text);
    }
}
