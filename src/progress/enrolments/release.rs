//! Releasing what is due of an enrolment, whoever asks for it: the job, or a therapist who enrols, resumes or goes ahead.

use chrono::{DateTime, Days, NaiveDate, Utc};
use uuid::Uuid;

use super::model::{EnrolmentRow, EnrolmentStatus, HeldUpBy, ReleaseInsert, ReleaseRow, StepRow};
use super::order::{held_up, request};
use super::queries;
use crate::homework::assignments::{CreateAssignmentRequest, Footing, Giver, Ground, Order, give};
use crate::homework::programmes::{ProgrammeStep, ReleaseRule, find_versions};
use crate::identity::actor::Reader;
use crate::identity::practice_keys::PracticeKey;
use crate::people::appointments::next_of;
use crate::people::care_teams::Context;
use crate::platform::db::{AsJson, AsText, Conn};
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::{AssignmentId, ClientId, LibraryItemId};
use crate::platform::local_day::{day_ends_at, day_starts_at, local_date};
use crate::progress::summaries::has_met;

/// What was released, and to whom.
pub type Released = (AssignmentId, Context);

/// An enrolment with all that its next release depends on. Its row is locked.
pub struct Standing {
    row: EnrolmentRow,
    rules: Vec<ProgrammeStep>,
    steps: Vec<StepRow>,
    releases: Vec<ReleaseRow>,
    footing: Footing,
    giver: Giver,
    /// Those whom the giver cares for: nobody else is given anything.
    cared: Vec<Uuid>,
}

/// A step whose time has come.
struct Due<'s> {
    step: &'s StepRow,
    to: Context,
    request: CreateAssignmentRequest,
    id: AssignmentId,
}

impl Standing {
    /// Reads it. No hold is placed on anybody concerned before the transaction ends.
    pub async fn find(conn: Conn<'_>, giver: Giver, row: EnrolmentRow) -> ApiResult<Self> {
        let (enrolment, programme) = ([row.id], [row.programme_id]);
        let staff = giver.staff.ok_or(ApiError::Internal)?;
        let ((steps, releases), versions) = futures_util::try_join!(
            queries::list_steps(conn, giver.practice, &enrolment),
            find_versions(conn, giver.practice, &programme),
        )?;
        let version = versions.into_iter().find(|(_, version)| version.number == row.number);
        let (_, version) = version.ok_or(ApiError::Internal)?;
        let AsJson(rules) = version.steps;
        let mut contexts = vec![row.context()?];
        contexts.extend(steps.iter().filter_map(|step| step.client_id.map(Context::Client)));
        let items: Vec<LibraryItemId> = steps.iter().filter_map(|step| step.item_id).collect();
        let ids: Vec<Uuid> = contexts.iter().map(|context| context.id()).collect();
        let (footing, cared) = futures_util::try_join!(
            Footing::find(conn, giver.practice, None, &contexts, &items),
            queries::list_cared(conn, giver.practice, staff, &ids),
        )?;
        Ok(Self { row, rules, steps, releases, footing, giver, cared })
    }

    /// Releases what is due, and this step if it is named; then queues the next look.
    pub async fn go_on(
        self,
        conn: Conn<'_>,
        words: &PracticeKey,
        at_once: Option<i32>,
    ) -> ApiResult<Vec<Released>> {
        let Giver { practice, now, .. } = self.giver;
        if self.footing.ground(self.row.context()?).is_none_or(|ground| ground.ended) {
            return self.end(conn).await;
        }
        let due = self.due(conn, at_once).await?;
        let (due, nobody_cares): (Vec<Due<'_>>, Vec<Due<'_>>) =
            due.into_iter().partition(|due| self.cared.contains(&due.to.id()));
        let orders: Vec<Order<'_>> =
            due.iter().map(|due| Order { id: due.id, context: due.to, request: &due.request }).collect();
        let given = give(conn, self.giver, words, &self.footing, &orders).await?;
        let held_up = given.iter().map(held_up).collect::<ApiResult<Vec<_>>>()?;
        let found = due.iter().zip(held_up.iter().copied());
        let found = found.chain(nobody_cares.iter().map(|due| (due, Some(HeldUpBy::Care))));
        for (due, by) in found.filter(|(due, by)| due.step.held_up_by.map(|it| it.0) != *by) {
            queries::write_held_up(conn, practice, due.step, by, now).await?;
        }
        let released = due.iter().zip(&held_up).filter(|(_, by)| by.is_none()).map(|(due, _)| due);
        let rows: Vec<ReleaseInsert> = released.clone().map(|due| self.row_of(due)).collect();
        queries::insert_releases(conn, &rows).await?;
        let next = self.next_look(&rows)?;
        if next.is_none() {
            queries::write_completed(conn, practice, self.row.id).await?;
        }
        queries::look_again(conn, practice, self.row.id, next).await?;
        Ok(released.map(|due| (due.id, due.to)).collect())
    }

    /// Nobody is given anything any more: the couple has ended, or the record is closed.
    async fn end(&self, conn: Conn<'_>) -> ApiResult<Vec<Released>> {
        let row = EnrolmentRow { status: AsText(EnrolmentStatus::Ended), ..self.row.clone() };
        queries::write(conn, self.giver.practice, &row, self.giver.now).await?;
        queries::look_again(conn, self.giver.practice, row.id, None).await?;
        Ok(Vec::new())
    }

    fn waiting(&self) -> impl Iterator<Item = &StepRow> {
        self.steps.iter().filter(|step| step.item_id.is_some() && self.release_of(step).is_none())
    }

    fn release_of(&self, step: &StepRow) -> Option<&ReleaseRow> {
        let same = |row: &&ReleaseRow| (row.position, row.recipient_id) == (step.position, step.recipient_id);
        self.releases.iter().find(same)
    }

