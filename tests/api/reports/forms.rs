//! The forms of `GET /v1/reports/{report_id}`: JSON, a page, a PDF and CSV, by `Accept` or by extension.

use holdfast::platform::crypto::{hexadecimal, sha256};
use holdfast::progress::reports::render::CONTENT_SECURITY_POLICY;
use reqwest::Method;
use serde_json::{Value, json};

use crate::progress::seed::{Family, Given, done};
use crate::support::{Answer, Caller, TestApp, new_id};

async fn accepting(caller: &Caller, path: &str, accept: &str) -> Answer {
    Answer::of(caller.request(Method::GET, path).header("Accept", accept)).await
}

/// What the ETag of a file is made from.
fn tag_of(answer: &Answer) -> String {
    format!("\"{}\"", hexadecimal(&sha256(answer.text.as_bytes())))
}

async fn report(family: &Family<'_>) -> String {
    let habit = family.assign(Given::daily("individual", 3)).await;
    family.log(habit, done(&family.ann, 2, "therapist")).await;
    let body = json!({"client_id": family.ann.id, "weeks": 4, "audience": "client", "narrative": "A <b>good</b> month."});
    let made = family.therapist.post("/v1/reports", body).await.expect(201);
    format!("/v1/reports/{}", made.id())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_is_given_in_the_form_that_is_asked_for() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let family = Family::of(&practice).await;
    let path = report(&family).await;
    let tess = &family.therapist;
    let json = tess.get(&path).await.expect(200);
    for (address, accept, form) in [
        (path.clone(), "*/*", "json"),
        (path.clone(), "application/json", "json"),
        (path.clone(), "text/html,application/xhtml+xml,*/*;q=0.8", "html"),
        (path.clone(), "text/csv", "csv"),
        (path.clone(), "application/pdf", "pdf"),
        (format!("{path}.pdf"), "text/html", "pdf"),
        (format!("{path}.pdf?paper=letter"), "*/*", "pdf"),
        (format!("{path}.json"), "text/html", "json"),
        (format!("{path}.html"), "application/json", "html"),
        (format!("{path}.csv"), "*/*", "csv"),
    ] {
        let answer = accepting(tess, &address, accept).await.expect(200);
        assert_eq!(answer.header("vary"), "Accept");
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        let kind = answer.header("content-type");
        match form {
            "json" => {
                assert_eq!((kind.as_str(), &answer.text), ("application/json", &json.text));
                assert_eq!(answer.etag(), "\"1\"");
            }
            "html" => {
                assert_eq!((kind.as_str(), answer.etag()), ("text/html; charset=utf-8", tag_of(&answer)));
                assert_eq!(answer.header("content-security-policy"), *CONTENT_SECURITY_POLICY);
                assert_eq!(answer.header("content-disposition"), "inline; filename=\"report.html\"");
                for there in ["<bdi>Ann Example</bdi>", "A &lt;b&gt;good&lt;/b&gt; month.", "Draft:", "33 %"]
                {
                    assert!(answer.text.contains(there), "{there}: {}", answer.text);
                }
                assert!(answer.text.contains(json.body["sha256"].as_str().unwrap()));
            }
            "pdf" => {
                assert_eq!((kind.as_str(), answer.etag().len()), ("application/pdf", 66));
                assert_eq!(answer.header("content-disposition"), "inline; filename=\"report.pdf\"");
                assert!(answer.text.starts_with("%PDF-1.7"));
            }
            _ => {
                assert_eq!(kind, "text/csv; charset=utf-8; header=present");
                assert_eq!(answer.etag(), tag_of(&answer));
                assert_eq!(answer.header("content-disposition"), "attachment; filename=\"report.csv\"");
                let line = answer.text.lines().nth(1).unwrap();
                assert!(line.starts_with("overall,,,Ann Example,care_team,adherence,"), "{line}");
                assert!(line.ends_with(",0.333333,1,3,share,adherence-1"), "{line}");
                assert!(!answer.text.contains("month."), "figures without the therapist's words");
            }
        }
    }
}

