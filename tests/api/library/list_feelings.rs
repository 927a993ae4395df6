//! `GET /v1/feelings`.

use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn every_member_reads_the_vocabulary() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    for caller in [practice.client("Cleo").await, practice.staff("Audrey", &["auditor"]).await] {
        let answer = caller.get("/v1/feelings").await.expect(200);
        let families = answer.body["families"].as_array().unwrap();
        assert_eq!(families.len(), 8);
        assert_eq!(families[0]["words"][0]["key"], "happy");
        assert_eq!(answer.body.as_object().unwrap().len(), 1);
        caller.delete("/v1/sessions/current").await.expect(204);
        caller.get("/v1/feelings").await.problem(401, "unauthenticated");
    }
    app.nobody().get("/v1/feelings").await.problem(401, "unauthenticated");
}
