//! Carrying a retro out: every decision and every addition in one transaction, or nothing.

use super::dto::RetroResponse;
use super::model::{Added, Change as Terms, Decided, Decision, Place, RetroRow, RetroStatus, Words};
use super::queries;
use super::settle::Ground;
use super::view::read;
use super::write::find_ground;
use crate::homework::assignments::{
    By, CreateAssignmentRequest, Footing, Giver, InitialStatus, Order, UpdateAssignmentRequest, give, revise,
    stop_today,
};
use crate::identity::actor::{Actor, TherapistOnly};
use crate::identity::audit::Event;
use crate::identity::practice_keys::PracticeKey;
use crate::people::care_teams::Context;
use crate::people::care_teams::reach::own_care;
use crate::people::couples::take_turn;
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult, Change, Conflict, FieldError};
use crate::platform::ids::kind::{AssignmentId, CoupleId};

/// What an audit event of it is called.
const ACTION: &str = "apply_retro";

/// Carries a version out as it was read. What was carried out already is answered as it is; names the events to record: the
/// retro, and each assignment that is revised, ended or given.
pub(super) async fn apply(
    actor: &Actor<TherapistOnly>,
    conn: Conn<'_>,
    (couple, number): (CoupleId, i32),
    version: i32,
) -> ApiResult<(RetroResponse, Vec<Event>)> {
    let reader = own_care(&actor.reader());
    let (row, key) =
        futures_util::try_join!(queries::find_retro(conn, &reader, couple, number), actor.key(conn))?;
    row.ok_or(ApiError::NotFound)?;
    let turn = take_turn(conn, reader.practice, couple).await;
    // Once more, now that nobody else carries it out.
    let row = queries::find_retro(conn, &reader, couple, number).await?.ok_or(ApiError::NotFound)?;
    let known = read(conn, &reader, (couple, number), &key).await?;
    let of_retro = Event::new(ACTION, "retro").of_couple(couple);
    if known.status == RetroStatus::Applied {
        return Ok((known, vec![of_retro]));
    }
    if known.version != version {
        return Err(ApiError::PreconditionFailed);
    }
    turn?;
    if known.superseded {
        return Err(ApiError::Conflict(Conflict::WrongState));
    }
    let carrying = Carrying { actor, conn, couple, key: &key };
    let changed = carrying.out(&row).await?;
    queries::write_applied(conn, reader.practice, &row, actor.now()).await?;
    let of_assignment = |id: AssignmentId| Event::new(ACTION, "assignment").on(id).of_couple(couple);
    let events = std::iter::once(of_retro).chain(changed.into_iter().map(of_assignment)).collect();
    Ok((read(conn, &reader, (couple, number), &key).await?, events))
}

struct Carrying<'c> {
    actor: &'c Actor<TherapistOnly>,
    conn: Conn<'c>,
    couple: CoupleId,
    key: &'c PracticeKey,
}

impl Carrying<'_> {
    /// What was changed by it.
    async fn out(&self, row: &RetroRow) -> ApiResult<Vec<AssignmentId>> {
        let (practice, reader) = (self.actor.practice(), own_care(&self.actor.reader()));
        let place = Place { practice, couple: self.couple, number: row.number };
        let words = Words::open(place, &row.words_sealed, self.key)?;
        let decided: Vec<AssignmentId> = words.decisions.iter().map(|one| one.assignment_id).collect();
        queries::lock_homework(self.conn, practice, self.couple, &decided).await?;
        let ground = find_ground(self.actor, self.conn, self.couple, &reader, &[], &[]).await?;
        if !words.decisions.iter().all(|one| ground.stands(one)) {
            return Err(ApiError::Conflict(Conflict::AssignmentChanged));
        }
        let mut changed = Vec::new();
        for (index, one) in words.decisions.iter().enumerate() {
            let at = format!("/decisions/{index}/change");
            if self.decide(&ground, one).await.map_err(|error| below(error, &at))? {
                changed.push(one.assignment_id);
            }
        }
        changed.extend(self.give(&words.additions).await?);
        Ok(changed)
    }

    /// Whether anything is changed by it.
    async fn decide(&self, ground: &Ground, one: &Decided) -> ApiResult<bool> {
        match (one.decision, &one.change) {
            (Decision::Keep, _) => return Ok(false),
            (Decision::Adjust, change) => {
                let body = revision(change.as_ref().ok_or(ApiError::Internal)?);
                let change = Change { version: one.version, body };
                revise(self.actor, self.conn, one.assignment_id, &change).await?;
            }
            (Decision::Drop, _) => {
                let row = ground.homework.iter().find(|row| row.id == one.assignment_id);
                let actor = self.actor;
                let by = By { practice: actor.practice(), member: actor.membership(), now: actor.now() };
                stop_today(self.conn, &by, row.ok_or(ApiError::Internal)?).await?;
            }
        }
        Ok(true)
    }

    async fn give(&self, additions: &[Added]) -> ApiResult<Vec<AssignmentId>> {
        let (actor, context) = (self.actor, Context::Couple(self.couple));
        let requests: Vec<CreateAssignmentRequest> = additions.iter().map(request).collect();
        let order = |request| Order { id: AssignmentId::generate(), context, request };
        let orders: Vec<Order<'_>> = requests.iter().map(order).collect();
        if orders.is_empty() {
            return Ok(Vec::new());
        }
        let items: Vec<_> = additions.iter().map(|one| one.item_id).collect();
        let (practice, care) = (actor.practice(), own_care(&actor.reader()));
        let footing = Footing::find(self.conn, practice, Some(&care), &[context], &items).await?;
        let giver = Giver { practice, staff: actor.membership(), now: actor.now() };
        let given = give(self.conn, giver, self.key, &footing, &orders).await?;
        for (index, given) in given.into_iter().enumerate() {
            given.map_err(|error| below(error, &format!("/additions/{index}")))?;
        }
        Ok(orders.iter().map(|order| order.id).collect())
    }
}

fn revision(change: &Terms) -> UpdateAssignmentRequest {
    let Terms { cadence, minutes } = change.clone();
    UpdateAssignmentRequest { cadence, minutes: minutes.map(Some), ..UpdateAssignmentRequest::default() }
}

fn request(added: &Added) -> CreateAssignmentRequest {
    let Added { item_id, item_title: _, mode, cadence, minutes, note } = added.clone();
    CreateAssignmentRequest {
        item_id,
        mode,
        cadence,
        minutes,
        starts_on: None,
        ends_on: None,
        time_zone: None,
        rationale: note,
        barrier_plans: Vec::new(),
        status: InitialStatus::Active,
    }
}

/// What is wrong with a part is told of where it stands in the retro.
fn below(error: ApiError, at: &str) -> ApiError {
    match error {
        ApiError::Invalid(errors) => {
            ApiError::Invalid(errors.into_iter().map(|error: FieldError| error.below(at)).collect())
        }
        error => error,
    }
}
