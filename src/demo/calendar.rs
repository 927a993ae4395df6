//! What the demo's calendar holds: a session every other week, and the next one.

use chrono::{DateTime, Days, NaiveTime, Utc};
use serde_json::json;
use uuid::Uuid;

use super::Failure;
use super::history::WEEKS;
use crate::caller::{Api, text};

/// Days since the last session.
const LAST: u64 = 6;
/// Days between two.
const EVERY: u64 = 14;

/// The sessions of a couple, or of a client who is in none.
pub(super) async fn fill(
    therapist: &Api,
    couple: Option<Uuid>,
    client: Option<Uuid>,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let below = match (couple, client) {
        (Some(couple), _) => format!("/v1/couples/{couple}"),
        (None, Some(client)) => format!("/v1/clients/{client}"),
        (None, None) => return Ok(()),
    };
    let staff = text(&therapist.get("/v1/me").await?, "membership_id")?;
    let at = NaiveTime::from_hms_opt(17, 0, 0).ok_or("the demo's clock lacks an hour")?;
    let next = now.date_naive() + Days::new(EVERY - LAST);
    for number in 0..=WEEKS / 2 {
        let starts_at = (next - Days::new(EVERY * number)).and_time(at).and_utc();
        let status = if number == 0 { "planned" } else { "held" };
        let body = json!({
            "staff_id": staff, "starts_at": starts_at, "minutes": 50, "time_zone": "Europe/London", "status": status
        });
        therapist.put(&format!("{below}/external-appointments/calendar-{number}"), &body).await?;
    }
    Ok(())
}
