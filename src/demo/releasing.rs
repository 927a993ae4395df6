//! What the demo shows of reports that were released: one about a couple to both partners, one about a client to that client, and
//! what a couple was asked to authorise.

use serde_json::{Value, json};
use uuid::Uuid;

use super::Failure;
use super::trust::Partner;
use crate::caller::{Api, text};

/// By one of them, the couple whose report both have, and which is asked for an authorisation that this one has signed.
const JOINT: &str = "Noor";
/// Who has a report of an own.
const OWN: &str = "Jonas";
const TO_BOTH: &str =
    "Twelve weeks in which you kept meeting in the evening, also in the two that were hard.";
const TO_ONE: &str = "You began small and stayed with it. The weeks with less are part of it.";

/// Releases the couple's report to both, where it is theirs.
pub(super) async fn to_both(therapist: &Api, couple: Uuid, partners: &[Partner<'_>]) -> Result<(), Failure> {
    let Some(signer) = partners.iter().find(|partner| partner.given == JOINT) else { return Ok(()) };
    let report = json!({"couple_id": couple, "audience": "couple", "narrative": TO_BOTH});
    release(therapist, &report, partners.iter().map(|partner| partner.id)).await?;
    let asked = json!({
        "couple_id": couple, "recipient_name": "Dr. Kaya", "organisation": "Harbour Street Surgery",
        "purpose": "So that your family doctor knows how the two of you are getting on."
    });
    let asked = text(&therapist.post("/v1/report-authorisations", &asked).await?, "id")?;
    let path = format!("/v1/report-authorisations/{asked}");
    signer.api.put_over(&path, &format!("{path}/signature"), &json!({})).await.map(drop)
}

/// Releases a client's report to that client, where this is the one who has one.
pub(super) async fn to_one(therapist: &Api, person: &Partner<'_>) -> Result<(), Failure> {
    if person.given != OWN {
        return Ok(());
    }
    let report = json!({"client_id": person.id, "audience": "client", "narrative": TO_ONE});
    release(therapist, &report, [person.id].into_iter()).await
}

async fn release(
    therapist: &Api,
    report: &Value,
    recipients: impl Iterator<Item = Uuid>,
) -> Result<(), Failure> {
    let path = format!("/v1/reports/{}", text(&therapist.post("/v1/reports", report).await?, "id")?);
    therapist.put_over(&path, &format!("{path}/finalisation"), &json!({})).await?;
    for recipient in recipients {
        therapist.post(&format!("{path}/releases"), &json!({"client_id": recipient})).await?;
    }
    Ok(())
}
