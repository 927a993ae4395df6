//! `POST /v1/clients/{client_id}/share-grants`: what a grant does to new check-ins, and what it may be for.

use serde_json::json;

use super::{grant, grants, own, post, seen_by_ben};
use crate::support::homework::{Care, check_in, write};
use crate::support::{TestApp, new_id};

#[tokio::test(flavor = "multi_thread")]
async fn new_check_ins_of_the_assignment_go_to_the_partner_unless_they_say_otherwise() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let each = care.to_couple("bids-for-connection", "each").await.id();
    let other = care.to_couple("bids-for-connection", "each").await.id();
    let before = post(&care, &each).await;
    assert_eq!(
        (&before.body["visibility"], &before.body["share_grant_id"]),
        (&json!("therapist"), &json!(null))
    );

    let given = grant(&care.ann, json!({"assignment_id": each})).await;
    assert_eq!(given.body["couple_id"], json!(care.couple));
    assert_eq!((&given.body["ended_at"], &given.body["category"]), (&json!(null), &json!(null)));
    // What was there before stays as it was.
    assert!(care.shared(&care.ben).await.expect(200).items().is_empty());
    let by_grant = post(&care, &each).await;
    assert_eq!(by_grant.body["visibility"], "partner");
    assert_eq!(by_grant.body["share_grant_id"], json!(given.id()));
    assert_eq!(by_grant.body["audience"], json!(["self", "care_team", "partner"]));
    for visibility in ["private", "therapist"] {
        let named = check_in(&each, json!({"visibility": visibility}));
        let named = write(&care.ann, &named).await.expect(201);
        assert_eq!((&named.body["visibility"], &named.body["shared_id"]), (&json!(visibility), &json!(null)));
    }
    let shared = write(&care.ann, &check_in(&each, json!({"visibility": "partner"}))).await.expect(201);
    assert_eq!(shared.body["share_grant_id"], json!(null));
    // Neither homework that it does not name, nor the partner's own, nor words.
    assert_eq!(post(&care, &other).await.body["visibility"], "therapist");
    let bens = write(&care.ben, &check_in(&each, json!({}))).await.expect(201);
    assert_eq!(bens.body["visibility"], "therapist");
    let with_words =
        write(&care.ann, &check_in(&each, json!({"personal": {"note": "Only for Tess."}}))).await.expect(201);
    assert_eq!(with_words.body["personal"]["visibility"], "therapist");
    let seen = care.shared(&care.ben).await.expect(200);
    assert_eq!(seen.items().len(), 3);
    assert!(!seen.text.contains("Only for Tess") && !seen.text.contains(&given.id()));
    // A correction that names nothing keeps what is, and a taking back of one item stays the author's.
    let back = json!({"outcome": "done", "visibility": "therapist"});
    let back = care.ann.put_if(&own(&care, &by_grant), "\"1\"", back).await.expect(200);
    assert_eq!((&back.body["can_be_noticed"], &back.body["share_grant_id"]), (&json!(true), &json!(null)));
    let read = care.ann.get(&own(&care, &by_grant)).await.expect(200);
    assert_eq!(read.body["can_be_noticed"], json!(false));
    assert_eq!(care.shared(&care.ben).await.expect(200).items().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_grant_by_kind_covers_every_homework_of_it_in_which_each_counts_alone() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let habit = care.to_couple("bids-for-connection", "each").await.id();
    let limit = care.to_couple("limit-with-reconnect", "each").await.id();
    let together = care.to_couple("daily-check-in", "together").await.id();
    let alone = care.to_client(&care.ann, "self-care").await.id();
    let given = grant(&care.ann, json!({"category": "habit"})).await;
    assert_eq!((&given.body["category"], &given.body["assignment_id"]), (&json!("habit"), &json!(null)));
    assert_eq!(post(&care, &habit).await.body["share_grant_id"], json!(given.id()));
    assert_eq!(post(&care, &limit).await.body["visibility"], "therapist");
    assert_eq!(post(&care, &alone).await.body["visibility"], "therapist");
    // Shared by its mode, so no grant takes it back.
    let joint = post(&care, &together).await;
    assert_eq!((&joint.body["visibility"], &joint.body["share_grant_id"]), (&json!("partner"), &json!(null)));
    // One of the assignment comes before one of its kind.
    let nearer = grant(&care.ann, json!({"assignment_id": habit})).await;
    assert_eq!(post(&care, &habit).await.body["share_grant_id"], json!(nearer.id()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_protective_limit_is_never_shared_by_a_grant() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let limit = care.to_couple("limit-with-reconnect", "each").await.id();
    let protect = "UPDATE library_versions SET content = jsonb_set(content, '{purpose}', '\"protective\"')";
    app.sql().await.run(protect).await;
    care.ann.post(&grants(&care.ann), json!({"assignment_id": limit})).await.invalid(&["#/assignment_id"]);
    grant(&care.ann, json!({"category": "boundary_script"})).await;
    let act = post(&care, &limit).await;
    assert_eq!((&act.body["visibility"], &act.body["share_grant_id"]), (&json!("therapist"), &json!(null)));
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_for_own_homework_of_a_couple_and_given_once() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let each = care.to_couple("bids-for-connection", "each").await.id();
    let together = care.to_couple("daily-check-in", "together").await.id();
    let alone = care.to_client(&care.ann, "self-care").await.id();
    let post = async |body| care.ann.post(&grants(&care.ann), body).await;
    for refused in [json!({}), json!({"assignment_id": each, "category": "habit"})] {
        post(refused).await.invalid(&["#/assignment_id"]);
    }
    for assignment in [together, alone, new_id().to_string()] {
        post(json!({"assignment_id": assignment})).await.invalid(&["#/assignment_id"]);
    }
    post(json!({"category": "journal"})).await.problem(422, "invalid");
    let single = care.practice.client("Cy").await;
    single.post(&grants(&single), json!({"category": "habit"})).await.invalid(&["#/category"]);

    let scope = json!({"assignment_id": each});
    let given = care.ann.post_once(&grants(&care.ann), "one", scope.clone()).await.expect(201);
    let again = care.ann.post_once(&grants(&care.ann), "one", scope.clone()).await.expect(201);
    assert_eq!((given.id(), given.header("location")), (again.id(), again.header("location")));
    care.ann.get(&given.header("location")).await.expect(200);
    post(scope.clone()).await.problem(409, "already_granted");
    // The partner's own is another one.
    grant(&care.ben, scope).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_the_authors_alone_to_give() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let each = care.to_couple("bids-for-connection", "each").await.id();
    let scope = json!({"assignment_id": each});
    care.ben.post(&grants(&care.ann), scope.clone()).await.problem(404, "not_found");
    care.therapist.post(&grants(&care.ann), scope.clone()).await.problem(403, "forbidden");
    assert_eq!(post(&care, &each).await.body["visibility"], "therapist");
    // Not even by what is wrong with it does the partner learn that there is one.
    grant(&care.ann, scope.clone()).await;
    for tried in [scope, json!({"assignment_id": new_id()})] {
        care.ben.post(&grants(&care.ann), tried).await.problem(404, "not_found");
    }
    assert!(!seen_by_ben(&care).await.contains("done"));
}
