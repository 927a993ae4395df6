//! The job that releases what is due.

use chrono::{DateTime, Utc};

use super::model::EnrolmentStatus;
use super::queries;
use super::release::Standing;
use crate::homework::assignments::Giver;
use crate::identity::audit::{Event, Member, Outcome, insert_audit_row};
use crate::identity::services::Services;
use crate::people::care_teams::Context;
use crate::platform::db::{AsText, Conn, Mode};
use crate::platform::http::ApiResult;
use crate::platform::ids::Id;
use crate::platform::ids::kind::AssignmentId;
use crate::platform::jobs::{self, Job};

/// The job that releases steps of an enrolment.
pub const RELEASE: &str = "release_steps";

/// Releases what is due of an enrolment that still runs. The job ends in the same transaction, and the next one begins.
pub async fn release_steps(services: &Services, job: &Job, now: DateTime<Utc>) -> ApiResult<()> {
    let (practice, enrolment) = (job.practice_id, Id::from_uuid(job.subject_id));
    let release = async |conn: Conn<'_>| {
        let row = queries::lock(conn, practice, enrolment).await?;
        let Some(row) = row.filter(|row| row.status == AsText(EnrolmentStatus::Active)) else {
            return jobs::finish(conn, job.id).await;
        };
        let membership = row.enrolled_by;
        let giver = Giver { practice, staff: Some(membership), now };
        let words = services.shared.practice_keys.get(conn, practice).await?;
        let released = Standing::find(conn, giver, row).await?.go_on(conn, &words, None).await?;
        let account = queries::find_account(conn, practice, membership).await?;
        let by = Member { practice, membership, account };
        for (assignment, to) in released {
            let row = released_event(assignment, to).row_of(by, now, Outcome::Success);
            insert_audit_row(conn, &services.shared.keys.audit, &row).await?;
        }
        Ok(())
    };
    services.database.in_practice(practice, Mode::Write, async |_| Ok(()), release).await.map(|((), ())| ())
}

/// What the trail says of a release.
fn released_event(assignment: AssignmentId, to: Context) -> Event {
    let event = Event::new("release_step", "assignment").on(assignment);
    match to {
        Context::Client(client) => event.of_client(client),
        Context::Couple(couple) => event.of_couple(couple),
    }
}
