//! `GET /v1/clients/{client_id}/released-reports`: what a client reads of what was released to it.

use serde_json::{Value, json};

use super::{final_report, of_client, of_couple, received, release};
use crate::clients::hidden;
use crate::support::homework::{Care, check_in, day, noon, write};
use crate::support::{Answer, Caller, TestApp, new_id};

async fn read(client: &Caller, report: &str) -> Answer {
    client.get(&format!("{}/{report}", received(client))).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_document_and_nothing_of_who_else_has_it() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let report = of_couple(&care).await;
    release(&care.therapist, &report, &care.ann).await.expect(201);
    let before = (read(&care.ann, &report).await.expect(200), care.ann.get(&received(&care.ann)).await);
    let document = care.therapist.get(&format!("/v1/reports/{report}")).await.expect(200);
    let told = &before.0;
    assert_eq!(
        (&told.body["document"], &told.body["sha256"]),
        (&document.body["document"], &document.body["sha256"])
    );
    assert_eq!((&told.body["couple_id"], &told.body["version"]), (&json!(care.couple), &json!(1)));
    assert_eq!(told.etag(), "\"1\"");
    release(&care.therapist, &report, &care.ben).await.expect(201);
    assert_eq!(read(&care.ann, &report).await.text, told.text);
    assert_eq!(care.ann.get(&received(&care.ann)).await.text, before.1.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn in_all_forms() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let report = of_client(&care, &care.ann).await;
    release(&care.therapist, &report, &care.ann).await.expect(201);
    for form in ["html", "csv"] {
        let given = read(&care.ann, &format!("{report}.{form}")).await.expect(200);
        let of_therapist = care.therapist.get(&format!("/v1/reports/{report}.{form}")).await.expect(200);
        // The page tells beside when it was released, and the care team's own that it was not.
        let parted = |text: &str, line: &str| -> (Vec<String>, Vec<String>) {
            text.lines().map(str::to_owned).partition(|one| one.starts_with(line))
        };
        let (told, rest) = parted(&given.text, "<div><dt>Released</dt>");
        let (own, rest_of_own) = parted(&of_therapist.text, "<div><dt>For now</dt>");
        assert_eq!((told.len(), own.len()), (usize::from(form == "html"), usize::from(form == "html")));
        assert_eq!(rest, rest_of_own);
        assert_eq!(given.header("etag") == of_therapist.header("etag"), form == "csv");
    }
    let page = care.ann.request(reqwest::Method::GET, &format!("{}/{report}", received(&care.ann)));
    let page = Answer::of(page.header("Accept", "text/html")).await.expect(200);
    assert!(page.text.contains("You kept at it."));
    let json = read(&care.ann, &format!("{report}.json")).await.expect(200);
    assert_eq!(json.header("vary"), "Accept");
    read(&care.ann, &format!("{report}.xml")).await.problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_finds_it() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let report = of_client(&care, &care.ann).await;
    release(&care.therapist, &report, &care.ann).await.expect(201);
    let unreleased = of_client(&care, &care.ann).await;
    let of_ann = format!("{}/{report}", received(&care.ann));
    hidden(vec![
        care.ben.get(&of_ann).await,
        read(&care.ben, &report).await,
        care.ben.get(&received(&care.ann)).await,
        read(&care.ann, &unreleased).await,
        read(&care.ann, &new_id().to_string()).await,
    ]);
    care.therapist.get(&of_ann).await.problem(403, "forbidden");
    care.ann.get(&format!("/v1/reports/{report}")).await.problem(403, "forbidden");
}

/// A report about both is read by each below the own name alone.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_reads_it_as_the_other() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let (to_ann, to_ben) = (of_couple(&care).await, of_couple(&care).await);
    release(&care.therapist, &to_ann, &care.ann).await.expect(201);
    release(&care.therapist, &to_ben, &care.ben).await.expect(201);
    let never = new_id().to_string();
    let mut answers = Vec::new();
    for report in [&to_ann, &to_ben, &never] {
        answers.push(care.ben.get(&format!("{}/{report}", received(&care.ann))).await);
    }
    answers.push(read(&care.ben, &to_ann).await);
    hidden(answers);
    read(&care.ben, &to_ben).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_newest_first_page_by_page() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let (first, second) = (of_client(&care, &care.ann).await, of_couple(&care).await);
    // By the release, not by the report.
    release(&care.therapist, &second, &care.ann).await.expect(201);
    release(&care.therapist, &first, &care.ann).await.expect(201);
    let path = received(&care.ann);
    let page = care.ann.get(&format!("{path}?limit=1")).await.expect(200);
    assert_eq!(page.items()[0]["id"], json!(first));
    assert!(page.items()[0].get("document").is_none());
    let cursor = page.body["next_cursor"].as_str().unwrap();
    let rest = care.ann.get(&format!("{path}?limit=1&cursor={cursor}")).await.expect(200);
    assert_eq!((&rest.items()[0]["id"], &rest.body["next_cursor"]), (&json!(second), &Value::Null));
}

