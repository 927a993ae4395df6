//! `GET /v1/clients/{client_id}/attachment-pattern`.

use diesel::sql_types::{Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;

use super::anxious;
use crate::clients::hidden;
use crate::support::{TestApp, new_id};

#[tokio::test(flavor = "multi_thread")]
async fn it_is_for_those_who_care_for_the_client_alone() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let (ada, bo) = (practice.client("Ada").await, practice.client("Bo").await);
    let couple = practice.couple(&ada, &bo).await;
    let tess = practice.staff("Tess", &["therapist"]).await;
    let cora = practice.staff("Cora", &["therapist"]).await;
    let boss = practice.staff("Boss", &["owner", "therapist"]).await;
    let (sue, ida) =
        (practice.staff("Sue", &["supervisor"]).await, practice.staff("Ida", &["supervisor"]).await);
    practice.care_for_client(&tess, &ada).await;
    practice.care_for_couple(&cora, couple).await;
    practice.supervise(&sue, &tess).await;
    practice.supervise(&ida, &cora).await;
    let path = format!("/v1/clients/{}/attachment-pattern", ada.id);
    tess.get(&path).await.problem(404, "not_found");
    let written = tess.put(&path, anxious()).await.expect(201);
    for reader in [&tess, &sue] {
        let found = reader.get(&path).await.expect(200);
        assert_eq!((found.etag(), &found.body), (written.etag(), &written.body));
    }
    let foreign = app.practice("Elsewhere").await.staff("Eve", &["therapist"]).await;
    hidden(vec![
        cora.get(&path).await,
        ida.get(&path).await,
        boss.get(&path).await,
        foreign.get(&path).await,
        tess.get(&format!("/v1/clients/{}/attachment-pattern", new_id())).await,
        tess.get(&format!("/v1/clients/{}/attachment-pattern", bo.id)).await,
    ]);
    for role in ["owner", "admin", "front_desk", "auditor"] {
        practice.staff("Sam", &[role]).await.get(&path).await.problem(403, "forbidden");
    }
    for client in [&ada, &bo] {
        client.get(&path).await.problem(403, "forbidden");
    }
    app.nobody().get(&path).await.problem(401, "unauthenticated");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_read_write_and_denial_is_on_record() {
    #[derive(diesel::QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        what: String,
    }
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let ada = practice.client("Ada").await;
    let tess = practice.staff("Tess", &["therapist"]).await;
    let tom = practice.staff("Tom", &["therapist"]).await;
    practice.care_for_client(&tess, &ada).await;
    let path = format!("/v1/clients/{}/attachment-pattern", ada.id);
    tess.put(&path, anxious()).await.expect(201);
    tess.get(&path).await.expect(200);
    tom.get(&path).await.problem(404, "not_found");
    tom.put(&path, anxious()).await.problem(404, "not_found");
    let mut rows: Vec<String> = Vec::new();
    for _ in 0..40 {
        let found: Vec<Row> = diesel::sql_query(
            "SELECT action || ' ' || outcome AS what FROM audit_events WHERE practice_id = $1 AND client_id = $2 \
             ORDER BY 1",
        )
        .bind::<SqlUuid, _>(practice.id)
        .bind::<SqlUuid, _>(ada.id)
        .load(&mut app.root().await)
        .await
        .unwrap();
        rows = found.into_iter().map(|row| row.what).collect();
        if rows.len() == 4 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert_eq!(
        rows,
        [
            "find_attachment_pattern denied",
            "find_attachment_pattern success",
            "update_attachment_pattern denied",
            "update_attachment_pattern success"
        ]
    );
}
