//! `x-roles` is what is enforced, and every operation works for those it names.

use std::collections::BTreeSet;

use super::spec::Spec;
use super::world::{Ledger, ROLES, World};
use crate::support::TestApp;

/// Operation, role, and why the right request of somebody with that role is not answered with success here.
/// This list may only shrink.
const EXCEPTIONS: [(&str, &str, &str); 0] = [];

/// Guards the extension that portals build their menus from, and that the matrix is driven by: for each operation and
/// each role, somebody of the practice who holds that role alone, and who reaches the target, succeeds if the role is
/// named and is refused without effect if it is not. It is also the control of the matrix: what was refused
/// there was a request that works.
#[tokio::test(flavor = "multi_thread")]
async fn the_named_roles_and_no_others() {
    let app = TestApp::start().await;
    let spec = Spec::of(&app).await;
    let world = World::create(&app, &spec, "Harbour").await;
    let mut ledger = Ledger::open(&app).await;
    let (mut allowed, mut refused, mut found) = (0, 0, Vec::new());
    let mut excused: BTreeSet<(&str, &str)> =
        EXCEPTIONS.iter().map(|(operation, role, _)| (*operation, *role)).collect();
    for operation in spec.operations().into_iter().filter(|operation| !operation.is_public()) {
        let named = operation.roles();
        let known = named.iter().all(|role| ROLES.contains(role));
        assert!(known, "{operation}: x-roles {named:?} names a role that there is no caller for");
        for role in named.iter().copied() {
            allowed += 1;
            let target = world.target(operation, role).await;
            let answer = target.send(&world, &target.caller).await;
            let succeeded = (200..300).contains(&answer.status);
            if excused.remove(&(operation.id(), role)) == succeeded {
                found.push(format!("{operation} by {role}: {} {}", answer.status, answer.text));
            }
        }
        let target = world.target(operation, named[0]).await;
        let before = ledger.digest().await;
        for role in ROLES.into_iter().filter(|role| !named.contains(role)) {
            refused += 1;
            let answer = target.send(&world, world.caller_of(role)).await;
            if !matches!(answer.status, 403 | 404) {
                found.push(format!(
                    "{operation} by {role}, who is not named: {} {}",
                    answer.status, answer.text
                ));
            }
        }
        if ledger.digest().await != before {
            found.push(format!("{operation}: somebody who is not named wrote something"));
        }
    }
    println!("roles: {allowed} allowed, {refused} refused");
    world.assert_all_told();
    assert!(excused.is_empty(), "these exceptions name nothing: {excused:?}");
    assert!(found.is_empty(), "{} findings:\n{}", found.len(), found.join("\n"));
}

/// Guards the ways in: an operation without security answers everybody, and there are only those that must.
#[tokio::test(flavor = "multi_thread")]
async fn the_public_operations_are_these() {
    let app = TestApp::start().await;
    let spec = Spec::of(&app).await;
    let world = World::create(&app, &spec, "Harbour").await;
    let public: Vec<_> = spec.operations().into_iter().filter(|operation| operation.is_public()).collect();
    let ids: BTreeSet<&str> = public.iter().map(|operation| operation.id()).collect();
    let wanted = [
        "check_liveness",
        "check_readiness",
        "create_email_change_confirmation",
        "create_invitation_acceptance",
        "create_password_reset",
        "create_password_reset_completion",
        "create_session",
        "create_tokens",
        "list_signing_keys",
    ];
    assert_eq!(ids, BTreeSet::from(wanted), "a new public operation is a decision: name it here");
    for operation in public {
        let target = world.target(operation, "client").await;
        let answer = target.send(&world, &app.nobody()).await;
        assert!((200..300).contains(&answer.status), "{operation}: {} {}", answer.status, answer.text);
    }
    world.assert_all_told();
}

/// Guards lost updates: a change of something with a version asks for the version that the caller knows, and a stale
/// one changes nothing; the document says which operations ask, and exactly those do.
#[tokio::test(flavor = "multi_thread")]
async fn what_asks_for_a_version_says_so() {
    let app = TestApp::start().await;
    let spec = Spec::of(&app).await;
    let world = World::create(&app, &spec, "Harbour").await;
    let mut ledger = Ledger::open(&app).await;
    let mut asking = 0;
    for operation in spec.operations().into_iter().filter(|one| !one.is_public() && !one.reads()) {
        let mut target = world.target(operation, operation.right_role().unwrap()).await;
        let documented = target.etag.is_some();
        if documented {
            asking += 1;
            let before = ledger.digest().await;
            target.etag = Some("\"999\"".to_owned());
            target.send(&world, &target.caller).await.problem(412, "precondition_failed");
            target.etag = None;
            target.send(&world, &target.caller).await.problem(428, "precondition_required");
            assert_eq!(ledger.digest().await, before, "{operation}: a stale change wrote something");
        } else {
            target.etag = None;
            let answer = target.send(&world, &target.caller).await;
            assert_ne!(answer.status, 428, "{operation} asks for If-Match without saying so");
        }
    }
    println!("versions: {asking} operations ask for one");
    assert!(asking > 0);
    world.assert_all_told();
}
