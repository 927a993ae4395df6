//! What is left of a pact when one of the two is erased, and what a restricted record hides of it.

use serde_json::json;

use super::{accept, homework, words, write};
use crate::erasure::{ask, keep_nothing};
use crate::exports::take;
use crate::support::TestApp;
use crate::support::homework::Care;

#[tokio::test(flavor = "multi_thread")]
async fn what_both_accepted_stays_for_the_partner_and_the_rest_goes() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let phones = homework(&care).await;
    write(&care.ann, &phones, None, "Accepted by both.").await.expect(201);
    for one in [&care.ann, &care.ben] {
        accept(one, &phones, &json!(1)).await.expect(200);
    }
    write(&care.ann, &phones, Some(1), "Hers alone.").await.expect(201);
    accept(&care.ann, &phones, &json!(2)).await.expect(200);
    let exported = take(&app, &care.ben).await;
    assert_eq!(exported.0["pacts"].as_array().unwrap().len(), 2);
    assert_eq!(exported.0["pacts"][0]["acceptances"].as_array().unwrap().len(), 1);
    assert!(exported.1.contains("Accepted by both.") && exported.1.contains("Late, all is well."));
    keep_nothing(&app).await;
    let asked = ask(&care.ann, &care.ann).await;
    assert!(asked.status < 300, "{}", asked.text);
    app.work().await;
    assert_eq!(words(&care.ben, &phones).await, [(1, "Accepted by both.".to_owned())]);
    let left = "SELECT count(*) FROM pact_acceptances";
    assert_eq!(app.sql().await.number(left).await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restricted_record_hides_what_its_client_wrote_and_accepted() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let phones = homework(&care).await;
    write(&care.ben, &phones, None, "Ben wrote it.").await.expect(201);
    accept(&care.ann, &phones, &json!(1)).await.expect(200);
    write(&care.ann, &phones, Some(1), "Ann wrote it.").await.expect(201);
    app.sql()
        .await
        .run(&format!("UPDATE clients SET restricted_at = now() WHERE id = '{}'", care.ann.id))
        .await;
    assert_eq!(words(&care.therapist, &phones).await, [(1, "Ben wrote it.".to_owned())]);
    let one = super::read(&care.therapist, &phones, &json!(1)).await.expect(200);
    assert_eq!(one.body["acceptances"], json!([]));
    assert_eq!(words(&care.ben, &phones).await.len(), 2);
}
