//! Enrolling, and the steps in the life of an enrolment.

use std::collections::HashMap;

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::dto::CreateEnrolmentRequest;
use super::known::Known;
use super::model::{EnrolmentInsert, EnrolmentRow, EnrolmentStatus, StepInsert};
use super::plan::{Party, Planned, broken_rules, plan};
use super::queries;
use super::release::Standing;
use crate::homework::assignments::{Giver, Ground, Published, find_grounds, find_published};
use crate::homework::programmes::{ProgrammeRow, ProgrammeVersionRow, find_current};
use crate::identity::actor::{Actor, Reader, TherapistOnly};
use crate::people::care_teams::Context;
use crate::people::care_teams::reach::own_care;
use crate::people::couples::keep_lasting;
use crate::platform::db::{AsJson, AsText, Conn};
use crate::platform::http::{ApiError, ApiResult, Conflict, FieldError};
use crate::platform::ids::kind::{ClientId, EnrolmentId, LibraryItemId};
use crate::platform::local_day::local_date;

/// An enrolment may begin so many days ahead.
const START_WITHIN_DAYS: u64 = 366;

/// What an enrolment would be.
pub struct Draft {
    /// The programme and its version.
    pub programme: (ProgrammeRow, ProgrammeVersionRow),
    /// Who is enrolled, and where.
    pub ground: Ground,
    /// First local date.
    pub starts_on: NaiveDate,
    /// The items of all steps, as far as they can be given.
    pub items: HashMap<LibraryItemId, Published>,
    /// What each step gives to whom.
    pub planned: Vec<Planned>,
}

/// Completes a request that stands at this place of a body, without a look at what speaks against single steps.
pub async fn draft(
    conn: Conn<'_>,
    writer: &Reader,
    of: Context,
    (place, request): (&str, &CreateEnrolmentRequest),
    now: DateTime<Utc>,
) -> ApiResult<Draft> {
    let contexts = [of];
    let (mut grounds, programme) = futures_util::try_join!(
        find_grounds(conn, writer.practice, Some(writer), &contexts),
        find_current(conn, writer.practice, request.programme_id),
    )?;
    let ground = grounds.remove(&of.id()).ok_or(ApiError::NotFound)?;
    let today = local_date(now, ground.time_zone, ground.day_start);
    let latest = today.checked_add_days(Days::new(START_WITHIN_DAYS)).unwrap_or(today);
    let starts_on = request.starts_on.unwrap_or(today);
    let mut errors = Vec::new();
    if !(today..=latest).contains(&starts_on) {
        let detail = "must be from today to 366 days ahead";
        errors.push(FieldError::at(format!("{place}/starts_on"), "out_of_range", detail));
    }
    let Some(programme) = programme.filter(|(row, _)| row.retired_at.is_none()) else {
        let detail = "must be a programme that is not retired";
        errors.push(FieldError::at(format!("{place}/programme_id"), "unknown_programme", detail));
        return Err(ApiError::Invalid(errors));
    };
    if !errors.is_empty() {
        return Err(ApiError::Invalid(errors));
    }
    if ground.ended {
        return Err(ApiError::Conflict(Conflict::CoupleEnded));
    }
    let AsJson(steps) = &programme.1.steps;
    let ids: Vec<LibraryItemId> =
        steps.iter().flat_map(|step| step.items.iter().map(|item| item.item_id)).collect();
    let members: Vec<Context> = ground.members.iter().copied().map(Context::Client).collect();
    let (items, cared) = futures_util::try_join!(
        find_published(conn, writer.practice, &ids),
        find_grounds(conn, writer.practice, Some(writer), &members),
    )?;
    let cared: Vec<ClientId> =
        ground.members.iter().copied().filter(|member| cared.contains_key(&member.uuid())).collect();
    let party = Party { context: of, members: &ground.members, cared: &cared };
    let planned = plan(steps, &party, &items, request);
    Ok(Draft { programme, ground, starts_on, items, planned })
}

/// Enrols a client or couple, and releases what is due with the start.
pub async fn enrol(
    actor: &Actor<TherapistOnly>,
    conn: Conn<'_>,
    new: EnrolmentId,
    of: Context,
    request: &CreateEnrolmentRequest,
) -> ApiResult<()> {
    let (practice, now) = (actor.practice(), actor.now());
    let draft = draft(conn, &own_care(&actor.reader()), of, ("", request), now).await?;
    let errors = broken_rules(request, &draft.planned);
    if !errors.is_empty() {
        return Err(ApiError::Invalid(errors));
    }
    if let Context::Couple(couple) = of {
        keep_lasting(conn, practice, couple).await?;
    }
    let row = EnrolmentInsert {
        practice_id: practice,
        id: new,
        client_id: of.client(),
        couple_id: of.couple(),
        programme_id: draft.programme.0.id,
        number: draft.programme.1.number,
        status: AsText(EnrolmentStatus::Active),
        starts_on: draft.starts_on,
        enrolled_by: actor.membership(),
        created_at: now,
        updated_at: now,
    };
    let steps: Vec<StepInsert> = draft.planned.iter().map(|step| row_of(&row, step)).collect();
    queries::insert_enrolment(conn, &row, &steps).await?;
    go_on(actor, conn, new, None).await
}

