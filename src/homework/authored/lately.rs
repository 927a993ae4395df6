//! What is asked for of what clients wrote since a day, as the care team reads it.

use chrono::{DateTime, Days, NaiveDate, Utc};

use crate::platform::ids::kind::{ClientId, CoupleId};

/// How many days before the first one something may be of that arrives late.
const LATE_DAYS: u64 = 31;

/// Whose, and since when.
#[derive(Clone, Debug)]
pub struct Lately {
    /// The authors.
    pub authors: Vec<ClientId>,
    /// Only what belongs to this couple.
    pub couple: Option<CoupleId>,
    /// The first local day.
    pub from: NaiveDate,
    /// Also what is of a day before, and arrived later than this.
    pub arrived_after: Option<DateTime<Utc>>,
}

impl Lately {
    /// The first local day that anything of it may be of.
    pub fn first_day(&self) -> NaiveDate {
        let late = self.from.checked_sub_days(Days::new(LATE_DAYS)).unwrap_or(NaiveDate::MIN);
        self.arrived_after.map_or(self.from, |_| late)
    }
}
