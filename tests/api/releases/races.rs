//! Releases that meet another release, a hold, the end of the couple or a revoked signature: what came first is seen.

use super::{for_outside, of_couple, received_by, release, release_outside, signed_by_both};
use crate::support::homework::Care;
use crate::support::{Answer, Sql, TestApp, new_id};

/// Does something while another transaction holds what is locked, and lets it end once this one waits.
async fn meets(sql: &Sql, other: &str, act: impl Future<Output = Answer>) -> Answer {
    sql.run(&format!("BEGIN; {other}")).await;
    let end = async {
        sql.until_waiting(1).await;
        sql.run("COMMIT").await;
    };
    let (answer, ()) = tokio::join!(act, end);
    answer
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_to_one_recipient_one_is_made() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let report = of_couple(&care).await;
    let sql = app.sql().await;
    sql.run("BEGIN; SELECT 1 FROM reports FOR NO KEY UPDATE").await;
    let end = async {
        sql.until_waiting(2).await;
        sql.run("COMMIT").await;
    };
    let (one, other, ()) = tokio::join!(
        release(&care.therapist, &report, &care.ann),
        release(&care.therapist, &report, &care.ann),
        end
    );
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
    assert_eq!(app.sql().await.number("SELECT count(*) FROM report_releases").await, 1);
    assert_eq!(app.sql().await.number("SELECT count(*) FROM disclosures").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_that_is_being_placed_is_waited_for() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let report = of_couple(&care).await;
    let (practice, ben, mark) = (care.practice.id, care.ben.id, new_id());
    let placing = format!(
        "SELECT 1 FROM clients WHERE id = '{ben}' FOR UPDATE; \
         INSERT INTO safety_marks (practice_id, id, client_id, kind, reason_sealed, placed_by, placed_at) \
         VALUES ('{practice}', '{mark}', '{ben}', 'hold', '\\x01', '{}', now())",
        care.therapist.id
    );
    let met = meets(&app.sql().await, &placing, release(&care.therapist, &report, &care.ann)).await;
    met.problem(409, "held");
    assert!(received_by(&care.ann).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_end_that_is_being_made_is_waited_for() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let report = of_couple(&care).await;
    let ending = "UPDATE couples SET ended_at = now()";
    let met = meets(&app.sql().await, ending, release(&care.therapist, &report, &care.ann)).await;
    met.problem(409, "couple_ended");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signature_that_is_being_revoked_is_waited_for() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let (report, asked) = (for_outside(&care).await, signed_by_both(&care).await);
    let revoking = "SELECT 1 FROM report_authorisations FOR NO KEY UPDATE; \
                    UPDATE report_authorisation_signatures SET revoked_at = now()";
    let met = meets(&app.sql().await, revoking, release_outside(&care.therapist, &report, &asked)).await;
    met.problem(409, "not_authorised");
    assert_eq!(app.sql().await.number("SELECT count(*) FROM report_releases").await, 0);
}
