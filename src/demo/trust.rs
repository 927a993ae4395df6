//! What the demo shows of trust between partners: places of help, agreements, a grant, and how one may be reached.

use serde_json::{Value, json};
use uuid::Uuid;

use super::Failure;
use crate::caller::{Api, text};

/// Who shares homework with the partner for good, and which.
const SHARES: (&str, &str) = ("Noor", "bids-for-connection");
/// Couples with an agreement, by one of them, and whether both have signed it.
const AGREED: [(&str, bool); 2] = [("Noor", true), ("Maren", false)];
/// Who may be reached at some times only.
const CAREFUL: &str = "Ingrid";
const TEXT: &str = "What one of us tells our therapist alone stays there, but for what puts somebody in danger. What we \
     both do together is known to both of us.";

/// A client with the token to act.
pub(super) struct Partner<'a> {
    pub given: &'a str,
    pub family: &'a str,
    pub id: Uuid,
    pub api: &'a Api,
}

/// The practice's list of places of help.
pub(super) async fn list_help(owner: &Api) -> Result<(), Failure> {
    for resource in [
        json!({"name": "Samaritans", "phone": "116 123", "url": "https://www.samaritans.org", "hours": "Always",
            "region": "United Kingdom"}),
        json!({"name": "Shout", "text_number": "SHOUT to 85258", "url": "https://giveusashout.org", "hours": "Always",
            "region": "United Kingdom"}),
        json!({"name": "National Domestic Abuse Helpline", "phone": "0808 2000 247",
            "url": "https://www.nationaldahelpline.org.uk", "hours": "Always", "region": "England"}),
    ] {
        owner.post("/v1/crisis-resources", &resource).await?;
    }
    Ok(())
}

/// The supervisor sees what this therapist sees.
pub(super) async fn supervise(owner: &Api, supervisor: Uuid, therapist: Uuid) -> Result<(), Failure> {
    owner.put(&format!("/v1/staff/{supervisor}/supervisees/{therapist}"), &json!({})).await.map(drop)
}

/// A standing permission, where this person gives one for this homework.
pub(super) async fn share(partner: &Partner<'_>, key: &str, assignment: &str) -> Result<(), Failure> {
    if (partner.given, key) != SHARES {
        return Ok(());
    }
    let path = format!("/v1/clients/{}/share-grants", partner.id);
    partner.api.post(&path, &json!({"assignment_id": assignment})).await.map(drop)
}

/// The agreement of a couple that has one, and who has signed.
pub(super) async fn agree(therapist: &Api, couple: Uuid, partners: &[Partner<'_>]) -> Result<(), Failure> {
    let agreed = |(who, _): &&(&str, bool)| partners.iter().any(|partner| partner.given == *who);
    let Some((_, by_both)) = AGREED.iter().find(agreed) else { return Ok(()) };
    let path = format!("/v1/couples/{couple}/agreements");
    let proposed = therapist.post(&path, &json!({"policy": "limited", "text": TEXT})).await?;
    let number = proposed.get("number").and_then(Value::as_i64).unwrap_or(1);
    let (path, signing) = (format!("{path}/{number}"), if *by_both { 2 } else { 1 });
    for partner in partners.iter().take(signing) {
        let line = json!({"line": format!("{} {}", partner.given, partner.family)});
        partner.api.put_over(&path, &format!("{path}/signature"), &line).await?;
    }
    Ok(())
}

/// How a person may be reached who said so.
pub(super) async fn prefer(partner: &Partner<'_>) -> Result<(), Failure> {
    if partner.given != CAREFUL {
        return Ok(());
    }
    let path = format!("/v1/clients/{}/contact-preferences", partner.id);
    let times = json!([{"weekday": "tuesday", "from": "09:00", "to": "12:00"}]);
    let preferences = json!({"channel": "email", "safe_times": times});
    let written = partner.api.put_over(&path, &path, &preferences).await?;
    text(&written, "channel").map(drop)
}
