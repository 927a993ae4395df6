//! `holdfast report`, beside a service that runs.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Output;

use serde_json::json;

use super::holdfast;
use crate::progress::seed::Family;
use crate::support::{Caller, TestApp, told};

/// Runs the command as somebody, into the folder `out`.
async fn report(app: &TestApp, by: &Caller, out: &Path, words: &[&str]) -> Output {
    let data = tempfile::tempdir().unwrap();
    let out = out.to_str().unwrap();
    let words: Vec<&str> = ["report", "--out", out].iter().chain(words).copied().collect();
    let environment =
        [("HOLDFAST_SERVER", app.base.as_str()), ("HOLDFAST_TOKEN", by.token.as_deref().unwrap())];
    holdfast(&words, data.path(), &environment).await
}

fn files(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_what_the_service_answers() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let family = Family::of(&practice).await;
    let body = json!({"couple_id": family.couple, "audience": "couple"});
    let id = family.therapist.post("/v1/reports", body).await.expect(201).id();
    let out = tempfile::tempdir().unwrap();
    for form in ["html", "csv", "json"] {
        let done = report(&app, &family.therapist, out.path(), &["--form", form, &id]).await;
        assert!(done.status.success(), "{}", told(&done));
        let written = std::fs::read_to_string(out.path().join(format!("{id}.{form}"))).unwrap();
        assert_eq!(written, family.therapist.get(&format!("/v1/reports/{id}.{form}")).await.expect(200).text);
    }
    assert_eq!(files(out.path()), [format!("{id}.csv"), format!("{id}.html"), format!("{id}.json")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_report_is_made_and_written() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let family = Family::of(&practice).await;
    let out = tempfile::tempdir().unwrap();
    let ann = family.ann.id.to_string();
    let words = ["--client", ann.as_str(), "--audience", "client", "--weeks", "4", "--paper", "letter"];
    let done = report(&app, &family.therapist, out.path(), &words).await;
    assert!(done.status.success(), "{}", told(&done));
    assert!(told(&done).contains(&format!("\tclient {ann}")), "{}", told(&done));
    let made = family.therapist.get("/v1/reports").await.expect(200).items()[0].clone();
    assert_eq!((&made["audience"], &made["client_id"]), (&json!("client"), &json!(family.ann.id)));
    let file = format!("{}.pdf", made["id"].as_str().unwrap());
    assert_eq!(files(out.path()), [file.clone()]);
    let mode = std::fs::metadata(out.path().join(file)).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "for nobody else on this machine");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_caseload_is_made_by_a_run_and_written() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let family = Family::of(&practice).await;
    let working = TestApp::with(app.url.clone(), |settings| settings.jobs_ms = 20).await;
    let out = tempfile::tempdir().unwrap();
    let done = report(&app, &family.therapist, out.path(), &["--caseload", "--form", "json"]).await;
    assert!(done.status.success(), "{}", told(&done));
    let mut made: Vec<String> = family
        .therapist
        .get("/v1/reports")
        .await
        .expect(200)
        .items()
        .iter()
        .map(|report| format!("{}.json", report["id"].as_str().unwrap()))
        .collect();
    made.sort();
    assert_eq!((files(out.path()), made.len()), (made, 3));
    working.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_may_not_be_read_is_not_written() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let family = Family::of(&practice).await;
    let body = json!({"client_id": family.ann.id, "audience": "clinician"});
    let id = family.therapist.post("/v1/reports", body).await.expect(201).id();
    let other = practice.staff("Ida", &["therapist"]).await;
    let out = tempfile::tempdir().unwrap();
    let refused = report(&app, &other, out.path(), &[&id]).await;
    assert!(!refused.status.success());
    assert!(told(&refused).contains("404") && told(&refused).contains("not_found"), "{}", told(&refused));
    let refused =
        report(&app, &family.therapist, out.path(), &["--couple", &id, "--audience", "couple"]).await;
    assert!(!refused.status.success() && told(&refused).contains("404"), "{}", told(&refused));
    assert!(files(out.path()).is_empty());
    // Which reports is to be said, and only one way.
    for words in [&[][..], &["--caseload", &id], &["--client", &id, "--weeks", "4", "--since-last-session"]] {
        let wrong = report(&app, &family.therapist, out.path(), words).await;
        assert_eq!(wrong.status.code(), Some(2), "{words:?}: {}", told(&wrong));
    }
}
