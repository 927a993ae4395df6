//! What the demo shows of measures: what couples and clients are asked, and how they answered over the weeks.

use chrono::{DateTime, Days, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use super::Failure;
use super::trust::Partner;
use crate::caller::Api;
use crate::platform::ids::kind::MeasureId;

/// Days ago on which they answered.
const ANSWERED: [u64; 4] = [80, 52, 24, 3];
/// How often each partner answered: the second has not answered what is due now.
const TIMES: [usize; 2] = [4, 3];
/// Couples satisfaction, four items, at each of these times: of the first partner and of the second.
const SATISFACTION: [[[i16; 4]; 4]; 2] = [
    [[2, 1, 2, 2], [3, 2, 2, 2], [3, 3, 3, 3], [4, 4, 3, 4]],
    [[3, 2, 2, 2], [3, 2, 3, 2], [4, 3, 3, 3], [4, 3, 4, 4]],
];
/// Depression, nine items, of somebody in care alone. The last item was always answered with none.
const DEPRESSION: [[i16; 9]; 4] = [
    [2, 3, 2, 2, 1, 2, 2, 1, 0],
    [2, 2, 2, 2, 1, 2, 1, 1, 0],
    [1, 2, 1, 1, 1, 1, 1, 0, 0],
    [1, 1, 1, 1, 0, 1, 0, 0, 0],
];
/// A screen that a therapist went through with each partner alone: all items at their lowest.
const SCREEN: [i16; 4] = [1, 1, 1, 1];

/// What both partners are asked every four weeks, and how they answered.
pub(super) async fn ask_couple(
    therapist: &Api,
    couple: Uuid,
    partners: &[Partner<'_>],
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let first = first_day(now);
    let asked = json!({"instrument": "csi-4", "rhythm": "weeks", "every_weeks": 4, "starts_on": first});
    therapist.post(&format!("/v1/couples/{couple}/measure-requests"), &asked).await?;
    for ((partner, scores), times) in partners.iter().zip(SATISFACTION).zip(TIMES) {
        let path = format!("/v1/clients/{}/measures", partner.id);
        for (days, answers) in ANSWERED.into_iter().zip(scores).take(times) {
            let body = body("csi-4", &answers, days, now, Some(couple));
            partner.api.post(&path, &body).await?;
        }
        let screen = body("hits", &SCREEN, 80, now, Some(couple));
        therapist.post(&path, &screen).await?;
    }
    Ok(())
}

/// What somebody in care alone is asked before each appointment, and the answers.
pub(super) async fn ask_client(
    therapist: &Api,
    partner: &Partner<'_>,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let below = format!("/v1/clients/{}", partner.id);
    let asked = json!({"instrument": "phq-9", "rhythm": "appointments", "starts_on": first_day(now)});
    therapist.post(&format!("{below}/measure-requests"), &asked).await?;
    for (days, answers) in ANSWERED.into_iter().zip(DEPRESSION) {
        partner.api.post(&format!("{below}/measures"), &body("phq-9", &answers, days, now, None)).await?;
    }
    Ok(())
}

fn first_day(now: DateTime<Utc>) -> String {
    (now - Days::new(87)).date_naive().to_string()
}

fn body(instrument: &str, answers: &[i16], days: u64, now: DateTime<Utc>, couple: Option<Uuid>) -> Value {
    let answers: Vec<Value> = answers
        .iter()
        .zip(1..)
        .map(|(value, item): (_, u16)| json!({"item": item, "value": value}))
        .collect();
    let mut body = json!({
        "id": MeasureId::generate(), "instrument": instrument, "occurred_at": now - Days::new(days),
        "time_zone": "Europe/London", "answers": answers
    });
    if let (Some(couple), Some(members)) = (couple, body.as_object_mut()) {
        members.insert("couple_id".to_owned(), json!(couple));
    }
    body
}
