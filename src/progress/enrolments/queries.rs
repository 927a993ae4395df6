//! Enrolments in the database. Every read of staff starts from [`visible_to`].

use chrono::{DateTime, Utc};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::job::RELEASE;
use super::model::{
    EnrolmentInsert, EnrolmentRow, EnrolmentStatus, HeldUpBy, ReleaseInsert, ReleaseRow, StepInsert, StepRow,
};
use crate::identity::actor::Reader;
use crate::identity::memberships::{MembershipStatus, Role};
use crate::people::care_teams::Context;
use crate::people::care_teams::reach::cared;
use crate::platform::db::{AsText, Conn};
use crate::platform::http::{ApiError, ApiResult, PageLimit};
use crate::platform::ids::kind::{AccountId, ClientId, EnrolmentId, MembershipId, PracticeId, StaffId};
use crate::platform::jobs;
use crate::schema::{care_team_members, enrolment_releases, enrolment_steps, enrolments, memberships};

/// Enrolments of those in the reader's care; a client sees none.
pub fn visible_to<'q>(reader: &Reader) -> enrolments::BoxedQuery<'q, Pg> {
    enrolments::table
        .filter(enrolments::practice_id.eq(reader.practice))
        .filter(enrolments::context_id.eq_any(cared(reader)))
        .into_boxed()
}

/// One enrolment.
pub async fn find_enrolment(
    mut conn: Conn<'_>,
    reader: &Reader,
    id: EnrolmentId,
) -> ApiResult<Option<EnrolmentRow>> {
    let found = visible_to(reader).filter(enrolments::id.eq(id)).select(EnrolmentRow::as_select());
    Ok(found.first(&mut conn).await.optional()?)
}

/// A page of the enrolments of a client or couple, newest first.
pub async fn list_enrolments(
    mut conn: Conn<'_>,
    reader: &Reader,
    of: Context,
    before: Option<EnrolmentId>,
    limit: PageLimit,
) -> ApiResult<Vec<EnrolmentRow>> {
    let mut query = visible_to(reader)
        .filter(enrolments::context_id.eq(of.id()))
        .order(enrolments::id.desc())
        .limit(limit.rows())
        .select(EnrolmentRow::as_select());
    if let Some(before) = before {
        query = query.filter(enrolments::id.lt(before));
    }
    Ok(query.load(&mut conn).await?)
}

/// Takes the row of an enrolment for this transaction: whoever else is about to release or change it waits.
pub async fn lock(
    mut conn: Conn<'_>,
    practice: PracticeId,
    id: EnrolmentId,
) -> ApiResult<Option<EnrolmentRow>> {
    let row = enrolments::table.find((practice, id)).select(EnrolmentRow::as_select()).for_no_key_update();
    Ok(row.first(&mut conn).await.optional()?)
}

/// The steps of these enrolments in order, and what of them was released.
pub async fn list_steps(
    conn: Conn<'_>,
    practice: PracticeId,
    ids: &[EnrolmentId],
) -> ApiResult<(Vec<StepRow>, Vec<ReleaseRow>)> {
    load_steps(conn, practice, steps_of(practice, ids), ids).await
}

/// The same, as far as the reader may know them: of what a client gets alone only to those who care for that one.
pub async fn list_known_steps(
    conn: Conn<'_>,
    reader: &Reader,
    ids: &[EnrolmentId],
) -> ApiResult<(Vec<StepRow>, Vec<ReleaseRow>)> {
    let of_couple = enrolment_steps::client_id.is_null();
    let known = steps_of(reader.practice, ids)
        .filter(of_couple.or(enrolment_steps::recipient_id.eq_any(cared(reader))));
    load_steps(conn, reader.practice, known, ids).await
}

fn steps_of<'q>(practice: PracticeId, ids: &'q [EnrolmentId]) -> enrolment_steps::BoxedQuery<'q, Pg> {
    enrolment_steps::table
        .filter(enrolment_steps::practice_id.eq(practice))
        .filter(enrolment_steps::enrolment_id.eq_any(ids))
        .order((enrolment_steps::position, enrolment_steps::recipient_id))
        .into_boxed()
}

async fn load_steps(
    conn: Conn<'_>,
    practice: PracticeId,
    steps: enrolment_steps::BoxedQuery<'_, Pg>,
    ids: &[EnrolmentId],
) -> ApiResult<(Vec<StepRow>, Vec<ReleaseRow>)> {
    let (mut first, mut second) = (conn, conn);
    let steps = steps.select(StepRow::as_select());
    let releases = enrolment_releases::table
        .filter(enrolment_releases::practice_id.eq(practice))
        .filter(enrolment_releases::enrolment_id.eq_any(ids))
        .select(ReleaseRow::as_select());
    Ok(futures_util::try_join!(steps.load(&mut first), releases.load(&mut second))?)
}

