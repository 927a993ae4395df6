//! `GET /v1/clients/{client_id}/released-reports`: what a client reads of what was released to it.

use serde_json::{Value, json};

use super::{final_report, of_client, of_couple, received, release};
use crate::clients::hidden;
use crate::support::homework::{Care, check_in, write};
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
        // The page tells beside when it was released.
        let (told, rest): (Vec<&str>, Vec<&str>) =
            given.text.lines().partition(|line| line.starts_with("<div><dt>Released</dt>"));
        assert_eq!(told.len(), usize::from(form == "html"));
        assert_eq!(rest, of_therapist.text.lines().collect::<Vec<_>>());
        assert_eq!(given.header("etag"), format!("\"1-{form}\""));
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
