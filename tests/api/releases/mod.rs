mod authorisations;
mod disclosed;
mod ended;
mod held;
mod outside;
mod own_care;
mod races;
mod received;
mod release;
mod taken_back;
mod withdrawn;

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::homework::Care;
use crate::support::{Answer, Caller};

/// A report that was made final.
pub async fn final_report(therapist: &Caller, body: Value) -> String {
    let made = therapist.post("/v1/reports", body).await.expect(201);
    finalise(therapist, &made.id()).await.expect(200);
    made.id()
}

/// Makes a report final over what is there.
pub async fn finalise(therapist: &Caller, report: &str) -> Answer {
    let path = format!("/v1/reports/{report}");
    let etag = therapist.get(&path).await.expect(200).etag();
    let request = therapist.request(Method::PUT, &format!("{path}/finalisation"));
    Answer::of(request.header("If-Match", etag)).await
}

/// A final report for both partners.
pub async fn of_couple(care: &Care<'_>) -> String {
    final_report(&care.therapist, json!({"couple_id": care.couple, "audience": "couple"})).await
}

/// A final report about a client, for that client.
pub async fn of_client(care: &Care<'_>, client: &Caller) -> String {
    let body = json!({"client_id": client.id, "audience": "client", "narrative": "You kept at it."});
    final_report(&care.therapist, body).await
}

/// Where the releases of a report are.
pub fn releases(report: &str) -> String {
    format!("/v1/reports/{report}/releases")
}

/// Releases a report to a client.
pub async fn release(therapist: &Caller, report: &str, to: &Caller) -> Answer {
    therapist.post(&releases(report), json!({"client_id": to.id})).await
}

/// Releases a report outside.
pub async fn release_outside(therapist: &Caller, report: &str, authorisation: &str) -> Answer {
    therapist.post(&releases(report), json!({"authorisation_id": authorisation})).await
}

/// Takes a release back.
pub async fn withdraw(therapist: &Caller, report: &str, release: &str) -> Answer {
    let path = format!("{}/{release}/withdrawal", releases(report));
    therapist.put(&path, json!({"reason": "It went out too early."})).await
}

/// Where a client reads what was released to it.
pub fn received(client: &Caller) -> String {
    format!("/v1/clients/{}/released-reports", client.id)
}

/// The ids of what a client reads.
pub async fn received_by(client: &Caller) -> Vec<Value> {
    let page = client.get(&received(client)).await.expect(200);
    page.items().iter().map(|item| item["id"].clone()).collect()
}

/// Asks for an authorisation, with other members laid over it.
pub async fn ask(therapist: &Caller, over: Value) -> Answer {
    let mut body = json!({
        "recipient_name": "Dr. Lind", "organisation": "Harbour Street Surgery",
        "purpose": "So that your doctor knows how the evenings go."
    });
    body.as_object_mut().unwrap().extend(over.as_object().unwrap().clone());
    therapist.post("/v1/report-authorisations", body).await
}

/// Where an authorisation is.
pub fn authorisation(id: &str) -> String {
    format!("/v1/report-authorisations/{id}")
}

/// Signs an authorisation over what the signer knows of it.
pub async fn sign(client: &Caller, id: &str) -> Answer {
    let etag = client.get(&authorisation(id)).await.expect(200).etag();
    let request = client.request(Method::PUT, &format!("{}/signature", authorisation(id)));
    Answer::of(request.header("If-Match", etag)).await
}

/// Revokes the own signature.
pub async fn revoke(client: &Caller, id: &str) -> Answer {
    client.delete(&format!("{}/signature", authorisation(id))).await
}

/// What a couple was asked to authorise, signed by both.
pub async fn signed_by_both(care: &Care<'_>) -> String {
    let asked = ask(&care.therapist, json!({"couple_id": care.couple})).await.expect(201).id();
    for one in [&care.ann, &care.ben] {
        sign(one, &asked).await.expect(200);
    }
    asked
}

/// A final report about a couple for somebody outside.
pub async fn for_outside(care: &Care<'_>) -> String {
    final_report(&care.therapist, json!({"couple_id": care.couple, "audience": "third_party"})).await
}
