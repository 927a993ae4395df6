//! What a reader may know of how an enrolment goes on: it moves with the steps that the reader reads, and with no other.

use chrono::{DateTime, Utc};

use super::model::{EnrolmentRow, EnrolmentStatus, StepRow};
use super::queries;
use crate::identity::actor::Reader;
use crate::platform::db::{AsText, Conn};
use crate::platform::http::ApiResult;

/// Status, version and last change of an enrolment as one reader knows them.
pub struct Known {
    /// Where it stands; completed once nothing waits that the reader knows.
    pub status: EnrolmentStatus,
    /// Grows with the enrolment itself and with each of these steps.
    pub version: i32,
    /// When one of them last changed.
    pub updated_at: DateTime<Utc>,
}

impl Known {
    /// From the steps that the reader may know.
    pub fn of(row: &EnrolmentRow, steps: &[&StepRow], released: impl Fn(&StepRow) -> bool) -> Self {
        let given = || steps.iter().filter(|step| step.item_id.is_some());
        let status = match row.status {
            AsText(EnrolmentStatus::Active | EnrolmentStatus::Completed) => {
                let none_waits = given().next().is_some() && given().all(|step| released(step));
                if none_waits { EnrolmentStatus::Completed } else { EnrolmentStatus::Active }
            }
            AsText(status) => status,
        };
        let changes = steps.iter().map(|step| step.changes).sum::<i32>();
        let changed = steps.iter().filter_map(|step| step.changed_at);
        Self {
            status,
            version: row.version.saturating_add(changes),
            updated_at: changed.fold(row.updated_at, DateTime::max),
        }
    }

    /// As this reader knows it.
    pub async fn find(conn: Conn<'_>, reader: &Reader, row: &EnrolmentRow) -> ApiResult<Self> {
        let (steps, releases) = queries::list_known_steps(conn, reader, &[row.id]).await?;
        let released = |step: &StepRow| {
            let of = (step.position, step.recipient_id);
            releases.iter().any(|row| (row.position, row.recipient_id) == of)
        };
        Ok(Self::of(row, &steps.iter().collect::<Vec<_>>(), released))
    }
}
