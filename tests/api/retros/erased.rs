//! What is left of a retro when one of the two is erased, and what a restricted record hides of it.

use serde_json::json;

use super::{agree, bring, on_days, read, words, write};
use crate::erasure::{ask, keep_nothing};
use crate::exports::take;
use crate::support::TestApp;
use crate::support::homework::Care;

#[tokio::test(flavor = "multi_thread")]
async fn what_the_partner_agreed_to_stays_and_the_rest_goes() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let couple = care.couple;
    let each = care.to_couple("bids-for-connection", "each").await.id();
    on_days(&care.ann, &each, 2..=2).await;
    write(&care.ann, &couple, None, "Agreed to by both.").await.expect(201);
    for one in [&care.ann, &care.ben] {
        agree(one, &couple, &json!(1)).await.expect(200);
    }
    write(&care.ann, &couple, Some(1), "Hers alone.").await.expect(201);
    bring(&care.ann, &couple, (2, &each), "returned").await.expect(200);
    let exported = take(&app, &care.ben).await;
    let all = exported.0["retros"].as_array().unwrap();
    assert_eq!((all.len(), all[1]["agreements"].as_array().unwrap().len()), (2, 1));
    assert_eq!(all[0]["wins"].as_array().unwrap().len(), 1);
    assert!(exported.1.contains("Agreed to by both.") && exported.1.contains("taken up again"));
    keep_nothing(&app).await;
    let asked = ask(&care.ann, &care.ann).await;
    assert!(asked.status < 300, "{}", asked.text);
    app.work().await;
    assert_eq!(words(&care.ben, &couple).await, [(1, "Agreed to by both.".to_owned())]);
    let left = read(&care.ben, &couple, &json!(1)).await.expect(200);
    assert_eq!((&left.body["wins"], &left.body["status"]), (&json!([]), &json!("agreed")));
    assert_eq!(app.sql().await.number("SELECT count(*) FROM retro_wins").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restricted_record_hides_what_its_client_wrote_agreed_to_and_brought_in() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let couple = care.couple;
    let each = care.to_couple("bids-for-connection", "each").await.id();
    on_days(&care.ann, &each, 2..=2).await;
    write(&care.ben, &couple, None, "Ben wrote it.").await.expect(201);
    agree(&care.ann, &couple, &json!(1)).await.expect(200);
    bring(&care.ann, &couple, (1, &each), "returned").await.expect(200);
    write(&care.ann, &couple, Some(1), "Ann wrote it.").await.expect(201);
    let restricted = format!("UPDATE clients SET restricted_at = now() WHERE id = '{}'", care.ann.id);
    app.sql().await.run(&restricted).await;
    assert_eq!(words(&care.therapist, &couple).await, [(1, "Ben wrote it.".to_owned())]);
    let one = read(&care.therapist, &couple, &json!(1)).await.expect(200);
    assert_eq!((&one.body["agreements"], &one.body["wins"]), (&json!([]), &json!([])));
    assert_eq!(words(&care.ben, &couple).await.len(), 2);
    assert_eq!(
        read(&care.ben, &couple, &json!(2)).await.expect(200).body["wins"].as_array().unwrap().len(),
        1
    );
}
