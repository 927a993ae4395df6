//! Sends a reminder when its time has come, if what it reminds of is still due then.

use chrono::{DateTime, Utc};

use super::summaries::find_day;
use crate::homework::assignments::{DueReminder, find_reminder, note_reminder};
use crate::identity::actor::Reader;
use crate::identity::notices::{NewNotice, NoticeKind, create_notice};
use crate::identity::services::Services;
use crate::people::contact_preferences::find_reachable;
use crate::platform::db::{Conn, Mode};
use crate::platform::http::ApiResult;
use crate::platform::ids::Id;
use crate::platform::ids::kind::PracticeId;
use crate::platform::jobs::{self, Job};

/// Sees to the time that has come, and lets the job wait for the next one; the job goes with the homework's end.
pub async fn remind(services: &Services, job: &Job, now: DateTime<Utc>) -> ApiResult<()> {
    let (practice, id) = (job.practice_id, Id::from_uuid(job.subject_id));
    let see_to = async |conn: Conn<'_>| {
        let found = find_reminder(conn, practice, id).await?;
        let waits = found.and_then(|reminder| Some((reminder.next(now)?, reminder)));
        let Some((next, reminder)) = waits else { return jobs::finish(conn, job.id).await };
        let sent = reminder.is_time(now) && send(services, conn, practice, &reminder, now).await?;
        note_reminder(conn, practice, &reminder, sent, now).await?;
        jobs::come_again(conn, job.id, next).await
    };
    services.database.in_practice(practice, Mode::Write, async |_| Ok(()), see_to).await.map(|((), ())| ())
}

/// Puts a notice into the outbox, unless nothing is due any more or the member does not want to be reached now.
async fn send(
    services: &Services,
    conn: Conn<'_>,
    practice: PracticeId,
    reminder: &DueReminder,
    now: DateTime<Utc>,
) -> ApiResult<bool> {
    let client = reminder.row.client_id;
    // By the member's own view: what the partner keeps private is no reason to remind, or not to.
    let day = find_day(conn, &Reader::of_client(practice, client), client, now).await?;
    let mut items = day.items.iter();
    if !items.any(|item| item.assignment_id == reminder.row.assignment_id && item.due_today) {
        return Ok(false);
    }
    let Some((account, to)) = find_reachable(conn, practice, client, now).await? else { return Ok(false) };
    let new = NewNotice { kind: NoticeKind::Reminder, to: &to, account: Some(account), now };
    create_notice(conn, &services.shared.keys, new).await?;
    Ok(true)
}
