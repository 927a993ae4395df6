use serde_json::json;

use super::{ask, download, of, ready};
use crate::support::homework::Care;
use crate::support::{Answer, PASSWORD, TestApp};

#[tokio::test(flavor = "multi_thread")]
async fn it_is_prepared_in_the_background() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let asked = ask(&care.ann, &care.ann).await.expect(202);
    assert_eq!(asked.header("location"), format!("{}/{}", of(&care.ann), asked.id()));
    assert_eq!(asked.body["status"], "queued");
    assert_eq!((&asked.body["size"], &asked.body["expires_at"]), (&json!(null), &json!(null)));
    care.ann.get(&format!("{}/content", asked.header("location"))).await.problem(404, "not_found");
    assert_eq!(app.work().await, 1);
    let done = care.ann.get(&asked.header("location")).await.expect(200);
    assert_eq!((done.body["status"].as_str(), done.body["version"].as_i64()), (Some("succeeded"), Some(2)));
    let bytes = download(&care.ann, &done).await;
    assert_eq!(done.body["size"].as_u64(), u64::try_from(bytes.len()).ok());
    let digest = holdfast::platform::crypto::sha256(&bytes).map(|byte| format!("{byte:02x}")).concat();
    assert_eq!(done.body["sha256"], digest);
    let listed = care.ann.get(&of(&care.ann)).await.expect(200);
    assert_eq!(listed.items().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_at_a_time() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let (first, second) = tokio::join!(ask(&care.ann, &care.ann), ask(&care.ann, &care.ann));
    let mut statuses = [first.status, second.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [202, 409]);
    let refused = if first.status == 409 { first } else { second };
    refused.problem(409, "already_exporting");
    ask(&care.ben, &care.ben).await.expect(202);
    app.work().await;
    ask(&care.ann, &care.ann).await.expect(202);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_request_asks_once() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let again = async || {
        let request = care.ann.request(reqwest::Method::POST, &of(&care.ann));
        Answer::of(request.header("Idempotency-Key", "take-along-1")).await.expect(202)
    };
    let (first, second) = (again().await, again().await);
    assert_eq!(first.id(), second.id());
    app.work().await;
    assert_eq!(again().await.body["status"], "succeeded");
}

/// Guards what the office may do: ask for a client, and see how it stands; never what is in it.
#[tokio::test(flavor = "multi_thread")]
async fn the_office_asks_for_a_client_who_alone_gets_it() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let admin = care.practice.staff("Adam", &["admin"]).await;
    let asked = ask(&admin, &care.ann).await.expect(202);
    assert_eq!(asked.body["requested_by"], admin.id.to_string());
    app.work().await;
    let location = asked.header("location");
    assert_eq!(admin.get(&location).await.expect(200).body["status"], "succeeded");
    let content = format!("{location}/content");
    admin.get(&content).await.problem(403, "forbidden");
    care.therapist.get(&content).await.problem(403, "forbidden");
    care.ben.get(&content).await.problem(404, "not_found");
    care.ben.get(&location).await.problem(404, "not_found");
    care.ben.get(&of(&care.ann)).await.problem(404, "not_found");
    ask(&care.ben, &care.ann).await.problem(404, "not_found");
    ask(&care.therapist, &care.ann).await.problem(403, "forbidden");
    care.ann.get(&content).await.expect(200);
    // The same id below oneself is nothing.
    care.ben.get(&format!("{}/{}/content", of(&care.ben), asked.id())).await.problem(404, "not_found");
}

/// A device left open takes nothing along.
#[tokio::test(flavor = "multi_thread")]
async fn order_and_download_need_a_proof_of_late() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let export = ready(&app, &care.ann).await;
    app.sql().await.run("UPDATE sessions SET proved_at = proved_at - interval '11 minutes'").await;
    let content = format!("{}/{}/content", of(&care.ann), export.id());
    ask(&care.ann, &care.ann).await.problem(403, "step_up_needed");
    care.ann.get(&content).await.problem(403, "step_up_needed");
    care.ann.put("/v1/sessions/current/proof", json!({"password": PASSWORD})).await.expect(200);
    care.ann.get(&content).await.expect(200);
    ask(&care.ann, &care.ann).await.expect(202);
}

#[tokio::test(flavor = "multi_thread")]
async fn order_and_download_are_recorded() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let export = ready(&app, &care.ann).await;
    download(&care.ann, &export).await;
    let (sql, ann) = (app.sql().await, care.ann.clone());
    app.stop().await;
    let rows = sql
        .rows(
            "SELECT action, outcome, membership_id, resource_id, client_id FROM audit_events \
             WHERE action IN ('create_export', 'find_export_content') ORDER BY action",
        )
        .await;
    let row = |action: &str| -> Vec<String> {
        [action, "success", &ann.id.to_string(), &export.id(), &ann.id.to_string()]
            .map(str::to_owned)
            .to_vec()
    };
    assert_eq!(rows, [row("create_export"), row("find_export_content")]);
}

/// An export is below its own client: asked for below another one it is not there, whoever may read both.
#[tokio::test(flavor = "multi_thread")]
async fn an_export_is_of_its_own_client_alone() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let owner = care.practice.staff("Olu", &["owner"]).await;
    let anns = ask(&owner, &care.ann).await.expect(202);
    ask(&owner, &care.ben).await.expect(202);
    owner.get(&format!("{}/{}", of(&care.ann), anns.id())).await.expect(200);
    owner.get(&format!("{}/{}", of(&care.ben), anns.id())).await.problem(404, "not_found");
}

/// Guards what the client writes in private: the office learns nothing from an archive's length, and takes none away.
#[tokio::test(flavor = "multi_thread")]
async fn the_office_is_told_no_length_and_takes_nothing_away() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let admin = care.practice.staff("Abe", &["admin"]).await;
    let own = ready(&app, &care.ann).await;
    assert!(own.body["size"].is_i64() && own.body["sha256"].is_string());
    let path = format!("{}/{}", of(&care.ann), own.id());
    let told = admin.get(&path).await.expect(200);
    assert!(told.body["size"].is_null() && told.body["sha256"].is_null(), "{}", told.text);
    let listed = admin.get(&of(&care.ann)).await.expect(200);
    assert!(listed.items()[0]["size"].is_null() && listed.items()[0]["sha256"].is_null());
    ask(&admin, &care.ann).await.problem(409, "wrong_state");
    download(&care.ann, &own).await;
}
