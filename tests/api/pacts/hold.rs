//! A hold on one of the two: to the other it is as if that one wrote nothing more, and the one held notices nothing.

use serde_json::json;

use super::{accept, read, words, write};
use crate::safety::{hold, lift};
use crate::support::TestApp;
use crate::support::homework::Care;

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_under_a_hold_reaches_nobody_but_its_author_and_the_care_team() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let phones = super::homework(&care).await;
    write(&care.ann, &phones, None, "First.").await.expect(201);
    let before = care.ben.get(&super::of(&phones)).await.expect(200);
    let placed = hold(&care.therapist, &care.ann).await;
    let made = write(&care.ann, &phones, Some(1), "Second, held.").await.expect(201);
    assert_eq!(made.body["audience"], json!(["self", "care_team", "partner"]));
    assert_eq!((&made.body["number"], &made.body["reaches_partner"]), (&json!(2), &json!(null)));
    let after = care.ben.get(&super::of(&phones)).await.expect(200);
    assert_eq!(after.text, before.text);
    read(&care.ben, &phones, &json!(2)).await.problem(404, "not_found");
    let team = read(&care.therapist, &phones, &json!(2)).await.expect(200);
    assert_eq!(
        (&team.body["reaches_partner"], &team.body["audience"]),
        (&json!(false), &json!(["self", "care_team"]))
    );

    // His own go on without a gap, and come to her behind hers.
    let his = write(&care.ben, &phones, Some(1), "Second of Ben.").await.expect(201);
    assert_eq!((&his.body["number"], &his.body["superseded"]), (&json!(2), &json!(false)));
    let of_ann =
        [(3, "Second of Ben.".to_owned()), (2, "Second, held.".to_owned()), (1, "First.".to_owned())];
    assert_eq!(words(&care.ann, &phones).await, of_ann);
    assert_eq!(words(&care.ben, &phones).await, [(2, "Second of Ben.".to_owned()), (1, "First.".to_owned())]);

    // Lifting brings nothing by itself; what she writes then does.
    lift(&care.therapist, &care.ann, &placed).await;
    assert_eq!(words(&care.ben, &phones).await.len(), 2);
    write(&care.ann, &phones, Some(3), "Third.").await.expect(201);
    assert_eq!(words(&care.ben, &phones).await[0], (3, "Third.".to_owned()));
    assert_eq!(words(&care.ann, &phones).await[0], (4, "Third.".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn under_a_hold_an_acceptance_is_taken_and_tells_the_partner_nothing() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let (phones, one) = (super::homework(&care).await, json!(1));
    write(&care.ben, &phones, None, "Phones stay in the hall.").await.expect(201);
    let his = accept(&care.ben, &phones, &one).await.expect(200);
    let placed = hold(&care.therapist, &care.ann).await;
    let hers = accept(&care.ann, &phones, &one).await.expect(200);
    assert_eq!((hers.etag().as_str(), &hers.body["in_force"]), ("\"3\"", &json!(true)));
    let after = read(&care.ben, &phones, &one).await.expect(200);
    assert_eq!((after.etag(), &after.body), (his.etag(), &his.body));
    let again = accept(&care.ann, &phones, &one).await.expect(200);
    assert_eq!((again.etag(), &again.body), (hers.etag(), &hers.body));
    assert_eq!(read(&care.ben, &phones, &one).await.expect(200).body, his.body);
    let team = read(&care.therapist, &phones, &one).await.expect(200);
    assert_eq!(team.body["in_force"], json!(false));
    // Accepting once more after the lifting counts for him, and she sees no difference.
    lift(&care.therapist, &care.ann, &placed).await;
    assert_eq!(read(&care.ben, &phones, &one).await.expect(200).body["in_force"], json!(false));
    let again = accept(&care.ann, &phones, &one).await.expect(200);
    assert_eq!((again.etag(), &again.body), (hers.etag(), &hers.body));
    assert_eq!(read(&care.ben, &phones, &one).await.expect(200).body["in_force"], json!(true));
}

/// What one of the two writes under a hold takes nothing from the other: neither a number nor the room for more.
#[tokio::test(flavor = "multi_thread")]
async fn many_versions_that_do_not_arrive_leave_the_other_all_the_room() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let phones = super::homework(&care).await;
    write(&care.ben, &phones, None, "First.").await.expect(201);
    hold(&care.therapist, &care.ann).await;
    write(&care.ann, &phones, Some(1), "Second, held.").await.expect(201);
    app.sql()
        .await
        .run(
            "INSERT INTO pacts (practice_id, assignment_id, number, couple_id, client_id, author_number, item_version, \
             words_sealed, local_date, created_at) SELECT practice_id, assignment_id, more, couple_id, client_id, more, \
             item_version, words_sealed, local_date, created_at FROM pacts, generate_series(3, 500) more WHERE number = 2",
        )
        .await;
    write(&care.ann, &phones, Some(500), "One too many.").await.problem(409, "too_many");
    let his = write(&care.ben, &phones, Some(1), "Second of Ben.").await.expect(201);
    assert_eq!(his.body["number"], 2);
}
