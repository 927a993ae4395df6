//! A limited session: closed everywhere but where it can become a whole one.

use serde_json::json;

use super::spec::Spec;
use super::world::{Ledger, World};
use crate::support::TestApp;

/// What leads out of the limit, or out of the session. A new one is a decision: name it here.
const OPEN: [&str; 8] = [
    "confirm_second_factor",
    "create_second_factor",
    "delete_current_session",
    "delete_session",
    "find_me",
    "find_second_factor",
    "list_sessions",
    "prove_session",
];

/// Guards the second factor of staff: a new operation is closed to a limited session unless somebody opens it, whatever
/// it is asked and whatever roles its bearer holds, and a refused request writes nothing.
#[tokio::test(flavor = "multi_thread")]
async fn a_limited_session_is_closed_by_default() {
    let app = TestApp::start().await;
    let spec = Spec::of(&app).await;
    let here = World::create(&app, &spec, "Harbour").await;
    let sql = app.sql().await;
    sql.run("UPDATE practices SET second_factor_required = true").await;
    let every_role = ["owner", "admin", "supervisor", "therapist", "front_desk", "auditor"];
    let limited = here.practice.staff("Lena", &every_role).await;
    here.practice.care_for_client(&limited, &here.ann).await;
    here.practice.care_for_couple(&limited, here.couple).await;
    let mut ledger = Ledger::open(&app).await;
    let (before, mut closed, mut open) = (ledger.digest().await, 0, Vec::new());
    for operation in spec.operations().into_iter().filter(|operation| !operation.is_public()) {
        // Each with a session of its own: one of them ends it.
        let caller = here.practice.sign_in(limited.id).await;
        let mut params = here.params(&[
            ("number", "1"),
            ("step", "1"),
            ("period_start", "2001-01-01"),
            ("client_id", &here.ann.id.to_string()),
            ("couple_id", &here.couple.to_string()),
            ("item_id", &here.item),
            ("assignment_id", &here.each),
        ]);
        for name in operation.path_names() {
            params.entry(name.to_owned()).or_insert_with(|| here.ann.id.to_string());
        }
        let body = here.body(&operation, json!({}));
        let answer = here.send(&caller, &operation, &params, Some("\"1\""), body.as_ref()).await;
        if answer.body["code"] == "second_factor_required" {
            assert_eq!(answer.status, 403, "{operation}");
            closed += 1;
        } else {
            open.push(operation.id());
        }
    }
    open.sort_unstable();
    assert_eq!(open, OPEN);
    assert!(closed > 40, "{closed} operations are closed");
    assert_eq!(ledger.digest().await, before, "a refused request wrote something");
    here.assert_all_told();
}
