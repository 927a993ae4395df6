//! A token of one practice opens nothing of another, whatever id is named.

use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_id_answers_like_an_unknown_one() {
    let app = TestApp::start().await;
    let (ours, theirs) = (app.practice("Harbour").await, app.practice("Lighthouse").await);
    let owner = ours.staff("Tess", &["owner", "admin"]).await;
    let (own, foreign) = (ours.client("Ada").await, theirs.client("Ben").await);
    owner.get(&format!("/v1/clients/{}", own.id)).await.expect(200);
    let foreign = owner.get(&format!("/v1/clients/{}", foreign.id)).await.problem(404, "not_found");
    let unknown =
        owner.get(&format!("/v1/clients/{}", crate::support::new_id())).await.problem(404, "not_found");
    let malformed = owner.get("/v1/clients/no-id").await.problem(404, "not_found");
    assert_eq!(foreign.body_without_instance(), unknown.body_without_instance());
    assert_eq!(foreign.body_without_instance(), malformed.body_without_instance());
}
