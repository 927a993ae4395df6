//! `x-step-up` is what is enforced.

use super::spec::Spec;
use super::world::World;
use crate::support::TestApp;

/// Guards the extension by which apps know when to ask for a proof: with one that is too old exactly the operations
/// that say so refuse, and with a new one none does.
#[tokio::test(flavor = "multi_thread")]
async fn what_needs_a_proof_says_so() {
    let app = TestApp::start().await;
    let spec = Spec::of(&app).await;
    let world = World::create(&app, &spec, "Harbour").await;
    let sql = app.sql().await;
    let (mut sensitive, mut found) = (Vec::new(), Vec::new());
    for operation in spec.operations().into_iter().filter(|operation| !operation.is_public()) {
        let said = operation.value["x-step-up"] == true;
        let target = world.target(operation, operation.right_role().unwrap()).await;
        let old =
            "proved_at - interval '11 minutes', second_factor_at = second_factor_at - interval '11 minutes'";
        sql.run(&format!("UPDATE sessions SET proved_at = {old}")).await;
        let answer = target.send(&world, &target.caller).await;
        if (answer.body["code"] == "step_up_needed") != said {
            found.push(format!("{operation}: {} {}", answer.status, answer.text));
        }
        sql.run("UPDATE sessions SET proved_at = now(), second_factor_at = now()").await;
        if said {
            sensitive.push(operation.id());
            let answer = target.send(&world, &target.caller).await;
            if !(200..300).contains(&answer.status) {
                found.push(format!("{operation} with a new proof: {} {}", answer.status, answer.text));
            }
        }
    }
    println!("step-up: {sensitive:?}");
    for id in [
        "create_disclosure",
        "end_couple",
        "update_planned_end",
        "finalise_report",
        "lift_safety_mark",
        "delete_second_factor",
    ] {
        assert!(sensitive.contains(&id), "{id} is sensitive");
    }
    world.assert_all_told();
    assert!(found.is_empty(), "{} findings:\n{}", found.len(), found.join("\n"));
}
