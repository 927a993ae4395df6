//! Carrying a retro out: every decision and every addition, whoever has it done.

use chrono::{DateTime, Utc};

use super::model::{Added, AppliedBy, Change as Terms, Decided, Decision, Place, RetroRow, Words};
use super::queries;
use super::settle::Ground;
use super::write::find_ground;
use crate::homework::assignments::{
    By, CreateAssignmentRequest, Editor, Footing, Giver, InitialStatus, Order, UpdateAssignmentRequest, give,
    revise, stop_today,
};
use crate::identity::actor::Reader;
use crate::identity::audit::Event;
use crate::identity::practice_keys::PracticeKey;
use crate::people::care_teams::Context;
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult, Change, Conflict, FieldError};
use crate::platform::ids::kind::{AssignmentId, CoupleId, StaffId};

/// What an audit event of it is called.
const ACTION: &str = "apply_retro";

/// The event of a retro that is carried out.
pub(super) fn event_of(couple: CoupleId) -> Event {
    Event::new(ACTION, "retro").of_couple(couple)
}

/// What a retro is carried out with.
pub(super) struct Carrying<'c> {
    pub conn: Conn<'c>,
    pub couple: CoupleId,
    /// Who has it done: a therapist in whose own care the couple is, or the partner whose agreement is the second one.
    pub reader: Reader,
    pub now: DateTime<Utc>,
    pub key: &'c PracticeKey,
}

impl Carrying<'_> {
    /// Carries a version out and notes it. The couple's row is locked. Names the events to record: the retro, and each assignment that
    /// is revised, ended or given.
    pub async fn carry_out(&self, row: &RetroRow) -> ApiResult<Vec<Event>> {
        let changed = self.out(row).await?;
        let by = if self.reader.client { AppliedBy::Partners } else { AppliedBy::CareTeam };
        queries::write_applied(self.conn, self.reader.practice, row, by, self.now).await?;
        let of_assignment = |id: AssignmentId| Event::new(ACTION, "assignment").on(id).of_couple(self.couple);
        Ok(std::iter::once(event_of(self.couple)).chain(changed.into_iter().map(of_assignment)).collect())
    }

    /// What was changed by it.
    async fn out(&self, row: &RetroRow) -> ApiResult<Vec<AssignmentId>> {
        let practice = self.reader.practice;
        let place = Place { practice, couple: self.couple, number: row.number };
        let words = Words::open(place, &row.words_sealed, self.key)?;
        let decided: Vec<AssignmentId> = words.decisions.iter().map(|one| one.assignment_id).collect();
        queries::lock_homework(self.conn, practice, self.couple, &decided).await?;
        let ground = find_ground(self.conn, self.couple, &self.reader, self.now, &[], &[]).await?;
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
                let Self { reader, now, key, .. } = *self;
                revise(
                    &Editor { reader, staff: self.staff(), now, key },
                    self.conn,
                    one.assignment_id,
                    &change,
                )
                .await?;
            }
            (Decision::Drop, _) => {
                let row = ground.homework.iter().find(|row| row.id == one.assignment_id);
                let by = By { practice: self.reader.practice, member: self.reader.member, now: self.now };
                stop_today(self.conn, &by, row.ok_or(ApiError::Internal)?).await?;
            }
        }
        Ok(true)
    }

    /// In whose name homework is revised and given: of both partners nobody is named.
    fn staff(&self) -> Option<StaffId> {
        (!self.reader.client).then_some(self.reader.member)
    }

    async fn give(&self, additions: &[Added]) -> ApiResult<Vec<AssignmentId>> {
        let (practice, context) = (self.reader.practice, Context::Couple(self.couple));
        let requests: Vec<CreateAssignmentRequest> = additions.iter().map(request).collect();
        let order = |request| Order { id: AssignmentId::generate(), context, request };
        let orders: Vec<Order<'_>> = requests.iter().map(order).collect();
        if orders.is_empty() {
            return Ok(Vec::new());
        }
        let items: Vec<_> = additions.iter().map(|one| one.item_id).collect();
        let care = self.staff().map(|_| &self.reader);
        let footing = Footing::find(self.conn, practice, care, &[context], &items).await?;
        let giver = Giver { practice, staff: self.staff(), now: self.now };
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