/// Guards the figure that could tell of the partner: own acts, what the partner shares, and nothing kept back.
#[tokio::test(flavor = "multi_thread")]
async fn data_that_changed_is_what_the_client_can_read() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let each = care.to_couple("bids-for-connection", "each").await.id();
    let report =
        final_report(&care.therapist, json!({"couple_id": care.couple, "weeks": 4, "audience": "couple"}))
            .await;
    for one in [&care.ann, &care.ben] {
        release(&care.therapist, &report, one).await.expect(201);
    }
    let changed =
        async |client: &Caller| !read(client, &report).await.expect(200).body["data_changed_since"].is_null();
    write(&care.ann, &check_in(&each, json!({"visibility": "private"}))).await.expect(201);
    write(&care.ann, &check_in(&each, json!({"visibility": "therapist"}))).await.expect(201);
    assert_eq!((changed(&care.ann).await, changed(&care.ben).await), (false, false));
    crate::safety::hold(&care.therapist, &care.ann).await;
    write(&care.ann, &check_in(&each, json!({"visibility": "partner"}))).await.expect(201);
    assert_eq!(
        (changed(&care.ann).await, changed(&care.ben).await),
        (true, false),
        "held, as without a hold"
    );
    write(&care.ben, &check_in(&each, json!({"visibility": "partner"}))).await.expect(201);
    assert!(changed(&care.ben).await);
}

/// Guards the partner: at what hour somebody wrote is told by nothing that the other reads.
#[tokio::test(flavor = "multi_thread")]
async fn when_the_partner_wrote_is_told_by_the_day() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let each = care.to_couple("bids-for-connection", "each").await.id();
    let report = of_couple(&care).await;
    release(&care.therapist, &report, &care.ben).await.expect(201);
    write(&care.ann, &check_in(&each, json!({"visibility": "partner"}))).await.expect(201);
    let told = read(&care.ben, &report).await.expect(200);
    let since = &told.body["data_changed_since"];
    assert!(
        since == &told.body["document"]["frozen_at"] || since.as_str().unwrap().ends_with("T00:00:00Z"),
        "{since}"
    );
    let page = read(&care.ben, &format!("{report}.html")).await.expect(200);
    let line =
        page.text.split("has changed since, last on ").nth(1).unwrap().split("Its figures").next().unwrap();
    assert!(!line.contains(':'), "{line}");
}

#[tokio::test(flavor = "multi_thread")]
async fn data_of_other_days_or_of_another_care_are_no_change() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let each = care.to_couple("bids-for-connection", "each").await.id();
    let own = care.to_client(&care.ann, "mindful-minute").await.id();
    let shared = |days: i64| check_in(&each, json!({"visibility": "partner", "occurred_at": noon(days)}));
    write(&care.ben, &shared(-3)).await.expect(201);
    let mut reports = Vec::new();
    for about in [
        json!({"couple_id": care.couple, "audience": "couple"}),
        json!({"client_id": care.ann.id, "audience": "client"}),
    ] {
        let mut body = about;
        body["window"] = json!({"from": day(-6), "to": day(-2)});
        let report = final_report(&care.therapist, body).await;
        release(&care.therapist, &report, &care.ann).await.expect(201);
        reports.push(report);
    }
    let changed = async || {
        let mut told = Vec::new();
        for report in &reports {
            let body = read(&care.ann, report).await.expect(200).body;
            told.push(!body["data_changed_since"].is_null());
        }
        told
    };
    assert_eq!(changed().await, [false, false], "what was there before");
    for (author, days) in [(&care.ann, -1), (&care.ben, -1), (&care.ann, -8), (&care.ben, -8)] {
        write(author, &shared(days)).await.expect(201);
    }
    write(&care.ann, &check_in(&own, json!({}))).await.expect(201);
    assert_eq!(changed().await, [false, false], "other days");
    write(&care.ann, &shared(-4)).await.expect(201);
    assert_eq!(changed().await, [true, false], "the couple's");
    write(&care.ann, &check_in(&own, json!({"occurred_at": noon(-4)}))).await.expect(201);
    assert_eq!(changed().await, [true, true]);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_reading_is_in_the_trail() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let report = of_client(&care, &care.ann).await;
    release(&care.therapist, &report, &care.ann).await.expect(201);
    read(&care.ann, &report).await.expect(200);
    read(&care.ann, &format!("{report}.csv")).await.expect(200);
    let owner = care.practice.staff("Olu", &["owner"]).await;
    let reads =
        "SELECT count(*) FROM audit_events WHERE action = 'find_released_report' AND outcome = 'success'";
    let sql = app.sql().await;
    for _ in 0..100 {
        if sql.number(reads).await == 2 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert_eq!(sql.number(reads).await, 2);
    let listed = owner.get("/v1/audit-events?limit=200").await.expect(200);
    assert!(listed.items().iter().any(|event| event["action"] == "create_report_release"));
}
