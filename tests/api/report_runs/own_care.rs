//! A run is about the own care: not about that of those whom one supervises, and not for who has left.

use serde_json::json;

use super::{RUNS, ask, items, stands};
use crate::progress::seed::Family;
use crate::support::TestApp;

/// Guards against a caseload of two: a supervisor who is a therapist has a run of the own clients alone, then and later.
#[tokio::test(flavor = "multi_thread")]
async fn who_supervises_has_a_run_of_the_own_caseload() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let family = Family::of(&practice).await;
    let sue = practice.staff("Sue", &["supervisor", "therapist"]).await;
    practice.supervise(&sue, &family.therapist).await;
    practice.care_for_client(&sue, &practice.client("Cleo").await).await;
    let run = ask(&sue, json!({"audience": "clinician"})).await.expect(202);
    assert_eq!(run.body["total"], 1);
    app.work().await;
    assert_eq!(items(&sue, &run.id()).await.len(), 1);
    // Whom she passes on to the one she supervises is in her run no more.
    let run = ask(&family.therapist, json!({"audience": "clinician"})).await.expect(202).id();
    app.work().await;
    assert_eq!(items(&family.therapist, &run).await.len(), 3);
    let tom = practice.staff("Tom", &["therapist"]).await;
    practice.care_for_client(&tom, &family.ann).await;
    practice.supervise(&family.therapist, &tom).await;
    let both = format!(
        "UPDATE memberships SET roles = '{{supervisor,therapist}}' WHERE id = '{0}'; \
         UPDATE care_team_members SET ended_at = now() WHERE staff_id = '{0}' AND client_id = '{1}'",
        family.therapist.id, family.ann.id
    );
    app.sql().await.run(&both).await;
    let again = practice.sign_in(family.therapist.id).await;
    again.get(&format!("/v1/clients/{}", family.ann.id)).await.expect(200);
    assert_eq!(items(&again, &run).await.len(), 2);
}

/// Guards what a job may do for somebody whose access was suspended or has ended: nothing.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_made_for_who_has_no_access() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let family = Family::of(&practice).await;
    let run = ask(&family.therapist, json!({"audience": "clinician"})).await.expect(202).id();
    let status = async |status: &str| {
        let set = format!("UPDATE memberships SET status = '{status}' WHERE id = '{}'", family.therapist.id);
        app.sql().await.run(&set).await;
    };
    status("suspended").await;
    app.work().await;
    assert_eq!(app.sql().await.number("SELECT count(*) FROM reports").await, 0);
    status("active").await;
    let again = practice.sign_in(family.therapist.id).await;
    assert_eq!(stands(&again, &run).await["status"], "failed");
}

/// A run has at most a thousand reports.
#[tokio::test(flavor = "multi_thread")]
async fn a_caseload_can_be_too_large() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let therapist = practice.staff("Tess", &["therapist"]).await;
    let many = format!(
        "WITH made AS (INSERT INTO memberships (practice_id, id, roles, status) \
           SELECT '{0}', gen_random_uuid(), '{{client}}', 'not_invited' FROM generate_series(1, 1001) RETURNING id), \
         clients AS (INSERT INTO clients (practice_id, id, given_name, family_name, time_zone, language, status) \
           SELECT '{0}', id, 'Some', 'Body', 'Europe/London', 'en', 'active' FROM made RETURNING id) \
         INSERT INTO care_team_members (practice_id, id, staff_id, client_id) \
           SELECT '{0}', gen_random_uuid(), '{1}', id FROM clients",
        practice.id, therapist.id
    );
    app.sql().await.run(&many).await;
    ask(&therapist, json!({"audience": "clinician"})).await.problem(409, "too_many");
    assert!(therapist.get(RUNS).await.expect(200).items().is_empty());
}
