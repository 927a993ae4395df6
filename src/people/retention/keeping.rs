//! Whether a record must be kept, why, and until when.

use chrono::{DateTime, Months, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::queries::has_hold;
use crate::people::practices::{PracticeRow, find_practice};
use crate::platform::db::{AsText, Conn};
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{ClientId, PracticeId};
use crate::platform::local_day::local_date;

/// Why a record must be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum KeepingReason {
    /// The practice's time of retention has not passed since the last clinical act.
    Retention,
    /// There is a legal hold, on the record or on all of the practice.
    LegalHold,
}

/// What keeps a record; by default nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Keeping {
    /// Why; empty where it may be erased.
    pub reasons: Vec<KeepingReason>,
    /// When the retention ends, if it has not.
    pub until: Option<DateTime<Utc>>,
    /// The day from which it may be erased, in the practice's zone; not known under a legal hold.
    pub erasable_on: Option<NaiveDate>,
}

/// What keeps the record of a client whose last clinical act was then.
pub async fn find_keeping(
    conn: Conn<'_>,
    practice: PracticeId,
    client: ClientId,
    last_act_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> ApiResult<Keeping> {
    let (practice_row, held) =
        futures_util::try_join!(find_practice(conn, practice), has_hold(conn, practice, client))?;
    Ok(Keeping::of(&practice_row, held, last_act_at, now))
}

impl Keeping {
    fn of(
        practice: &PracticeRow,
        held: bool,
        last_act_at: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Self {
        let months = Months::new(u32::try_from(practice.retention_months).unwrap_or_default());
        let ends_at =
            last_act_at.map(|act| act.checked_add_months(months).unwrap_or(DateTime::<Utc>::MAX_UTC));
        let until = ends_at.filter(|end| *end > now);
        let held = held || practice.legal_hold;
        let reasons = [(until.is_some(), KeepingReason::Retention), (held, KeepingReason::LegalHold)];
        let (AsText(zone), AsText(day_start)) = (practice.time_zone, practice.day_start);
        Self {
            reasons: reasons.into_iter().filter_map(|(holds, reason)| holds.then_some(reason)).collect(),
            until,
            erasable_on: until.filter(|_| !held).map(|end| local_date(end, zone, day_start)),
        }
    }
}
