//! What every operation on rests and reminders works on.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::queries::{Rest, delete_rest, end_pause, find_today, insert_rest, update_rest};
use crate::homework::assignments::AssignmentRow;
use crate::homework::assignments::changes::{ChangedDays, Of, apart, note_change};
use crate::homework::assignments::participants::dto::ParticipantResponse;
use crate::homework::assignments::participants::model::{RestKind, RestRow};
use crate::homework::assignments::participants::queries::{find_participant as find, raise_version};
use crate::homework::assignments::queries::{find_assignment, writer};
use crate::identity::actor::{Actor, Reader, TherapistOrClient};
use crate::identity::practice_keys::PracticeKey;
use crate::people::couples::keep_lasting;
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::{AssignmentId, ClientId};

/// One member's part, locked at the version that the caller knows.
pub struct Desk {
    pub writer: Reader,
    pub row: AssignmentRow,
    pub rests: Vec<RestRow>,
    pub has_reminder: bool,
    /// The local day that it is for the member.
    pub today: NaiveDate,
    client: ClientId,
    now: DateTime<Utc>,
    key: Arc<PracticeKey>,
}

impl Desk {
    pub async fn lay(
        actor: &Actor<TherapistOrClient>,
        conn: Conn<'_>,
        assignment: AssignmentId,
        client: ClientId,
        version: i32,
    ) -> ApiResult<Self> {
        let (writer, practice) = (writer(actor.reader()), actor.practice());
        let (part, row, key) = futures_util::try_join!(
            find(conn, &writer, assignment, client),
            find_assignment(conn, &writer, assignment),
            actor.key(conn)
        )?;
        let row = row.ok_or(ApiError::NotFound)?;
        if part.row.version != version {
            return Err(ApiError::PreconditionFailed);
        }
        if let Some(couple) = row.couple_id {
            keep_lasting(conn, practice, couple).await?;
        }
        let today = find_today(conn, practice, client, actor.now()).await?;
        raise_version(conn, (practice, assignment, client), version, actor.now()).await?;
        let has_reminder = part.row.reminder_times.is_some();
        Ok(Self { writer, row, rests: part.rests, has_reminder, today, client, now: actor.now(), key })
    }

    /// The excuse of the period that begins on a day.
    pub fn excuse(&self, start: NaiveDate) -> Option<&RestRow> {
        self.rests.iter().find(|rest| rest.kind.0 == RestKind::Excuse && rest.starts_on == start)
    }

    /// Writes a rest, over the one that it takes the place of.
    pub async fn put(
        &self,
        actor: &Actor<TherapistOrClient>,
        conn: Conn<'_>,
        rest: &Rest<'_>,
        there: Option<&RestRow>,
    ) -> ApiResult<()> {
        let (practice, days) = (self.writer.practice, (rest.from, rest.until));
        if let Some(before) = there {
            if let Some(days) = apart((before.starts_on, before.last_day()), days) {
                self.note(conn, days).await?;
            }
            return update_rest(conn, practice, rest, &self.key).await;
        }
        self.note(conn, (rest.from, Some(rest.until))).await?;
        let by = (actor.membership(), actor.now());
        insert_rest(conn, (practice, self.row.id, self.client), rest, by, &self.key).await
    }

    /// Ends a rest with the day before this one; what no day was rested by is taken away.
    pub async fn end(&self, conn: Conn<'_>, rest: &RestRow, from: NaiveDate) -> ApiResult<()> {
        let practice = self.writer.practice;
        self.note(conn, (from.max(rest.starts_on), Some(rest.last_day()))).await?;
        match from.pred_opt().filter(|last| *last >= rest.starts_on) {
            Some(last) => end_pause(conn, practice, rest.id, last).await,
            None => delete_rest(conn, practice, rest.id).await,
        }
    }

    async fn note(&self, conn: Conn<'_>, days: ChangedDays) -> ApiResult<()> {
        let (practice, member) = (self.writer.practice, Some(self.client));
        note_change(conn, Of { practice, assignment: self.row.id, member }, days, self.now).await
    }

    /// The part as it is now.
    pub async fn answer(&self, conn: Conn<'_>) -> ApiResult<ParticipantResponse> {
        let part = find(conn, &self.writer, self.row.id, self.client).await?;
        part.open(self.writer.practice, &self.key)
    }
}