fn row_of(enrolment: &EnrolmentInsert, step: &Planned) -> StepInsert {
    StepInsert {
        practice_id: enrolment.practice_id,
        enrolment_id: enrolment.id,
        position: step.position,
        recipient_id: step.to.id(),
        client_id: step.to.client(),
        item_id: step.item,
    }
}

async fn go_on(
    actor: &Actor<TherapistOnly>,
    conn: Conn<'_>,
    id: EnrolmentId,
    ahead: Option<i32>,
) -> ApiResult<()> {
    let giver = Giver { practice: actor.practice(), staff: Some(actor.membership()), now: actor.now() };
    let row = queries::lock(conn, actor.practice(), id).await?.ok_or(ApiError::NotFound)?;
    let words = actor.key(conn).await?;
    Standing::find(conn, giver, row).await?.go_on(conn, &words, ahead).await.map(|_| ())
}

/// A step in the life of an enrolment.
#[derive(Clone, Copy)]
pub enum Changed {
    /// Nothing is released from now on.
    Pause,
    /// It goes on.
    Resume,
    /// This step is released whatever it waits for.
    Ahead(i32),
    /// Nothing more is released.
    End,
}

/// Takes a step from the version that the caller knows.
pub async fn change(
    actor: &Actor<TherapistOnly>,
    conn: Conn<'_>,
    id: EnrolmentId,
    version: i32,
    changed: Changed,
) -> ApiResult<()> {
    let (practice, now) = (actor.practice(), actor.now());
    let writer = own_care(&actor.reader());
    queries::find_enrolment(conn, &writer, id).await?.ok_or(ApiError::NotFound)?;
    if let Changed::Ahead(step) = changed {
        let (steps, _) = queries::list_known_steps(conn, &writer, &[id]).await?;
        if !steps.iter().any(|row| row.position == step && row.item_id.is_some()) {
            return Err(ApiError::NotFound);
        }
    }
    let mut row = queries::lock(conn, practice, id).await?.ok_or(ApiError::NotFound)?;
    let known = Known::find(conn, &actor.reader(), &row).await?;
    if known.version != version {
        return Err(ApiError::PreconditionFailed);
    }
    // What is possible goes by what the caller reads of it, so that no refusal tells more.
    row.status = AsText(known.status);
    if let Some(couple) = row.couple_id {
        keep_lasting(conn, practice, couple).await?;
    }
    if let Changed::Ahead(step) = changed {
        return match row.status {
            AsText(EnrolmentStatus::Active) => go_on(actor, conn, id, Some(step)).await,
            // Nothing of it waits.
            AsText(EnrolmentStatus::Completed) => Ok(()),
            AsText(status) => {
                let detail =
                    format!("The enrolment is {status}: only of an active one a step is released ahead.");
                Err(ApiError::wrong_state(detail))
            }
        };
    }
    let today = today(conn, &writer, &row, now).await?;
    step(&mut row, changed, today)?;
    if let Changed::Resume = changed {
        // Who resumes it answers for it from now on.
        row.enrolled_by = actor.membership();
    }
    queries::write(conn, practice, &row, now).await?;
    match changed {
        Changed::Resume => go_on(actor, conn, id, None).await,
        Changed::Pause | Changed::End | Changed::Ahead(_) => {
            queries::look_again(conn, practice, id, None).await
        }
    }
}

async fn today(
    conn: Conn<'_>,
    writer: &Reader,
    row: &EnrolmentRow,
    now: DateTime<Utc>,
) -> ApiResult<NaiveDate> {
    let of = row.context()?;
    let grounds = find_grounds(conn, writer.practice, Some(writer), &[of]).await?;
    let ground = grounds.get(&of.id()).ok_or(ApiError::NotFound)?;
    Ok(local_date(now, ground.time_zone, ground.day_start))
}

/// Which step may follow which, and what it does to the dates.
fn step(row: &mut EnrolmentRow, changed: Changed, today: NaiveDate) -> ApiResult<()> {
    use EnrolmentStatus::{Active, Ended, Paused};
    let AsText(status) = row.status;
    match (changed, status) {
        (Changed::Pause, Active) => {
            row.status = AsText(Paused);
            row.paused_on = Some(today);
        }
        (Changed::Resume, Paused) => {
            // A pause before the start moves nothing.
            let from = row.paused_on.map_or(today, |from| from.max(row.starts_on));
            let days = today.signed_duration_since(from).num_days().max(0);
            row.shifted_days = row.shifted_days.saturating_add(i32::try_from(days).unwrap_or(i32::MAX));
            row.status = AsText(Active);
            row.paused_on = None;
        }
        (Changed::End, Active | Paused) => {
            row.status = AsText(Ended);
            row.paused_on = None;
        }
        _ => return Err(out_of_place(changed, status)),
    }
    Ok(())
}

/// Which state it is in, and which the step needs.
fn out_of_place(changed: Changed, status: EnrolmentStatus) -> ApiError {
    let needed = match changed {
        Changed::Pause => "only an active one can be paused",
        Changed::Resume => "only a paused one can be resumed",
        Changed::Ahead(_) => "only of an active one a step is released ahead",
        Changed::End => "only an active or paused one can be ended",
    };
    ApiError::wrong_state(format!("The enrolment is {status}: {needed}."))
}
