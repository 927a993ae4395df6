use crate::support::homework::Care;
use crate::support::{TestApp, new_id};

#[tokio::test(flavor = "multi_thread")]
async fn partners_read_the_same_bytes_and_nobody_else_reads() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let assignment = care.to_couple("daily-check-in", "together").await;
    let path = format!("/v1/assignments/{}", assignment.id());
    let (ann, ben) = (care.ann.get(&path).await.expect(200), care.ben.get(&path).await.expect(200));
    assert_eq!((&ann.text, ann.etag()), (&ben.text, ben.etag()));
    assert_eq!(care.therapist.get(&path).await.expect(200).text, ann.text);

    let supervisor = care.practice.staff("Vera", &["supervisor"]).await;
    supervisor.get(&path).await.problem(404, "not_found");
    care.practice.supervise(&supervisor, &care.therapist).await;
    supervisor.get(&path).await.expect(200);

    let (stranger, client) =
        (care.practice.staff("Sam", &["therapist"]).await, care.practice.client("Cleo").await);
    let individual = care.practice.staff("Ida", &["therapist"]).await;
    care.practice.care_for_client(&individual, &care.ann).await;
    let elsewhere = app.practice("Elsewhere").await.staff("Eve", &["therapist"]).await;
    let absent = care.therapist.get(&format!("/v1/assignments/{}", new_id())).await.problem(404, "not_found");
    for hidden in [&stranger, &client, &individual, &elsewhere] {
        let answer = hidden.get(&path).await.problem(404, "not_found");
        assert_eq!(answer.body_without_instance(), absent.body_without_instance());
        hidden.get(&format!("{path}/item")).await.problem(404, "not_found");
        hidden.get(&format!("{path}/revisions")).await.problem(404, "not_found");
    }
    for role in ["owner", "admin", "front_desk", "auditor"] {
        let member = care.practice.staff(role, &[role]).await;
        member.get(&path).await.problem(403, "forbidden");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_individual_homework_is_not_the_partners() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let assignment = care.to_client(&care.ann, "self-care").await;
    let path = format!("/v1/assignments/{}", assignment.id());
    care.ann.get(&path).await.expect(200);
    care.ben.get(&path).await.problem(404, "not_found");
    let for_couple = care.practice.staff("Cora", &["therapist"]).await;
    care.practice.care_for_couple(&for_couple, care.couple).await;
    for_couple.get(&path).await.problem(404, "not_found");
}
