//! `DELETE /v1/clients/{client_id}/check-ins/{check_in_id}`.

use serde_json::json;

use crate::support::TestApp;
use crate::support::homework::{Care, check_in, of, write};

#[tokio::test(flavor = "multi_thread")]
async fn nobody_reads_it_any_more() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let assignment = care.to_couple("daily-check-in", "together").await.id();
    let figures = async || {
        let periods = format!("/v1/assignments/{assignment}/periods");
        let readers = [&care.ann, &care.ben, &care.therapist].map(|reader| reader.get(&periods));
        futures_util::future::join_all(readers).await.into_iter().map(|answer| answer.expect(200).body)
    };
    let before: Vec<_> = figures().await.collect();
    let made =
        write(&care.ann, &check_in(&assignment, json!({"personal": {"note": "Gone."}}))).await.expect(201);
    let path = format!("{}/{}", of(&care.ann), made.id());
    let shared =
        format!("/v1/couples/{}/check-ins/{}", care.couple, made.body["shared_id"].as_str().unwrap());
    care.ben.get(&shared).await.expect(200);
    assert!(figures().await.zip(&before).all(|(now, then)| now != *then), "it counts for all");
    care.therapist.delete_if(&path, "\"1\"").await.problem(403, "forbidden");
    care.ben.delete_if(&path, "\"1\"").await.problem(404, "not_found");
    care.ann.delete(&path).await.problem(428, "precondition_required");
    care.ann.delete_if(&path, "\"9\"").await.problem(412, "precondition_failed");
    care.ann.delete_if(&path, "\"1\"").await.expect(204);
    for reader in [&care.ann, &care.therapist] {
        reader.get(&path).await.problem(404, "not_found");
        reader.get(&format!("{path}/versions")).await.problem(404, "not_found");
        assert!(reader.get(&of(&care.ann)).await.expect(200).items().is_empty());
    }
    care.ben.get(&shared).await.problem(404, "not_found");
    assert!(care.shared(&care.ben).await.expect(200).items().is_empty());
    assert_eq!(figures().await.collect::<Vec<_>>(), before, "and then for nobody");
    care.ann.delete_if(&path, "\"2\"").await.problem(404, "not_found");
}
