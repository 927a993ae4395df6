//! `GET /v1/practice`.

use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn every_member_reads_its_own_practice() {
    let app = TestApp::start().await;
    let harbour = app.practice("Harbour").await;
    let elsewhere = app.practice("Elsewhere").await;
    for role in ["owner", "admin", "supervisor", "therapist", "front_desk", "auditor"] {
        let found = harbour.staff("Sam", &[role]).await.get("/v1/practice").await.expect(200);
        assert_eq!((&found.body["name"], found.id()), (&"Harbour".into(), harbour.id.to_string()));
        assert_eq!(found.etag(), "\"1\"");
    }
    let found = elsewhere.client("Eve").await.get("/v1/practice").await.expect(200);
    assert_eq!(found.body["name"], "Elsewhere");
    assert_eq!((&found.body["day_start"], &found.body["week_start"]), (&"03:00".into(), &"monday".into()));
    app.nobody().get("/v1/practice").await.problem(401, "unauthenticated");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_practice_is_made_with_the_key_of_its_texts() {
    use holdfast::people::practices::{NewPractice, create_practice, find_practice};
    use holdfast::platform::db::{Conn, Mode};
    let app = TestApp::start().await;
    let services = app.services();
    let id = holdfast::platform::ids::kind::PracticeId::generate();
    let new = NewPractice {
        id,
        name: "Harbour".to_owned(),
        time_zone: "Asia/Tokyo".parse().unwrap(),
        language: "ja".to_owned(),
        day_start: "04:00".parse().unwrap(),
        week_start: "sunday".parse().unwrap(),
        streaks_shown: false,
        agreement_required: true,
        second_factor_required: true,
        now: app.clock.now(),
    };
    let create = async |conn: Conn<'_>| {
        create_practice(conn, &services, new.clone()).await?;
        services.shared.practice_keys.get(conn, id).await?;
        find_practice(conn, id).await
    };
    let ((), row) = services.database.in_practice(id, Mode::Write, async |_| Ok(()), create).await.unwrap();
    assert_eq!((row.name.as_str(), row.streaks_shown, row.version), ("Harbour", false, 1));
}
