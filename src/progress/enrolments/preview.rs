//! What an enrolment would give and when, and what speaks against it. Nothing is written.

use std::collections::HashMap;

use actix_web::post;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::dto::{CreateProgrammePreviewRequest, OfferedItem, PreviewedStep, ProgrammePreview};
use super::enrol::{Draft, draft};
use super::plan::{Planned, StepConcern};
use super::view::pinned;
use crate::homework::assignments::{AssignmentStatus, Mode, Published, visible_to};
use crate::identity::actor::{Access, Actor, Reader, TherapistOnly};
use crate::identity::audit::Event;
use crate::people::agreements::find_agreed;
use crate::people::care_teams::Context;
use crate::people::care_teams::reach::own_care;
use crate::people::safety::list_held;
use crate::platform::db::{AsText, Conn};
use crate::platform::http::{ApiResult, Json, Routes, Valid};
use crate::platform::ids::kind::{AssignmentId, ClientId, LibraryItemId};
use crate::schema::{assignment_revisions, assignments};

/// Mounts the operation.
pub fn configure(routes: &mut Routes<'_>) {
    routes.service(create_programme_preview);
}

/// Preview a programme
///
/// What an enrolment of a client or couple would give to whom and when, which assignments of the same items run already, and
/// what speaks against a step: that it is for couples, that an item is to be chosen, a safety hold, a missing agreement, and
/// the item's own words. Nothing is written.
#[utoipa::path(
    operation_id = "create_programme_preview",
    tag = "Programmes",
    request_body = CreateProgrammePreviewRequest,
    responses((status = 200, description = "The preview", body = ProgrammePreview)),
    extensions(("x-roles" = json!(TherapistOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[post("/programme-previews")]
async fn create_programme_preview(
    actor: Actor<TherapistOnly>,
    body: Valid<CreateProgrammePreviewRequest>,
) -> ApiResult<Json<ProgrammePreview>> {
    let (Valid(request), writer) = (body, own_care(&actor.reader()));
    let of = request.context()?;
    let look = async |conn: Conn<'_>| {
        let draft = draft(conn, &writer, of, ("/enrolment", &request.enrolment), actor.now()).await?;
        let known = Known::find(conn, &writer, of, &draft).await?;
        Ok(answer(&draft, &known))
    };
    let event = Event::new("create_programme_preview", "enrolment");
    let event = match of {
        Context::Client(client) => event.of_client(client),
        Context::Couple(couple) => event.of_couple(couple),
    };
    actor.read(event, look).await.map(Json)
}

/// What is known of those who would be enrolled.
struct Known {
    members: Vec<ClientId>,
    held: Vec<ClientId>,
    /// Whether joint homework is open to the couple.
    agreed: bool,
    running: HashMap<(Uuid, LibraryItemId), Vec<AssignmentId>>,
}

impl Known {
    async fn find(conn: Conn<'_>, writer: &Reader, of: Context, draft: &Draft) -> ApiResult<Self> {
        let (members, couples) =
            (draft.ground.members.clone(), of.couple().map_or(Vec::new(), |it| vec![it]));
        let (mut ids, context) = (members.iter().map(|id| id.uuid()).collect::<Vec<_>>(), [of.id()]);
        ids.push(of.id());
        let (held, agreed, running) = futures_util::try_join!(
            list_held(conn, writer.practice, &context),
            find_agreed(conn, writer.practice, &couples),
            find_running(conn, writer, &ids),
        )?;
        Ok(Self { members, held, agreed: agreed.len() == couples.len(), running })
    }

    fn is_held(&self, to: Context) -> bool {
        match to {
            Context::Client(client) => self.held.contains(&client),
            Context::Couple(_) => self.members.iter().any(|member| self.held.contains(member)),
        }
    }
}

async fn find_running(
    mut conn: Conn<'_>,
    reader: &Reader,
    of: &[Uuid],
) -> ApiResult<HashMap<(Uuid, LibraryItemId), Vec<AssignmentId>>> {
    let statuses =
        [AssignmentStatus::Proposed, AssignmentStatus::Active, AssignmentStatus::Paused].map(AsText);
    let rows: Vec<(Uuid, LibraryItemId, AssignmentId)> = visible_to(reader)
        .filter(assignment_revisions::number.eq(assignments::revision))
        .filter(assignments::context_id.eq_any(of))
        .filter(assignments::status.eq_any(statuses))
        .order(assignments::id)
        .select((assignments::context_id, assignments::item_id, assignments::id))
        .load(&mut conn)
        .await?;
    let mut running: HashMap<_, Vec<AssignmentId>> = HashMap::new();
    for (context, item, id) in rows {
        running.entry((context, item)).or_default().push(id);
    }
    Ok(running)
}

fn answer(draft: &Draft, known: &Known) -> ProgrammePreview {
    let (programme, version) = &draft.programme;
    ProgrammePreview {
        programme: pinned(programme, version),
        starts_on: draft.starts_on,
        time_zone: draft.ground.time_zone,
        steps: draft.planned.iter().map(|step| previewed(draft, known, step)).collect(),
    }
}

fn previewed(draft: &Draft, known: &Known, step: &Planned) -> PreviewedStep {
    let item = step.item.and_then(|id| draft.items.get(&id));
    let offered = |id: &LibraryItemId| {
        draft.items.get(id).map(|item| OfferedItem { id: *id, title: item.title.clone() })
    };
    let running = step.item.and_then(|id| known.running.get(&(step.to.id(), id)));
    PreviewedStep {
        step: step.position,
        client_id: step.to.client(),
        release: step.release,
        expected_on: step.release.planned_on(draft.starts_on, 0),
        item: step.item.as_ref().and_then(offered),
        choices: step.choices.iter().filter_map(offered).collect(),
        concerns: concerns(known, step, item),
        contraindications: item.map(|item| item.contraindications.clone()).unwrap_or_default(),
        running: running.cloned().unwrap_or_default(),
    }
}

fn concerns(known: &Known, step: &Planned, item: Option<&Published>) -> Vec<StepConcern> {
    let mut concerns: Vec<StepConcern> = step.concern.into_iter().collect();
    if item.is_some_and(|item| item.unsuitable_under_hold) && known.is_held(step.to) {
        concerns.push(StepConcern::UnsuitableUnderHold);
    }
    let joint = item.is_some_and(|item| {
        item.audiences.iter().find(|mode| mode.fits(step.to)).copied().is_some_and(Mode::is_joint)
    });
    if joint && !known.agreed {
        concerns.push(StepConcern::AgreementNeeded);
    }
    concerns
}
