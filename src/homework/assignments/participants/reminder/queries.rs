//! Reminders in the database: part of the member's row, and a job that comes again and again.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::dto::UpdateReminderRequest;
use super::schedule::{last_time, next_time};
use crate::homework::assignments::AssignmentStatus;
use crate::homework::assignments::participants::queries::Place;
use crate::platform::db::{AsJson, AsText, Conn};
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{AssignmentId, ClientId, PracticeId, ReminderId};
use crate::platform::jobs;
use crate::platform::local_day::{LocalTime, TimeZone};
use crate::schema::{assignment_participants, assignments, clients, couples};

/// The job that reminds a member at the next time, and waits for the one after it.
pub const REMIND: &str = "remind";

/// A reminder whose time may have come.
pub struct DueReminder {
    /// When to remind whom of what.
    pub row: ReminderRow,
    ground: Ground,
}

/// A reminder as it stands in the member's row.
#[derive(Queryable)]
pub struct ReminderRow {
    /// The assignment.
    pub assignment_id: AssignmentId,
    /// The member.
    pub client_id: ClientId,
    times: AsJson<Vec<LocalTime>>,
    most_per_week: i32,
    until: Option<DateTime<Utc>>,
    counted_from: Option<NaiveDate>,
    sent: i32,
}

/// Where its member is, and whether the homework still runs.
#[derive(Queryable)]
struct Ground {
    zone: AsText<TimeZone>,
    status: AsText<AssignmentStatus>,
    ends_on: Option<NaiveDate>,
    couple_ended_at: Option<DateTime<Utc>>,
}

/// One sent later than this would come out of the blue.
const FRESH: TimeDelta = TimeDelta::minutes(30);

impl DueReminder {
    /// When its next time is; none once the homework has ended for good.
    pub fn next(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let Ground { zone, status, ends_on, couple_ended_at } = &self.ground;
        let ended = matches!(status.0, AssignmentStatus::Completed | AssignmentStatus::Stopped);
        // Wherever on Earth the last day was, it is over by then.
        let past = ends_on.is_some_and(|last| last < (now - TimeDelta::days(2)).date_naive());
        if ended || past || couple_ended_at.is_some() {
            return None;
        }
        next_time(&self.row.times.0, zone.0, now)
    }

    /// Whether one of its times has just come, no reminder was sent for it yet, and the week has room for one.
    pub fn is_time(&self, now: DateTime<Utc>) -> bool {
        let last = last_time(&self.row.times.0, self.ground.zone.0, now);
        let fresh = last.filter(|at| now - *at <= FRESH);
        let new = fresh.is_some_and(|at| self.row.until.is_none_or(|until| until < at));
        new && self.week(now).1 < self.row.most_per_week
    }

    /// The first day of the week that is counted, and what was sent in it.
    fn week(&self, now: DateTime<Utc>) -> (NaiveDate, i32) {
        let today = self.ground.zone.0.wall_clock(now).date();
        match self.row.counted_from {
            Some(from) if (today - from).num_days() < 7 => (from, self.row.sent),
            _ => (today, 0),
        }
    }
}

/// Writes when to remind a member, in the place of what was written before; none: not at all.
pub(super) async fn write_reminder(
    mut conn: Conn<'_>,
    (practice, assignment, client): Place,
    request: Option<&UpdateReminderRequest>,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let row = assignment_participants::table.find((practice, assignment, client));
    let zone = clients::table.find((practice, client)).select(clients::time_zone).single_value();
    let (before, AsText(zone)): (Option<ReminderId>, AsText<TimeZone>) =
        row.select((assignment_participants::reminder_id, zone.assume_not_null())).first(&mut conn).await?;
    if let Some(before) = before {
        jobs::cancel(conn, practice, REMIND, before.uuid()).await?;
    }
    let id = request.map(|_| ReminderId::generate());
    diesel::update(row)
        .set((
            assignment_participants::reminder_id.eq(id),
            assignment_participants::reminder_channel.eq(request.map(|it| AsText(it.channel))),
            assignment_participants::reminder_times.eq(request.map(|it| AsJson(it.times.clone()))),
            assignment_participants::reminder_most_per_week.eq(request.map(|it| it.most_per_week)),
        ))
        .execute(&mut conn)
        .await?;
    if let (Some(id), Some(request)) = (id, request)
        && let Some(due_at) = next_time(&request.times, zone, now)
    {
        jobs::enqueue(conn, practice, REMIND, id.uuid(), due_at).await?;
    }
    Ok(())
}

/// The reminder with this id, held until the end of the transaction; none where it was changed or taken away.
pub async fn find_reminder(
    mut conn: Conn<'_>,
    practice: PracticeId,
    id: ReminderId,
) -> ApiResult<Option<DueReminder>> {
    let row = assignment_participants::table
        .filter(assignment_participants::practice_id.eq(practice))
        .filter(assignment_participants::reminder_id.eq(id))
        .select((
            assignment_participants::assignment_id,
            assignment_participants::client_id,
            assignment_participants::reminder_times.assume_not_null(),
            assignment_participants::reminder_most_per_week.assume_not_null(),
            assignment_participants::reminded_until,
            assignment_participants::reminders_counted_from,
            assignment_participants::reminders_sent,
        ))
        .for_update();
    let Some(row) = row.first::<ReminderRow>(&mut conn).await.optional()? else { return Ok(None) };
    let ground = find_ground(conn, practice, &row).await?;
    Ok(Some(DueReminder { row, ground }))
}

async fn find_ground(mut conn: Conn<'_>, practice: PracticeId, row: &ReminderRow) -> ApiResult<Ground> {
    let couple = couples::practice_id
        .eq(assignments::practice_id)
        .and(couples::id.nullable().eq(assignments::couple_id));
    let ground = assignments::table
        .inner_join(clients::table.on(clients::practice_id.eq(assignments::practice_id)))
        .left_join(couples::table.on(couple))
        .filter(assignments::practice_id.eq(practice))
        .filter(assignments::id.eq(row.assignment_id))
        .filter(clients::practice_id.eq(practice))
        .filter(clients::id.eq(row.client_id))
        .select((
            clients::time_zone,
            assignments::status,
            assignments::ends_on,
            couples::ended_at.nullable(),
        ));
    Ok(ground.first(&mut conn).await?)
}

/// Remembers that this time was seen to, and whether a reminder was sent.
pub async fn note_reminder(
    mut conn: Conn<'_>,
    practice: PracticeId,
    reminder: &DueReminder,
    was_sent: bool,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let (from, sent) = reminder.week(now);
    diesel::update(assignment_participants::table.find((
        practice,
        reminder.row.assignment_id,
        reminder.row.client_id,
    )))
    .set((
        assignment_participants::reminded_until.eq(now),
        assignment_participants::reminders_counted_from.eq(from),
        assignment_participants::reminders_sent.eq(sent.saturating_add(i32::from(was_sent))),
    ))
    .execute(&mut conn)
    .await?;
    Ok(())
}