/// The text of a PDF of one or more pages.
pub async fn pdf(caller: &Caller, path: &str) -> String {
    let bytes = caller.request(Method::GET, path).send().await.unwrap().bytes().await.unwrap();
    let read = lopdf::Document::load_mem(&bytes).unwrap();
    let pages: Vec<u32> = read.get_pages().into_keys().collect();
    read.extract_text(&pages).unwrap().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Guards the paper: what the page says is in the PDF, and the paper asked for changes its size alone.
#[tokio::test(flavor = "multi_thread")]
async fn a_pdf_says_what_the_page_says() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let family = Family::of(&practice).await;
    let path = report(&family).await;
    let tess = &family.therapist;
    let said = pdf(tess, &format!("{path}.pdf")).await;
    for there in ["Ann Example", "A <b>good</b> month.", "Draft:", "33 %", "Page 1 of"] {
        assert!(said.contains(there), "{there}: {said}");
    }
    let letter = pdf(tess, &format!("{path}.pdf?paper=letter")).await;
    assert!(letter.contains("A <b>good</b> month.") && letter.contains("Ann Example"));
    for wrong in ["paper=a3", "paper=", "papers=a4"] {
        tess.get(&format!("{path}.pdf?{wrong}")).await.problem(400, "malformed");
        tess.get(&format!("{path}?{wrong}")).await.problem(400, "malformed");
    }
    let once = tess.get(&format!("{path}.pdf")).await.expect(200).text;
    assert!(once == tess.get(&format!("{path}.pdf?paper=a4")).await.expect(200).text, "the same file");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_final_report_says_so_and_an_etag_of_a_page_changes_nothing() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let family = Family::of(&practice).await;
    let path = report(&family).await;
    let tess = &family.therapist;
    let page = tess.get(&format!("{path}.html")).await.expect(200);
    tess.patch_if(&path, &page.etag(), json!({"narrative": "Other"}))
        .await
        .problem(412, "precondition_failed");
    tess.patch_if(&format!("{path}.html"), "\"1\"", json!({"narrative": "Other"}))
        .await
        .problem(404, "not_found");
    tess.put_if(&format!("{path}/finalisation"), "\"1\"", json!({})).await.expect(200);
    let draft = page.etag();
    let page = tess.get(&format!("{path}.html")).await.expect(200);
    assert_ne!(page.etag(), draft, "it says something else");
    assert!(page.text.contains("Final: nothing in it changes any more.") && !page.text.contains("Draft:"));
    let said = pdf(tess, &format!("{path}.pdf")).await;
    assert!(said.contains("Final: nothing in it changes any more.") && !said.contains("Draft:"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_there_is_not_is_told() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let family = Family::of(&practice).await;
    let path = report(&family).await;
    let tess = &family.therapist;
    for accept in ["application/xml", "image/*", "application/json;q=0, application/pdf;q=0, text/*;q=0"] {
        let refused = accepting(tess, &path, accept).await.problem(406, "not_acceptable");
        assert_eq!(
            refused.body["detail"],
            "There is application/json, text/html, application/pdf and text/csv."
        );
        // Whoever must not know of it is told the same of what never was.
        let never = format!("/v1/reports/{}", new_id());
        let never = accepting(&family.ann, &never, accept).await.problem(406, "not_acceptable");
        assert_eq!(never.body_without_instance(), refused.body_without_instance());
        accepting(&app.nobody(), &path, accept).await.problem(401, "unauthenticated");
    }
    for wrong in [".PDF", ".pdf.pdf", ".HTML", ".html.html", ".", ".htm", "html"] {
        tess.get(&format!("{path}{wrong}")).await.problem(404, "not_found");
    }
}

/// Guards what a report must not tell to others, in every form, and that each reading is recorded.
#[tokio::test(flavor = "multi_thread")]
async fn every_form_is_read_by_the_same_people_and_recorded_alike() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let family = Family::of(&practice).await;
    let path = report(&family).await;
    let alone = practice.staff("Ida", &["therapist"]).await;
    let other = app.practice("Elsewhere").await.staff("Olu", &["therapist"]).await;
    let owner = practice.staff("Ona", &["owner"]).await;
    for extension in ["", ".json", ".html", ".pdf", ".csv"] {
        let (address, never) = (format!("{path}{extension}"), format!("/v1/reports/{}{extension}", new_id()));
        for caller in [&alone, &other] {
            let hidden = caller.get(&address).await.problem(404, "not_found");
            let absent = caller.get(&never).await.problem(404, "not_found");
            assert_eq!(hidden.body_without_instance(), absent.body_without_instance());
        }
        for caller in [&family.ann, &family.ben, &owner] {
            caller.get(&address).await.problem(403, "forbidden");
        }
        app.nobody().get(&address).await.problem(401, "unauthenticated");
        family.therapist.get(&address).await.expect(200);
    }
    accepting(&family.therapist, &path, "text/html").await.expect(200);
    accepting(&family.ann, &path, "text/html").await.problem(403, "forbidden");
    let sql = app.sql().await;
    app.stop().await;
    let rows = sql.rows(
        "SELECT outcome, count(*)::text FROM audit_events WHERE action = 'find_report' GROUP BY 1 ORDER BY 1",
    );
    let rows: Vec<Value> = rows.await.into_iter().map(|row| json!(row)).collect();
    // Six reads of those who may; of each extension, and once more, the refusals of those of this practice and the other.
    assert_eq!(rows, [json!(["denied", "36"]), json!(["success", "6"])]);
}
