//! Sessions that were left idle, and ages as settings.

use chrono::TimeDelta;

use super::{bearer, refresh, refresh_token, sign_in};
use crate::support::{TestApp, server};

#[tokio::test(flavor = "multi_thread")]
async fn a_portal_left_idle_ends_its_session() {
    let app = TestApp::start().await;
    let tess = app.practice("Harbour").await.staff("Tess", &["owner"]).await;
    let opened = sign_in(&app, &tess.email).await;
    app.clock.advance(TimeDelta::minutes(29));
    let next = refresh(&app, &refresh_token(&opened)).await.expect(200);
    app.clock.advance(TimeDelta::minutes(29));
    let next = refresh(&app, &refresh_token(&next)).await.expect(200);
    app.clock.advance(TimeDelta::minutes(31));
    refresh(&app, &refresh_token(&next)).await.problem(401, "unauthenticated");
    // It is ended, not only refused: the clock going back changes nothing.
    app.clock.advance(TimeDelta::minutes(-30));
    refresh(&app, &refresh_token(&next)).await.problem(401, "unauthenticated");
    bearer(&app, &next).get("/v1/me").await.problem(401, "unauthenticated");
}

/// A phone may rest for days.
#[tokio::test(flavor = "multi_thread")]
async fn a_phone_may_rest() {
    let app = TestApp::start().await;
    let ada = app.practice("Harbour").await.client("Ada").await;
    let opened = sign_in(&app, &ada.email).await;
    app.clock.advance(TimeDelta::days(29));
    let next = refresh(&app, &refresh_token(&opened)).await.expect(200);
    bearer(&app, &next).get("/v1/me").await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn ages_are_settings() {
    let app = TestApp::with(server::fresh_database().await, |settings| {
        settings.staff_idle_minutes = 120;
        settings.staff_session_hours = 2;
        settings.client_session_days = 1;
    })
    .await;
    let practice = app.practice("Harbour").await;
    let (tess, ada) = (practice.staff("Tess", &["owner"]).await, practice.client("Ada").await);
    let (tess, ada) = (sign_in(&app, &tess.email).await, sign_in(&app, &ada.email).await);
    app.clock.advance(TimeDelta::minutes(100));
    let tess = refresh(&app, &refresh_token(&tess)).await.expect(200);
    app.clock.advance(TimeDelta::minutes(21));
    refresh(&app, &refresh_token(&tess)).await.problem(401, "unauthenticated");
    let ada = refresh(&app, &refresh_token(&ada)).await.expect(200);
    app.clock.advance(TimeDelta::hours(22));
    refresh(&app, &refresh_token(&ada)).await.problem(401, "unauthenticated");
}

/// Parallel uses of a token that was replaced long ago end the session as one does, and its access tokens with it.
#[tokio::test(flavor = "multi_thread")]
async fn parallel_reuse_ends_the_session_too() {
    let app = TestApp::start().await;
    let ada = app.practice("Harbour").await.client("Ada").await;
    let opened = sign_in(&app, &ada.email).await;
    let next = refresh(&app, &refresh_token(&opened)).await.expect(200);
    app.clock.advance(TimeDelta::seconds(31));
    let (old, new) = (refresh_token(&opened), refresh_token(&next));
    let reuse = futures_util::future::join_all((0..6).map(|_| refresh(&app, &old))).await;
    assert!(reuse.iter().all(|answer| answer.status == 401));
    bearer(&app, &next).get("/v1/me").await.problem(401, "unauthenticated");
    refresh(&app, &new).await.problem(401, "unauthenticated");
}
