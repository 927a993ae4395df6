//! Carrying out what was planned.

use chrono::{DateTime, Utc};

use super::queries;
use crate::identity::audit::{Event, Member, Outcome, insert_audit_row};
use crate::identity::services::Services;
use crate::people::couples::queries::end_couple;
use crate::platform::db::{Conn, Mode};
use crate::platform::http::ApiResult;
use crate::platform::ids::Id;
use crate::platform::jobs::{self, Job};

/// The job that ends a couple at its planned time.
pub const END: &str = "end_couple";

/// Ends a couple whose planned time has come, unless the plan was given up or put off meanwhile.
pub async fn end_as_planned(services: &Services, job: &Job, now: DateTime<Utc>) -> ApiResult<()> {
    let (practice, couple) = (job.practice_id, Id::from_uuid(job.subject_id));
    let end = async |conn: Conn<'_>| {
        if let Some((membership, account)) = queries::find_due(conn, practice, couple, now).await? {
            end_couple(conn, practice, couple, now).await?;
            let by = Member { practice, membership, account };
            // About the plan, which the trail's readers are not shown: an end tells nobody that it was planned.
            let row =
                Event::new("end_couple", "planned_end").of_couple(couple).row_of(by, now, Outcome::Success);
            insert_audit_row(conn, &services.shared.keys.audit, &row).await?;
        }
        jobs::finish(conn, job.id).await
    };
    services.database.in_practice(practice, Mode::Write, async |_| Ok(()), end).await.map(|((), ())| ())
}
