//! The strictest label: nothing that one of the two does in private moves any figure that is made for the other, for both or for
//! somebody outside, whatever it is and in whatever order.

mod about_ann;
mod acts;
mod home;
mod own;
mod written;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::Value;

use self::acts::Act;
use self::home::Home;
use crate::support::TestApp;
use crate::support::homework::{check_in, noon, write};

/// Lives of a run; `HOLDFAST_LIVES` says another number.
const LIVES: usize = 3;

/// Every private act twice in any order, each with a number by which it chooses how it is done.
fn lives() -> impl Strategy<Value = Vec<(Act, usize)>> {
    let twice = [Act::ALL, Act::ALL].concat();
    let many = twice.len();
    (Just(twice).prop_shuffle(), prop::collection::vec(0_usize..1000, many))
        .prop_map(|(acts, numbers)| acts.into_iter().zip(numbers).collect())
}

/// Guards rule 3 of what the product promises: summaries after every act, and at the end documents that are made anew, say byte for
/// byte what they said before; and none that was made before says that its data have changed.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_private_moves_what_others_are_told() {
    let app = TestApp::start().await;
    let count = std::env::var("HOLDFAST_LIVES").ok().and_then(|text| text.parse().ok()).unwrap_or(LIVES);
    let mut runner = TestRunner::deterministic();
    for number in 0..count {
        let acts = lives().new_tree(&mut runner).unwrap().current();
        let mut home = Home::of(&app).await;
        let (summaries, documents) = (home.summaries().await, home.documents().await);
        let mut papers = home.papers().await;
        let mut done = Vec::new();
        for (act, chosen) in acts {
            home.act(act, chosen).await;
            done.push(act);
            same(&summaries, &home.summaries().await, &format!("life {number}, after {done:?}"));
            if act.was_shared() {
                papers = home.papers().await;
            }
            assert!(!home.changed(&papers).await, "life {number}: data have changed, after {done:?}");
        }
        same(&documents, &home.documents().await, &format!("life {number}, documents at the end"));
        // The comparison can fail: an act of Ann's that both read moves what is made for both, and what Ben reads.
        home.lift().await;
        let shared = serde_json::json!({"visibility": "partner", "occurred_at": noon(-6)});
        write(&home.care.ann, &check_in(&home.together, shared)).await.expect(201);
        let (now, later) = (home.summaries().await, home.documents().await);
        assert_ne!(now, summaries);
        assert_ne!(later, documents);
        assert!(home.changed(&papers).await);
    }
}

/// Says what moved, and in whose.
fn same(before: &[(String, Value)], after: &[(String, Value)], when: &str) {
    for ((name, before), (_, after)) in before.iter().zip(after) {
        assert_eq!(before, after, "{name}: {when}");
    }
}
