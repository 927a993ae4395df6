mod create_share_grant;
mod end_share_grant;
mod read_share_grants;
mod take_back_share_grant;

use serde_json::{Value, json};

use crate::support::homework::{Care, check_in, of, write};
use crate::support::{Answer, Caller};

/// Where the share grants of a client are.
pub fn grants(client: &Caller) -> String {
    format!("/v1/clients/{}/share-grants", client.id)
}

/// Lets new check-ins of an assignment go to the partner.
pub async fn grant(author: &Caller, scope: Value) -> Answer {
    author.post(&grants(author), scope).await.expect(201)
}

/// Ends a grant from now on.
pub async fn stop(author: &Caller, grant: &Answer) -> Answer {
    put(author, grant, "end").await
}

/// Takes back what a grant shared.
pub async fn take_back(author: &Caller, grant: &Answer) -> Answer {
    put(author, grant, "taking-back").await
}

async fn put(author: &Caller, grant: &Answer, what: &str) -> Answer {
    let path = format!("{}/{}/{what}", grants(author), grant.id());
    Answer::of(author.request(reqwest::Method::PUT, &path)).await
}

/// A check-in that names no visibility.
pub async fn post(care: &Care<'_>, assignment: &str) -> Answer {
    write(&care.ann, &check_in(assignment, json!({}))).await.expect(201)
}

/// What Ben gets of what the couple shares.
pub async fn seen_by_ben(care: &Care<'_>) -> String {
    care.shared(&care.ben).await.expect(200).text
}

/// Where a check-in of Ann's is.
pub fn own(care: &Care<'_>, act: &Answer) -> String {
    format!("{}/{}", of(&care.ann), act.id())
}

/// Holds on to what somebody who writes a check-in holds on to, and sees that this waits for it and no longer.
pub async fn waits_for_the_author(care: &Care<'_>, asked: impl Future<Output = Answer>) -> Answer {
    let writing = care.practice.app.sql().await;
    let hold = format!("BEGIN; SELECT id FROM clients WHERE id = '{}' FOR KEY SHARE", care.ann.id);
    writing.run(&hold).await;
    let mut asked = std::pin::pin!(asked);
    let early = tokio::time::timeout(std::time::Duration::from_millis(500), &mut asked).await;
    assert!(early.is_err(), "it did not wait");
    writing.run("COMMIT").await;
    asked.await
}