    fn rule(&self, position: i32) -> ApiResult<&ProgrammeStep> {
        let at = usize::try_from(position).ok().and_then(|position| position.checked_sub(1));
        at.and_then(|at| self.rules.get(at)).ok_or(ApiError::Internal)
    }

    fn planned_on(&self, step: &StepRow) -> ApiResult<Option<NaiveDate>> {
        Ok(self.rule(step.position)?.release.planned_on(self.row.starts_on, self.row.shifted()))
    }

    fn ground(&self) -> ApiResult<&Ground> {
        self.footing.ground(self.row.context()?).ok_or(ApiError::Internal)
    }

    fn today(&self, ground: &Ground) -> NaiveDate {
        local_date(self.giver.now, ground.time_zone, ground.day_start)
    }

    /// What is to be released now, in order.
    async fn due(&self, conn: Conn<'_>, at_once: Option<i32>) -> ApiResult<Vec<Due<'_>>> {
        let today = self.today(self.ground()?);
        let mut all = Vec::new();
        for step in self.waiting() {
            let ahead = at_once == Some(step.position);
            let planned = self.planned_on(step)?;
            let due = match planned {
                _ if ahead => true,
                Some(day) => day <= today,
                None => today >= self.row.starts_on && self.has_come(conn, step, today).await?,
            };
            let to = step.recipient(&self.row)?;
            // Of a client whose record is closed nothing can be said: it waits, and nobody is told.
            if let (true, Some(ground), Some(item_id)) = (due, self.footing.ground(to), step.item_id) {
                let local = self.today(ground);
                let starts_on = planned.filter(|_| !ahead).map_or(local, |day| day.max(local));
                let request =
                    request(item_id, self.footing.item(item_id), self.rule(step.position)?, starts_on);
                all.push(Due { step, to, request, id: AssignmentId::generate() });
            }
        }
        Ok(all)
    }

    /// Whether the time of a step has come that no date decides.
    async fn has_come(&self, conn: Conn<'_>, step: &StepRow, today: NaiveDate) -> ApiResult<bool> {
        let release = self.rule(step.position)?.release;
        match release.rule {
            ReleaseRule::AfterPreviousMet => self.previous_met(conn, step).await,
            ReleaseRule::BeforeNextAppointment => {
                self.nears_appointment(conn, step, release.days.unwrap_or_default(), today).await
            }
            ReleaseRule::AtOnce | ReleaseRule::After | ReleaseRule::OnDate => Ok(true),
        }
    }

    /// Whether the next appointment of those who are enrolled is so many days away, or fewer, and the step before it was
    /// released earlier than on that day.
    async fn nears_appointment(
        &self,
        conn: Conn<'_>,
        step: &StepRow,
        days: u64,
        today: NaiveDate,
    ) -> ApiResult<bool> {
        let (of, ground) = (self.row.context()?, self.ground()?);
        let local = |at| local_date(at, ground.time_zone, ground.day_start);
        let before = match self.previous(step).map(|previous| self.release_of(previous)) {
            None => None,
            Some(None) => return Ok(false),
            Some(Some(release)) => Some(local(release.released_at)),
        };
        let member = ground.members.first().copied().ok_or(ApiError::Internal)?;
        let reader = Reader::of_client(self.giver.practice, member);
        let next = next_of(conn, &reader, &[of.id()], self.giver.now).await?;
        let day = next.first().and_then(|next| local(next.starts_at).checked_sub_days(Days::new(days)));
        Ok(day.is_some_and(|day| day <= today && before.is_none_or(|before| before < day)))
    }

    /// Whether the step before it, of those that the same recipient gets, has a closed period that was met.
    async fn previous_met(&self, conn: Conn<'_>, step: &StepRow) -> ApiResult<bool> {
        let Some(previous) = self.previous(step) else { return Ok(true) };
        let Some(release) = self.release_of(previous) else { return Ok(false) };
        let to = step.recipient(&self.row)?;
        let member: Option<ClientId> = self.footing.ground(to).and_then(|it| it.members.first().copied());
        let Some(member) = member else { return Ok(false) };
        let reader = Reader::of_client(self.giver.practice, member);
        has_met(conn, &reader, release.assignment_id, to, self.giver.now).await
    }

    fn previous(&self, step: &StepRow) -> Option<&StepRow> {
        let before = self.steps.iter().filter(|it| it.position < step.position && it.item_id.is_some());
        before.filter(|it| it.recipient_id == step.recipient_id).max_by_key(|it| it.position)
    }

    fn row_of(&self, due: &Due<'_>) -> ReleaseInsert {
        ReleaseInsert {
            practice_id: self.giver.practice,
            enrolment_id: self.row.id,
            position: due.step.position,
            recipient_id: due.step.recipient_id,
            client_id: due.step.client_id,
            assignment_id: due.id,
            released_at: self.giver.now,
        }
    }

    /// When to look again: with the day of the next planned step, or with the next day where something is held up or waits for
    /// what people do. Never, once nothing waits.
    fn next_look(&self, released: &[ReleaseInsert]) -> ApiResult<Option<DateTime<Utc>>> {
        let ground = self.ground()?;
        let today = self.today(ground);
        let done = |step: &StepRow| {
            released.iter().any(|row| (row.position, row.recipient_id) == (step.position, step.recipient_id))
        };
        let mut next = None;
        for step in self.waiting().filter(|step| !done(step)) {
            let at = match self.planned_on(step)? {
                Some(day) if day > today => day_starts_at(ground.time_zone, day, ground.day_start),
                _ => day_ends_at(ground.time_zone, today, ground.day_start),
            };
            next = Some(next.map_or(at, |next: DateTime<Utc>| next.min(at)));
        }
        Ok(next)
    }
}