/// Which of these clients and couples a therapist cares for, as long as that is what the membership is for.
pub async fn list_cared(
    mut conn: Conn<'_>,
    practice: PracticeId,
    staff: StaffId,
    contexts: &[Uuid],
) -> ApiResult<Vec<Uuid>> {
    let works = memberships::table
        .filter(memberships::practice_id.eq(practice))
        .filter(memberships::id.eq(staff))
        .filter(memberships::status.eq(AsText(MembershipStatus::Active)))
        .filter(memberships::roles.contains(vec![AsText(Role::Therapist)]));
    let places = care_team_members::table
        .filter(care_team_members::practice_id.eq(practice))
        .filter(care_team_members::staff_id.eq(staff))
        .filter(care_team_members::context_id.eq_any(contexts))
        .filter(care_team_members::ended_at.is_null())
        .filter(diesel::dsl::exists(works))
        .select(care_team_members::context_id);
    Ok(places.load(&mut conn).await?)
}

/// Makes an enrolment.
pub async fn insert_enrolment(
    mut conn: Conn<'_>,
    row: &EnrolmentInsert,
    steps: &[StepInsert],
) -> ApiResult<()> {
    diesel::insert_into(enrolments::table).values(row).execute(&mut conn).await?;
    diesel::insert_into(enrolment_steps::table).values(steps).execute(&mut conn).await?;
    Ok(())
}

/// Writes down what was released. That a step is released once for each recipient is for the database to say.
pub async fn insert_releases(mut conn: Conn<'_>, rows: &[ReleaseInsert]) -> ApiResult<()> {
    diesel::insert_into(enrolment_releases::table).values(rows).execute(&mut conn).await?;
    for row in rows {
        let key = (row.practice_id, row.enrolment_id, row.position, row.recipient_id);
        diesel::update(enrolment_steps::table.find(key))
            .set((
                enrolment_steps::changes.eq(enrolment_steps::changes + 1),
                enrolment_steps::changed_at.eq(row.released_at),
            ))
            .execute(&mut conn)
            .await?;
    }
    Ok(())
}

/// Says why a step is not released, or that nothing holds it up any more.
pub async fn write_held_up(
    mut conn: Conn<'_>,
    practice: PracticeId,
    step: &StepRow,
    by: Option<HeldUpBy>,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let key = (practice, step.enrolment_id, step.position, step.recipient_id);
    diesel::update(enrolment_steps::table.find(key))
        .set((
            enrolment_steps::held_up_by.eq(by.map(AsText)),
            enrolment_steps::changes.eq(enrolment_steps::changes + 1),
            enrolment_steps::changed_at.eq(now),
        ))
        .execute(&mut conn)
        .await?;
    Ok(())
}

/// Writes that nothing of an enrolment waits any more. No version grows: who knows the step that was the last has read of it.
pub async fn write_completed(mut conn: Conn<'_>, practice: PracticeId, id: EnrolmentId) -> ApiResult<()> {
    diesel::update(enrolments::table.find((practice, id)))
        .set(enrolments::status.eq(AsText(EnrolmentStatus::Completed)))
        .execute(&mut conn)
        .await?;
    Ok(())
}

/// Writes a changed enrolment over the one that is locked.
pub async fn write(
    mut conn: Conn<'_>,
    practice: PracticeId,
    row: &EnrolmentRow,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let updated = diesel::update(enrolments::table.find((practice, row.id)))
        .filter(enrolments::version.eq(row.version))
        .set((
            enrolments::status.eq(row.status),
            enrolments::shifted_days.eq(row.shifted_days),
            enrolments::paused_on.eq(row.paused_on),
            enrolments::enrolled_by.eq(row.enrolled_by),
            enrolments::version.eq(enrolments::version + 1),
            enrolments::updated_at.eq(now),
        ))
        .execute(&mut conn)
        .await?;
    if updated == 0 { Err(ApiError::PreconditionFailed) } else { Ok(()) }
}

/// Lets the next look at an enrolment be the only one that is queued, or none.
pub async fn look_again(
    conn: Conn<'_>,
    practice: PracticeId,
    id: EnrolmentId,
    at: Option<DateTime<Utc>>,
) -> ApiResult<()> {
    jobs::cancel(conn, practice, RELEASE, id.uuid()).await?;
    if let Some(at) = at {
        jobs::enqueue(conn, practice, RELEASE, id.uuid(), at).await?;
    }
    Ok(())
}

/// Ends whatever a client alone is enrolled in.
pub async fn end_enrolments_of(
    mut conn: Conn<'_>,
    practice: PracticeId,
    client: ClientId,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let running = [EnrolmentStatus::Active, EnrolmentStatus::Paused].map(AsText);
    let ended: Vec<EnrolmentId> = diesel::update(
        enrolments::table
            .filter(enrolments::practice_id.eq(practice))
            .filter(enrolments::client_id.eq(client))
            .filter(enrolments::status.eq_any(running)),
    )
    .set((
        enrolments::status.eq(AsText(EnrolmentStatus::Ended)),
        enrolments::paused_on.eq(None::<chrono::NaiveDate>),
        enrolments::version.eq(enrolments::version + 1),
        enrolments::updated_at.eq(now),
    ))
    .returning(enrolments::id)
    .load(&mut conn)
    .await?;
    for id in ended {
        look_again(conn, practice, id, None).await?;
    }
    Ok(())
}

/// The account of who enrolled, for the trail.
pub async fn find_account(
    mut conn: Conn<'_>,
    practice: PracticeId,
    membership: MembershipId,
) -> ApiResult<AccountId> {
    let account = memberships::table.find((practice, membership)).select(memberships::account_id);
    account.first::<Option<AccountId>>(&mut conn).await?.ok_or(ApiError::Internal)
}
